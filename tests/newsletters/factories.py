"""Typed makers of newsletters: topics, issues, people who get them, segments and what was sent."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from newsletters.models import IssuePage, NewsletterIndexPage, Segment, Sending, Subscription, Topic
from portal.addresses import address_key
from portal.mail.models import Delivery, Mailing, Suppression
from portal.models import Consent, ConsentText, HomePage, User
from tests.factories import make_user, saved, slug_of

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=COPENHAGEN)
SAID_YES = datetime(2026, 9, 1, 12, 0, tzinfo=COPENHAGEN)
_serial = itertools.count(1)


def make_topic(name: str = "Nyt fra netværket", **fields: Any) -> Topic:
    """A topic; the one of the name, if there is one."""
    known = Topic.objects.filter(name=name).first()
    if known is not None:
        return known
    values = {"name": name, "slug": slug_of(name), "description": "Det vigtigste siden sidst, et par gange om året."}
    return saved(Topic(**values | fields))


def make_newsletter_index() -> NewsletterIndexPage:
    """The archive at /nyhedsbreve/; the one that is there already, if there is one."""
    known = NewsletterIndexPage.objects.first()
    if known is not None:
        return known
    page = NewsletterIndexPage(title="Nyhedsbreve", slug="nyhedsbreve", lead="Nyt om netværket.")
    HomePage.objects.get().add_child(instance=page)
    return page


def make_issue(
    title: str = "Nyt i november", *, topic: Topic | None = None, body: Iterable[Any] | None = None, **fields: Any
) -> IssuePage:
    """A published issue with a heading and a text; `live=False` makes a draft. `body` is pairs of block and value."""
    blocks = [("heading", "Velkommen"), ("text", "<p>Her er nyt fra <b>netværket</b>.</p>")]
    values = {
        "title": title,
        "slug": f"{slug_of(title)}-{next(_serial)}",
        "subject": title,
        "preheader": "Det korte af det lange.",
        "topic": topic or make_topic(),
        "lead": "Det korte af det lange.",
        "body": list(blocks if body is None else body),
        "first_published_at": NOW - timedelta(days=1),
    }
    issue = IssuePage(**values | fields)
    make_newsletter_index().add_child(instance=issue)
    revision = issue.save_revision()
    if issue.live:
        revision.publish()
    issue.refresh_from_db()
    return issue


def make_consent(user: User, *, at: datetime = SAID_YES, **fields: Any) -> Consent:
    """A yes to newsletters, in the words of today."""
    purpose = ConsentText.Purpose.NEWSLETTER
    text = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    text = text or saved(ConsentText(purpose=purpose, version=1, text="Ja tak til nyhedsbreve.", created_at=at))
    values = {"user": user, "text": text, "purpose": purpose, "source": Consent.Source.PROFILE, "given_at": at}
    return saved(Consent(**values | fields))


def make_subscriber(
    email: str = "", *, off: Iterable[Topic] = (), at: datetime = SAID_YES, source: str = "profile", **fields: Any
) -> User:
    """Somebody who gets newsletters, except about the topics that are `off`. Not a member by that."""
    number = next(_serial)
    names = {"first_name": "Mette", "last_name": f"Holm {number}"}
    user = make_user(email or f"abonnent{number}@example.dk", **names | fields)
    make_consent(user, at=at, source=source)
    for topic in off:
        make_subscription(user, topic, is_on=False, at=at)
    return user


def make_subscription(user: User, topic: Topic, *, is_on: bool, at: datetime = SAID_YES) -> Subscription:
    return saved(Subscription(user=user, topic=topic, is_on=is_on, changed_at=at))


def make_suppression(email: str, reason: str = "hard", *, at: datetime = SAID_YES) -> Suppression:
    return saved(Suppression(address_key=address_key(email), reason=reason, at=at))


def make_segment(name: str = "", **filters: list[str]) -> Segment:
    """A saved selection. `members__profession=["3"]` is the filter "members.profession"."""
    kept = {key.replace("__", "."): values for key, values in filters.items()}
    return saved(Segment(name=name or f"Udsnit {next(_serial)}", filters=kept))


def make_sending(
    issue: IssuePage | None = None, users: Iterable[User] = (), *, status: str = "sending", **fields: Any
) -> Sending:
    """An issue that was scheduled for some people, one delivery each; `status` is the mailing's."""
    issue, people = issue or make_issue(), list(users)
    mailing = saved(
        Mailing(
            key=f"sending-{next(_serial)}",
            purpose="newsletter",
            about=f"issue-{issue.pk}",
            subject=issue.subject,
            text="Hej SLOTxtokenxSLOT",
            html="<p>Hej SLOTxtokenxSLOT</p>",
            status=status,
            send_at=NOW,
            latest_at=NOW + timedelta(hours=4),
            created_at=NOW - timedelta(minutes=10),
        )
    )
    values = {
        "issue": issue,
        "audience": "alle, der får nyhedsbreve",
        "recipients": len(people),
        "mailing": mailing,
        "scheduled_at": NOW - timedelta(minutes=10),
        "scheduled_by": make_user(f"koordinator{next(_serial)}@example.dk"),
    }
    sending = saved(Sending(**values | fields))
    for user in people:
        make_mailed(mailing, user)
    return sending


def make_mailed(mailing: Mailing, user: User, status: str = "queued", **fields: Any) -> Delivery:
    """One person's copy of a mailing."""
    values = {
        "key": mailing.key,
        "purpose": mailing.purpose,
        "about": mailing.about,
        "user": user,
        "email": user.email,
        "domain": user.email.rpartition("@")[2],
        "is_bulk": True,
        "subject": mailing.subject,
        "mailing": mailing,
        "status": status,
        "created_at": mailing.created_at,
        "sent_at": mailing.send_at if status in {"sent", "bounced", "complained"} else None,
    }
    return saved(Delivery(**values | fields))
