"""What a typed word may mean: exact, stem, beginning, misspelt, part of a compound; the surer before the less sure."""

import pytest

from portal.danish import fold
from portal.search.analysis import STEM_MARK, merge_terms, stem, text_terms
from portal.search.lexicon import EXACT, MISSPELT, PART, PREFIX, STEM, Lexicon, Lexicons


def lexicons(*texts: str) -> Lexicons:
    """Each text is a segment of its own."""
    return Lexicons([(Lexicon(text_terms(text, 1.0)), lambda _term: True) for text in texts])


def expand(word: str, *texts: str) -> dict[str, float]:
    """The expansion of a word, without the marked stems."""
    return {t: q for t, q in lexicons(*texts).expand(fold(word)).items() if not t.startswith(STEM_MARK)}


@pytest.mark.parametrize(
    ("word", "text", "term", "quality"),
    [
        ("angst", "angst", "angst", EXACT),
        ("Rønne", "roenne", "ronne", EXACT),
        ("sel", "selvskade", "selvskade", PREFIX),
        ("sundhedsplejeske", "sundhedsplejerske", "sundhedsplejerske", MISSPELT),
        ("agnst", "angst", "angst", MISSPELT),
        ("familieafdelingens", "familie", "familie", PART),
        ("skolepsykolog", "psykolog", "psykolog", PART),
        ("82031", "00482031", "00482031", PART),
    ],
)
def test_a_word_means_a_term(word: str, text: str, term: str, quality: float) -> None:
    assert expand(word, text) == {term: quality}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("an", "angst"),  # too short to be a beginning
        ("agst", "angst"),  # too short to be a misspelling
        ("2031", "00482031"),  # too few digits
        ("00482032", "00482031"),  # a number is right or wrong
        ("00482", "00482031"),  # and known by its end, not by its beginning
        ("navn@example.dk", "navn example dk"),  # so is an address
        ("banan", "angst"),
        ("depressioner", "selvskade"),
    ],
)
def test_a_word_means_nothing(word: str, text: str) -> None:
    assert expand(word, text) == {}


def test_another_form_of_a_word_meets_its_stem() -> None:
    found = lexicons("selvmordsforsøget").expand(fold("selvmordsforsøgene"))

    assert found == {stem("selvmordsforsøg"): STEM}


def test_a_stem_is_never_met_by_a_word() -> None:
    assert "skol" not in text_terms("skolen", 1.0)
    assert text_terms("skolen", 1.0) == {"skolen": 1.0, f"{STEM_MARK}skol": 0.9}


def test_a_word_that_is_spelt_right_is_not_misspelt() -> None:
    assert expand("lever", "lever", "lærer levet") == {"lever": EXACT}


def test_it_is_spelt_right_when_another_segment_has_it() -> None:
    one_by_one = {**expand("familje", "familie"), **expand("familje", "familje")}

    assert expand("familje", "familie", "familje") == {"familje": EXACT}
    assert one_by_one == {"familie": MISSPELT, "familje": EXACT}


def test_the_nearest_misspelling_of_any_segment_counts() -> None:
    assert expand("sundhedspleke", "sundhedsplejer", "sundhedspleje") == {"sundhedspleje": MISSPELT}


def test_the_longest_part_of_any_segment_counts() -> None:
    assert expand("skolepsykologen", "skole", "psykologen") == {"psykologen": PART}


def test_a_term_without_rows_means_nothing() -> None:
    gone = Lexicons([(Lexicon(["familje", "familie"]), lambda term: term != "familje")])

    assert gone.expand("familje") == {"familie": MISSPELT}


def test_a_beginning_means_at_most_64_terms_and_the_word_itself_always() -> None:
    many = " ".join(f"sag{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(100))

    found = expand("sag", f"{many} sag")

    assert len(found) == 64
    assert found["sag"] == EXACT


def test_the_highest_weight_of_a_term_counts() -> None:
    assert merge_terms({"a": 0.5, "b": 0.4}, {"a": 1.0, "b": 0.1}) == {"a": 1.0, "b": 0.4}


def test_words_that_carry_no_meaning_are_no_terms() -> None:
    assert text_terms("hvem kan jeg ringe til om det?", 1.0).keys() == {"ringe", f"{STEM_MARK}ring"}


def test_a_stem_weighs_a_little_less_than_its_word() -> None:
    terms = text_terms("skolen", 0.5)

    assert terms == {"skolen": 0.5, f"{STEM_MARK}skol": 0.45}
