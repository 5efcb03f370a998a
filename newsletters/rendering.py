"""An issue as the mail that leaves: HTML that mail programs understand, and the same in plain text.

What differs from person to person is one slot, which the post office fills when it hands the mail over
(portal.mail.skeleton). Previews and test mails have none: there both addresses lead to where anybody can subscribe.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from mrml import to_html
from wagtail.rich_text import expand_db_html

from newsletters.links import preferences_url, unsubscribe_url
from newsletters.plain_text import plain_text
from portal.mail.skeleton import SLOT
from portal.models import NetworkSettings

if TYPE_CHECKING:
    from newsletters.models import IssuePage

TOKEN = SLOT.format("token")
_LOCAL_LINK = re.compile(r'(?P<start>\s(?:href|src)=")(?P<path>/[^"]*)(?P<end>")')
_LINK = re.compile(r'(?P<start>\shref=")(?P<url>[^"]*)(?P<end>")')
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
# Files are no pages: there is nothing in them that could count a visit.
_FILES = ("/dokumenter/", settings.MEDIA_URL, settings.STATIC_URL)


@dataclass(frozen=True)
class Rendered:
    """One issue, ready to be sent: a subject of one line, HTML and text."""

    subject: str
    html: str
    text: str


def render(issue: "IssuePage") -> Rendered:
    """The issue as a mail, with the slot in it. The same input gives the same bytes."""
    return _rendered(issue, preferences=preferences_url(TOKEN), unsubscribe=unsubscribe_url(TOKEN))


def render_without_slots(issue: "IssuePage") -> Rendered:
    """The same for eyes that are nobody's in particular: previews, and test mails."""
    neutral = settings.SITE_URL + reverse("newsletters:subscribe")
    return _rendered(issue, preferences=neutral, unsubscribe=neutral)


def _rendered(issue: "IssuePage", *, preferences: str, unsubscribe: str) -> Rendered:
    context = {
        "issue": issue,
        "issue_url": issue.whole_url,
        "network": NetworkSettings.load(),
        "preferences_url": preferences,
        "unsubscribe_url": unsubscribe,
        "site_url": settings.SITE_URL,
    }
    blocks = [(child.block_type, child.value) for child in issue.body]
    mail = [block(kind, value, "mail.mjml") for kind, value in blocks]
    markup = render_to_string("newsletters/mail.mjml", context | {"blocks": mail})
    texts = [block(kind, value, "mail.txt").strip() for kind, value in blocks]
    text = render_to_string("newsletters/mail.txt", context | {"blocks": texts})
    return Rendered(
        subject=" ".join(issue.subject.split()),
        html=_LINK.sub(lambda found: _counted_link(found, issue.slug), absolute(to_html(markup).content)),
        text=_ADDRESS.sub(lambda found: counted(found[0], issue.slug), text).strip() + "\n",
    )


def block(kind: str, value: object, medium: str) -> SafeString:
    """One block of an issue in one medium: "web.html", "mail.mjml" or "mail.txt"."""
    html = expand_db_html(value.source) if kind in {"text", "callout"} else ""  # type: ignore[attr-defined]
    html = absolute(html) if medium != "web.html" else html
    context = {"value": value, "site_url": settings.SITE_URL}
    # Wagtail keeps rich text as it was cleaned by the editor: it is HTML, and safe.
    own = {"html": mark_safe(html), "text": plain_text(html)}
    return render_to_string(f"newsletters/blocks/{kind}.{medium}", context | own)


def absolute(html: str) -> str:
    """The same with addresses that also hold outside the site."""
    return _LOCAL_LINK.sub(
        lambda found: found["start"] + urljoin(settings.SITE_URL, found["path"]) + found["end"], html
    )


def counted(url: str, slug: str) -> str:
    """The address with the issue's name, the same for everybody, when it is a page of our own site.

    Other people's addresses stay as they are, and so do those that hold the slot.
    """
    parts = urlsplit(url)
    is_ours = f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL
    if not is_ours or TOKEN in url or parts.path.startswith(_FILES):
        return url
    query = "&".join(part for part in (parts.query, urlencode({"u": slug})) if part)
    return parts._replace(query=query).geturl()


def _counted_link(found: re.Match[str], slug: str) -> str:
    url = found["url"].replace("&amp;", "&")
    return found["start"] + escape(counted(url, slug)) + found["end"]


def in_scheme(html: str, scheme: str) -> str:
    """The HTML as a reader who prefers `scheme` ("light" or "dark") sees it, whatever the screen it is shown on."""
    applies = "all" if scheme == "dark" else "not all"
    html = html.replace("@media (prefers-color-scheme: dark)", f"@media {applies}")
    return html.replace("color-scheme: light dark", f"color-scheme: {scheme}")
