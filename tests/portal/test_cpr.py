"""What looks like a CPR number is taken out, however it is written; telephone numbers, ages and codes stay."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.cpr import strip

FORMS = [
    "010112-1234",
    "0101121234",
    "010112 1234",
    "010112 - 1234",
    "010112–1234",  # en dash
    "010112—1234",  # em dash
    "010112\u20111234",  # a hyphen that does not break
    "010112\u22121234",  # minus
    "01.01.12-1234",
    "01.01.12 1234",
    "01/01/12-1234",
    "01-01-12-1234",
    "01 01 12 1234",
    "01 01 12 - 1234",
    "01.01.2012-1234",
    "01012012-1234",
    "01-01-2012 1234",
    "010112_1234",
    "010112/1234",
    "010112.1234",
    "610112-1234",  # administrative: the day plus 60
    "910112-1234",
    "311299-4321",
    "010112-xxxx",
    "010112-XXXX",
    "010112-****",
    "010112-1AB2",  # serials with letters, of hospitals' own making
    "０１０１１２－１２３４",  # full width
    "٠١٠١١٢-١٢٣٤",  # Arabic-Indic
    "010112\u00a01234",
    "010112\t1234",
    "010112\n1234",
    "01 01 12 12 34",  # in pairs
    "010112 12 34",
    "01-01-12-12-34",
    "010112:1234",
    "010112\u00ad1234",  # a soft hyphen that nobody sees
    "01\u200b0112-1234",  # a space without width
    "310299-1234",  # no such day, and still nobody's business
    "999999-1234",  # six digits, a hyphen, four digits
]


@pytest.mark.parametrize("number", FORMS)
@pytest.mark.parametrize("sentence", ["{}", "{} hillerød", "hillerød {}", "CPR:{}, hillerød", "({})", "cpr{}"])
def test_every_way_of_writing_it_is_taken_out(number: str, sentence: str) -> None:
    kept, was_private = strip(sentence.format(number))

    assert was_private
    assert not re.search(r"\d", kept)


@pytest.mark.parametrize("number", FORMS)
def test_what_stands_around_it_stays(number: str) -> None:
    kept, _was_private = strip(f"Hillerød 15 år {number} selvmordsforsøg")

    assert kept == "Hillerød 15 år selvmordsforsøg"


def test_all_of_several_are_taken_out() -> None:
    assert strip("010112-1234 og 020213-4321 hillerød") == ("og hillerød", True)


@pytest.mark.parametrize(
    "text",
    [
        "00 48 20 31",
        "00482031",
        "+45 00 48 20 31",
        "+4500482031",
        "0045 00482031",
        "12 34 56 78",
        "12 34 56 78 lok. 9",
        "70 201 201",
        "116 111",
        "3400 Hillerød",
        "3400 Hillerød 15 år",
        "15 år",
        "17½",
        "15-årig",
        "8 mdr",
        "18 år 2950 Vedbæk",
        "§153",
        "5790000123456",  # EAN
        "5798 0000 12345",
        "sag 2026-11-24",
        "24. november kl. 10.00",
        "24.11.2026",
        "2026-11-24T02:10",
        "10 piller 500 mg",
        "",
        "hillerød selvmordsforsøg",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert strip(text) == (text, False)


@given(
    st.dates(date(1930, 1, 1), date(2026, 12, 31)),
    st.integers(0, 9999),
    st.sampled_from(["%d%m%y", "%d.%m.%y", "%d-%m-%y", "%d/%m/%y", "%d %m %y", "%d%m%Y", "%d.%m.%Y", "%d-%m-%Y"]),
    st.sampled_from(["", "-", " ", " - ", "–", "—", "/", ".", "_", "  ", "\u00a0", "\n"]),
    st.tuples(st.text("abcæøå ,.:;()", max_size=12), st.text("abcæøå ,.:;()", max_size=12)),
)
def test_no_date_and_four_digits_are_left(
    day: date, serial: int, form: str, between: str, around: tuple[str, str]
) -> None:
    number = f"{day:{form}}{between}{serial:04}"

    kept, was_private = strip(number.join(around))

    assert was_private
    assert f"{serial:04}" not in kept
    assert not re.search(r"\d", kept)


@given(st.text("0123456789-–. /x+aå", max_size=40))
@example("010112010112-1234-1234")
@example("0101010112-12341-1234")
@example("010112-1234010112-1234")
def test_what_is_left_has_nothing_more_to_take_out(text: str) -> None:
    kept, _was_private = strip(text)

    assert not strip(kept)[1]


@given(st.text("0123456789 -hillerød", max_size=60))
@example("12010112-1234 010112-1234")
def test_no_text_keeps_a_date_of_birth_with_four_digits(text: str) -> None:
    kept, _was_private = strip(text)

    assert not re.search(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d *-? *\d{4}(?!\d)", kept)


@given(st.text(max_size=60))
def test_a_text_without_digits_is_left_alone(text: str) -> None:
    letters = "".join(c for c in text if not c.isdecimal())

    assert strip(letters) == (letters, False) or re.search(r"[*xX]{4}", letters)
