"""Hours and notices in words, the same on the screens and on paper."""

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.clock import date_text
from supervision.hours.notices import Code, Notice
from supervision.hours.rules import Band, Counting, Rules


def time_text(minutes: int) -> str:
    """Exact time: "13 timer og 30 minutter"."""
    hours, rest = divmod(minutes, 60)
    in_hours = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    in_minutes = ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if not rest:
        return in_hours
    return _("%(first)s and %(last)s") % {"first": in_hours, "last": in_minutes} if hours else in_minutes


def short_time(minutes: int) -> str:
    """Exact time for a table: "13 t. 30 min."."""
    hours, rest = divmod(minutes, 60)
    values = {"hours": hours, "minutes": rest}
    if not rest:
        return _("%(hours)d h") % values
    return _("%(hours)d h %(minutes)d min") % values if hours else _("%(minutes)d min") % values


def form_hours(minutes: int) -> str:
    """Hours as one writes them in a form: "13,5". Minutes are quarters of an hour."""
    text = number_format(minutes / 60, decimal_pos=2, use_l10n=True, force_grouping=False)
    return text.rstrip("0").rstrip(",.")


def band_text(band: Band) -> str:
    """The size of a group: "6-12", "flere end 12"."""
    if band.most is None:
        return _("more than %(size)d") % {"size": band.least - 1}
    if band.least == band.most:
        return str(band.least)
    return f"{band.least}-{band.most}"


def bands_sentence(rules: Rules) -> str:
    """How the hours are converted, in one sentence."""
    parts = [f"{band_text(band)}: {_share_text(band)}" for band in rules.bands if band.most != 1]
    return _("Hours by the number of supervisees: %(parts)s.") % {"parts": "; ".join(parts)}


def counting_text(counting: Counting) -> str:
    """How the size of the group was counted."""
    if counting == Counting.MEMBERS:
        return _("by the members of the group on the day")
    return _("by those who were there")


def days_text(days: tuple[date, ...]) -> str:
    """Days in a sentence: "3. oktober 2026 og 7. november 2026"."""
    texts = [date_text(day) for day in days]
    if len(texts) < 2:
        return "".join(texts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]}


def sentence(notice: Notice) -> str:
    """What is wrong, and what to do about it while there is time."""
    rules = notice.rules
    values = {
        "days": days_text(notice.days),
        "size": notice.size,
        "psychologists": notice.psychologists,
        "time": time_text(notice.minutes),
        "limit": rules.large_size_max,
        "course": rules.course_hours,
        "short": rules.short_course_hours,
        "cap": rules.short_courses_total,
        "academic": rules.academic_hours,
        "years": rules.supervisor_years,
        "office": rules.applications_to,
    }
    text = _about_sessions(notice.code) or _about_length(notice.code) or _about_supervisors(notice.code)
    if notice.days and notice.code != Code.NOT_NOTED:
        text = _("%(text)s This concerns %(days)s.") % {"text": text, "days": "%(days)s"}
    return text % values


def _share_text(band: Band) -> str:
    if band.share == 1:
        return _("count in full")
    return _("count %(share)s") % {"share": str(band.share)} if band.share else _("do not count")


def _about_sessions(code: Code) -> str:
    return {
        Code.TOO_LARGE: _("Meetings with more than %(limit)d supervisees do not count."),
        Code.TOO_LARGE_SOON: _(
            "There are %(size)d supervisees in the group. With more than %(limit)d the hours do not count. Let the "
            "latest one wait for a seat, or divide the group before it meets."
        ),
        Code.NO_MAJORITY: _(
            "Psychologists were not the majority. As a rule only courses count in which they are. The hours are still "
            "on the list, but they may fall away."
        ),
        Code.NO_MAJORITY_SOON: _(
            "%(psychologists)d of %(size)d supervisees are psychologists. They must be the majority, or the hours as a "
            "rule do not count. Give the next seat to a psychologist."
        ),
        Code.COURSE_WITHOUT_MAJORITY: _(
            "For at least half of the time psychologists were not the majority. As a rule the course does not count. "
            "Ask %(office)s before you use the hours."
        ),
        Code.ALONE: _(
            "There was only one supervisee. The hours count in full, but ask %(office)s whether they are individual "
            "supervision or supervision in a group."
        ),
        Code.NOT_NOTED: _(
            "Nobody has noted who was there on %(days)s. The hours are on the list when the supervisor has done so."
        ),
    }.get(code, "")


def _about_length(code: Code) -> str:
    return {
        Code.COURSE_SHORT: _(
            "The course is %(time)s when converted. A course is normally at least %(course)d hours. Shorter courses "
            "count at most %(cap)d hours in all."
        ),
        Code.COURSE_SHORT_SOON: _(
            "With the meetings that are planned, the course will be %(time)s when converted. It should be at least "
            "%(course)d hours; shorter courses count at most %(cap)d hours in all. Plan more meetings."
        ),
        Code.COURSE_TOO_SHORT: _(
            "The course is %(time)s when converted. Under %(short)d hours with the same supervisor it does not count."
        ),
        Code.COURSE_TOO_SHORT_SOON: _(
            "With the meetings that are planned, the course will be %(time)s when converted. Under %(short)d hours "
            "with the same supervisor it does not count, and it should be at least %(course)d. Plan more meetings."
        ),
    }.get(code, "")


def _about_supervisors(code: Code) -> str:
    return {
        Code.SUPERVISOR_NOT_ACADEMIC: _(
            "The supervisor is neither an authorised psychologist nor another academic. The hours do not count. Find "
            "an authorised psychologist before the course goes on."
        ),
        Code.SUPERVISOR_OTHER_ACADEMIC: _(
            "The supervisor is an academic, but not an authorised psychologist. At most %(academic)d such hours in all "
            "can count, and none of them as hours with the same external supervisor."
        ),
        Code.SUPERVISOR_YEARS_UNKNOWN: _(
            "The year of the supervisor's degree or authorisation is missing. The form asks for both. Write them on "
            "the supervisor before the course ends."
        ),
        Code.SUPERVISOR_NOT_YET_AUTHORISED: _(
            "The course began before the year in which the supervisor was authorised. Hours from before the "
            "authorisation do not count."
        ),
        Code.SUPERVISOR_TOO_NEW: _(
            "A supervisor must have worked for at least %(years)d years after the degree. This one had not when the "
            "course began. Ask %(office)s before you use the hours."
        ),
        Code.SUPERVISOR_CHECK_DATES: _(
            "We only know the years. Check with the supervisor that they were authorised and had worked for at least "
            "%(years)d years after the degree when the course began."
        ),
    }.get(code, "")
