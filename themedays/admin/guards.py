"""What must not happen to a day's page by a wrong click: vanish under people who are signed up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from themedays.models import DayMail, Registration, SeatPool, ThemeDayPage
from themedays.models.pages import ThemeDayQuerySet


def signed_up(day: ThemeDayPage) -> int:
    """How many have, are offered or wait for a seat on the day."""
    return Registration.objects.active().filter(pool__page=day).count()


def refuse_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Send the coordinator to where a day is cancelled, when people would lose sight of it."""
    below = bool(request.POST.get("include_descendants"))
    for day in _days(page, below=below):
        if redirected := _refused(request, day, _("The page cannot be taken down.")):
            return redirected
    return None


def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a day that somebody has been signed up for; otherwise let its seats go with it."""
    days = list(_days(page, below=True))
    for day in days:
        if redirected := _refused(request, day, _("The page cannot be deleted.")):
            return redirected
        if _has_history(day):
            messages.error(
                request,
                _("%(title)s cannot be deleted: people have been signed up for it. Take the page down instead.")
                % {"title": day.title},
            )
            return redirect("wagtailadmin_pages:edit", day.pk)
    if request.method == "POST":  # the row of seats would hold the page back; nothing hangs on it
        SeatPool.objects.filter(page__in=days).delete()
    return None


REFUSALS = {"unpublish": refuse_unpublish, "delete": refuse_delete}


def _days(page: Page, *, below: bool) -> ThemeDayQuerySet:
    days: ThemeDayQuerySet = ThemeDayPage.objects.order_by("path")
    found: ThemeDayQuerySet = days.descendant_of(page, inclusive=True) if below else days.filter(pk=page.pk)
    return found


def _refused(request: HttpRequest, day: ThemeDayPage, what: str) -> HttpResponseRedirect | None:
    count = signed_up(day)
    is_over = day.ends_at is not None and day.ends_at <= timezone.now()
    if not count or is_over:
        return None
    why = ngettext(
        "%(count)d person is signed up for %(title)s or waits.",
        "%(count)d people are signed up for %(title)s or wait.",
        count,
    ) % {"count": count, "title": day.title}
    messages.error(request, " ".join((what, why, _("Cancel the day first, so that they are told."))))
    return redirect(reverse("themedays_cancel", args=[day.pk]))


def _has_history(day: ThemeDayPage) -> bool:
    return Registration.objects.filter(pool__page=day).exists() or DayMail.objects.filter(pool__page=day).exists()
