"""Newsletters: the issue that people write, and beside it who gets it and what was sent."""

from newsletters.models.audience import Segment, Subscription, Topic
from newsletters.models.pages import IssuePage, NewsletterIndexPage
from newsletters.models.sendings import IssueVisits, Sending

__all__ = ["IssuePage", "IssueVisits", "NewsletterIndexPage", "Segment", "Sending", "Subscription", "Topic"]
