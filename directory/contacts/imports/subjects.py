"""Case types of the rows: found by name, key or one of their words; made when nobody knows them."""

from directory.contacts.imports.names import Slugs
from directory.contacts.imports.plan import Plan
from directory.contacts.imports.standing import Standing
from directory.contacts.models import Subject
from portal.danish import phrase_key


def _key(name: str) -> str:
    return phrase_key(name) or name


class Subjects:
    """Finds or makes subjects, by folded name first, then by key, then by their words."""

    def __init__(self, standing: Standing, plan: Plan) -> None:
        self._plan = plan
        self._slugs = Slugs((subject.slug for subject in standing.subjects), max_length=80, fallback="emne")
        self.names = {subject.id: subject.name for subject in standing.subjects}
        self._by_key: dict[str, Subject | int] = {}
        for subject in standing.subjects:
            self._by_key.setdefault(_key(subject.name), subject.id)
        for subject in standing.subjects:
            self._by_key.setdefault(_key(subject.slug), subject.id)
        for subject in standing.subjects:
            for word in subject.words.splitlines():
                self._by_key.setdefault(_key(word), subject.id)

    def find(self, name: str) -> Subject | int:
        """The id of the subject, or the one about to be created."""
        folded = _key(name)
        if folded not in self._by_key:
            subject = Subject(name=name, slug=self._slugs.free(name))
            self._plan.subjects.append(subject)
            self._by_key[folded] = subject
        return self._by_key[folded]

    def name(self, subject: Subject | int) -> str:
        """Its name."""
        return self.names[subject] if isinstance(subject, int) else subject.name
