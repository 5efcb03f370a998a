"""Misspelt places in whole questions: how often the right municipality stands first, and how often a wrong one does.

    python -m pytest tests/benchmarks/test_places.py -m slow -s

Every form of every name is understood in every situation; whole answers are made for a fixed part of them, over
services in all 98 municipalities. BENCH_WHOLE=all makes every answer (most of an hour).
"""

import os
import time
from collections import Counter, defaultdict
from datetime import date

import pytest

from directory.contacts.imports.actions import import_directory
from directory.understanding import vocabulary as vocabularies
from directory.understanding.answer import Answer
from directory.understanding.answering import answer
from directory.understanding.understand import Understanding, understand
from portal.permissions import PUBLIC_ONLY
from portal.search import rows
from tests import world
from tests.conftest import NU
from tests.directory.understanding.misspellings import Form, forms, places

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SITUATIONS = [
    "{} selvmordsforsøg 15 år",
    "{} selvskade",
    "selvskade {}",
    "ppr {}",
    "{} ppr",
    "{} akut nu",
    "{} angst 9 år",
    "hvem ringer jeg til {}",
    "{} hvem ringer jeg til",
    "udskrivning i dag {}",
    "{} udskrivning i dag overdosis",
    "15-årig pige fra {}",
    "{} 18 år",
    "{}",
    "{} kommune selvmordstanker",
    "barnet bor i {} vil ikke leve",
    "{} sundhedsplejerske nyfødt",
    "{} hash 16 år",
    "skolepsykolog {}",
    "{}, intox panodil",
]
EVERY_WHOLE = 1 if os.environ.get("BENCH_WHOLE") == "all" else 43  # a prime: every form and situation has its turn


def judge_understanding(form: Form, question: Understanding) -> str:
    codes = {code for reading in question.places for code in reading.codes}
    if codes == {form.place.code} or (form.place.code in codes and form.is_equally_near):
        return "right"
    if form.place.code in codes:
        return "asked among several, though only one is near"
    return "wrong municipality" if codes else "not read as a place"


def judge_answer(form: Form, found: Answer) -> str:
    first = found.results[0] if found.results else None
    if first is None:
        offered = form.place.name in {suggestion.label for suggestion in found.did_you_mean}
        return "no result, but offered" if offered else "no result"
    if first.municipality_code == form.place.code:
        return "right"
    if found.kind == "choice" and form.place.code in {result.municipality_code for result in found.results}:
        return "right" if form.is_equally_near else "asked among several, though only one is near"
    labelled = bool(found.message or found.heading or first.unmatched)
    return "wrong municipality, said" if labelled else "wrong municipality, unlabelled"


def tell(title: str, counts: Counter[str]) -> None:
    total = counts.total()
    print(f"\n{title}: {total:,}")
    for outcome, count in counts.most_common():
        print(f"  {outcome:<46} {count:>8,}  {count / total:7.2%}")


def test_how_often_a_misspelt_place_is_read_right() -> None:
    report = import_directory(world.as_csv(world.rows(3_000)).encode(), today=date(2026, 11, 24), now=NU)
    assert not report.refused
    vocabulary = vocabularies.current(rows.versions().vocabulary)
    made = forms(places(), [(place.label, place.codes) for place in vocabulary.gazetteer.exact.values()])
    ambiguous = [form for form in made if form.is_other]
    made = [form for form in made if not form.is_other]
    twins = sum(bool(form.also) for form in made)
    near = sum(bool(form.near) for form in made)
    print(
        f"\n{len(made):,} forms; {twins:,} are forms of two places, {near:,} are one letter from another place's name"
    )
    print(f"left out, because they are another place's own name: {', '.join(form.text for form in ambiguous)}")
    started = time.perf_counter()
    understood: Counter[str] = Counter()
    of_municipalities: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    worst: dict[str, Counter[str]] = defaultdict(Counter)
    number = 0
    for form in made:
        for situation in SITUATIONS:
            text = situation.format(form.text)
            outcome = judge_understanding(form, understand(text, vocabulary))
            understood[outcome] += 1
            if form.place.is_municipality:
                of_municipalities[outcome] += 1
            if outcome != "right":
                worst[form.place.name][outcome] += 1
            number += 1
            if number % EVERY_WHOLE == 0:
                judged = judge_answer(form, answer(text, at=NU, tiers=PUBLIC_ONLY))
                whole[judged] += 1
                if judged.startswith("wrong"):
                    print(f"  {judged}: {text} (of {form.place.name})")
    tell(f"Understood, {len(SITUATIONS)} situations", understood)
    tell("of these, forms of a municipality's own name", of_municipalities)
    tell(f"Whole answers, every {EVERY_WHOLE}th", whole)
    print("\nThe ten worst places:")
    for name, outcomes in sorted(worst.items(), key=lambda pair: -pair[1].total())[:10]:
        print(f"  {name:<24} {', '.join(f'{outcome} {count}' for outcome, count in outcomes.most_common())}")
    print(f"{time.perf_counter() - started:.0f} s")
