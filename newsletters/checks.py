"""What should be put right before an issue is sent. Each thing is a sentence that says what to do."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, override
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, Site

from directory.contacts.models import Service
from newsletters.following import Outcome, follow_all
from newsletters.models import IssuePage
from newsletters.rendering import TOKEN, Rendered, render
from portal import cpr

SUBJECT_LENGTH = 60  # what a phone shows
SUBJECT_AT_LEAST = 10
GMAIL_CUTS_AT = 102_000  # bytes of HTML; the rest is behind a link, and so is "unsubscribe"
NEARLY = 90_000
_SLOT = re.compile(r"SLOTx\w*?xSLOT")


@dataclass(frozen=True)
class Problem:
    """Something to put right. What is serious stops the sending; the rest is for the writer to judge."""

    is_serious: bool
    words: str


def problems(issue: IssuePage, *, follow_links: bool) -> list[Problem]:
    """What is wrong with the issue, the serious first. `follow_links` asks other people's servers, for some seconds.

    Never raises, whatever the links are.
    """
    rendered = render(issue)
    found = [*_about_numbers(issue, rendered), *_about_subject(issue), *_about_blocks(issue)]
    found += [*_about_slots(rendered), *_about_size(rendered)]
    found += _about_links(_links_of(issue, rendered), follow_links=follow_links)
    return sorted(dict.fromkeys(found), key=lambda problem: not problem.is_serious)


def _about_numbers(issue: IssuePage, rendered: Rendered) -> Iterator[Problem]:
    texts = [issue.title, issue.slug, rendered.subject, issue.preheader, rendered.text, *issue.texts()]
    if any(cpr.strip(text)[1] for text in texts):
        yield Problem(True, _("Something in the issue looks like a CPR number. Take it out before you send anything."))


def _about_subject(issue: IssuePage) -> Iterator[Problem]:
    length = len(issue.subject)
    if length > SUBJECT_LENGTH:
        words = _("The subject has %(length)d characters, and a phone shows %(most)d. Shorten it.")
        yield Problem(False, words % {"length": length, "most": SUBJECT_LENGTH})
    if length < SUBJECT_AT_LEAST:
        yield Problem(False, _("The subject is very short. Say what the reader gets out of opening the mail."))
    if not issue.preheader:
        yield Problem(False, _("There is no first line for the inbox. Write one: it is read right after the subject."))


def _about_blocks(issue: IssuePage) -> Iterator[Problem]:
    if not issue.body:
        yield Problem(True, _("The issue has no text. Write it before you send it."))
    for child in issue.body:
        yield from _about_block(child.block_type, child.value, child.block)


def _about_block(kind: str, value: Any, block: Any) -> Iterator[Problem]:
    if kind == "image" and isinstance(block, ImageBlock):
        if value is None:
            yield Problem(True, _("An image is gone. Choose another one, or take the block away."))
        elif not value.contextual_alt_text and not value.decorative:
            words = _("The image “%(title)s” has no description. Write what it shows, or mark it as decorative.")
            yield Problem(True, words % {"title": value.title})
    if kind == "page":
        yield from _about_page(value["page"])
    if kind == "contact" and (value is None or value.status == Service.Status.RETIRED):
        name = value.name if value else _("A contact")
        words = _("%(name)s is closed for good and is left out. Choose another contact, or take the block away.")
        yield Problem(True, words % {"name": name})
    if kind == "resource" and not (value["document"] or value["url"]):
        words = _("The material “%(title)s” leads nowhere. Choose a file, or write a link.")
        yield Problem(True, words % {"title": value["title"]})


def _about_page(page: Page | None) -> Iterator[Problem]:
    if page is None:
        yield Problem(True, _("A page that the issue shows has been deleted. Choose another one."))
    elif not page.live or page.get_view_restrictions().exists():
        words = _("“%(title)s” is not published for everybody. Publish it first, or take the block away.")
        yield Problem(True, words % {"title": page.title})


def _about_slots(rendered: Rendered) -> Iterator[Problem]:
    whole = f"{rendered.subject}\n{rendered.html}\n{rendered.text}"
    written = {slot for slot in _SLOT.findall(whole) if slot != TOKEN}
    # Two in each part: where one unsubscribes, and where one chooses.
    if written or TOKEN in rendered.subject or any(part.count(TOKEN) != 2 for part in (rendered.html, rendered.text)):
        words = _(
            "The text has the letters “SLOTx” in it, which stand for the reader's own link. Write it another way."
        )
        yield Problem(True, words)


def _about_size(rendered: Rendered) -> Iterator[Problem]:
    size = len(rendered.html.encode())
    figures = {"size": round(size / 1000), "most": GMAIL_CUTS_AT // 1000}
    if size > GMAIL_CUTS_AT:
        words = _("The mail is %(size)d kB. Gmail cuts at %(most)d kB, and hides the link to unsubscribe. Shorten it.")
        yield Problem(True, words % figures)
    elif size > NEARLY:
        words = _("The mail is %(size)d kB, and Gmail cuts at %(most)d kB. Add no more to it.")
        yield Problem(False, words % figures)


class _Links(HTMLParser):
    """The addresses that the links of some HTML lead to, and the keys of what Wagtail keeps as links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.urls: list[str] = []
        self.kept: list[tuple[str, str]] = []  # ("page", "12")

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("linktype"):
            self.kept.append((given["linktype"] or "", given.get("id") or ""))
        elif tag == "a":
            self.urls.append(given.get("href") or "")


def _links_of(issue: IssuePage, rendered: Rendered) -> _Links:
    found = _Links()
    found.feed(rendered.html)
    written = _Links()  # as the editor keeps them: pages and files by their keys
    for child in issue.body:
        if child.block_type in {"text", "callout"}:
            written.feed(child.value.source)
    pages = Page.objects.filter(pk__in=[key for kind, key in written.kept if kind == "page" and key.isdigit()])
    # Told by their keys; and the issue itself may be a draft still, and is published before it is sent.
    known = {issue.whole_url, *(urljoin(settings.SITE_URL, page.url or "") for page in pages)}
    found.urls = [url for url in found.urls if TOKEN not in url and url.partition("?")[0] not in known]
    found.kept = written.kept
    return found


def _about_links(links: _Links, *, follow_links: bool) -> Iterator[Problem]:
    for kind, key in links.kept:
        yield from _about_kept(kind, int(key) if key.isdigit() else 0)
    theirs = []
    for url in links.urls:
        if not url:
            continue  # what Wagtail makes of a link to something deleted: told above
        if urlsplit(url).scheme in {"mailto", "tel"}:
            continue
        if url.startswith(f"{settings.SITE_URL}/") or url == settings.SITE_URL:
            if not _is_here(urlsplit(url).path or "/"):
                words = _("Our own site has no page at %(url)s. Correct the link.")
                yield Problem(True, words % {"url": url.partition("?")[0]})
        else:
            theirs.append(url)
    yield from _about_theirs(theirs, follow_links=follow_links)


def _about_kept(kind: str, key: int) -> Iterator[Problem]:
    if kind == "page":
        yield from _about_page(Page.objects.filter(pk=key).first())
    elif kind == "document":
        document = get_document_model().objects.filter(pk=key).select_related("collection").first()
        if document is None:
            yield Problem(True, _("A file that the text links to has been deleted. Link to another one."))
        elif document.collection.get_view_restrictions():
            words = _("Not everybody may have the file “%(title)s”. Move it, or take the link away.")
            yield Problem(True, words % {"title": document.title})


def _about_theirs(urls: Collection[str], *, follow_links: bool) -> Iterator[Problem]:
    wrong = {url for url in urls if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc}
    for url in sorted(wrong):
        words = _("%(url)s is no web address. Correct the link: it begins with https://.")
        yield Problem(True, words % {"url": url})
    if not follow_links:
        return
    said = {
        Outcome.GONE: _("There is nothing at %(url)s any more. Correct the link."),
        Outcome.SILENT: _("%(url)s does not answer. Open it yourself: is the link right?"),
        Outcome.REFUSED: _("%(url)s is not on the public internet, so readers cannot open it. Take the link away."),
    }
    for url, outcome in follow_all(url for url in urls if url not in wrong).items():
        if outcome in said:
            yield Problem(outcome is not Outcome.SILENT, said[outcome] % {"url": url})


def _is_here(path: str) -> bool:
    """Whether our own site answers at a path: asked of its addresses and pages, not over the network."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if match.url_name != "wagtail_serve":
        return True
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    parts = [part for part in path.split("/") if part]
    try:
        return site is not None and bool(site.root_page.localized.specific.route(HttpRequest(), parts))
    except Http404:
        return False
