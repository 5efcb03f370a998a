"""What a page says about itself where another one mentions it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Teaser:
    """A title and where it leads; when and where, in words, for what takes place."""

    title: str
    url: str
    full_url: str
    when: str = ""
    place: str = ""
    text: str = ""
