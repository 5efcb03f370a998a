"""What one check found."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How it stands."""

    FINE = "fine", _("fine")
    LOOK = "look", _("look here")
    MISSING = "missing", _("missing")


@dataclass(frozen=True)
class Finding:
    """A line of the check: about what, how it stands, in words, and what to ask the mail's owner for."""

    about: str
    state: State
    words: str
    advice: str = ""

    def __str__(self) -> str:
        line = f"[{self.state.label}] {self.about}: {self.words}"
        return f"{line}\n    {self.advice}" if self.advice else line


def fine(about: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(about, State.FINE, words)


def look(about: str, words: str, advice: str = "") -> Finding:
    """It works, or cannot be told from here."""
    return Finding(about, State.LOOK, words, advice)


def missing(about: str, words: str, advice: str) -> Finding:
    """Mail will be refused or land in spam until somebody does something."""
    return Finding(about, State.MISSING, words, advice)
