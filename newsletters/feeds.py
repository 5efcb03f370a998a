"""The newsletters as a feed, for whoever would rather not give an address."""

from datetime import datetime
from typing import override

from django.contrib.syndication.views import Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsletters.archive import newest
from newsletters.models import IssuePage
from portal.caching import kept_briefly
from portal.models import NetworkSettings

_LATEST = 20


class Issues(Feed[IssuePage, None]):
    """RSS 2.0 with the latest issues: a title, the first lines, and the way to the page."""

    language = "da"
    link = "/nyhedsbreve/"

    def title(self) -> str:
        """Whose newsletters they are."""
        return str(_("Newsletters from %(network)s") % {"network": NetworkSettings.load().name})

    def description(self) -> str:
        """What the network is."""
        words: str = NetworkSettings.load().description
        return words

    @override
    def items(self) -> list[IssuePage]:
        return newest(_LATEST)

    @override
    def item_title(self, item: IssuePage) -> str:
        return str(item.title)

    @override
    def item_description(self, item: IssuePage) -> str:
        return str(item.lead or item.preheader)

    @override
    def item_link(self, item: IssuePage) -> str:
        return item.whole_url

    def item_pubdate(self, item: IssuePage) -> datetime | None:
        """When it was first published."""
        at: datetime | None = item.first_published_at
        return at

    def item_categories(self, item: IssuePage) -> list[str]:
        """Its topic."""
        return [item.topic.name]


issues = require_safe(kept_briefly(Issues()))
