"""The papers as PDF: read by another program, in the order in which people read them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from supervision.documents import CourseNotClosedError, documentation, documentation_pdf, overview_pdf
from supervision.hours.rules import Rules
from supervision.hours.shapes import Attendance, Session, Supervisee
from supervision.hours.statements import Statement, statement
from tests.supervision.documents.reading import information, read, structure
from tests.supervision.documents.test_contents import COURSE, MADE, stated
from tests.supervision.hours.making import ME, course, session

CLOSED = stated(is_closed=True)


def named(name: str) -> Statement:
    """The hours of somebody with that name, in a group with that name too."""
    me = replace(ME, name=name)

    def renamed(one: Session) -> Session:
        def who(person: Supervisee) -> Supervisee:
            return me if person == ME else person

        return replace(
            one,
            members=tuple(who(person) for person in one.members),
            present=tuple(Attendance(who(there.supervisee), there.minutes) for there in one.present),
        )

    return statement(
        replace(COURSE, group=name, sessions=tuple(renamed(one) for one in COURSE.sessions)), "me", Rules()
    )


def test_the_pdf_says_everything_in_the_order_of_the_page() -> None:
    text = " ".join(read(documentation_pdf(CLOSED, made_at=MADE)).split())

    document = documentation(CLOSED, made_at=MADE)
    assert document.sessions is not None
    wanted = [
        document.title,
        document.status,
        *(f"{label}: {value}" for label, value in document.facts),
        document.hours.caption,
        *document.hours.head,
        *(cell for row in document.hours.rows for cell in row),
        *document.hours.sums,
        document.closing,
        *(one.name for one in document.signatures),
        document.sessions.caption,
        *document.remarks,
    ]
    place = 0
    for part in wanted:
        place = text.find(" ".join(part.split()), place)
        assert place >= 0, part


def test_the_pdf_is_tagged_pdf_ua_on_a4_in_danish_with_a_title() -> None:
    made = documentation_pdf(CLOSED, made_at=MADE)

    found = information(made)
    assert (found["Tagged"], found["Title"]) == ("yes", "Dokumentation for supervision: Marie Holm")
    assert "A4" in found["Page size"]
    assert b"pdfuaid:part" in made
    assert b"/Lang(da-DK)" in made.replace(b" ", b"")


def test_the_tags_tell_headings_tables_and_their_heads() -> None:
    found = structure(documentation_pdf(CLOSED, made_at=MADE))

    tags = {line.split()[0].rstrip(":") for line in found.splitlines() if line.strip()}
    assert tags >= {"H1", "Table", "THead", "TH", "TBody", "TD", "L", "LI"}


def test_what_is_signed_stands_on_the_first_page() -> None:
    first_page = read(documentation_pdf(CLOSED, made_at=MADE)).split("\f")[0]

    assert "Supervisors underskrift: Karen Lindegaard" in first_page
    assert "Supervisandens underskrift: Marie Holm" in first_page


def test_the_same_hours_at_the_same_time_give_the_same_bytes() -> None:
    assert overview_pdf(CLOSED, made_at=MADE) == overview_pdf(CLOSED, made_at=MADE.astimezone(UTC))


def test_there_is_no_pdf_of_documentation_before_the_course_is_closed() -> None:
    with pytest.raises(CourseNotClosedError):
        documentation_pdf(stated(), made_at=MADE)


@pytest.mark.parametrize(
    "name",
    [
        "#set page(fill: red)",
        "*fed* _kursiv_ `kode`",
        "$x^2$ @nogen <mærke>",
        'Anførsel " og \\ skråstreg \\u{41}',
        "// kommentar /* og */ mere",
        "= Overskrift",
        '#{import "/etc/passwd"} ]] }} ))',
        "O’Neill-Ærøskøbing Åse Łukasz Ğül Жанна",
    ],
)
def test_what_people_wrote_is_text_and_never_markup(name: str) -> None:
    text = " ".join(read(overview_pdf(named(name), made_at=MADE)).split())

    assert f"{name}, psykolog" in text


@pytest.mark.parametrize("name", ["李小龍", "Marie \N{SLIGHTLY SMILING FACE}", "Marie\x07Holm"])
def test_letters_that_no_font_has_still_give_a_paper(name: str) -> None:
    assert overview_pdf(named(name), made_at=MADE).startswith(b"%PDF")


def test_a_long_course_goes_on_over_pages_with_the_head_of_its_table() -> None:
    long = statement(course(*(session((7, 2)),) * 60), "me", Rules())

    pages = read(overview_pdf(long, made_at=datetime(2031, 1, 1, tzinfo=UTC))).split("\f")

    assert len(pages) >= 3
    assert sum("Til stede (psykologer)" in page for page in pages) >= 2
