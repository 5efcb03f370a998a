"""What the templates of an issue and of the archive need."""

from django import template
from django.conf import settings
from django.template.context import RequestContext
from wagtail.blocks import StructValue
from wagtail.models import Page

from directory.contacts.models import Service
from newsletters.archive import Archive, archive_of, latest
from newsletters.models import IssuePage
from portal.models import SitePage
from portal.teasers import Teaser

register = template.Library()


@register.simple_tag
def teaser(page: Page | None) -> Teaser | None:
    """What a page says about itself; nothing when it is not there for everybody any more."""
    if page is None or not page.live:
        return None
    own = page.specific
    return own.teaser() if isinstance(own, SitePage) else None


@register.simple_tag
def contact(service: Service | None) -> Teaser | None:
    """The way to a contact's card; nothing when it is closed for good. No number: a mail is read for years."""
    if service is None or service.status == Service.Status.RETIRED:
        return None
    url = service.get_absolute_url()
    return Teaser(
        title=service.name, url=url, full_url=settings.SITE_URL + url, place=service.organisation.display_name
    )


@register.simple_tag
def resource_url(value: StructValue) -> str:
    """Where a material is: the file before the link, as a whole address; "" when the file is gone."""
    document = value["document"]
    return f"{settings.SITE_URL}{document.url}" if document else str(value["url"] or "")


@register.simple_tag(takes_context=True)
def archive(context: RequestContext) -> Archive:
    """The issues that the address asks for."""
    asked = context["request"].GET
    return archive_of(asked.get("aar", ""), asked.get("q", ""), asked.get("side", ""))


@register.simple_tag
def latest_issue() -> IssuePage | None:
    """The latest published issue."""
    return latest()
