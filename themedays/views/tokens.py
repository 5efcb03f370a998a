"""The page behind the link in every mail about a registration: no log-in, and nothing happens before a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from themedays import actions
from themedays.actions import RefusedError
from themedays.emails import contact_words
from themedays.links import registration_of
from themedays.models import Registration


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """One registration: say yes to the seat, or give it back. Shows nothing of the person but the first name."""
    found = registration_of(token)
    if found is None or found.user is None:
        return render(request, "themedays/token_unknown.html", status=404)
    said, now = "", timezone.now()
    if request.method == "POST":
        try:
            if request.POST.get("what") == "accept":
                actions.accept(found, by=found.user, now=now)
            elif request.POST.get("what") == "cancel":
                actions.cancel(found, by=found.user, now=now)
        except RefusedError as refused:
            said = str(refused)
        else:
            return redirect(request.path)
    row = Registration.objects.select_related("user", "pool__page__venue").get(pk=found.pk)
    context = {
        "registration": row,
        "page": row.pool.page,
        "said": said,
        "position": actions.position_of(row) if row.state == Registration.State.WAITING else 0,
        "is_over": bool(row.pool.page.ends_at and row.pool.page.ends_at <= now),
        "contact": contact_words(row.pool),
        "may_cancel": actions.may_cancel(row.pool, now, row.confirmed_at),
    }
    return render(request, "themedays/token.html", context, status=409 if said else 200)
