"""The municipalities of the network, as links under the look-up."""

from datetime import datetime

from directory.understanding import vocabulary as vocabularies
from directory.understanding.vocabulary import MunicipalityFacts
from portal.clock import COPENHAGEN
from portal.danish import sort_key
from portal.search import rows


def members(at: datetime) -> list[MunicipalityFacts]:
    """The members on that day, in Danish order. Read from memory: the versions are the one query."""
    day = at.astimezone(COPENHAGEN).date()
    vocabulary = vocabularies.current(rows.versions().vocabulary)
    found = [m for m in vocabulary.municipalities.values() if m.is_member(day)]
    return sorted(found, key=lambda m: sort_key(m.display_name))
