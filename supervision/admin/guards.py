"""What must not happen to a group's page by a wrong click: vanish under its members."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from supervision.models import Group, Seat, Session, SupervisionGroupPage


def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a group that somebody has asked for or that has met; otherwise let its empty row go with it."""
    pages = SupervisionGroupPage.objects.descendant_of(page, inclusive=True)
    groups = Group.objects.filter(page__in=pages)
    used = groups.filter(pk__in=Seat.objects.values("group")) | groups.filter(pk__in=Session.objects.values("group"))
    group = used.select_related("page").first()
    if group is not None:
        words = _("%(title)s cannot be deleted: people's hours hang on it. Close the group, and take the page down.")
        messages.error(request, words % {"title": group.page.title})
        return redirect("wagtailadmin_pages:edit", group.page_id)
    if request.method == "POST":
        for empty in groups:
            empty.supervisors.all().delete()
            empty.delete()
    return None


REFUSALS = {"delete": refuse_delete}
