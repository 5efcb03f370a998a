"""Sending an issue: put on the calendar once, and then called off, stopped, taken up again. One function for each verb.

What people get and who gets it is frozen when it is scheduled: the page as it is published then, and everybody who fits
then. Somebody who unsubscribes in between still gets nothing (newsletters.stopping).
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from newsletters.audience import Filters, audience, in_words
from newsletters.checks import problems
from newsletters.links import list_headers
from newsletters.models import IssuePage, Segment, Sending
from newsletters.numbers import figure
from newsletters.rendering import render
from portal.mail import mailings
from portal.mail.mailings import Content
from portal.models import User

PURPOSE = "newsletter"
UNDO = timedelta(minutes=5)  # for so long everything can be called back
_WORDS_LENGTH = 200


class SendingRefused(Exception):  # noqa: N818 - it is no error: its text is a sentence for the reader
    """The issue is not sent, and why."""


class NumberChanged(SendingRefused):
    """The number that was typed is not how many get it. `count` is."""

    def __init__(self, count: int) -> None:
        self.count = count
        words = ngettext(
            "There is %(count)s recipient now. See who it is, and type the number again. Nothing was sent.",
            "There are %(count)s recipients now. See who they are, and type the number again. Nothing was sent.",
            count,
        )
        super().__init__(words % {"count": figure(count)})


def filters_of(segment: Segment | None) -> Filters:
    """Whom a segment selects; everybody without one."""
    return dict(segment.filters) if segment is not None else {}


def as_seen(issue: IssuePage, segment: Segment | None) -> str:
    """A print of what is about to be sent, and to whom: another one means that somebody has changed it meanwhile."""
    seen = [issue.pk, issue.live_revision_id, issue.topic_id, filters_of(segment)]
    return sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def send(
    issue: IssuePage,
    segment: Segment | None,
    *,
    number: int,
    seen: str,
    send_at: datetime,
    latest_at: datetime,
    key: UUID,
    by: User,
    now: datetime,
) -> Sending:
    """Schedule the issue as it is published now for everybody who fits now: the segment, or all without one.

    `number` is how many the person has typed that get it, `seen` what `as_seen` said of what they looked at. It leaves
    at `send_at`, five minutes ahead or later; held back when it cannot leave by `latest_at`. The same `key` again is
    the same sending.

    Raises:
        SendingRefused: and nothing is sent; its text says why.
    """
    issue = _locked(issue)
    known = Sending.objects.filter(key=key).first()
    if known is not None:
        return known
    _refuse_unseen(issue, segment, seen)
    _refuse_times(send_at, latest_at, now)
    filters = filters_of(segment)
    found = audience(filters, topic=issue.topic, issue=issue, now=now)
    if len(found) != number:
        raise NumberChanged(len(found))
    if not number:
        raise SendingRefused(_("Nobody would get it. Choose others. Nothing was sent."))
    mail = render(issue)
    mailing = mailings.schedule(
        Content(mail.subject, mail.text, mail.html, list_headers()),
        iter(found.recipients),
        key=f"{PURPOSE}-{key}",
        purpose=PURPOSE,
        about=f"issue-{issue.pk}",
        send_at=send_at,
        latest_at=latest_at,
        now=now,
    )
    sending = Sending.objects.create(
        issue=issue,
        segment=segment,
        audience=_name(segment, filters, now),
        filters=filters,
        excluded=dict(found.excluded),
        recipients=number,
        key=key,
        mailing=mailing,
        scheduled_by=by,
        scheduled_at=now,
    )
    _log(sending, "send", by)
    return sending


def _locked(issue: IssuePage) -> IssuePage:
    """The issue as it is now. Two who press at once come one after the other, and the second meets other numbers."""
    found: IssuePage = IssuePage.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    return found


def _refuse_unseen(issue: IssuePage, segment: Segment | None, seen: str) -> None:
    if not issue.live:
        raise SendingRefused(_("The issue is not published. Publish it first: the mail links to it."))
    if seen != as_seen(issue, segment):
        raise SendingRefused(
            _("The issue or the segment has been changed since you looked at it. Look again. Nothing was sent.")
        )
    serious = [problem.words for problem in problems(issue, follow_links=False) if problem.is_serious]
    if serious:
        raise SendingRefused(" ".join([*map(str, serious), _("Nothing was sent.")]))


def _refuse_times(send_at: datetime, latest_at: datetime, now: datetime) -> None:
    if send_at < now + UNDO:
        raise SendingRefused(_("Choose a time at least five minutes ahead. Nothing was sent."))
    if latest_at < send_at:
        raise SendingRefused(_("It cannot be too late before it is sent. Nothing was sent."))


def _name(segment: Segment | None, filters: Filters, now: datetime) -> str:
    words = segment.name if segment is not None else in_words(filters, now)
    return words[:_WORDS_LENGTH]


def call_off(sending: Sending, *, by: User, now: datetime) -> int:
    """Call back everything that has not left. How many mails; 0 too when it is over already."""
    return _done(sending, "call_off", by, lambda: mailings.cancel(sending.mailing, now))


def pause(sending: Sending, *, by: User, now: datetime) -> bool:
    """Stop in the middle. Whether it was being sent."""
    return bool(_done(sending, "pause", by, lambda: mailings.pause(sending.mailing, now)))


def resume(sending: Sending, *, by: User, now: datetime) -> bool:
    """Go on. Whether it was paused."""
    return bool(_done(sending, "resume", by, lambda: mailings.resume(sending.mailing, now)))


def send_held(sending: Sending, *, by: User, now: datetime) -> bool:
    """Send it although it is late. Whether it was held back."""
    return bool(_done(sending, "send_held", by, lambda: mailings.send_held(sending.mailing, now)))


def send_failed_again(sending: Sending, *, by: User) -> int:
    """Send it again to those whose server refused it. How many."""
    return int(_done(sending, "send_failed_again", by, lambda: mailings.send_failed_again(sending.mailing)))


@transaction.atomic
def _done(sending: Sending, verb: str, by: User, change: Callable[[], int]) -> int:
    changed = change()
    if changed:
        _log(sending, verb, by)
    return changed


def _log(sending: Sending, verb: str, by: User) -> None:
    log(sending.issue, f"newsletters.{verb}", user=by, data={"sending": sending.pk, "recipients": sending.recipients})
