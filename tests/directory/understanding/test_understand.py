"""A question taken apart: where, how old, what it is about, when, and what nobody understood."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from directory.understanding import vocabulary as vocabularies
from directory.understanding.places import Reading
from directory.understanding.understand import MOST_CHARACTERS, Understanding, understand
from directory.understanding.vocabulary import Vocabulary
from portal.search import rows

# Without it these tests would run after those that empty PostgreSQL's tables, and find no place.
pytestmark = pytest.mark.django_db
type Read = Callable[[str], Understanding]


@pytest.fixture(scope="module")
def vocabulary(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Vocabulary]:
    """The facts that the migrations bring: no service, no demo."""
    with django_db_blocker.unblock():
        yield vocabularies.load(rows.versions().vocabulary)


@pytest.fixture
def read(vocabulary: Vocabulary) -> Read:
    return lambda text: understand(text, vocabulary)


def place(question: Understanding) -> Reading:
    (reading,) = question.places
    return reading


# --- Places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("Hillerød", "0219", "name"),
        ("hilleroed", "0219", "name"),
        ("hillerod", "0219", "name"),
        ("HILLERØD KOMMUNE", "0219", "name"),
        ("Århus", "0751", "name"),
        ("aabenraa", "0580", "name"),
        ("åbenrå", "0580", "name"),
        ("lyngby-taarbæk", "0173", "name"),
        ("lyngby taarbæk", "0173", "name"),
        ("ringkøbing-skjern", "0760", "name"),
        ("Høje-Taastrup", "0169", "name"),
        ("Birkerød", "0230", "town"),
        ("Skejby", "0751", "alias"),
        ("Store Heddinge", "0336", "town"),
        ("frb", "0147", "short"),
        ("9990", "0813", "postal"),
        ("9990 Skagen", "0813", "postal"),
        ("Hillerøds", "0219", "name"),
        ("Hillerød's", "0219", "name"),
        ("Helsingørs Kommune", "0217", "name"),
        ("hilerød", "0219", "misspelt"),
        ("hiillerød", "0219", "misspelt"),
        ("hilelrød", "0219", "misspelt"),
        ("hillerø", "0219", "misspelt"),
        ("frederikshav", "0813", "misspelt"),
        ("sønderborrg", "0540", "misspelt"),
        ("lyngby tarbæk", "0173", "name"),
        ("ringkøbing skjrn", "0760", "misspelt"),
        ("hil", "0219", "beginning"),
        ("odens", "0461", "misspelt"),
    ],
)
def test_a_place_is_read_by_every_name_it_has(read: Read, text: str, code: str, how: str) -> None:
    found = place(read(text))

    assert (found.codes, found.how) == ((code,), how)


@pytest.mark.parametrize("sentence", ["{} selvskade", "selvskade {}", "selvskade i {} 15 år", "15 år {}, ppr"])
@pytest.mark.parametrize("name", ["Hillerød", "hilerød", "Store Heddinge", "3460", "lyngby-taarbæk", "Birkerød"])
def test_a_place_may_stand_anywhere(read: Read, sentence: str, name: str) -> None:
    alone, inside = read(name), read(sentence.format(name))

    assert place(inside).codes == place(alone).codes


def test_a_name_of_several_words_is_not_cut_short(read: Read) -> None:
    assert place(read("søndr stenderup")).labels == ("Sønder Stenderup",)
    assert [p.text for p in read("store heddinge").parts] == ["store heddinge"]


def test_a_town_in_several_municipalities_names_them_all(read: Read) -> None:
    assert set(place(read("kokkedal")).codes) == {"0210", "0223"}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("vejel", {"Vejen", "Vejle"}),
        ("helsingr", {"Helsingør", "Helsinge"}),
        ("sanderborg", {"Skanderborg", "Sønderborg"}),
    ],
)
def test_near_two_places_names_both(read: Read, text: str, labels: set[str]) -> None:
    found = place(read(text))

    assert set(found.labels) == labels
    assert len(found.codes) == 2


def test_a_place_that_is_spelt_right_leaves_no_room_for_a_misspelt_one(read: Read) -> None:
    question = read("hillerød køgge")

    assert place(question).codes == ("0219",)
    assert [part.text for part in question.of("unknown")] == ["køgge"]


@pytest.mark.parametrize(
    "text",
    [
        "hvem skal jeg ringe til",
        "barnet har det svært og vil ikke i skole",
        "vi har en pige der skal hjem i dag",
        "moren er fra Polen",
        "han har taget 20 piller med vand",
        "kan man få hjælp til medicin",
        "ringe til ppr",
        "10 gram panodil",
        "give besked til far",
        "hals og ryg",
        "them and us",
        "fart",
        "hun er rask",
        "skolen siger nej",
        "sårene er store",
        "aften",
    ],
)
def test_everyday_words_are_no_places(read: Read, text: str) -> None:
    assert read(text).places == ()


FIRST_NAMES = (
    "Adam Agnes Ahmad Aisha Albert Alberte Alexander Alfred Ali Alma Amir Anders Andrea Andreas Anette Anja "
    "Anna Anne Annika Anton Arne Asger Asta Astrid August Ayse Bent Birgit Birthe Bo Brian Camilla Carl "
    "Caroline Cecilie Charlotte Christian Clara Dagmar Daniel David Dorte Ea Ebba Elias Elin Elisabeth Ella "
    "Ellen Ellie Emil Emilie Emma Erik Esther Eva Fatima Felix Filip Finn Flemming Frederik Frederikke Freja "
    "Frida Gitte Grethe Gustav Hanne Hans Helena Helle Henrik Holger Ida Inge Inger Ingrid Isabella Ivan Jakob "
    "Jan Jane Jens Jesper Jette Johan Johannes Jonas Josefine Julie Jytte Kaj Karen Karin Karl Karla Kasper "
    "Katrine Kim Kirsten Kirstine Klara Kristian Kurt Lars Laura Laurits Lea Leif Lena Lene Lilly Line Lis "
    "Lisbeth Liv Liva Lone Lotte Louise Lucas Luna Lærke Mads Magnus Maja Malene Malthe Maria Marianne Marie "
    "Martin Mathias Mathilde Matilde Mette Michael Mikkel Mille Mohammed Morten Naja Nanna Niels Nikolaj Noah "
    "Nora Ole Oliver Olivia Oscar Otto Per Pernille Peter Philip Pia Poul Rasmus Rikke Rosa Rune Sara Sarah "
    "Sebastian Signe Silje Sofia Sofie Storm Susanne Søren Thea Theo Theodor Thomas Tina Tobias Tove Uffe Ulla "
    "Valdemar Vera Vibeke Victor Viggo Viktor Vilma William Yasmin "
).split()


@pytest.mark.parametrize("sentence", ["{}", "{} Fogtmand", "selvskade {} 15 år"])
def test_a_first_name_is_never_a_place(read: Read, sentence: str) -> None:
    """Somebody may type the patient's name: it must not lead to a municipality that it looks like."""
    taken = {name: read(sentence.format(name)).places for name in FIRST_NAMES}

    assert {name: found[0].labels for name, found in taken.items() if found and found[0].is_guess} == {}


@pytest.mark.parametrize("text", ["Ringe", "ppr i ringe", "Ringe ppr", "barn fra them"])
def test_a_town_with_an_everyday_name_is_one_where_a_name_stands(read: Read, text: str) -> None:
    assert len(place(read(text)).codes) == 1


def test_a_town_with_an_everyday_name_gives_way_to_another_place(read: Read) -> None:
    assert place(read("ringe til hillerød")).codes == ("0219",)


def test_a_postal_code_decides_and_its_town_belongs_to_it(read: Read) -> None:
    question = read("3460 Birkerød ppr")

    assert [part.text for part in question.of("place")] == ["3460 Birkerød"]
    assert set(place(question).codes) == {"0230", "0201", "0190"}


def test_an_unknown_postal_code_is_not_understood(read: Read) -> None:
    assert [part.text for part in read("9999").of("unknown")] == ["9999"]


def test_far_from_every_place_there_are_suggestions_and_no_guess(read: Read) -> None:
    question = read("hlilrød")

    assert question.places == ()
    assert "Hillerød" in question.suggestions


def test_a_stranger_word_gets_no_suggestions(read: Read) -> None:
    question = read("asdfgh")

    assert (question.places, question.suggestions) == ((), ())
    assert [part.text for part in question.of("unknown")] == ["asdfgh"]


# --- What it is about -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("selvmordsforsøg", "selvmordsforsoeg"),
        ("selvmordforsøg", "selvmordsforsoeg"),
        ("selvmordsforsøgene", "selvmordsforsoeg"),
        ("tentamen suicidii", "selvmordsforsoeg"),
        ("TS", "selvmordsforsoeg"),
        ("vil ikke leve", "selvmordstanker"),
        ("Vil ikke leve mere", "selvmordstanker"),
        ("angst", "angst"),
        ("angsten", "angst"),
        ("angstproblemer", "angst"),
        ("anngst", "angst"),
        ("depresion", "depression"),
        ("depressionen", "depression"),
        ("spiseforstyrelse", "spiseforstyrrelse"),
        ("hashmisbrug", "misbrug"),
        ("depr", "depression"),
    ],
)
def test_a_subject_is_read_in_every_form(read: Read, text: str, subject: str) -> None:
    assert subject in read(text).meant("subject")


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("ppr", "ppr"),
        ("P.P.R.", "ppr"),
        ("sundhedsplejeske", "sundhedspleje"),
        ("sundhedsplejen", "sundhedspleje"),
        ("skole psykolog", "ppr"),
        ("social døgnvagt", "doegnvagt"),
        ("psykiatrisk skadestue", "buc-akut"),
    ],
)
def test_a_function_is_read_by_what_people_call_it(read: Read, text: str, function: str) -> None:
    assert function in read(text).meant("function")


def test_the_longest_expression_wins(read: Read) -> None:
    question = read("efterladt ved selvmord")

    assert question.meant("subject") == ("efterladt-ved-selvmord",)


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("hillerød selvmordsforsøg", True),
        ("hun siger hun ikke vil leve, vil dø", True),
        ("han har taget en overdosis", True),
        ("hillerød angst", False),
        ("hillerød ppr akut", False),
        ("hillerød", False),
    ],
)
def test_life_at_stake_is_urgent(read: Read, text: str, *, urgent: bool) -> None:
    assert read(text).is_urgent is urgent


# --- When and how old -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("hillerød nu", "now"),
        ("hillerød lige nu", "now"),
        ("hillerød i nat", "off"),
        ("hillerød weekend", "off"),
        ("hillerød søndag", "off"),
        ("hillerød lørdag nu", "now"),
        ("hillerød i dag", ""),
        ("hillerød", ""),
    ],
)
def test_the_moment_that_is_asked_about(read: Read, text: str, when: str) -> None:
    assert read(text).when == when


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("hillerød 15 år selvskade", 15),
        ("pige 15", 15),
        ("3400 hillerød 15 år", 15),
        ("fredensborg 17½", 17.5),
        ("stue 12, 15-årig dreng", 15),
        ("nyfødt hillerød", 0),
    ],
)
def test_the_age_is_read_beside_the_rest(read: Read, text: str, years: float) -> None:
    age = read(text).age

    assert age
    assert age.years == years


@pytest.mark.parametrize("text", ["00 48 20 31", "00482031", "+45 00 48 20 31", "48203", "navn@example.dk"])
def test_a_number_or_address_is_kept_whole_and_is_no_age(read: Read, text: str) -> None:
    question = read(f"hillerød {text}")

    assert [part.text for part in question.of("number")] == [text.lstrip("+")]
    assert question.age is None


def test_a_number_is_asked_for_by_its_eight_digits(read: Read) -> None:
    (number,) = read("+45 00 48 20 31").of("number")

    assert number.folded_words == ("00482031",)


# --- Nothing is lost, nothing breaks --------------------------------------------------------------------------------


@given(st.text(max_size=80))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_belongs_to_exactly_one_part(vocabulary: Vocabulary, text: str) -> None:
    question = understand(text, vocabulary)

    spans = [(part.start, part.end) for part in question.parts]
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert all(question.text[part.start : part.end] == part.text for part in question.parts)


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "🙂🙂", "?!", "\u202e\u200b"])
def test_no_words_are_no_parts(read: Read, text: str) -> None:
    assert read(text).parts == ()


def test_more_words_than_anybody_types_are_cut_and_it_is_said(read: Read) -> None:
    question = read("hillerød " + " ".join(["xq"] * 95))

    assert question.was_cut
    assert len(question.parts) == 60
    assert place(question).codes == ("0219",)


def test_forty_words_are_all_read(read: Read) -> None:
    question = read("hillerød " + " ".join(["xq"] * 39))

    assert not question.was_cut
    assert len(question.parts) == 40


def test_a_very_long_text_is_cut_and_says_so(read: Read) -> None:
    question = read("hillerød selvskade " + "a" * 10_000)

    assert question.was_cut
    assert len(question.text) == MOST_CHARACTERS
    assert place(question).codes == ("0219",)


def test_a_question_of_ordinary_length_is_not_cut(read: Read) -> None:
    assert not read("a" * MOST_CHARACTERS).was_cut


@pytest.mark.parametrize("text", ["hillerød, selvskade 15 år", "selvskade hillerød"])
def test_a_part_can_be_taken_away(read: Read, text: str) -> None:
    question = read(text)

    without = [question.without(part) for part in question.parts]

    assert all(read(left).parts for left in without)
    assert all(len(read(left).parts) == len(question.parts) - 1 for left in without)
