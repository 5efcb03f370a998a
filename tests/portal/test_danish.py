"""One folded form for searching, one key for sorting: the Danish letters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.danish import fold, phrase_key, sort_key, words

DANISH = st.text("abcdefghijklmnopqrstuvwxyzæøåÆØÅöäüéèôoe -'123", max_size=40)


@given(st.text(max_size=60) | DANISH)
@example("ﬁ ǅ İ ẞ Å")
@example("o\u0308e")
@example("aåa")
@example("øoe")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(DANISH)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@given(DANISH)
def test_letters_may_be_written_out(text: str) -> None:
    written_out = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")

    assert fold(written_out) == fold(text)


@given(DANISH)
def test_accents_may_be_left_out(text: str) -> None:
    plain = text.replace("é", "e").replace("è", "e").replace("ô", "o")

    assert fold(plain) == fold(text)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Hillerød", "hilleroed"),
        ("Hillerød", "hillerod"),
        ("Køge", "KOEGE"),
        ("Ærø", "aeroe"),
        ("Åbenrå", "Aabenraa"),
        ("Åbenrå", "abenra"),
        ("Århus", "A\u030arhus"),
        ("Höör", "hoor"),
        ("Store Heddinge", "store HEDDINGE"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, another: str) -> None:
    assert fold(one) == fold(another)


@pytest.mark.parametrize(
    ("one", "another"), [("Hillerød", "Allerød"), ("Vejen", "Vejle"), ("Fur", "Fyr"), ("ært", "art"), ("brød", "bred")]
)
def test_different_words_stay_different(one: str, another: str) -> None:
    assert fold(one) != fold(another)


def test_words_are_letters_numbers_and_paragraphs() -> None:
    assert words("Lyngby-Taarbæk, §153 og § 126a (15-årig)") == [
        "Lyngby", "Taarbæk", "§153", "og", "§ 126a", "15", "årig",
    ]  # fmt: skip


@pytest.mark.parametrize("spelling", ["Lyngby-Taarbæk", "lyngby taarbæk", "Lyngbytårbæk", "LYNGBY–TAARBAEK"])
def test_hyphens_and_spaces_between_words_do_not_matter(spelling: str) -> None:
    assert phrase_key(spelling) == phrase_key("Lyngby-Taarbæk")


@given(DANISH, DANISH)
def test_a_phrase_is_its_words_in_a_row(one: str, another: str) -> None:
    assert phrase_key(f"{one} {another}") == phrase_key(one) + phrase_key(another)


def test_the_alphabet_ends_with_ae_oe_aa() -> None:
    towns = ["Åbenrå", "Ølgod", "Ærø", "Aalborg", "Zealand", "Aarhus", "Albertslund", "Oksbøl"]

    assert sorted(towns, key=sort_key) == [
        "Albertslund", "Oksbøl", "Zealand", "Ærø", "Ølgod", "Åbenrå", "Aalborg", "Aarhus",
    ]  # fmt: skip


def test_case_does_not_decide_the_order() -> None:
    assert sorted(["b", "A", "C", "å", "Ø"], key=sort_key) == ["A", "b", "C", "Ø", "å"]
