"""The card: what one reader sees of a service at one moment, and the card on paper and in an address book."""

import dataclasses
from datetime import date, datetime, timedelta

import pytest

from directory.contacts.card_maker import document_state, freshness, make_card
from directory.contacts.cards import Card
from directory.contacts.documents import document
from directory.contacts.models import Service
from directory.contacts.plain_text import plain_text
from portal.clock import COPENHAGEN
from portal.permissions import PUBLIC_ONLY, Tier
from tests.factories import (
    make_channel,
    make_fallback_step,
    make_function,
    make_hours_exception,
    make_municipality,
    make_person,
    make_service,
    make_service_person,
    make_subject,
)

TODAY = date(2026, 11, 24)
TUESDAY = datetime(2026, 11, 24, 11, tzinfo=COPENHAGEN)
WEDNESDAY = datetime(2026, 11, 25, 11, tzinfo=COPENHAGEN)
EVERYTHING = frozenset(Tier)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def make_intake(**fields: object) -> Service:
    values = {
        "name": "Modtagelsen",
        "phone": "00 48 20 31",
        "hours": "man-tir 10-14; tor 10-17; fre 10-12",
        "subjects": [make_subject()],
        "verified_on": date(2026, 11, 3),
        "verified_by": "kommunens ansvarlige",
        "for_whom": "selvmordsforsøg og selvmordstanker",
        "not_for": "unge, der er fyldt 18 år",
        "phone_note": "Du taler med en socialrådgiver",
        "expect": "24 timer | Kommunen har vurderet sagen\nDu får en kvittering",
        "have_ready": "Forældrenes navne\n\nBarnets adresse",
    }
    return make_service(make_municipality("Hillerød", phone="00 48 20 00"), **(values | fields))  # type: ignore[arg-type]


def card_of(service: Service, at: datetime = TUESDAY, tiers: frozenset[Tier] = PUBLIC_ONLY) -> Card:
    return make_card(document(service, today=TODAY), at, tiers)


@pytest.mark.django_db
def test_an_open_card_shows_its_own_number() -> None:
    card = card_of(make_intake())

    assert card.number is not None
    assert (card.number.display, card.number.href) == ("00 48 20 31", "tel:+4500482031")
    assert (card.state, card.state_text, card.call_instead) == ("open", "Åben nu til 14.00", None)


@pytest.mark.django_db
def test_a_closed_card_says_whom_to_call_instead_and_why() -> None:
    service = make_intake()
    make_fallback_step(service, "Familieafdelingen", "00 48 20 32", hours="man-fre 8-15", note="Tager opkaldene")

    card = card_of(service, WEDNESDAY)

    assert card.state_text == "Lukket, åbner torsdag 10.00"
    assert card.call_instead is not None
    assert (card.call_instead.number.display, card.call_instead.reason) == ("00 48 20 32", "Tager opkaldene")


@pytest.mark.django_db
def test_the_texts_are_cut_into_what_the_page_shows() -> None:
    card = card_of(make_intake())

    assert card.expect == (("24 timer", "Kommunen har vurderet sagen"), ("", "Du får en kvittering"))
    assert card.have_ready == ("Forældrenes navne", "Barnets adresse")
    assert card.subjects == ("Selvmordsforsøg",)
    assert card.age_text == "0-17 år"


@pytest.mark.django_db
def test_the_hours_stand_as_a_table_and_as_a_line() -> None:
    card = card_of(make_intake())

    assert card.hours_text == "Mandag og tirsdag 10-14, torsdag 10-17, fredag 10-12"
    assert [day.day for day in card.week if day.is_today] == ["Tirsdag"]


@pytest.mark.django_db
def test_the_closed_weeks_ahead_are_told() -> None:
    service = make_intake()
    make_hours_exception(service, date(2026, 12, 24), date(2027, 1, 1))

    assert [plain(text) for text in card_of(service).exceptions] == ["Lukket 24. december til 1. januar"]


@pytest.mark.django_db
def test_a_card_without_hours_says_that_nobody_has_told_us() -> None:
    card = card_of(make_intake(hours=""))

    assert (card.state, card.state_text, card.week) == ("unknown", "Telefontiden er ikke oplyst", ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("note", "words"), [("Flytter til 1. december", "Flytter til 1. december"), ("", "Ingen svarer her for tiden")]
)
def test_a_paused_card_says_why_and_leads_on(note: str, words: str) -> None:
    service = make_intake(status="paused", status_note=note)
    make_fallback_step(service, "Familieafdelingen", "00 48 20 32", hours="døgn")

    card = card_of(service)

    assert card.paused == words
    assert card.call_instead is not None
    assert card.call_instead.number.display == "00 48 20 32"


@pytest.mark.django_db
def test_a_reader_sees_the_numbers_and_addresses_of_their_tiers() -> None:
    service = make_intake(phone="")
    make_channel(service, "00 48 20 31", visibility="professional", rank=1)
    make_channel(service, "00 48 20 33", rank=2)
    make_channel(service, "sikker@example.dk", kind="secure_email", visibility="internal")
    make_channel(service, "post@example.dk", kind="email")

    public, full = card_of(service), card_of(service, tiers=EVERYTHING)

    assert public.number is not None
    assert full.number is not None
    assert (public.number.display, public.numbers) == ("00 48 20 33", ())
    assert (full.number.display, full.numbers[0].display) == ("00 48 20 31", "00 48 20 33")
    assert (public.emails, public.secure_emails) == (("post@example.dk",), ())
    assert full.secure_emails == ("sikker@example.dk",)


@pytest.mark.django_db
def test_nothing_that_a_reader_may_not_see_is_anywhere_on_the_card() -> None:
    service = make_intake()
    person = make_person("Bo Hansen", service.organisation)
    make_channel(person, "00 48 29 99", visibility="professional")
    make_service_person(service, person)

    assert "00 48 29 99" not in repr(dataclasses.asdict(card_of(service)))
    assert card_of(service, tiers=EVERYTHING).people[0].numbers[0].display == "00 48 29 99"


@pytest.mark.django_db
def test_a_person_stands_on_the_card_with_the_part_they_have() -> None:
    service = make_intake()
    make_service_person(service, make_person("Anna Lund", service.organisation, title="Teamleder"), role="contact")

    (person,) = card_of(service).people

    assert (person.name, person.title, person.role, person.numbers) == ("Anna Lund", "Teamleder", "contact", ())


@pytest.mark.django_db
def test_the_state_of_a_document_needs_no_card() -> None:
    assert document_state(document(make_intake()), TUESDAY).kind == "open"


# --- Freshness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "level", "text"),
    [
        (0, "fresh", "Bekræftet 24. november 2026 af kommunens ansvarlige"),
        (90, "fresh", "Bekræftet 26. august 2026 af kommunens ansvarlige"),
        (91, "older", "Sidst bekræftet 25. august 2026"),
        (180, "older", "Sidst bekræftet 28. maj 2026"),
        (181, "stale", "Ikke bekræftet siden 27. maj 2026"),
    ],
)
def test_a_confirmation_grows_old(days: int, level: str, text: str) -> None:
    found = freshness(TODAY - timedelta(days=days), "kommunens ansvarlige", TODAY)

    assert (found.level, plain(found.text)) == (level, text)
    assert bool(found.advice) == (level != "fresh")


def test_what_was_never_confirmed_says_so() -> None:
    found = freshness(None, "kommunens ansvarlige", TODAY)

    assert (found.level, found.text) == ("never", "Ikke bekræftet endnu")
    assert found.advice == "Nummeret kan være ændret. Brug hovednummeret, hvis ingen svarer."


def test_a_confirmation_by_nobody_in_particular_has_only_its_date() -> None:
    assert plain(freshness(TODAY, "", TODAY).text) == "Bekræftet 24. november 2026"


def test_a_date_does_not_break_across_lines() -> None:
    assert "24.\N{NO-BREAK SPACE}november\N{NO-BREAK SPACE}2026" in freshness(TODAY, "", TODAY).text


# --- Plain text ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_plain_text_holds_what_stays_true_on_paper() -> None:
    service = make_intake()
    municipality = service.organisation
    make_service(municipality, make_function("doegnvagt"), name="Social døgnvagt", phone="00 48 24 10", hours="døgn")

    lines = plain_text(card_of(service)).splitlines()

    assert [plain(line) for line in lines] == [
        "Hillerød Kommune, Modtagelsen",
        "For: 0-17 år: selvmordsforsøg og selvmordstanker",
        "Ikke for: unge, der er fyldt 18 år",
        "Tlf. 00 48 20 31",
        "Telefontid: Mandag og tirsdag 10-14, torsdag 10-17, fredag 10-12",
        "Hvis ingen svarer:",
        "1. Kommunens hovednummer, tlf. 00 48 20 00 (Bed om Modtagelsen)",
        "2. Social døgnvagt, tlf. 00 48 24 10 (Hele døgnet. Handler på kommunens vegne, når den har lukket)",
        "3. Politiet, tlf. 114 (Stiller om til kommunens sociale døgnvagt, når kommunen har lukket)",
        "4. Akuttelefonen 1813, tlf. 1813 (Sygdom og skade, der ikke kan vente, hele døgnet)",
        "5. Er der fare for liv lige nu?, tlf. 112 (Alarmcentralen, hele døgnet)",
        "Bekræftet 3. november 2026 af kommunens ansvarlige",
    ]


@pytest.mark.django_db
def test_the_plain_text_of_an_old_card_warns() -> None:
    text = plain_text(card_of(make_intake(verified_on=date(2026, 1, 5))))

    assert text.endswith("Nummeret kan være ændret. Brug hovednummeret, hvis ingen svarer.")
