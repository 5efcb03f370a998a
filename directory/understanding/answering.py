"""From a question to its answer. The rules of safety stand here: no guess, no dead end, nothing dropped silently."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.understanding import vocabulary as vocabularies
from directory.understanding.answer import Answer, Kind, Result, Suggestion
from directory.understanding.finding import Finder
from directory.understanding.places import Reading
from directory.understanding.ranking import Candidate, Door
from directory.understanding.showing import Shower, regions_of
from directory.understanding.understand import Understanding, understand
from directory.understanding.vocabulary import MunicipalityFacts
from directory.understanding.wording import choice_heading, place_message, unmatched_message
from portal import cpr
from portal.danish import sort_key
from portal.permissions import Tier
from portal.search import rows

_MOST_RESULTS = 5
_NATIONAL_KINDS = ("national", "voluntary")
_OF_AGE = 18  # where Barnets lov ends
_PLACED_CHILD = "anbragt-barn"
_PLACED_BY = ("af", "fra")


def answer(
    text: str, *, at: datetime, tiers: frozenset[Tier], was_private: bool = False, in_full: bool = True
) -> Answer:
    """Answer a question as of a moment, for a reader of these tiers. At most three queries, whatever the question.

    Anything like a CPR number is taken out first and seen by nothing else; `was_private` says that it has been already.
    With `in_full=False` only the first result comes with its chain and hours, which is what a page shows.
    """
    kept, is_private = cpr.strip(text)
    found = _Answering(kept, at, tiers, in_full=in_full).answer()
    if is_private or was_private:
        message = _("We took out something that looks like a CPR number. It is neither used nor stored.")
        found = replace(found, kind="privacy", is_private=True, message=f"{message} {found.message}".strip())
    return found


class _Answering:
    """One question on its way to an answer: which rule holds, and what it says."""

    def __init__(self, text: str, at: datetime, tiers: frozenset[Tier], *, in_full: bool) -> None:
        versions = rows.versions()
        self.vocabulary = vocabularies.current(versions.vocabulary)
        self.question: Understanding = understand(text, self.vocabulary)
        self.finder = Finder(self.question, at, tiers, versions.rows)
        self.shower = Shower(self.question, at, tiers, in_full=in_full)
        self.day = self.shower.day
        self.age = self.shower.age

    # --- Which rule holds ---------------------------------------------------------------------------------------------

    def answer(self) -> Answer:
        if not self.question.parts:
            return self._finish("empty")
        codes, reading = self._codes()
        return (
            self._report_an_error(codes)
            or self._organisation()
            or self._national_number(codes)
            or self._regional(codes)
            or self._place(codes, reading)
            or self._without_a_place()
        )

    def _place(self, codes: Sequence[str], reading: Reading | None) -> Answer | None:
        if len(codes) > 1:
            return self._choice(codes, reading)
        return self._municipality(codes[0]) if codes else None

    def _without_a_place(self) -> Answer:
        question = self.question
        guides = () if question.is_urgent else question.meant("guide")
        has_own_words = bool(question.of("unknown") or question.of("number"))
        if has_own_words and (found := self._by_own_words()):
            return found
        if guides:
            return self._guide(guides)
        if question.suggestions:
            return self._did_you_mean()
        if question.of("meaning") or question.age or question.when:
            return self._ask_for_municipality()
        message = _("We found no contact for that. Write a municipality and what it is about.")
        return self._finish("empty", message=message)

    def _codes(self) -> tuple[tuple[str, ...], Reading | None]:
        """The municipalities the question may mean, and the reading they come from when it is only one."""
        parts = [part for part in self.question.of("place") if part.place]
        if _PLACED_CHILD in self.question.meant("subject") and len(parts) > 1:
            # A placed child belongs to the municipality that placed it (Barnets lov): "i Greve, anbragt af Køge".
            parts = [part for part in parts if part.before in _PLACED_BY] or parts
        readings = [part.place for part in parts if part.place]
        if not readings:
            return (), None
        shared = set(readings[0].codes).intersection(*(reading.codes for reading in readings[1:]))
        if shared:
            narrow = min(readings, key=lambda reading: len(reading.codes))
            return tuple(code for code in narrow.codes if code in shared), narrow
        every = dict.fromkeys(code for reading in readings for code in reading.codes)
        return tuple(every), None

    # --- A municipality -----------------------------------------------------------------------------------------------

    def _municipality(self, code: str) -> Answer:
        facts = self.vocabulary.municipalities[code]
        message = self._place_messages(facts)
        candidates = self.finder.in_municipalities([code])[code]
        if not facts.is_member(self.day):
            return self._outside(facts, candidates, message)
        if self._is_specific(candidates):
            message += [*self._notes(candidates[0], facts), self._unmatched_message(candidates[:1])]
            results = self.shower.results(_worth_showing(candidates)[:_MOST_RESULTS], code)
            return self._finish("card", results=results, codes=(code,), message=message)
        candidates = sorted(self.finder.in_municipalities([code], everything=True)[code], key=_function_rank)
        message.append(self._unmatched_message(candidates))
        results = [self.shower.result(candidate, code) for candidate in candidates]
        if not results:
            message.append(_("We have no contacts in %(name)s yet.") % {"name": facts.name})
        if all(candidate.door == Door.EXCLUDED for candidate in candidates):
            # Nobody here takes it: the municipality itself stands first, with its main number and the urgent ones.
            results.insert(0, self.shower.bare_municipality(facts))
        return self._finish("municipality", results=results, codes=(code,), message=message)

    def _is_specific(self, candidates: Sequence[Candidate]) -> bool:
        """Whether the question asks for more than the municipality, and there is something to answer it with."""
        question = self.question
        asks = question.meant("subject") or question.meant("guide") or question.age or question.when
        takes_it = bool(candidates) and candidates[0].door != Door.EXCLUDED
        return takes_it and (bool(asks) or candidates[0].door in _DOORS_THAT_WERE_ASKED_FOR)

    def _notes(self, first: Candidate, facts: MunicipalityFacts) -> list[str]:
        notes = []
        if not first.age_fits:
            notes.append(
                _("No contact in %(name)s says that it takes this age. Call and ask to be put through.")
                % {"name": facts.name}
            )
        elif self.age is not None and self.age >= _OF_AGE:
            notes.append(_("From the 18th birthday it is another door than the children's."))
        if _PLACED_CHILD in self.question.meant("subject"):
            notes += [guide.summary for guide in self.vocabulary.guides.values() if guide.placement == "placed_child"]
        return notes

    def _outside(self, facts: MunicipalityFacts, candidates: Sequence[Candidate], message: list[str]) -> Answer:
        message.append(_("%(name)s is not in the network.") % {"name": facts.display_name})
        message.append(_("The numbers here are not confirmed by us. Find the municipality's main number at borger.dk."))
        results = self.shower.results(candidates[:_MOST_RESULTS], facts.code)
        results = results or [self.shower.bare_municipality(facts)]
        return self._finish("outside", results=results, codes=(facts.code,), message=message)

    def _choice(self, codes: Sequence[str], reading: Reading | None) -> Answer:
        candidates = self.finder.in_municipalities(codes)
        notes = dict(reading.notes) if reading else {}
        municipalities = [self.vocabulary.municipalities[code] for code in codes]
        if reading is None or reading.is_guess:
            municipalities.sort(key=lambda m: (not m.is_member(self.day), sort_key(m.display_name)))
        results = []
        for facts in municipalities:
            note = notes.get(facts.code, "")
            if not facts.is_member(self.day):
                note = " ".join(filter(None, [note, _("Not in the network.")]))
            first = next(iter(candidates[facts.code]), None)
            result = self.shower.result(first, facts.code) if first else self.shower.bare_municipality(facts)
            results.append(replace(result, municipality=facts.display_name, note=note))
        return self._finish(
            "choice",
            results=results,
            codes=codes,
            heading=choice_heading(reading, [facts.display_name for facts in municipalities]),
            message=[_("Choose the one where the child's address is. It stands in the record.")],
            extra=self._choice_advice(reading, municipalities),
        )

    def _choice_advice(self, reading: Reading | None, municipalities: Sequence[MunicipalityFacts]) -> dict[str, str]:
        """Why a postal code does not help, and whom to call when the reader is still in doubt."""
        if reading is None or reading.is_guess:
            return {}
        advice = {}
        postal_code = self.vocabulary.gazetteer.shared_postal_code(reading)
        if postal_code:
            advice["postal_code"] = postal_code
        if len(municipalities) == 2 and all(facts.is_member(self.day) for facts in municipalities):
            names = {"first": municipalities[0].display_name, "other": municipalities[1].display_name}
            advice["doubt"] = _("Choose %(first)s. They help you on, if the child lives in %(other)s.") % names
        return advice

    # --- Something else than a municipality ---------------------------------------------------------------------------

    def _regional(self, codes: Sequence[str]) -> Answer | None:
        """Units of the region: the nearest region's, of the right age; one of each kind when only the age decides."""
        levels = {key: facts.level for key, facts in self.vocabulary.functions.items()}
        functions = tuple(key for key in self.question.meant("function") if levels[key] != "municipality")
        if not functions:
            return None
        found = self.finder.where({"function": functions}, codes)
        regions = {self.vocabulary.municipalities[code].region(self.day) for code in codes}
        found = [c for c in found if regions & regions_of(c.document, self.day)] or found
        found = [c for c in found if c.age_fits] or found
        if not found:
            return None
        first_of_each = {c.document["function"]["key"]: c for c in reversed(found)}
        if len(first_of_each) == 1:
            results = self.shower.results(found[:_MOST_RESULTS])
            return self._finish("regional", results=results, codes=codes)
        return self._finish(
            "choice",
            results=[self.shower.result(candidate) for candidate in sorted(first_of_each.values(), key=_function_rank)],
            codes=codes,
            heading=_("Which of them do you mean?"),
            message=[_("The age decides. Write it, or choose here.")],
        )

    def _organisation(self) -> Answer | None:
        organisations = self.question.meant("organisation")
        found = self.finder.where({"organisation": organisations}) if organisations else []
        return self._by_kind(found) if found else None

    def _by_own_words(self) -> Answer | None:
        """Contacts found by their own name, a person's name or a number: all the words, or it is somebody else."""
        found = self.finder.by_own_words(_MOST_RESULTS)
        return self._by_kind(found) if found else None

    def _by_kind(self, found: Sequence[Candidate]) -> Answer:
        first = found[0].document
        results = self.shower.results(found[:_MOST_RESULTS])
        if not first.get("codes"):
            kind: Kind = "national" if first["organisation"]["kind"] in _NATIONAL_KINDS else "regional"
            return self._finish(kind, results=results)
        places = {tuple(c.document.get("codes", [])) for c in found if c.door == found[0].door}
        if len(places) > 1:
            results = [replace(result, municipality=result.organisation) for result in results]
            return self._finish("choice", results=results, heading=_("Which of them do you mean?"))
        return self._finish("card", results=results)

    def _national_number(self, codes: Sequence[str]) -> Answer | None:
        numbers = () if codes else self.question.meant("number")
        results = [self.shower.national_number(self.vocabulary.numbers[key]) for key in numbers]
        return self._finish("national", results=results) if results else None

    def _guide(self, guides: Sequence[str]) -> Answer:
        facts = [self.vocabulary.guides[key] for key in guides]
        return self._finish("guide", results=[self._guide_result(g.title, g.url, g.summary) for g in facts])

    def _guide_result(self, title: str, url: str, note: str) -> Result:
        known = tuple(part.text for part in self.question.parts if part.kind in ("meaning", "age", "place"))
        unknown = tuple(part.text for part in self.question.of("unknown"))
        return Result(title=title, url=url, note=note, matched=known, unmatched=unknown)

    def _report_an_error(self, codes: Sequence[str]) -> Answer | None:
        guides = [self.vocabulary.guides[key] for key in self.question.meant("guide")]
        guide = next((guide for guide in guides if guide.placement == "correction"), None)
        if guide is None or len(codes) > 1:
            return None
        if not codes:
            return self._finish("guide", results=[self._guide_result(guide.title, guide.url, guide.summary)])
        facts = self.vocabulary.municipalities[codes[0]]
        title = _("Report an error at %(name)s") % {"name": facts.display_name}
        result = replace(
            self._guide_result(title, reverse("upkeep:report", args=[facts.slug]), guide.summary),
            organisation=facts.name,
            municipality_code=facts.code,
            municipality=facts.display_name,
        )
        return self._finish("guide", results=[result], codes=codes, message=self._place_messages(facts))

    def _did_you_mean(self) -> Answer:
        text, unknown = self.question.text, self.question.of("unknown")[0]
        suggestions = [
            Suggestion(name, f"{text[: unknown.start]}{name}{text[unknown.end :]}".strip())
            for name in self.question.suggestions
        ]
        message = _("We do not know «%(word)s». Did you mean one of these?") % {"word": unknown.text}
        return self._finish("did_you_mean", message=[message], did_you_mean=suggestions)

    def _ask_for_municipality(self) -> Answer:
        members = [facts for facts in self.vocabulary.municipalities.values() if facts.is_member(self.day)]
        members.sort(key=lambda facts: sort_key(facts.display_name))
        suggestions = [Suggestion(m.display_name, f"{m.display_name} {self.question.text}") for m in members]
        message = _("Which municipality does the child live in? Write it too, or choose here.")
        return self._finish("empty", message=[message], did_you_mean=suggestions)

    # --- What it says -------------------------------------------------------------------------------------------------

    def _place_messages(self, facts: MunicipalityFacts) -> list[str]:
        parts = [part for part in self.question.of("place") if part.place and facts.code in part.place.codes]
        return [place_message(part, facts) for part in parts]

    def _unmatched_message(self, shown: Sequence[Candidate]) -> str:
        """Names what was typed and nothing that is shown answers; an age that fits nobody has its own note."""
        if shown:
            left = [set(candidate.unmatched) for candidate in shown]
            unmatched = [word for word in shown[0].unmatched if all(word in words for words in left)]
        else:
            unmatched = [part.text for part in self.question.of("unknown")]
        ages = {part.text for part in self.question.of("age")}
        unmatched = [word for word in dict.fromkeys(unmatched) if word not in ages]
        return unmatched_message(unmatched) if unmatched else ""

    def _finish(
        self,
        kind: Kind,
        *,
        results: Sequence[Result] = (),
        codes: Sequence[str] = (),
        message: Iterable[str] | str = (),
        heading: str = "",
        did_you_mean: Sequence[Suggestion] = (),
        extra: dict[str, str] | None = None,
    ) -> Answer:
        question = self.question
        lines = [message] if isinstance(message, str) else list(dict.fromkeys(message))
        if question.was_cut:
            lines.insert(0, _("Your text was too long. We read the first 300 characters."))
        subjects = question.meant("subject")
        unknown = tuple(part.text for part in question.of("unknown"))
        return Answer(
            kind=kind,
            query=question.text,
            urgent=question.is_urgent,
            message=" ".join(filter(None, lines)),
            heading=heading,
            municipalities=tuple(codes),
            age=self.age,
            subjects=subjects,
            subject_names=tuple(self.vocabulary.subjects[slug].name.lower() for slug in subjects),
            chips=self.shower.chips(),
            results=tuple(results),
            urgent_help=self.shower.urgent_help(self.finder.acute_units(), codes),
            did_you_mean=tuple(did_you_mean),
            extra=extra or {},
            unmatched=results[0].unmatched if results else unknown,
            placed_child=_PLACED_CHILD in subjects,
            discharge=any(self.vocabulary.guides[key].placement == "discharge" for key in question.meant("guide")),
        )


_DOORS_THAT_WERE_ASKED_FOR = (Door.ASKED_FOR, Door.FRONT_DOOR_URGENT, Door.SUBJECT, Door.FUNCTION, Door.MENTIONED)


def _worth_showing(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Without those of another age, and those that refuse the matter, as long as somebody is left."""
    return [c for c in candidates if c.door < Door.WRONG_AGE] or candidates


def _function_rank(candidate: Candidate) -> tuple[object, ...]:
    return candidate.document["function"]["rank"], candidate.order


def question_of(text: str) -> Understanding:
    """How a text is understood now, for tests and the coordinator's eyes."""
    return understand(text, vocabularies.current(rows.versions().vocabulary))
