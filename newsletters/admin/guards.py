"""What must not happen to an issue's page by a wrong click: vanish while mails lead to it, or with what was sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from newsletters.models import IssuePage, Sending
from newsletters.models.pages import IssueQuerySet
from portal.mail.models import Mailing

_ON_ITS_WAY = (Mailing.Status.SCHEDULED, Mailing.Status.SENDING, Mailing.Status.PAUSED, Mailing.Status.HELD)


def refuse_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Send the coordinator to where it is called off, when its mails are about to lead to the page."""
    below = bool(request.POST.get("include_descendants"))
    sendings = Sending.objects.filter(issue__in=_issues(page, below=below), mailing__status__in=_ON_ITS_WAY)
    sending = sendings.select_related("issue").first()
    if sending is None:
        return None
    words = _("%(title)s is being sent, and the mail links to the page. Call it off first.")
    messages.error(request, words % {"title": sending.issue.title})
    return redirect("newsletters_sending", sending.pk)


def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete an issue that was sent or is about to be: what became of it hangs on it."""
    sending = Sending.objects.filter(issue__in=_issues(page, below=True)).select_related("issue").first()
    if sending is None:
        return None
    words = _("%(title)s cannot be deleted: it has been sent, or was about to be. Take the page down instead.")
    messages.error(request, words % {"title": sending.issue.title})
    return redirect("wagtailadmin_pages:edit", sending.issue_id)


REFUSALS = {"unpublish": refuse_unpublish, "delete": refuse_delete}


def _issues(page: Page, *, below: bool) -> IssueQuerySet:
    issues: IssueQuerySet = IssuePage.objects.order_by()
    found: IssueQuerySet = issues.descendant_of(page, inclusive=True) if below else issues.filter(pk=page.pk)
    return found
