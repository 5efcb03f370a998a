"""The facts that every network begins with: valid, complete, and never pointing at the wrong municipality."""

import csv
from collections import Counter
from datetime import date

import pytest
from django.db.models import Model

from directory.contacts import facts
from directory.contacts.facts import FOLDER
from directory.contacts.models import (
    Alias,
    Function,
    Organisation,
    OrganisationParent,
    PostalCode,
    StandardText,
    Subject,
    UrgentNumber,
)
from directory.understanding.places import ambiguous_towns, everyday_words
from portal.danish import fold, phrase_key

pytestmark = pytest.mark.django_db

ALL_MODELS = (Organisation, OrganisationParent, PostalCode, Alias, Function, Subject, StandardText, UrgentNumber)
# Ordinary Danish words that are also abbreviations in the field: they would find something in every sentence.
EVERYDAY_ABBREVIATIONS = ("an", "bed", "dat", "tab", "gad", "guf", "ses", "red", "damp", "bur", "sel", "bn", "en", "er")
# Words that fit every contact say nothing about which one.
GENERIC_WORDS = ("kontakt", "nummer", "telefon", "hvem", "ringe", "akut", "afdeling", "hjælp", "kommune")
MEMBERS = "allerod fredensborg frederikssund fureso gribskov halsnaes helsingor hillerod horsholm rudersdal".split()
WHERE = {
    # North Zealand: towns, former municipalities, short forms
    "Lillerød": "allerod",
    "Blovstrød": "allerod",
    "Asminderød": "fredensborg",
    "Karlebo": "fredensborg",
    "Kokkedal": "fredensborg horsholm",
    "Oppe Sundby": "frederikssund",
    "Hareskov": "fureso",
    "Tisvilde": "gribskov",
    "Græsted-Gilleleje": "gribskov",
    "Vinderød": "halsnaes",
    "Gurre": "helsingor",
    "Nødebo": "hillerod",
    "Ullerød": "hillerod",
    "Usserød": "horsholm",
    "Søllerød": "rudersdal",
    "Ledøje-Smørum": "egedal",
    "Frb": "frederiksberg",
    "Fr.sund": "frederikssund",
    "Fr.havn": "frederikshavn",
    "Fr.værk": "halsnaes",
    "H'rød": "hillerod",
    "Hgør": "helsingor",
    "Kbh": "kobenhavn",
    "LTK": "lyngby-taarbaek",
    "HTK": "hoje-taastrup",
    "Lyngby": "lyngby-taarbaek",
    "Amager": "kobenhavn tarnby dragor",
    # The rest of the country
    "Falster": "guldborgsund",
    "Møn": "vordingborg",
    "Mors": "morso",
    "Thy": "thisted",
    "Midtfyn": "faaborg-midtfyn",
    "Haslev": "faxe",
    "Hvorslev": "favrskov",
    "Brande": "ikast-brande",
    "Hobro": "mariagerfjord",
    "Mariager": "mariagerfjord randers",
    "Christiansfeld": "haderslev kolding",
    "Aalestrup": "vesthimmerland viborg",
    "Løkken-Vrå": "hjorring",
    "Djursland": "syddjurs norddjurs",
    "Frederiksborg Amt": " ".join([*MEMBERS, "egedal"]),
}


def where(term: str) -> set[str]:
    """The slugs of the municipalities that a name leads to."""
    return set(Alias.objects.filter(term=term).values_list("organisation__slug", flat=True))


def words_of(row: Function | Subject | StandardText | UrgentNumber) -> list[str]:
    return row.words.splitlines()


def vocabulary() -> dict[str, set[str]]:
    """Every folded expression, with the rows it finds."""
    found: dict[str, set[str]] = {}
    for model in (Function, Subject, StandardText, UrgentNumber):
        for row in model.objects.all():
            for word in words_of(row):
                found.setdefault(phrase_key(word), set()).add(f"{model.__name__} {row}")
    return found


def test_migrate_alone_gives_the_country() -> None:
    assert Organisation.objects.municipalities().count() == 98
    assert Organisation.objects.filter(kind="region").count() == 5 + 1
    assert PostalCode.objects.count() == 1424


@pytest.mark.parametrize("model", ALL_MODELS)
def test_every_fact_is_valid(model: type[Model]) -> None:
    for row in model._default_manager.all():
        row.full_clean()


def test_filling_again_changes_nothing_and_keeps_what_was_edited() -> None:
    Subject.objects.filter(slug="angst").update(words="kun dette")
    before = {model: model._default_manager.count() for model in ALL_MODELS}

    facts.fill(_Registry())

    assert {model: model._default_manager.count() for model in ALL_MODELS} == before
    assert Subject.objects.get(slug="angst").words == "kun dette"


def test_a_municipality_has_the_name_people_say_and_an_address_in_ascii() -> None:
    found = set(Organisation.objects.municipalities().values_list("municipality_code", "short_name", "slug"))

    assert {
        ("0101", "København", "kobenhavn"),
        ("0169", "Høje-Taastrup", "hoje-taastrup"),
        ("0219", "Hillerød", "hillerod"),
        ("0400", "Bornholm", "bornholm"),
        ("0480", "Nordfyn", "nordfyn"),
        ("0492", "Ærø", "aero"),
    } <= found


@pytest.mark.parametrize(
    ("code", "day", "region"),
    [
        ("0219", date(2026, 12, 31), "region-hovedstaden"),
        ("0219", date(2027, 1, 1), "region-ostdanmark"),
        ("0259", date(2026, 12, 31), "region-sjaelland"),
        ("0259", date(2027, 1, 1), "region-ostdanmark"),
        ("0751", date(2027, 1, 1), "region-midtjylland"),
    ],
)
def test_a_municipality_belongs_to_one_region_on_each_side_of_the_merger(code: str, day: date, region: str) -> None:
    parents = OrganisationParent.objects.filter(organisation__municipality_code=code).exclude(ends__lt=day)

    assert [row.parent.slug for row in parents if row.starts is None or row.starts <= day] == [region]


def test_the_new_region_has_the_46_municipalities_of_the_two_old_ones() -> None:
    assert OrganisationParent.objects.filter(parent__slug="region-ostdanmark").count() == 29 + 17


@pytest.mark.parametrize(("term", "slugs"), WHERE.items())
def test_a_name_leads_to_its_municipalities(term: str, slugs: str) -> None:
    assert where(term) == set(slugs.split())


def test_each_part_of_kokkedal_says_which_it_is() -> None:
    notes = dict(Alias.objects.filter(term="Kokkedal").values_list("organisation__slug", "note"))

    assert notes == {
        "fredensborg": "Det meste af Kokkedal, vest for banen",
        "horsholm": "Den østlige del, mod Rungsted og kysten",
    }


def test_no_other_name_is_the_name_of_a_municipality() -> None:
    names = {
        phrase_key(name)
        for row in Organisation.objects.municipalities()
        for name in (row.name, row.short_name, row.name.removesuffix(" Kommune"))
    }

    assert [row.term for row in Alias.objects.all() if phrase_key(row.term) in names] == []


def test_a_name_stands_once_in_the_table_except_where_the_parts_have_notes() -> None:
    counted = Counter(phrase_key(row["term"]) for row in facts.rows("aliases") if not row["note"])

    assert [term for term, count in counted.items() if count > 1] == []


def test_no_other_name_contradicts_the_main_municipality_of_a_town() -> None:
    main: dict[str, set[str]] = {}
    for town, slug in PostalCode.objects.filter(is_main=True).values_list("town", "municipality__slug"):
        main.setdefault(phrase_key(town), set()).add(slug)
    contradictions = [
        row.term
        for row in Alias.objects.filter(note="").select_related("organisation")
        if row.organisation.slug not in main.get(phrase_key(row.term), {row.organisation.slug})
    ]

    assert contradictions == []


def test_a_bare_name_of_a_county_is_no_municipality_and_no_town() -> None:
    towns = {phrase_key(town) for town in PostalCode.objects.values_list("town", flat=True)}

    assert [row.term for row in Alias.objects.filter(kind="county") if phrase_key(row.term) in towns] == []


def test_a_town_is_mainly_in_one_municipality() -> None:
    mains = set(PostalCode.objects.filter(is_main=True).values_list("town", "municipality"))

    # Two postal codes of København V are mainly in Tårnby: the name is the reader's choice, as the data has it.
    assert [town for town, n in Counter(town for town, _pk in mains).items() if n > 1] == ["København V"]


@pytest.mark.parametrize("word", EVERYDAY_ABBREVIATIONS)
def test_an_everyday_word_finds_nothing(word: str) -> None:
    assert vocabulary().get(word, set()) == set()


@pytest.mark.parametrize("word", GENERIC_WORDS)
def test_a_word_that_fits_every_contact_belongs_to_none(word: str) -> None:
    assert vocabulary().get(phrase_key(word), set()) == set()


def test_no_word_is_the_name_of_a_place() -> None:
    places = {
        phrase_key(name)
        for names in (
            Organisation.objects.municipalities().values_list("short_name", flat=True),
            PostalCode.objects.values_list("town", flat=True),
            Alias.objects.values_list("term", flat=True),
        )
        for name in names
    }

    assert sorted(places & set(vocabulary())) == []


def test_a_word_has_one_subject() -> None:
    subjects = Counter(key for row in Subject.objects.all() for key in {phrase_key(word) for word in words_of(row)})

    assert [word for word, count in subjects.items() if count > 1] == []


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("psykiatrisk skadestue", {"buc-akut", "pam-voksen"}),
        ("psykiatrisk akutmodtagelse", {"buc-akut", "pam-voksen"}),
        ("buc", {"buc-akut", "buc-amb"}),
        ("buc akut", {"buc-akut"}),
        ("skolepsykolog", {"ppr"}),
        ("kontaktperson", {"kontaktperson"}),
    ],
)
def test_a_word_finds_its_functions(word: str, keys: set[str]) -> None:
    assert {row.key for row in Function.objects.all() if word in words_of(row)} == keys


def test_the_urgent_subjects_are_those_where_life_is_at_stake() -> None:
    urgent = set(Subject.objects.filter(is_urgent=True).values_list("slug", flat=True))

    assert urgent == {"selvmordsforsoeg", "selvmordstanker", "selvmordsadfaerd", "forgiftning"}


def test_no_urgent_subject_leads_to_a_mild_offer() -> None:
    assert Function.objects.filter(is_mild=True, subjects__is_urgent=True).count() == 0
    assert set(Subject.objects.get(slug="selvskade").functions.values_list("key", flat=True)) == {
        "modtagelse",
        "unge18",
    }


def test_every_subject_leads_somewhere() -> None:
    assert list(Subject.objects.filter(functions=None)) == []


@pytest.mark.parametrize(
    ("wording", "slug"),
    [
        ("ønsker at dø", "selvmordstanker"),
        ("ikke lyst til at leve", "selvmordstanker"),
        ("hængt sig", "selvmordsforsoeg"),
        ("tent suic", "selvmordsforsoeg"),
        ("tog piller", "forgiftning"),
        ("cutter sig", "selvskade"),
        ("skåret i sig", "selvskade"),
        ("plejebarn", "anbragt-barn"),
    ],
)
def test_what_a_nurse_would_say_finds_the_subject(wording: str, slug: str) -> None:
    assert {row.slug for row in Subject.objects.all() if wording in words_of(row)} == {slug}


def test_the_old_paragraph_leads_to_the_guide_with_the_new_one() -> None:
    (guide,) = (row for row in StandardText.objects.all() if "§153" in words_of(row))

    assert guide.key == "underretning"
    assert "barnets lov § 133" in guide.summary


def test_every_standard_text_has_a_place_a_source_or_steps_and_a_review_date() -> None:
    texts = StandardText.objects.all()

    assert {text.placement for text in texts} == set(StandardText.Placement.values)
    assert all(text.reviewed_on and (text.source or text.steps) for text in texts)


def test_every_municipality_of_the_merged_region_keeps_the_acute_telephone() -> None:
    regions = set(UrgentNumber.objects.filter(number="1813").values_list("region__slug", flat=True))

    assert regions == {"region-hovedstaden", "region-ostdanmark"}


@pytest.mark.parametrize("word", ["barn", "mor", "skole", "indlagt", "afdeling", "ringer", "modtaget"])
def test_everyday_words_are_known(word: str) -> None:
    assert fold(word) in everyday_words()


def test_no_everyday_word_is_a_place_unless_it_is_marked_as_ambiguous() -> None:
    places = {
        phrase_key(name)
        for names in (
            PostalCode.objects.values_list("town", flat=True),
            Alias.objects.values_list("term", flat=True),
        )
        for name in names
    }

    assert sorted((places & everyday_words()) - ambiguous_towns()) == []
    assert sorted(ambiguous_towns() - places) == []


def test_no_everyday_word_hides_a_word_of_the_field() -> None:
    assert sorted(everyday_words() & set(vocabulary())) == []


def test_the_tables_are_sorted_files_that_a_person_can_read() -> None:
    for path in FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
            assert all(len(line) == len(header) for line in lines), path.name


class _Registry:
    """Django's registry, as `facts.fill` asks it."""

    def get_model(self, app_label: str, model_name: str) -> type[Model]:
        return {model.__name__: model for model in ALL_MODELS}[model_name]
