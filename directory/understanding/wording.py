"""What an answer says in words about how the question was read."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.understanding.places import Reading
from directory.understanding.understand import Part, Understanding
from directory.understanding.vocabulary import MunicipalityFacts, Vocabulary
from portal.danish import phrase_key

_NUMBER_WORDS = {2: "to", 3: "tre", 4: "fire", 5: "fem", 6: "seks", 7: "syv", 8: "otte", 9: "ni", 10: "ti"}


def place_message(part: Part, municipality: MunicipalityFacts) -> str:
    """How a place was read, when it was not written as the municipality's own name."""
    reading = part.place
    is_its_name = reading is not None and phrase_key(reading.label) == phrase_key(municipality.display_name)
    if reading is None or (is_its_name and not reading.is_guess):
        return ""
    if reading.is_guess or reading.how == "short":
        name = municipality.display_name if reading.how == "short" else reading.label
        said = _("We read “%(typed)s” as %(name)s.") % {"typed": part.text, "name": name}
        if phrase_key(name) != phrase_key(municipality.display_name):
            said += " " + _lies_in(name, municipality)
        return said
    return _lies_in(reading.label, municipality)


def _lies_in(name: str, municipality: MunicipalityFacts) -> str:
    return _("%(town)s lies in %(municipality)s.") % {"town": name, "municipality": municipality.name}


def choice_heading(reading: Reading | None, names: Sequence[str]) -> str:
    """The heading of a choice: "Kokkedal ligger i to kommuner", "Mente du Vejen eller Vejle?"."""
    if reading is None:
        return _("You named several municipalities")
    if reading.is_guess:
        return _("Did you mean %(names)s?") % {"names": either(names)}
    number = _NUMBER_WORDS.get(len(names), str(len(names)))
    return _("%(town)s lies in %(number)s municipalities") % {"town": reading.label, "number": number}


def either(names: Sequence[str]) -> str:
    """ "Vejen eller Vejle", "A, B eller C"."""
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if names[1:] else names[0]


def unmatched_message(words: Sequence[str]) -> str:
    """Names the words that nothing on the page answers."""
    quoted = ", ".join(f"«{word}»" for word in words)
    return ngettext("No contact matches %(words)s.", "No contact matches %(words)s.", len(words)) % {"words": quoted}


def part_label(part: Part, question: Understanding) -> str:
    """What is shown on the chip of a part."""
    vocabulary = question.vocabulary
    if part.kind == "place" and part.place:
        codes = part.place.codes
        if len(codes) == 1 and part.place.how != "postal":
            return vocabulary.municipalities[codes[0]].display_name
        return part.place.label
    if part.kind == "age" and part.age:
        return part.age.label
    if part.kind == "meaning":
        return meaning_label(part, vocabulary)
    return part.text


def meaning_label(part: Part, vocabulary: Vocabulary) -> str:
    """The one name of what an expression means; the words as typed when it means several things."""
    names = set()
    for meaning in part.meanings:
        if meaning.kind == "subject":
            names.add(vocabulary.subjects[meaning.value].name)
        elif meaning.kind == "function":
            names.add(vocabulary.functions[meaning.value].name)
        elif meaning.kind == "guide":
            names.add(vocabulary.guides[meaning.value].title)
    name = names.pop() if len(names) == 1 else part.text
    return name[:1].upper() + name[1:]
