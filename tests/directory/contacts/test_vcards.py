"""The card in a phone's address book, read back as another program reads it."""

from datetime import date, datetime

import pytest
import vobject

from directory.contacts.card_maker import make_card
from directory.contacts.documents import document
from directory.contacts.models import Service
from directory.contacts.vcards import vcard
from portal.clock import COPENHAGEN
from portal.permissions import PUBLIC_ONLY, Tier
from tests.factories import make_channel, make_municipality, make_service

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 11, tzinfo=COPENHAGEN)
URL = "https://netværk.example.dk/kontakter/hillerod/modtagelsen/"


def make_intake() -> Service:
    municipality = make_municipality("Hillerød", phone="00 48 20 00")
    service = make_service(
        municipality,
        name="Modtagelsen; børn, unge",
        phone="00 48 20 31 lok. 9",
        hours="man-fre 9-15",
        verified_on=date(2026, 11, 3),
    )
    make_channel(service, "post@example.dk", kind="email")
    make_channel(service, "00 48 29 99", visibility="internal", rank=2)
    return service


def text_of() -> str:
    return vcard(make_card(document(make_intake()), AT, PUBLIC_ONLY), URL)


def test_it_is_a_vcard_of_the_version_that_everybody_reads() -> None:
    assert text_of().startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")


def test_names_and_addresses_survive_the_reading() -> None:
    entry = vobject.readOne(text_of())

    assert entry.fn.value == "Modtagelsen; børn, unge, Hillerød"
    assert entry.org.value == ["Hillerød Kommune", "Modtagelsen; børn, unge"]
    assert (entry.email.value, entry.url.value) == ("post@example.dk", URL)


def test_the_number_can_be_dialled_with_its_extension() -> None:
    assert vobject.readOne(text_of()).tel.value == "+4500482031;ext=9"


def test_the_note_tells_the_hours_the_way_on_and_the_confirmation() -> None:
    note = vobject.readOne(text_of()).note.value.replace("\N{NO-BREAK SPACE}", " ")

    assert note.splitlines()[:1] == ["Telefontid: Hverdage 9-15"]
    assert "Hvis ingen svarer: Kommunens hovednummer 00 48 20 00" in note
    assert "Bekræftet 3. november 2026" in note


def test_the_revision_is_the_day_of_the_confirmation() -> None:
    assert vobject.readOne(text_of()).rev.value == "20261103T000000Z"


def test_it_holds_only_what_its_reader_may_see() -> None:
    data = document(make_intake())

    public, full = (vcard(make_card(data, AT, tiers), URL) for tiers in (PUBLIC_ONLY, frozenset(Tier)))

    assert "+4500482999" not in public
    assert "+4500482999" in full
