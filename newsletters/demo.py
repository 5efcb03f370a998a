"""The demonstration's newsletters: topics, the issues that were sent, and one that is being written."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from wagtail.models import Page
from wagtail.rich_text import RichText

from directory.contacts.demo import slug_of
from directory.contacts.models import Service
from newsletters.actions.sending import as_seen, send
from newsletters.audience import audience
from newsletters.models import IssuePage, IssueVisits, NewsletterIndexPage, Topic
from portal.clock import COPENHAGEN
from portal.demo import COORDINATOR
from portal.mail.models import Delivery, Mailing
from portal.models import ConsentText, HomePage, User

_SENT_AT = time(8, 30)
_VISITS = (3, 6, 12)  # on the first days: one for so many readers


@transaction.atomic
def seed(today: date) -> None:
    """Add the demo's newsletters as they stand on `today`; nothing when there is an archive already."""
    if NewsletterIndexPage.objects.exists():
        return
    plan = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    purpose = ConsentText.Purpose.NEWSLETTER
    if not ConsentText.objects.filter(purpose=purpose).exists():
        ConsentText.objects.create(purpose=purpose, version=1, text=plan["consent"])
    topics = {row["slug"]: Topic.objects.get_or_create(slug=row["slug"], defaults=row)[0] for row in plan["topic"]}
    index = _index(plan["lead"])
    for row in reversed(plan["issue"]):
        if row["on"] < today:
            at = datetime.combine(row.pop("on"), _SENT_AT, COPENHAGEN)
            issue = _issue(index, topics, row, first_published_at=at)
            issue.save_revision().publish()
            _was_sent(issue, at, today)
    _issue(index, topics, plan["draft"], live=False).save_revision()


def _index(lead: str) -> NewsletterIndexPage:
    """The archive, in the menu after the rooms that are there already and before the pages of text."""
    home = HomePage.objects.get()
    index = NewsletterIndexPage(title="Nyhedsbreve", slug="nyhedsbreve", lead=lead, show_in_menus=True)
    home.add_child(instance=index)
    rooms = Page.objects.child_of(home).filter(slug__in=["temadage", "supervision"]).order_by("path").last()
    if rooms is not None:
        index.move(rooms, "right")
        index.refresh_from_db()
    index.save_revision().publish()
    return index


def _issue(index: NewsletterIndexPage, topics: dict[str, Topic], row: dict[str, Any], **fields: Any) -> IssuePage:
    words = {key: row[key] for key in ("title", "subject", "preheader", "lead")}
    body = [block for one in row["body"] for block in _blocks(*one)]
    issue = IssuePage(slug=slug_of(row["title"]), topic=topics[row["topic"]], body=body, **words, **fields)
    index.add_child(instance=issue)
    return issue


def _was_sent(issue: IssuePage, at: datetime, today: date) -> None:
    """What stands in the post office after an issue: planned by the coordinator, marked as sent. No mail leaves."""
    issue.refresh_from_db()
    planned = at - timedelta(hours=16)
    readers = len(audience({}, topic=issue.topic, issue=issue, now=planned))
    coordinator = User.objects.filter(email=COORDINATOR).first()
    if coordinator is None or not readers:
        return
    times = {"send_at": at, "latest_at": at + timedelta(hours=4), "now": planned}
    sending = send(issue, None, number=readers, seen=as_seen(issue, None), key=uuid4(), by=coordinator, **times)
    done = at + timedelta(minutes=2)
    Delivery.objects.filter(mailing=sending.mailing).update(
        status=Delivery.Status.SENT, attempts=1, handed_at=at, sent_at=done
    )
    Mailing.objects.filter(pk=sending.mailing_id).update(status=Mailing.Status.DONE, began_at=at, ended_at=done)
    days = [(at.date() + timedelta(days=later), readers // one_in) for later, one_in in enumerate(_VISITS)]
    IssueVisits.objects.bulk_create(
        IssueVisits(issue=issue, day=day, count=count) for day, count in days if count and day < today
    )


def _blocks(kind: str, *words: str) -> Iterator[tuple[str, Any]]:
    """A block of the plan as an issue has it; none when the page or the contact it shows is not there."""
    if kind in {"themeday", "group"}:
        title, text = words
        page = Page.objects.live().filter(title=title).first()
        if page is not None:
            yield "page", {"page": page, "text": text}
    elif kind == "contact":
        municipality, function = words
        shown = Service.objects.shown().filter(organisation__slug=municipality, function__key=function)
        service = shown.order_by("pk").first()
        if service is not None:
            yield "contact", service
    elif kind == "resource":
        title, text, url = words
        yield "resource", {"title": title, "text": text, "document": None, "url": url}
    elif kind == "quote":
        text, source = words
        yield "quote", {"text": text, "source": source}
    else:
        yield kind, words[0] if kind == "heading" else RichText(words[0])
