"""Ages as people write them: "15", "17½", "15-årig", "8 mdr", "spæd", "teenager"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS: dict[str, float] = {
    "spæd": 0,
    "spæde": 0,
    "spædt": 0,
    "spædbarn": 0,
    "spædbørn": 0,
    "nyfødt": 0,
    "nyfødte": 0,
    "baby": 0,
    "babyen": 0,
    "småbarn": 2,
    "småbørn": 2,
    "teenager": 15,  # the middle of thirteen to seventeen: the door of a child, not of an adult
    "teenagere": 15,
    "teenageren": 15,
    "teenagepige": 15,
    "teenagedreng": 15,
}
_NUMERALS = (
    "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tyve "
    "enogtyve toogtyve treogtyve fireogtyve femogtyve seksogtyve syvogtyve otteogtyve niogtyve tredive"
).split()
_NUMBER = r"(?P<years>\d{1,3})(?:\s*(?P<half>½|[.,]5(?!\d)|\s1/2))?"
_YEAR_WORD = r"(?:års|årige|årig|års?|aarige?|aars?|aar|y)\b"
_NUMERAL = "|".join(sorted(_NUMERALS[1:], key=len, reverse=True))
_UNIT_THAT_IS_NO_AGE = (
    r"(?!\.?\s*(?:dage?|døgn|hverdage?|timer?|uger?|minutter|min|måneder siden|mdr siden|piller|tabletter|stk|mg|g"
    r"|gram|gange?|procent|%|klasse|kl|meter|km|kr|panodil\w*|pinex|pamol|ipren|ibuprofen|paracetamol|kodimagnyl"
    r"|sovepiller|glas|genstande?|øl)\b)"
)
# A number after one of these is a place, a time or a paragraph.
_NO_AGE_AFTER = "".join(
    rf"(?<!(?<!\w){re.escape(word)}\s)"
    for word in "§ kl kl. uge nr nr. d. den stue afsnit afs afs. afd afd. afdeling rum sal side".split()
)
_PATTERNS = [
    re.compile(rf"(?<![\w§.,½])(?P<under>under\s+)?{_NUMBER}\s*(?:-\s*\d{{1,2}}\s*)?-?\s*{_YEAR_WORD}", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?P<numeral>{_NUMERAL})[\s-]*{_YEAR_WORD}", re.IGNORECASE),
    re.compile(r"(?<![\w.,])(?P<months>\d{1,2})\s*(?:mdr\.?|måneders?|måneds|mnd\.?)(?!\s*siden)(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?P<word>{'|'.join(_WORDS)})(?!\w)", re.IGNORECASE),
    re.compile(
        rf"(?<!\S){_NO_AGE_AFTER}(?P<bare>)(?P<under>under\s+)?{_NUMBER}\+?(?=[,;.]?(?:\s|$)){_UNIT_THAT_IS_NO_AGE}",
        re.IGNORECASE,
    ),
]
OLDEST = 99


@dataclass(frozen=True)
class AgeReading:
    """An age in years (half years as .5), as it was written, and where."""

    years: float
    text: str
    start: int
    end: int
    is_bare: bool  # a number without a unit

    @property
    def label(self) -> str:
        """As shown: "15 år", "17½ år", "spæd"."""
        if self.text.lower() in _WORDS:
            return self.text.lower()
        whole, half = divmod(self.years, 1)
        return f"{int(whole)}{'½' if half else ''} år"


def read_ages(text: str) -> Iterator[AgeReading]:
    """Every age in a text, those with a unit first. A number of days, tablets or a school class is none."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found = match.groupdict()
            if found.get("word"):
                years = _WORDS[found["word"].lower()]
            elif found.get("numeral"):
                years = float(_NUMERALS.index(found["numeral"].lower()))
            elif found.get("months"):
                years = int(found["months"]) // 6 / 2
            else:
                years = int(found["years"]) + (0.5 if found["half"] else 0)
                years = max(0.0, years - 1) if found["under"] else years
            if years <= OLDEST:
                yield AgeReading(years, match[0].strip(), match.start(), match.end(), "bare" in found)
