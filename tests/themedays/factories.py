"""Typed makers of theme days and of the people on them. A day is on 10 December 2026 unless the test says otherwise."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from directory.contacts.models import Organisation
from portal.models import HomePage, User
from tests.factories import make_user, saved, slug_of
from themedays.models import (
    Need,
    Registration,
    SeatAllocation,
    SeatPool,
    ThemeDayIndexPage,
    ThemeDayPage,
    Venue,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STARTS = datetime(2026, 12, 10, 9, 0, tzinfo=COPENHAGEN)
_serial = itertools.count(1)
SIGNED_UP = datetime(2026, 11, 20, 12, 0, tzinfo=COPENHAGEN)


def make_venue(
    name: str = "Kulturhuset", address: str = "Havnegade 1, 9999 Opdigtet", map_url: str = "", access: str = ""
) -> Venue:
    return saved(Venue(name=name, address=address, map_url=map_url, access=access))


def make_index_page() -> ThemeDayIndexPage:
    """The list of theme days at /temadage/; the one that is there already, if there is one."""
    known = ThemeDayIndexPage.objects.first()
    if known is not None:
        return known
    page = ThemeDayIndexPage(title="Temadage", slug="temadage")
    HomePage.objects.get().add_child(instance=page)
    return page


def make_day_page(
    title: str = "Unge og selvmordsforsøg", starts: datetime | None = STARTS, *, hours: float = 6.5, **fields: Any
) -> ThemeDayPage:
    """A published day without seats. Ends `hours` after it begins."""
    ends = starts + timedelta(hours=hours) if starts else None
    slug = f"{slug_of(title)}-{next(_serial)}"
    page = ThemeDayPage(
        **{"title": title, "slug": slug, "lead": "En dag.", "starts_at": starts, "ends_at": ends} | fields
    )
    make_index_page().add_child(instance=page)
    return page


def make_pool(page: ThemeDayPage | None = None, capacity: int | None = 10, **fields: Any) -> SeatPool:
    """The seats of a day."""
    values = {"page": page or make_day_page(), "capacity": capacity, "changed_at": SIGNED_UP}
    return saved(SeatPool(**values | fields))


def make_theme_day(
    title: str = "Unge og selvmordsforsøg",
    starts: datetime | None = STARTS,
    capacity: int | None = 10,
    *,
    pool: dict[str, Any] | None = None,
    **fields: Any,
) -> ThemeDayPage:
    """A published day with its seats (`page.pool`); `pool` are the seats' own fields, the others the page's."""
    page = make_day_page(title, starts, **fields)
    make_pool(page, capacity, **(pool or {}))
    return page


def make_allocation(
    pool: SeatPool, organisation: Organisation, reserved: int = 0, maximum: int | None = None
) -> SeatAllocation:
    return saved(SeatAllocation(pool=pool, organisation=organisation, reserved=reserved, maximum=maximum))


def make_registration(
    pool: SeatPool, user: User | None = None, state: str = "confirmed", *, at: datetime = SIGNED_UP, **fields: Any
) -> Registration:
    """A row as the actions leave it, without their mail. `share` follows `organisation` unless told."""
    user = user or make_user(first_name="Mette", last_name="Holm")
    organisation = fields.get("organisation")
    values = {
        "pool": pool,
        "user": user,
        "state": state,
        "share": organisation,
        "workplace": str(organisation or ""),
        "created_by": user,
        "created_at": at,
        "queued_at": at,
        "confirmed_at": at if state == "confirmed" else None,
        "offered_until": at + timedelta(days=2) if state == "offered" else None,
        "cancelled_at": at if state == "cancelled" else None,
        "why": "self" if state == "cancelled" else "",
    }
    return saved(Registration(**values | fields))


def make_need(key: str = "vegetar", name: str = "Vegetar", kind: str = "diet") -> Need:
    known = Need.objects.filter(key=key).first()
    return known or saved(Need(key=key, name=name, kind=kind))
