"""Whom to call, now and next: never nobody, never in the wrong order, never the same number twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.contacts.cards import Step
from directory.contacts.chain import make_chain, municipality_chain
from directory.contacts.documents import document
from directory.contacts.models import Service, UrgentNumber
from portal.clock import COPENHAGEN, is_office_time
from portal.permissions import PUBLIC_ONLY, Tier
from tests.factories import (
    make_channel,
    make_fallback_step,
    make_function,
    make_hours_exception,
    make_municipality,
    make_organisation,
    make_person,
    make_service,
    make_service_person,
)

TODAY = date(2026, 11, 24)
TUESDAY = datetime(2026, 11, 24, 11, tzinfo=COPENHAGEN)
WEDNESDAY = datetime(2026, 11, 25, 11, tzinfo=COPENHAGEN)
SATURDAY_NIGHT = datetime(2026, 11, 28, 2, 10, tzinfo=COPENHAGEN)
CHRISTMAS_EVE = datetime(2026, 12, 24, 11, tzinfo=COPENHAGEN)
HOURS = "man-tir 10-14; tor 10-17; fre 10-12"
DUTY_HOURS = "man-fre 15-8; lør-søn 8-8"
PROFESSIONAL = frozenset({Tier.PUBLIC, Tier.PROFESSIONAL})


def make_intake(**fields: Any) -> Service:
    """Hillerød's front door, with a main number and a duty."""
    municipality = make_municipality("Hillerød", phone="00 48 20 00")
    make_service(
        municipality, make_function("doegnvagt"), name="Social døgnvagt", phone="00 48 24 10", hours=DUTY_HOURS
    )
    return make_service(municipality, **({"phone": "00 48 20 31", "hours": HOURS, "name": "Modtagelsen"} | fields))


def chain_of(service: Service, at: datetime, tiers: frozenset[Tier] = PUBLIC_ONLY, code: str = "") -> tuple[Step, ...]:
    return make_chain(document(service, today=TODAY), at, tiers, code=code)


def kinds(chain: tuple[Step, ...]) -> list[str]:
    return [step.kind for step in chain]


def local(chain: tuple[Step, ...]) -> list[str]:
    return [step.number.display for step in chain if step.kind != "emergency"]


# --- The order -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_service_itself_comes_first_when_it_is_open() -> None:
    chain = chain_of(make_intake(), TUESDAY)

    assert kinds(chain)[:3] == ["primary", "switchboard", "duty"]
    assert chain[0].state_text == "Åben nu til 14.00"


@pytest.mark.django_db
def test_a_closed_service_gives_way_to_the_deputy_who_may_be_called() -> None:
    service = make_intake()
    person = make_person("Bo Hansen", service.organisation)
    make_channel(person, "00 48 20 35")
    make_service_person(service, person)
    make_fallback_step(service, "Familieafdelingen", "00 48 20 32", hours="man-fre 8-15")

    chain = chain_of(service, WEDNESDAY)

    assert kinds(chain)[:4] == ["deputy", "fallback", "switchboard", "duty"]
    assert chain[0].label == "Stedfortræderen, Bo Hansen"


@pytest.mark.django_db
def test_a_deputy_whose_number_is_not_for_everybody_is_asked_for_by_name() -> None:
    service = make_intake()
    person = make_person("Bo Hansen", service.organisation)
    make_channel(person, "00 48 20 35", visibility="professional")
    make_service_person(service, person)
    make_fallback_step(service, "Familieafdelingen", "00 48 20 32", note="Tager opkaldene.")

    public, professional = (chain_of(service, WEDNESDAY, tiers) for tiers in (PUBLIC_ONLY, PROFESSIONAL))

    assert public[0].reason == "Tager opkaldene. Bed om stedfortræderen, Bo Hansen"
    assert professional[0].number.display == "00 48 20 35"
    assert professional[1].reason == "Tager opkaldene."


@pytest.mark.django_db
def test_at_night_the_duty_comes_first() -> None:
    chain = chain_of(make_intake(), SATURDAY_NIGHT)

    assert chain[0].label == "Social døgnvagt"
    assert chain[0].state_text == "Åben nu til mandag 8.00"
    assert chain[0].reason == "Handler på kommunens vegne, når den har lukket"


@pytest.mark.django_db
def test_on_christmas_eve_the_duty_comes_before_a_main_number_that_nobody_takes() -> None:
    assert kinds(chain_of(make_intake(), CHRISTMAS_EVE))[:2] == ["duty", "switchboard"]


@pytest.mark.django_db
def test_in_office_hours_a_number_without_hours_is_as_good_as_open() -> None:
    service = make_intake()
    make_fallback_step(service, "Uden telefontid", "00 48 20 33", rank=1)
    make_fallback_step(service, "Åben", "00 48 20 34", hours="alle dage 8-20", rank=2)

    assert local(chain_of(service, WEDNESDAY))[:2] == ["00 48 20 33", "00 48 20 34"]
    assert local(chain_of(service, WEDNESDAY.replace(hour=18)))[:3] == ["00 48 20 34", "00 48 24 10", "00 48 20 33"]


@pytest.mark.django_db
def test_what_opens_later_says_when() -> None:
    chain = chain_of(make_intake(), TUESDAY)

    assert next(step for step in chain if step.kind == "duty").state_text == "Åbner i dag 15.00"


@pytest.mark.django_db
def test_the_emergency_numbers_are_last_in_their_own_order() -> None:
    chain = chain_of(make_intake(), TUESDAY)

    assert [step.number.number for step in chain[-3:]] == ["114", "1813", "112"]
    assert {step.state for step in chain[-3:]} == {"open"}


@pytest.mark.django_db
def test_the_regions_emergency_number_is_that_of_the_day() -> None:
    service = make_intake()

    before, after = (
        next(step for step in chain_of(service, at) if step.number.number == "1813")
        for at in (datetime(2026, 12, 31, 23, 59, tzinfo=COPENHAGEN), datetime(2027, 1, 1, 0, 1, tzinfo=COPENHAGEN))
    )

    assert "tidligere" not in before.reason
    assert "tidligere" in after.reason


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["paused", "retired"])
def test_a_service_out_of_use_is_not_in_its_own_chain(status: str) -> None:
    chain = chain_of(make_intake(status=status), TUESDAY)

    assert "primary" not in kinds(chain)
    assert chain[0].kind == "switchboard"


@pytest.mark.django_db
def test_a_number_that_this_reader_may_not_see_is_in_no_step() -> None:
    service = make_intake(phone="")
    make_channel(service, "00 48 20 31", visibility="internal")

    assert "00 48 20 31" not in local(chain_of(service, TUESDAY, PROFESSIONAL))
    assert "00 48 20 31" in local(chain_of(service, TUESDAY, frozenset(Tier)))


@pytest.mark.django_db
def test_a_service_of_several_municipalities_leads_to_the_duty_of_the_child() -> None:
    service = make_intake()
    allerod = make_municipality("Allerød")
    make_service(allerod, make_function("doegnvagt"), name="Allerøds vagt", phone="00 48 24 11", hours=DUTY_HOURS)
    service.areas.add(allerod)
    service.save()

    def duties(code: str) -> list[str]:
        return [step.label for step in chain_of(service, SATURDAY_NIGHT, code=code) if step.kind == "duty"]

    assert duties("") == ["Social døgnvagt", "Allerøds vagt"]
    assert duties("0201") == ["Allerøds vagt"]


# --- Why to call -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_step_says_why() -> None:
    service = make_intake()
    make_fallback_step(service, "Familieafdelingen")

    reasons = {step.kind: step.reason for step in chain_of(service, WEDNESDAY) if step.kind != "emergency"}

    assert reasons == {
        "fallback": "Tager opkaldene, når ingen svarer her",
        "switchboard": "Bed om Modtagelsen",
        "duty": "Handler på kommunens vegne, når den har lukket",
    }


@pytest.mark.django_db
def test_a_main_number_without_a_label_is_called_what_it_is() -> None:
    municipality, unit = make_municipality("Hillerød"), make_organisation("Familiehuset")
    for organisation in (municipality, unit):
        make_channel(organisation)

    labels = [chain_of(make_service(organisation), TUESDAY)[0].label for organisation in (municipality, unit)]

    assert labels == ["Kommunens hovednummer", "Hovednummer, Familiehuset"]


# --- The same number twice -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_number_stands_once_with_the_hours_and_the_reason_that_are_known() -> None:
    service = make_intake()
    make_fallback_step(service, "Døgnvagten", "00 48 24 10")

    chain = chain_of(service, SATURDAY_NIGHT)

    assert local(chain).count("00 48 24 10") == 1
    assert (chain[0].label, chain[0].state) == ("Døgnvagten", "open")
    assert chain[0].reason == "Handler på kommunens vegne, når den har lukket"


@pytest.mark.django_db
def test_two_extensions_of_one_number_are_two_steps() -> None:
    service = make_intake()
    make_fallback_step(service, "Den ene", "00 48 20 40 lok. 1", rank=1)
    make_fallback_step(service, "Den anden", "00 48 20 40 lok. 2", rank=2)

    assert local(chain_of(service, WEDNESDAY))[:2] == ["00 48 20 40 lok. 1", "00 48 20 40 lok. 2"]


@pytest.mark.django_db
@pytest.mark.parametrize(("at", "kind"), [(TUESDAY, "emergency"), (SATURDAY_NIGHT, "duty")])
def test_an_emergency_number_that_is_also_the_duty_stands_where_it_answers(at: datetime, kind: str) -> None:
    municipality = make_municipality("Hillerød")
    make_service(municipality, make_function("doegnvagt"), phone="114", hours=DUTY_HOURS)

    chain = chain_of(make_service(municipality), at)

    assert [step.kind for step in chain if step.number.number == "114"] == [kind]


# --- Never nobody ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_with_no_number_in_the_tables_there_is_still_112() -> None:
    UrgentNumber.objects.all().delete()

    (step,) = chain_of(make_service(make_municipality("Hillerød")), SATURDAY_NIGHT)

    assert (step.number.number, step.state, step.label) == ("112", "open", "Alarmcentralen")


@pytest.mark.django_db
def test_a_municipality_without_services_has_a_chain() -> None:
    chain = municipality_chain(make_municipality("Hillerød", phone="00 48 20 00"), TUESDAY, PUBLIC_ONLY)

    assert [step.label for step in chain][:2] == ["Kommunens hovednummer", "Politiet"]
    assert chain[0].reason == "Bed om den afdeling, der tager sig af børn og unge"


# --- Any service at any time -----------------------------------------------------------------------------------------

hours = st.sampled_from(
    ["", "døgn", "man-fre 08:00-15:00", "man-fre 15:00-08:00; lør-søn 08:00-08:00", "lør 10:00-12:00"]
)
numbers = st.builds(
    lambda value, visibility: {"value": value, "visibility": visibility},
    st.sampled_from(["+4500482031", "+4500482032", "+4500482033", "114", "112"]),
    st.sampled_from(["public", "professional", "internal"]),
)
schedules = st.builds(
    lambda text, policy: {"hours": text, "holidays": policy}, hours, st.sampled_from(["closed", "sunday", "same"])
)
steps = st.builds(
    lambda kind, number, schedule: {"kind": kind, "label": kind, "numbers": [number], "schedule": schedule},
    st.sampled_from(["fallback", "switchboard", "duty", "emergency"]),
    numbers,
    schedules,
)
documents = st.builds(
    lambda status, channels, schedule, found: {
        "name": "Modtagelsen",
        "status": status,
        "organisation": {"closed_days": "24/12"},
        "channels": [{"kind": "phone"} | channel for channel in channels],
        "schedule": schedule,
        "people": [{"name": "Bo Hansen", "role": "deputy", "channels": [{"kind": "phone", "value": "+4500482035"}]}],
        "steps": sorted(found, key=lambda step: RANK.index(step["kind"])),
    },
    st.sampled_from(["active", "paused", "retired"]),
    st.lists(numbers, max_size=2),
    schedules,
    st.lists(steps, max_size=6),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
RANK = ["primary", "deputy", "fallback", "switchboard", "duty", "emergency"]


def distance(step: Step, *, is_office: bool) -> int:
    return {"open": 0, "unknown": 0 if is_office else 1, "closed": 2}[step.state]


def assert_is_a_chain(chain: tuple[Step, ...], at: datetime, closed_days: str = "24/12, 31/12, 5/6") -> None:
    is_office = is_office_time(at, closed_days)
    locals_ = [step for step in chain if step.kind != "emergency"]
    order = [(distance(step, is_office=is_office), RANK.index(step.kind)) for step in locals_]
    assert chain
    assert list(chain[: len(locals_)]) == locals_, "emergency numbers come last"
    assert order == sorted(order), "nearest to an answer first, then by rank"
    assert len({step.number.href for step in chain}) == len(chain), "no number twice"


@settings(deadline=None)
@given(documents, instants, st.sampled_from([PUBLIC_ONLY, PROFESSIONAL, frozenset(Tier)]))
def test_any_chain_at_any_time_is_ordered_and_never_empty(
    data: dict[str, Any], at: datetime, tiers: frozenset[Tier]
) -> None:
    chain = make_chain(data, at, tiers)

    assert_is_a_chain(chain, at, "24/12")
    assert data["status"] == "active" or "primary" not in kinds(chain)


@settings(deadline=None)
@given(documents, instants)
def test_any_chain_holds_only_what_its_reader_may_see(data: dict[str, Any], at: datetime) -> None:
    channels = [*data["channels"], *(number for step in data["steps"] for number in step["numbers"])]
    public = {channel["value"] for channel in channels if channel["visibility"] == "public"} | {"+4500482035", "112"}

    assert {step.number.number for step in make_chain(data, at, PUBLIC_ONLY)} <= public


def boundaries() -> list[datetime]:
    """Two years of the hours at which some number below opens or closes, and the second before each."""
    edges = []
    for number in range(730):
        day = datetime(2026, 1, 1, tzinfo=COPENHAGEN) + timedelta(days=number)
        changes = (0, 8, 10, 14, 15, 17) if day.weekday() < 5 else (0, 8)
        edges += [day.replace(hour=hour).astimezone(UTC) for hour in changes]
    return [edge - timedelta(seconds=second) for edge in edges for second in (1, 0)]


@pytest.mark.django_db
def test_somebody_answers_at_every_boundary_of_two_years() -> None:
    service = make_intake()
    make_fallback_step(service, "Familieafdelingen", "00 48 20 32", hours="man-fre 8-15")
    make_hours_exception(service.organisation, date(2026, 12, 24), date(2027, 1, 3), reason="juleferie")
    data = document(service, today=date(2026, 1, 1))

    for at in boundaries():
        chain = make_chain(data, at, PUBLIC_ONLY)
        assert_is_a_chain(chain, at)
        assert any(step.state == "open" and step.kind != "emergency" for step in chain), at
