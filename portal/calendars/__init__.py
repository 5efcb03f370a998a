"""Calendars: entries that the rooms give, feeds to subscribe to, parts of mails, links that add one entry."""

from portal.calendars.entries import Entry
from portal.calendars.links import EntryLinks, FeedLinks, entry_links, feed_links, webcal
from portal.calendars.serving import calendar_response
from portal.calendars.writing import cancellation, feed, invitation

__all__ = [
    "Entry",
    "EntryLinks",
    "FeedLinks",
    "calendar_response",
    "cancellation",
    "entry_links",
    "feed",
    "feed_links",
    "invitation",
    "webcal",
]
