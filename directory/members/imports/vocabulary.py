"""Professions, workplaces and subjects by the names that people write in a list. Nothing is guessed, nothing made."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.contacts.models import Alias, Organisation, Subject
from directory.members.models import Profession
from portal.danish import phrase_key

# Folded name -> ids, one dict for each kind of name, the surest kind first.
type Names = list[dict[str, set[int]]]


def _key(name: str) -> str:
    return phrase_key(name) or name


def _names(*kinds: Iterable[tuple[str, int]]) -> Names:
    names: Names = []
    for kind in kinds:
        found: dict[str, set[int]] = defaultdict(set)
        for name, pk in kind:
            if name.strip():
                found[_key(name)].add(pk)
        names.append(dict(found))
    return names


def _find(names: Names, name: str) -> int | None:
    """The one that the surest kind of name means; None when there is none.

    Raises:
        ValueError: with a sentence, when the name means several.
    """
    for kind in names:
        if found := kind.get(_key(name)):
            if len(found) > 1:
                raise ValueError(_("Several have this name. Write the whole name, as it stands in the portal."))
            return next(iter(found))
    return None


@dataclass(frozen=True)
class Vocabulary:
    """The names that stand in the portal."""

    professions: Names
    organisations: Names
    subjects: Names
    labels: dict[str, dict[int, str]]  # column -> id -> name

    @classmethod
    def read(cls) -> "Vocabulary":
        """As the database has them. Four queries."""
        professions = list(Profession.objects.all())
        organisations = list(Organisation.objects.only("name", "short_name"))
        subjects = list(Subject.objects.all())
        return cls(
            professions=_names(
                ((one.name, one.pk) for one in professions),
                ((word, one.pk) for one in professions for word in one.words.replace("\n", ",").split(",")),
            ),
            organisations=_names(
                ((one.name, one.pk) for one in organisations),
                ((one.short_name, one.pk) for one in organisations),
                Alias.objects.values_list("term", "organisation_id"),
            ),
            subjects=_names(
                ((one.name, one.pk) for one in subjects),
                ((one.slug, one.pk) for one in subjects),
                ((word, one.pk) for one in subjects for word in one.words.splitlines()),
            ),
            labels={
                "profession": {one.pk: one.name for one in professions},
                "organisation": {one.pk: one.name for one in organisations},
                "subjects": {one.pk: one.name for one in subjects},
            },
        )

    def profession(self, name: str) -> int:
        """The profession's id. Raises ValueError with a sentence when there is none."""
        found = _find(self.professions, name)
        if found is None:
            raise ValueError(_("This profession is not on the list. Correct it, or add it under Professions."))
        return found

    def organisation(self, name: str) -> int:
        """The workplace's id. Raises ValueError with a sentence when there is none, or several."""
        found = _find(self.organisations, name)
        if found is None:
            raise ValueError(
                _("This workplace is not in the portal. Correct it, leave it empty, or add it under Organisations.")
            )
        return found

    def subject_ids(self, text: str) -> tuple[int, ...]:
        """The subjects' ids, in order. They stand between | or ; or, when no name has one, commas."""
        found: set[int] = set()
        for part in text.replace("\n", "|").replace(";", "|").split("|"):
            whole = _find(self.subjects, part) if part.strip() else None
            names = [name for name in part.split(",") if name.strip()] if whole is None else []
            found |= {whole} if whole is not None else {self._subject(name) for name in names}
        return tuple(sorted(found))

    def _subject(self, name: str) -> int:
        found = _find(self.subjects, name)
        if found is None:
            raise ValueError(_("One of the subjects is not in the portal. Correct it, or add it under Subjects."))
        return found
