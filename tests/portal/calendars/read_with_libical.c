/* What libical (Evolution, KDE) makes of a calendar: errors, whether RFC 5546 allows it, and each entry's instants. */
#include <libical/ical.h>
#include <stdio.h>

static long instant(icaltimetype at)
{
    return (long)icaltime_as_timet_with_zone(at, at.zone);
}

int main(void)
{
    static char text[1 << 22];
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    icalcomponent *calendar = icalparser_parse_string(text);
    if (calendar == NULL || icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT) {
        puts("unreadable");
        return 0;
    }
    int is_allowed = icalrestriction_check(calendar);
    printf("%d %d\n", icalcomponent_count_errors(calendar), is_allowed);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        printf("%s %ld %ld\n", icalcomponent_get_uid(event), instant(icalcomponent_get_dtstart(event)),
               instant(icalcomponent_get_dtend(event)));
    icalcomponent_free(calendar);
    return 0;
}
