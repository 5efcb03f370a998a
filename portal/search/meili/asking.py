"""Asking Meilisearch, while a reader waits."""

from collections.abc import Sequence

from portal.search.meili import documents
from portal.search.meili.client import ASKING, Place, clients, in_plain_words
from portal.search.meili.documents import Question


class Asking:
    """What a question asks of the index: one call, with little patience."""

    def __init__(self, place: Place) -> None:
        self._name = place.name
        self._client = clients(place, ASKING)

    def candidates(self, questions: Sequence[Question], version: int) -> list[frozenset[str] | None] | None:
        """The keys that may answer each query, None for too many; and None for all when the index lacks the version.

        The state is read before and after, so that an index that is put in this one's place meanwhile is noticed.

        Raises:
            UnavailableError: Meilisearch has not answered, or not with an answer.
        """
        asked = [documents.question(self._name, question) for question in questions]
        state = documents.question_of_state(self._name)
        with in_plain_words():
            first, *found, last = self._client().multi_search([state, *asked, state])["results"]
            before, after = documents.state(first["hits"]), documents.state(last["hits"])
            if not before or not after or before.build != after.build:
                return None
            if before.version < version or before.settings != documents.SETTINGS_VERSION:
                return None
            return [documents.keys(result) for result in found]
