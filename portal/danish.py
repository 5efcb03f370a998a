"""Danish letters: one folded form for searching, one key for sorting."""

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "å": "a", "æ": "ae", "ö": "o", "ä": "ae", "ü": "u", "ß": "ss", "ð": "d", "þ": "th"})
_SORT_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_WORD = re.compile(r"§\s*\d+[a-z]?|\d+|[^\W\d_]+", re.IGNORECASE)


def fold(text: str) -> str:
    """One spelling of a word for searching: lower case, ø/oe -> o, æ -> ae, å/aa -> a, no other accents.

    Idempotent: `fold(fold(x)) == fold(x)`.
    """
    text = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.lower().translate(_LETTERS)
    return re.sub(r"oe+", "o", re.sub(r"a{2,}", "a", text))


def words(text: str) -> list[str]:
    """The words and numbers of a text, as written: "Lyngby-Taarbæk, § 153" -> ["Lyngby", "Taarbæk", "§ 153"]."""
    return _WORD.findall(text)


def phrase_key(text: str) -> str:
    """The folded words of an expression without anything between them, so that hyphens and spaces do not matter."""
    return "".join(fold(re.sub(r"\s", "", word)) for word in words(text))


def sort_key(text: str) -> str:
    """Sorts æ, ø, å last and aa as å, as the Danish alphabet does."""
    text = unicodedata.normalize("NFC", text).lower().replace("aa", "å").translate(_SORT_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
