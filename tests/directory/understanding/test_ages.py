"""Ages as people write them, and numbers that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.understanding.ages import OLDEST, read_ages


def years(text: str) -> list[float]:
    """The ages with a unit, or the bare numbers when there are none."""
    found = list(read_ages(text))
    with_unit = [age.years for age in found if not age.is_bare]
    return with_unit or [age.years for age in found]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("15", 15),
        ("15 år", 15),
        ("15år", 15),
        ("15 års", 15),
        ("15-årig", 15),
        ("15 årig", 15),
        ("15-årige", 15),
        ("15 aar", 15),
        ("15 y", 15),
        ("0 år", 0),
        ("17½", 17.5),
        ("17 ½ år", 17.5),
        ("17,5 år", 17.5),
        ("17.5 år", 17.5),
        ("17 1/2 år", 17.5),
        ("femten år", 15),
        ("fjorten-årig", 14),
        ("attenårig", 18),
        ("8 mdr", 0.5),
        ("8 mdr.", 0.5),
        ("18 måneder", 1.5),
        ("6 måneders", 0.5),
        ("3 mdr", 0),
        ("spæd", 0),
        ("spædbarn", 0),
        ("nyfødt", 0),
        ("baby", 0),
        ("småbarn", 2),
        ("teenager", 15),
        ("teenagepige", 15),
        ("under 18 år", 17),
        ("under 18", 17),
        ("hillerød 15, selvskade", 15),
        ("hillerød 15.", 15),
        ("18+", 18),
        ("Pige 15 ÅR", 15),
        ("99 år", 99),
    ],
)
def test_an_age_is_read(text: str, age: float) -> None:
    assert years(text) == [age]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hillerød",
        "10 piller",
        "20 tabletter",
        "500 mg",
        "10 gram",
        "10g panodil",
        "3 dage",
        "2 uger",
        "24 timer",
        "3 gange",
        "7. klasse",
        "7 klasse",
        "8 måneder siden",
        "3400",
        "100 år",
        "120",
        "§15",
        "§ 15",
        "kl. 15",
        "stue 12",
        "afd. 15",
        "uge 47",
        "15.000",
        "årig",
        "tolvtal",
        "spædkalv",
    ],
)
def test_other_numbers_and_words_are_no_ages(text: str) -> None:
    assert years(text) == []


def test_an_age_with_its_unit_stands_before_a_bare_number() -> None:
    ages = list(read_ages("12 piger, 15 år"))

    assert [(age.years, age.is_bare) for age in ages][:2] == [(15, False), (12, True)]


@pytest.mark.parametrize(
    ("text", "label"),
    [("15", "15 år"), ("17,5 år", "17½ år"), ("8 mdr", "0½ år"), ("Spæd", "spæd"), ("femten år", "15 år")],
)
def test_an_age_is_shown_as_people_say_it(text: str, label: str) -> None:
    assert next(read_ages(text)).label == label


@given(st.text("0123456789 ½,.-årsmd§/+abc", max_size=40))
def test_every_age_is_possible_and_stands_where_it_says(text: str) -> None:
    for age in read_ages(text):
        assert 0 <= age.years <= OLDEST
        assert age.years * 2 % 1 == 0
        assert text[age.start : age.end].strip() == age.text
