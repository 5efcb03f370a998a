"""About two hundred questions as people ask them, drawn from the places and words that the tables hold."""

import random

from directory.contacts.models import Organisation, Person, Subject
from tests.directory.understanding.misspellings import foldings, slips

_SITUATIONS = [
    "{place} selvmordsforsøg {age} år",
    "{place} {subject}",
    "{subject} {place} {age} år",
    "{place}",
    "ppr {place}",
    "{place} akut nu",
    "{misspelt} selvskade",
    "{misspelt} {age}-årig hvem ringer jeg til",
    "udskrivning i dag {place} {subject}",
    "sundhedsplejeske {place}",
    "{person}",
    "{number}",
    "{place} {begun}",
    "{begun}",
]


def questions(how_many: int = 200, seed: int = 7) -> list[str]:
    """The same questions for the same tables."""
    chance = random.Random(seed)
    names = [place.display_name for place in Organisation.objects.municipalities().order_by("municipality_code")]
    subjects = [word for subject in Subject.objects.order_by("slug") for word in subject.words.splitlines()[:3]]
    people = list(Person.objects.order_by("pk").values_list("name", flat=True)[:200]) or ["Bodil Mosevang"]
    made = []
    for index in range(how_many):
        place, subject = chance.choice(names), chance.choice(subjects)
        made.append(
            _SITUATIONS[index % len(_SITUATIONS)].format(
                place=place,
                subject=subject,
                age=chance.randint(0, 24),
                misspelt=chance.choice([*slips(place.lower()), *foldings(place.lower())]),
                person=chance.choice(people),
                number=f"00 {chance.randint(0, 2_000):06}",
                begun=subject[: max(4, len(subject) // 2)],
            )
        )
    return made
