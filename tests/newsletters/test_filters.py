"""The questions by which people are selected: work and membership, theme days, supervision."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest

from newsletters.audience import audience_filters
from portal.models import User
from supervision.models import Group
from tests.factories import (
    make_membership,
    make_municipality,
    make_organisation,
    make_region,
    make_subject,
    make_user,
)
from tests.newsletters.factories import NOW
from tests.supervision.factories import make_group, make_seat, make_supervisor
from tests.themedays.factories import make_registration, make_theme_day
from themedays.models import Attendance

pytestmark = pytest.mark.django_db


def asked(key: str, values: Collection[Any]) -> set[User]:
    """Everybody whom the filter selects."""
    (one,) = [one for one in audience_filters(NOW) if one.key == key]
    return set(User.objects.filter(pk__in=one.users([str(value) for value in values])))


def choices(key: str) -> dict[str, str]:
    (one,) = [one for one in audience_filters(NOW) if one.key == key]
    return dict(one.choices())


def employed(organisation: Any, **membership: Any) -> User:
    return make_membership(make_user(), organisation=organisation, **membership).user


def test_a_municipality_is_whoever_works_in_it_or_in_any_unit_below_it() -> None:
    alpha, beta = make_municipality("Hillerød"), make_municipality("Helsingør")
    unit = make_organisation("Familieafdelingen", parent=alpha)
    inner = make_organisation("Modtagelsen", parent=unit)
    there = {employed(alpha), employed(unit), employed(inner)}
    employed(beta)

    assert asked("members.municipality", [alpha.pk]) == there


def test_a_region_is_not_everybody_in_its_municipalities() -> None:
    region = make_region()
    own = employed(region)
    employed(make_municipality("Hillerød", region=region))

    assert asked("members.workplace", [region.pk]) == {own}
    assert asked("members.kind", ["region"]) == {own}


def test_the_kind_of_a_unit_is_that_of_what_it_belongs_to() -> None:
    hospital = make_organisation("Hospitalet", "hospital")
    there = employed(make_organisation("Akutmodtagelsen", parent=hospital))
    employed(make_municipality())

    assert asked("members.kind", ["hospital"]) == {there}


def test_a_unit_that_has_moved_away_is_not_below_any_more() -> None:
    alpha = make_municipality("Hillerød")
    unit = make_organisation("Familieafdelingen")
    unit.parents.create(parent=alpha, ends=NOW.date() - timedelta(days=1))
    employed(unit)

    assert asked("members.municipality", [alpha.pk]) == set()


def test_only_places_where_somebody_works_can_be_chosen_in_danish_order() -> None:
    aarhus, hilleroed = make_municipality("Aarhus"), make_municipality("Hillerød")
    make_municipality("Tomrum")
    employed(make_organisation(parent=aarhus))
    employed(hilleroed)

    assert list(choices("members.municipality").values()) == ["Hillerød", "Aarhus"]


def test_profession_and_subject_of_interest() -> None:
    subject = make_subject()
    teacher, psychologist = employed(None, profession="Lærer"), employed(None)
    psychologist.membership.subjects.add(subject)

    assert asked("members.profession", [teacher.membership.profession_id]) == {teacher}
    assert asked("members.subject", [subject.pk]) == {psychologist}


def test_membership_has_three_kinds_and_whoever_left_is_from_outside() -> None:
    member, waiting = employed(None), make_membership(make_user(), "pending").user
    left, outside = make_membership(make_user(), "left").user, make_user()

    assert asked("members.membership", ["member"]) == {member}
    assert asked("members.membership", ["waiting"]) == {waiting}
    assert asked("members.membership", ["none"]) == {left, outside}
    assert asked("members.membership", ["member", "none"]) == {member, left, outside}


def test_signed_up_for_a_day_is_with_a_seat_or_waiting_and_not_cancelled() -> None:
    day, other = make_theme_day(), make_theme_day()
    confirmed, waiting = make_registration(day.pool), make_registration(day.pool, make_user(), "waiting")
    make_registration(day.pool, make_user(), "cancelled")
    make_registration(other.pool, make_user())

    assert asked("themedays.signed_up", [day.pk]) == {confirmed.user, waiting.user}


def test_was_at_a_day_or_at_any_day_about_a_subject() -> None:
    subject = make_subject()
    day = make_theme_day(starts=NOW - timedelta(days=30))
    day.subjects.add(subject)
    day.save()
    came = make_registration(day.pool)
    Attendance.objects.create(registration=came, minutes=300, marked_at=NOW)
    make_registration(day.pool, make_user())

    assert asked("themedays.attended", [day.pk]) == {came.user}
    assert asked("themedays.subject", [subject.pk]) == {came.user}
    assert choices("themedays.subject") == {str(subject.pk): str(subject)}


def test_days_to_come_cannot_have_been_attended() -> None:
    coming, held = make_theme_day("Kommer"), make_theme_day("Var", NOW - timedelta(days=30))

    assert set(choices("themedays.signed_up")) == {str(coming.pk), str(held.pk)}
    assert set(choices("themedays.attended")) == {str(held.pk)}


def test_supervision_asks_who_is_in_a_group_waits_or_leads_and_never_in_which() -> None:
    group, closed = make_group(), make_group(state="closed")
    member, waiting = make_seat(group), make_seat(group, state="waiting")
    make_seat(closed)
    leader = make_user()
    make_supervisor(group, leader)

    assert asked("supervision.place", ["member"]) == {member.user}
    assert asked("supervision.place", ["waiting"]) == {waiting.user}
    assert asked("supervision.place", ["leader"]) == {leader}
    assert asked("supervision.place", ["member", "leader"]) == {member.user, leader}
    words = " ".join(choices("supervision.place").values())
    assert not any(title in words for title in Group.objects.values_list("page__title", flat=True))


@pytest.mark.parametrize("key", ["members.profession", "themedays.attended", "supervision.place"])
def test_what_is_no_value_selects_nobody(key: str) -> None:
    employed(None)

    assert asked(key, ["", "x", "-1", "9" * 30]) == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_all_that_can_be_chosen_costs_the_same_whatever_there_is(rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        member = employed(make_organisation(parent=make_municipality(f"Kommune {number}"))).membership
        member.subjects.add(make_subject(f"Emne {number}"))
        make_theme_day(f"Dag {number}", NOW - timedelta(days=30))

    with django_assert_num_queries(12):
        for one in audience_filters(NOW):
            one.choices()
