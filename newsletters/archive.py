"""The issues that were published, as a reader asks for them: all, one year's, or those with some words in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.http import urlencode

from newsletters.models import IssuePage
from portal import cpr
from portal.clock import COPENHAGEN
from portal.danish import fold

ON_A_PAGE = 20
_QUERY_LENGTH = 100  # what is longer is no search


@dataclass(frozen=True)
class Archive:
    """One page of the archive. `year` is None when all are asked for; `query` is what was searched for."""

    page: Page[IssuePage]
    years: list[int]
    year: int | None
    query: str
    count: int

    @property
    def is_chosen(self) -> bool:
        """Whether somebody asked for something else than all of it."""
        return bool(self.query or self.year)

    def address(self, number: int) -> str:
        """The address of another page of the same choice."""
        chosen = {"q": self.query, "aar": self.year, "side": number}
        return "?" + urlencode({key: value for key, value in chosen.items() if value})

    @property
    def older(self) -> str:
        """The address of the next page, "" on the last one."""
        return self.address(self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def newer(self) -> str:
        """The address of the page before, "" on the first one."""
        return self.address(self.page.previous_page_number()) if self.page.has_previous() else ""


def archive_of(year: str, query: str, number: str) -> Archive:
    """What the address asks for. What is no year, no number or finds nothing is no error: the page says so."""
    words = cpr.strip(" ".join(query[:_QUERY_LENGTH].split()))[0]
    published = _published()
    years = sorted({_year(issue) for issue in published}, reverse=True)
    chosen = int(year) if year.isascii() and year.isdigit() and len(year) == len("2026") else None
    found = [issue for issue in published if chosen is None or _year(issue) == chosen]
    if words:
        found = list(_with_words(found, words))
    return Archive(Paginator(found, ON_A_PAGE).get_page(number), years, chosen, words, len(found))


def latest() -> IssuePage | None:
    """The latest published issue."""
    return _published().first()


def newest(count: int) -> list[IssuePage]:
    """So many of the latest at most."""
    return list(_published()[:count])


def _published() -> QuerySet[IssuePage]:
    issues: QuerySet[IssuePage] = IssuePage.objects.published().public().select_related("topic")
    return issues


def _year(issue: IssuePage) -> int:
    at = issue.first_published_at
    return at.astimezone(COPENHAGEN).year if at else 0


def _with_words(issues: Iterable[IssuePage], words: str) -> Iterable[IssuePage]:
    """Those with every word in them, folded as the look-up folds.

    A network writes some ten issues a year, so they are read as they are: no index that could be behind.
    """
    wanted = fold(words).split()
    for issue in issues:
        text = fold(" ".join([issue.title, issue.subject, issue.lead, issue.topic.name, *issue.texts()]))
        if all(word in text for word in wanted):
            yield issue
