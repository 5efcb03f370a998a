"""Rich text as plain text: what is read in the text part of a mail, and by whoever has chosen to see no HTML."""

import re
from html.parser import HTMLParser
from typing import override

_NEW_PARAGRAPH = {"p", "ul", "ol", "h2", "h3", "h4", "blockquote", "hr"}
_SPACES = re.compile(r"[ \t\r\f\v\n]+")
_MANY_LINES = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    """Collects the text, with an address after each link and a mark before each point of a list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._href = ""
        self._numbers: list[int | None] = []  # of the lists that are open: the next number, None for bullets

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NEW_PARAGRAPH:
            self.parts.append("\n\n")
        if tag in {"ul", "ol"}:
            self._numbers.append(1 if tag == "ol" else None)
        elif tag == "li":
            self.parts.append(f"\n{self._mark()} ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._numbers:
            self._numbers.pop()
        if tag in _NEW_PARAGRAPH:
            self.parts.append("\n\n")
        elif tag == "a" and self._href:
            self.parts.append(f" ({self._href.removeprefix('mailto:').removeprefix('tel:')})")
            self._href = ""

    @override
    def handle_data(self, data: str) -> None:
        self.parts.append(_SPACES.sub(" ", data))

    def _mark(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "-"
        number = self._numbers[-1]
        self._numbers[-1] = number + 1
        return f"{number}."


def plain_text(html: str) -> str:
    """The text of some HTML: paragraphs with an empty line between them, lists with marks, links with their address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.parts).split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()
