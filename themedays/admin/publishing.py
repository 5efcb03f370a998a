"""Before a change is published that people's calendars will be told of, the editor sees how many that is.

Wagtail runs the hook when somebody publishes in the editor, after the draft is saved: nothing typed is lost. What
is published at a time that was set before is never stopped.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from portal.asking import user_of
from portal.moment import period_text
from themedays.admin.frame import page as screen
from themedays.admin.frame import pool_of, the_day, when
from themedays.calendar import place_of
from themedays.models import ThemeDayPage
from themedays.publishing import how_many_would_be_told


def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show the question instead of publishing, when somebody would be told of the change."""
    if isinstance(page, ThemeDayPage) and how_many_would_be_told(page, timezone.now()):
        return redirect("themedays_publish", page.pk)
    return None


def ask_before_publishing_in_bulk(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same for one of many pages at a time, by its draft: it may also lack the date."""
    draft = page.get_latest_revision_as_object() if page.specific_class is ThemeDayPage else page
    return _refuse_without_date(request, draft) or ask_before_publishing(request, draft)


def _refuse_without_date(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A draft may lack the date. The editor asks for it before it publishes; no other way out may go round that."""
    if not isinstance(page, ThemeDayPage) or (page.starts_at and page.ends_at):
        return None
    messages.error(request, _("%(title)s has no date. Give it one, and publish it then.") % {"title": page.title})
    return redirect("wagtailadmin_pages:edit", page.pk)


@permission_required("wagtailadmin.access_admin", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What the calendars know, what the draft says, and how many will be told. POST publishes the draft."""
    day = the_day(pk)
    allowed = day.permissions_for_user(request.user)
    if not allowed.can_publish() or allowed.page_locked():
        raise PermissionDenied
    revision = day.get_latest_revision()
    if revision is None:
        return redirect("wagtailadmin_pages:edit", day.pk)
    draft = revision.as_object()
    if refused := _refuse_without_date(request, draft):
        return refused
    if request.method == "POST":
        if request.POST.get("revision") != str(revision.pk):
            messages.error(request, _("The draft has changed since you saw it, so nothing was published. Look again."))
            return redirect("themedays_publish", day.pk)
        PublishPageRevisionAction(revision, user=user_of(request), changed=True).execute()
        messages.success(request, _said(draft))
        return redirect("wagtailadmin_pages:edit", day.pk)
    context: dict[str, object] = {
        "revision": revision,
        "count": how_many_would_be_told(draft, timezone.now()),
        "lines": _lines(day, draft),
        "goes_live_at": draft.go_live_at if _waits(draft) else None,
    }
    return screen(request, "publish", _("Publish the change"), day, context)


def _waits(draft: ThemeDayPage) -> bool:
    return draft.go_live_at is not None and draft.go_live_at > timezone.now()


def _said(draft: ThemeDayPage) -> str:
    if _waits(draft):
        return _("The change is published at the time that was set. Everybody concerned gets a mail then.")
    return _("The change is published. Everybody concerned gets a mail.")


def _lines(day: ThemeDayPage, draft: ThemeDayPage) -> list[tuple[str, str, str]]:
    """What is it about, what was told, what would be told: only what differs."""
    pool = pool_of(day)
    told_when = period_text(pool.told_starts_at, pool.told_ends_at) if pool.told_starts_at and pool.told_ends_at else ""
    lines = [
        (_("When"), told_when, when(draft)),
        (_("Where"), pool.told_place, place_of(draft)),
    ]
    return [line for line in lines if line[1] != line[2]]
