"""The demonstration's theme days: forty that were held, and six to come, one in each state a reader can meet.

Made as after publishing, but all at once: without revisions, and with one update of Wagtail's references per page.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.models import Collection, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.contacts.demo import slug_of
from directory.contacts.models import Organisation, Subject
from directory.members.models import Membership
from portal.clock import COPENHAGEN
from portal.models import HomePage
from themedays.actions import share_of
from themedays.calendar import place_of, words_of
from themedays.models import (
    Attendance,
    Material,
    Need,
    Registration,
    RegistrationNeed,
    SeatAllocation,
    SeatPool,
    Speaker,
    ThemeDayIndexPage,
    ThemeDayPage,
    Venue,
)

State = Registration.State
_SEED_SLUG = "temadage"
_CONTACT = {"contact_name": "Tovholderen", "contact_email": "koordinator@example.dk"}
_WITH_MATERIALS = 3  # the latest days
_LEFT_EARLY = 3  # of those with a seat: they never came
_ASK_FOR_SOMETHING = 6
_MATERIAL = b"""#set document(title: sys.inputs.title)
#set text(lang: "da")
#set page(paper: "a4")
= #sys.inputs.title
#sys.inputs.day

#sys.inputs.text
"""


@transaction.atomic
def seed(today: date) -> None:
    """Add the demo's theme days as they stand on `today`; nothing when there is a list of theme days already."""
    if ThemeDayIndexPage.objects.exists():
        return
    plan = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    index = ThemeDayIndexPage(title="Temadage", slug=_SEED_SLUG, lead=plan["lead"], show_in_menus=True)
    HomePage.objects.get().add_child(instance=index)
    index.move(HomePage.objects.get(), "first-child")  # the menu follows the order of the pages
    index.refresh_from_db()
    index.save_revision().publish()
    Seeding(plan, index, today).all_days()


class Seeding:
    """Makes the days of one plan: each page by itself, then the rows of all of them together."""

    def __init__(self, plan: dict[str, Any], index: ThemeDayIndexPage, today: date) -> None:
        self._plan, self._index, self._today = plan, index, today
        self._venues = [Venue.objects.create(**venue) for venue in plan["venue"]]
        self._subjects = {subject.slug: subject for subject in Subject.objects.all()}
        approved = Membership.objects.approved().select_related("user", "organisation").order_by("pk")
        self._members = list(approved)
        self._shares = {one.pk: share_of(one.organisation, today) for one in self._members}
        self._speakers: list[Speaker] = []
        self._about: list[Any] = []  # the rows between pages and subjects
        self._pools: list[SeatPool] = []
        self._registrations: list[Registration] = []
        self._needs: list[RegistrationNeed] = []
        self._allocations: list[SeatAllocation] = []
        self._attendance: list[Attendance] = []

    def all_days(self) -> None:
        """Those that were held, the oldest first, and those to come."""
        held = [row for row in reversed(self._plan["past"]["days"]) if date.fromisoformat(row[0]) < self._today]
        with disable_reference_index_auto_update():  # each page once, below, instead of at each of its rows
            for number, row in enumerate(held):
                self._past(row, number, has_materials=number >= len(held) - _WITH_MATERIALS)
            for plan in self._plan["coming"]:
                self._coming(plan)
        Speaker.objects.bulk_create(self._speakers)
        ThemeDayPage.subjects.through.objects.bulk_create(self._about)
        for pool in self._pools:
            ReferenceIndex.create_or_update_for_object(pool.page)
        SeatPool.objects.bulk_create(self._pools)
        Registration.objects.bulk_create(self._registrations)
        RegistrationNeed.objects.bulk_create(self._needs)
        SeatAllocation.objects.bulk_create(self._allocations)
        Attendance.objects.bulk_create(self._attendance)

    def _past(self, row: list[Any], number: int, *, has_materials: bool) -> None:
        held_on, title, lead, subjects, venue, count = row
        on = date.fromisoformat(held_on)
        fields: dict[str, Any] = {"venue": self._venues[venue], "number": number}
        if has_materials:
            fields["materials"] = list(self._materials(title, on))
        page = self._page(title, lead, on, subjects, **fields)
        rows = self._people(self._pool(page, capacity=40), count, 0, number)
        for one in rows[: max(1, len(rows) - _LEFT_EARLY)]:
            self._attendance.append(Attendance(registration=one, minutes=390, marked_at=_at(on, time(15, 30))))

    def _coming(self, plan: dict[str, Any]) -> None:
        on = self._weekday(plan["weeks"])
        page = self._page(
            plan["title"],
            plan["lead"],
            on,
            plan["subjects"],
            venue=self._venues[plan["venue"]] if "venue" in plan else None,
            number=plan["weeks"],
            audience=plan["audience"],
            online_link=plan.get("online", ""),
            body=[tuple(block) for block in self._plan["body"]],
            price=plan.get("price", 0),
            price_text="Gratis for ansatte i netværkets kommuner og på regionens hospitaler.",
            vat_text="Prisen er uden moms." if plan.get("price") else "",
            **_CONTACT,
        )
        closes = _at(on - timedelta(days=7), time(12))
        fields: dict[str, Any] = {"mode": plan.get("mode", SeatPool.Mode.AUTO), "closes_at": closes}
        fields["cancel_until"] = closes
        if "opens" in plan:
            fields["opens_at"] = _at(self._weekday(plan["opens"]), time(9))
        if "kept" in plan:
            fields["release_at"] = closes - timedelta(days=14)
        if "cancelled" in plan:
            fields |= {"cancelled_at": _at(self._today - timedelta(days=1), time(10)), "sequence": 1}
            fields["cancelled_note"] = plan["cancelled"]
        pool = self._pool(page, capacity=plan["capacity"], **fields)
        for slug, reserved in plan.get("kept", {}).items():
            organisation = Organisation.objects.get(slug=slug)
            self._allocations.append(SeatAllocation(pool=pool, organisation=organisation, reserved=reserved))
        rows = self._people(pool, plan.get("seated", 0), plan.get("waiting", 0), plan["weeks"])
        if plan.get("needs"):
            needs = Need.objects.order_by("pk")[:_ASK_FOR_SOMETHING]
            self._needs += [
                RegistrationNeed(registration=row, need=need) for row, need in zip(rows, needs, strict=False)
            ]

    def _weekday(self, weeks: int) -> date:
        """A Tuesday or a Wednesday so many weeks from now: the days that are hardly ever holidays, but at Christmas."""
        monday = self._today + timedelta(weeks=weeks, days=-self._today.weekday() % 7)
        on = monday + timedelta(days=1 + weeks % 2)
        at_christmas = on.month == 12 and on.day > 18
        return on + timedelta(weeks=3) if at_christmas else on

    def _page(
        self, title: str, lead: str, on: date, subjects: list[str], *, venue: Venue | None, number: int, **fields: Any
    ) -> ThemeDayPage:
        programme = self._plan["programme"]["online" if venue is None else "day"]
        begins, ends = (time(13), time(15)) if venue is None else (time(9), time(15, 30))
        speakers = [self._speaker(who, number) for *_words, who in programme if who]
        page = ThemeDayPage(
            title=title,
            slug=slug_of(title)[:80].strip("-"),
            lead=lead,
            starts_at=_at(on, begins),
            ends_at=_at(on, ends),
            venue=venue,
            first_published_at=_at(min(on, self._today) - timedelta(days=60), time(9)),
            programme=list(self._items(programme, number)),
            **fields,
        )
        self._index.add_child(instance=page)
        for rank, speaker in enumerate(speakers):
            self._speakers.append(Speaker(page=page, sort_order=rank, **speaker))
        for slug in subjects:
            self._about.append(ThemeDayPage.subjects.through(themedaypage=page, subject=self._subjects[slug]))
        return page

    def _items(self, programme: list[list[Any]], number: int) -> Iterator[tuple[str, dict[str, Any]]]:
        for starts, kind, title, who in programme:
            item = {"starts": time.fromisoformat(starts), "ends": None, "title": title}
            if kind == "item":
                item["speaker"] = self._speaker(who, number)["name"] if who else ""
            yield kind, item

    def _speaker(self, who: int, number: int) -> dict[str, str]:
        """Somebody from the list of speakers, another one on another day."""
        speakers: list[dict[str, str]] = self._plan["speaker"]
        return speakers[(who + number) % len(speakers)]

    def _pool(self, page: ThemeDayPage, capacity: int, **fields: Any) -> SeatPool:
        """The seats, and what the calendars have been told: as after publishing."""
        pool = SeatPool(
            page=page,
            capacity=capacity,
            changed_at=page.first_published_at,
            told_starts_at=page.starts_at,
            told_ends_at=page.ends_at,
            told_place=place_of(page),
            told_title=page.title,
            told_words=words_of(page),
            **fields,
        )
        self._pools.append(pool)
        return pool

    def _people(self, pool: SeatPool, seated: int, waiting: int, number: int) -> list[Registration]:
        """Members with a seat, and after them those who wait."""
        people = self._members[number % 7 :] + self._members[: number % 7]
        first = pool.page.first_published_at
        rows = []
        for rank, membership in enumerate(people[: seated + waiting]):
            at = first + timedelta(hours=rank)
            has_seat = rank < seated
            rows.append(
                Registration(
                    pool=pool,
                    user=membership.user,
                    organisation=membership.organisation,
                    workplace=membership.workplace,
                    share=self._shares[membership.pk],
                    state=State.CONFIRMED if has_seat else State.WAITING,
                    created_by=membership.user,
                    created_at=at,
                    queued_at=at,
                    confirmed_at=at if has_seat else None,
                )
            )
        self._registrations += rows
        return rows

    def _materials(self, day: str, on: date) -> Iterator[Material]:
        """A file of each kind: for all, for whoever logs in, for the participants, for those who were there."""
        import typst  # noqa: PLC0415 - only the demonstration's first start makes files

        for rank, (visibility, words) in enumerate(self._plan["material"].items()):
            inputs = words | {"day": f"{day}, {on:%d.%m.%Y}"}
            name = f"{slug_of(words['title'])}-{on.isoformat()}.pdf"
            file = ContentFile(typst.compile(_MATERIAL, sys_inputs=inputs, pdf_standards=["ua-1"]), name)
            document = Document(
                title=f"{day}: {words['title']}", collection=Collection.get_first_root_node(), file=file
            )
            document.save()
            yield Material(title=words["title"], document=document, visibility=visibility, sort_order=rank)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, COPENHAGEN)
