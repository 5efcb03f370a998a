"""What stands in the two papers, and what must not."""

from dataclasses import asdict, replace
from datetime import date, datetime

import pytest
from django.template.loader import render_to_string

from supervision.documents import CourseNotClosedError, Document, documentation, overview
from supervision.hours.rules import Counting, Rules
from supervision.hours.shapes import Course, State
from supervision.hours.statements import Statement, statement
from tests.supervision.hours.making import COPENHAGEN, ME, SUPERVISOR, course, session

MADE = datetime(2026, 11, 24, 10, 30, tzinfo=COPENHAGEN)
COURSE = course(session((7, 2), mine=145), session((7, 2), (3, 1)), session((5, 0)), *(session((7, 2)),) * 4)


def stated(one: Course = COURSE, *, rules: Rules | None = None, key: str = "me", is_closed: bool = False) -> Statement:
    return statement(replace(one, is_closed=is_closed), key, rules or Rules())


def everything(document: Document) -> str:
    return str(asdict(document))


def test_the_overview_is_made_at_any_time_and_is_not_signed() -> None:
    found = overview(stated(), made_at=MADE)

    assert (found.title, found.signatures) == ("Foreløbig oversigt over supervision", ())
    assert "Den skal ikke underskrives" in found.status


def test_there_is_no_documentation_before_the_course_is_closed() -> None:
    with pytest.raises(CourseNotClosedError):
        documentation(stated(), made_at=MADE)


def test_the_documentation_is_signed_by_both() -> None:
    found = documentation(stated(is_closed=True), made_at=MADE)

    assert found.title == "Dokumentation for supervision"
    assert [one.name for one in found.signatures] == [SUPERVISOR.name, ME.name]


@pytest.mark.parametrize("make", [overview, documentation])
def test_neither_paper_says_that_anything_is_approved(make: type[Document]) -> None:
    found = make(stated(is_closed=True), made_at=MADE)  # type: ignore[call-arg]

    assert "Dette er ikke en godkendelse" in found.closing
    assert "Styrelsen for Patientsikkerhed kræver sin egen blanket, omregner selv timerne" in found.closing
    assert "akkredit" not in everything(found).lower()


def test_the_hours_stand_by_the_size_of_the_group_exactly_and_rounded_down() -> None:
    found = overview(stated(), made_at=MADE).hours

    assert found.rows == (
        ("3-5", "1", "3 t.", "3", "2 t."),
        ("6-12", "6", "17 t. 25 min.", "17", "8 t. 42 min."),
    )
    assert found.sums == ("I alt", "7", "20 t. 25 min.", "20", "10 t. 42 min.")


def test_the_other_way_of_counting_stands_there_too() -> None:
    found = overview(stated(), made_at=MADE).other_hours

    assert found is not None
    assert [row[:3] for row in found.rows] == [("3-5", "2", "6 t."), ("6-12", "5", "14 t. 25 min.")]


def test_the_setting_says_which_count_stands_first() -> None:
    by_members = overview(stated(), made_at=MADE)
    by_present = overview(stated(rules=Rules(counting=Counting.PRESENT)), made_at=MADE)

    assert by_present.hours == by_members.other_hours
    assert by_present.other_hours == by_members.hours


def test_two_counts_that_agree_are_told_in_a_sentence() -> None:
    found = overview(stated(course(session((6, 0)))), made_at=MADE)

    assert found.other_hours is None
    assert found.same_hours == "Timerne er de samme, når de er talt efter dem, der var til stede."


def test_half_hours_are_written_as_the_form_has_them() -> None:
    found = overview(stated(course(session((6, 0), mine=119))), made_at=MADE)

    assert found.hours.rows[0][2:4] == ("1 t. 59 min.", "1,5")


def test_the_facts_are_those_the_form_asks_for() -> None:
    facts = dict(overview(stated(), made_at=MADE).facts)

    assert facts["Periode"] == "8.\xa0januar\xa02026 til 25.\xa0juni\xa02026"
    assert facts["Supervisors kandidateksamen"] == "2008"
    assert facts["Supervisors autorisation"] == "2012"
    assert facts["Ekstern eller intern"].startswith("ekstern")
    assert facts["Modtaget supervision"] == "20 timer og 25 minutter ved 7 møder"


def test_what_is_not_known_is_said() -> None:
    unknown = replace(COURSE, supervisor=replace(SUPERVISOR, graduated_year=None, is_external=False))

    facts = dict(overview(stated(unknown), made_at=MADE).facts)

    assert facts["Supervisors kandidateksamen"] == "ikke oplyst"
    assert facts["Ekstern eller intern"].startswith("intern")


def test_time_without_a_majority_and_time_online_are_told() -> None:
    mixed = course(session((6, 0)), session((4, 4), mine=90), session((6, 0), is_remote=True, mine=60))

    facts = dict(overview(stated(mixed), made_at=MADE).facts)

    assert facts["Heraf uden flertal af psykologer"] == "1 time og 30 minutter"
    assert facts["Heraf online"] == "1 time"


def test_the_composition_is_told_in_numbers_by_profession() -> None:
    found = overview(stated(), made_at=MADE).compositions

    assert found is not None
    assert [row[1:] for row in found.rows] == [
        ("9", "7", "psykolog: 7, socialrådgiver: 2"),
        ("5", "5", "psykolog: 5"),
        ("9", "7", "psykolog: 7, socialrådgiver: 2"),
    ]


def test_nobody_else_in_the_group_is_named() -> None:
    found = everything(documentation(stated(is_closed=True), made_at=MADE))

    assert "Psykolog 1" not in found
    assert "Socialrådgiver 0" not in found


def test_the_overview_says_what_can_be_mended_and_the_documentation_only_what_must_be() -> None:
    late = course(*COURSE.sessions, session((13, 0), (0, 0), state=State.PLANNED), session((14, 0)))

    running = overview(stated(late), made_at=MADE).notices
    closed = documentation(stated(late, is_closed=True), made_at=MADE).notices

    assert [text[:30] for text in running] == ["Timer fra møder med flere end ", "Fremmødet mangler for 23.\xa0juli"]
    assert closed == running[1:]


def test_who_is_no_psychologist_gets_hours_without_the_form() -> None:
    found = documentation(stated(key="o0", is_closed=True), made_at=MADE)

    assert found.hours.head == ("Supervisander", "Møder", "Tid")
    assert (len(found.remarks), found.closing) == (1, "Dette er ikke en godkendelse.")


def test_a_member_who_has_not_been_there_yet_gets_an_empty_overview() -> None:
    found = overview(stated(course(session((6, 0), mine=0))), made_at=MADE)

    assert (found.hours.rows, found.compositions, found.sessions, found.other_hours) == ((), None, None, None)
    assert dict(found.facts)["Modtaget supervision"] == "ingen endnu"


def test_the_papers_say_when_the_rules_were_last_looked_at() -> None:
    found = overview(stated(rules=Rules(checked_on=date(2026, 11, 22))), made_at=MADE)

    assert any("22.\xa0november\xa02026" in remark for remark in found.remarks)


@pytest.mark.parametrize("make", [overview, documentation])
def test_the_page_says_what_the_paper_says(make: type[Document]) -> None:
    document = make(stated(is_closed=True), made_at=MADE)  # type: ignore[call-arg]

    page = render_to_string("supervision/documents/document.html", {"document": document})

    cells = [cell for table in (document.hours, document.sessions) if table for row in table.rows for cell in row]
    for text in (document.title, document.status, document.closing, *document.remarks, *cells):
        assert text in page


def test_what_people_wrote_is_escaped_in_the_page() -> None:
    loud = replace(COURSE, group="<b>Svære</b> & sager")

    page = render_to_string("supervision/documents/document.html", {"document": overview(stated(loud), made_at=MADE)})

    assert "&lt;b&gt;Svære&lt;/b&gt; &amp; sager" in page
