"""Names as they are compared, and the web addresses made of them."""

import unicodedata
from collections.abc import Iterable

from django.utils.text import slugify

_ASCII = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "Ø": "o", "Æ": "ae", "Å": "a", "ß": "ss", "ð": "d", "þ": "th"})


def key(text: str) -> str:
    """The name without case and spaces: two names with one key are one name."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


class Slugs:
    """The web addresses already in use in one place; hands out free ones."""

    def __init__(self, taken: Iterable[str], *, max_length: int, fallback: str) -> None:
        self._taken = set(taken)
        self._max_length = max_length
        self._fallback = fallback

    def free(self, name: str) -> str:
        """An address made of the name, in ASCII: "Børnehuset på Åen" -> "bornehuset-pa-aen"; "-2" when it is taken."""
        text = unicodedata.normalize("NFC", name).translate(_ASCII)
        stem = slugify(text)[: self._max_length - 6].strip("-_") or self._fallback
        slug, number = stem, 2
        while slug in self._taken:
            slug, number = f"{stem}-{number}", number + 1
        self._taken.add(slug)
        return slug
