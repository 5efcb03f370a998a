"""How issues stand: what their sendings have come to, in words and in numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils.translation import gettext as _

from newsletters.models import IssuePage, IssueVisits, Sending
from newsletters.numbers import figure
from portal.clock import COPENHAGEN, date_text
from portal.mail import mailings
from portal.mail.mailings import Counts
from portal.mail.models import Mailing
from portal.moment import moment_text

State = Mailing.Status


@dataclass(frozen=True)
class Figures:
    """What became of one issue, all its sendings together. `arrived` is what no server has sent back."""

    recipients: int = 0
    waiting: int = 0
    arrived: int = 0
    bounced: int = 0
    complained: int = 0
    failed: int = 0
    unknown: int = 0
    left_out: int = 0
    unsubscribed: int = 0
    visits: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{name: value + getattr(other, name) for name, value in vars(self).items()})


@dataclass(frozen=True)
class Standing:
    """One issue: its sendings, the latest first, and the figures."""

    sendings: tuple[Sending, ...] = ()
    figures: Figures = field(default_factory=Figures)


def figures_of(sending: Sending, counts: Counts) -> Figures:
    """The figures of one sending."""
    return Figures(
        recipients=counts.all - counts.cancelled,
        waiting=counts.waiting,
        arrived=counts.sent,
        bounced=counts.bounced,
        complained=counts.complained,
        failed=counts.failed,
        unknown=counts.unknown,
        left_out=counts.skipped,
        unsubscribed=sending.unsubscribed,
    )


def standings(issues: Iterable[IssuePage]) -> dict[int, Standing]:
    """How some issues stand, by their keys. Three queries, however many there are."""
    keys = [issue.pk for issue in issues]
    of_each: dict[int, list[Sending]] = defaultdict(list)
    for sending in Sending.objects.filter(issue__in=keys).select_related("mailing"):
        of_each[sending.issue_id].append(sending)
    counts = mailings.counts(sending.mailing for some in of_each.values() for sending in some)
    visits: Mapping[int, int] = dict(
        IssueVisits.objects.filter(issue__in=keys).order_by().values_list("issue").annotate(Sum("count"))
    )
    return {
        key: Standing(
            tuple(of_each[key]),
            sum((figures_of(one, counts[one.mailing_id]) for one in of_each[key]), Figures(visits=visits.get(key, 0))),
        )
        for key in keys
    }


def state_words(issue: IssuePage, sendings: Iterable[Sending]) -> str:
    """How far an issue has come, by its latest sending that was not called off."""
    found = list(sendings)
    latest = next((one for one in found if one.mailing.status != State.CANCELLED), None)
    if latest is None:
        return _("called off") if found else _("published, not sent") if issue.live else _("draft")
    return sending_words(latest.mailing)


def sending_words(mailing: Mailing) -> str:
    """Where a mailing is: "sendes tirsdag 24. november kl. 10.35", "sendt 24. november 2026"."""
    match mailing.status:
        case State.SCHEDULED:
            return _("goes out %(when)s") % {"when": moment_text(mailing.send_at)}
        case State.DONE:
            day = (mailing.ended_at or mailing.send_at).astimezone(COPENHAGEN).date()
            return _("sent %(day)s") % {"day": date_text(day)}
    words = {
        State.SENDING: _("goes out now"),
        State.PAUSED: _("paused"),
        State.HELD: _("held back, because it is late"),
        State.CANCELLED: _("called off"),
    }
    return words[State(mailing.status)]


def in_short(figures: Figures) -> str:
    """The figures of an issue in one line: "1.790 leveret, 12 kom retur, 3 afmeldt"; "" for nothing."""
    said = [
        (figures.arrived, _("%(count)s delivered")),
        (figures.waiting, _("%(count)s waiting")),
        (figures.bounced, _("%(count)s came back")),
        (figures.failed, _("%(count)s turned away")),
        (figures.unknown, _("%(count)s in doubt")),
        (figures.unsubscribed, _("%(count)s unsubscribed")),
        (figures.visits, _("%(count)s visits")),
    ]
    return ", ".join(words % {"count": figure(count)} for count, words in said if count)
