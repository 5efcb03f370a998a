"""What the theme days put on the coordinator's list of what waits."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.upkeep.waiting import SHOWN, Group, Item
from portal.clock import COPENHAGEN, date_text
from portal.mail.models import Delivery
from themedays.models import Attendance, Registration, SeatPool

TICK_WITHIN = timedelta(days=30)  # whoever has not ticked by then will not


def everything(today: date) -> tuple[Group, ...]:
    """What waits on that day, without what is done."""
    now = datetime.combine(today, time.min, COPENHAGEN)
    return tuple(group for group in (unticked(now), lost_mails(now)) if group.count)


def unticked(now: datetime) -> Group:
    """The days of the last month that people came to, and nobody has been ticked for."""
    came = Registration.objects.confirmed().filter(pool=OuterRef("pk"))
    ticked = Attendance.objects.filter(registration__pool=OuterRef("pk"))
    held = _running().filter(page__ends_at__range=(now - TICK_WITHIN, now)).filter(Exists(came), ~Exists(ticked))
    return _group(_("Who was there?"), held.order_by("page__ends_at", "pk"), "themedays_attendance")


def lost_mails(now: datetime) -> Group:
    """The days to come of which a mail was refused, or may not have arrived."""
    lost = (Delivery.Status.FAILED, Delivery.Status.UNKNOWN)
    about = Delivery.objects.filter(about__startswith="themeday-", status__in=lost).order_by()
    counts: dict[str, int] = dict(about.values_list("about").annotate(Count("pk")))
    keys = [int(key.removeprefix("themeday-")) for key in counts]
    pools = _running().filter(pk__in=keys, page__ends_at__gte=now).order_by("page__starts_at", "pk")
    notes = {
        pool.pk: ngettext("%(count)d mail", "%(count)d mails", count) % {"count": count}
        for pool in pools
        if (count := counts[f"themeday-{pool.pk}"])
    }
    return _group(_("Mails about theme days that did not get through"), pools, "themedays_mails", notes)


def _running() -> QuerySet[SeatPool]:
    return SeatPool.objects.filter(cancelled_at=None, page__live=True).select_related("page")


def _group(heading: str, pools: Iterable[SeatPool], name: str, notes: Mapping[int, str] | None = None) -> Group:
    found = list(pools)
    return Group(
        heading=heading,
        url=reverse("theme-days:index"),
        count=len(found),
        items=tuple(
            Item(
                text=pool.page.title,
                url=reverse(name, args=[pool.page_id]),
                note=(notes or {}).get(pool.pk, "") or _held(pool),
            )
            for pool in found[:SHOWN]
        ),
    )


def _held(pool: SeatPool) -> str:
    starts = pool.page.starts_at
    return date_text(starts.astimezone(COPENHAGEN).date(), with_year=False) if starts else ""
