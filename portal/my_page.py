"""“Min side”: what the rooms know about the person asking, and what they may do about it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.members import standing
from portal import consents as consent
from portal import personal_data
from portal.asking import user_of
from portal.contributions import MyEntry, MyUndated, contributed
from portal.models import Consent, ConsentText
from portal.spreadsheets import danish_csv
from portal.typed import typed

# What comes first in the one frame: a question to answer, then the next thing; last what one need not go to.
_URGENCY = {"offered": 0, "confirmed": 1, "cancelled": 2}


@never_cache
@login_required
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """Where one stands, one's own data in short, and the ways to change them."""
    user, now = user_of(request), timezone.now()
    found = [entry for source in contributed("MY_PAGE_SOURCES") for entry in source(user, now)]
    entries = sorted((one for one in found if isinstance(one, MyEntry)), key=lambda entry: entry.starts)
    coming = [entry for entry in entries if entry.state in _URGENCY]
    coming.sort(key=lambda entry: _URGENCY[entry.state])
    context = {
        "person": user,
        "standing": standing.of(user, now=now),
        "next": coming[0] if coming else None,
        "next_in_days": (timezone.localdate(coming[0].starts) - timezone.localdate(now)).days if coming else 0,
        "coming": sorted(coming[1:], key=lambda entry: entry.starts),
        "waiting": [entry for entry in entries if entry.state == "waiting"],
        "undated": [one for one in found if isinstance(one, MyUndated)],
        "held": [entry for entry in reversed(entries) if entry.state == "held"],
        "gets_newsletter": consent.has_given(user, ConsentText.Purpose.NEWSLETTER),
    }
    return render(request, "portal/my_page.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """What one says yes to, and everything one has said; a button gives or takes back one yes."""
    user = user_of(request)
    if request.method == "POST":
        return _answer(request)
    held = {one.purpose: one for one in user.consents.in_force().select_related("text")}
    asked = [(purpose, consent.words_today(purpose), held.get(purpose)) for purpose in ConsentText.Purpose]
    context = {
        "asked": [(purpose, words, one) for purpose, words, one in asked if words is not None],
        "history": user.consents.select_related("text"),
    }
    return render(request, "portal/my_page_consents.html", context)


def _answer(request: HttpRequest) -> HttpResponse:
    """Give or take back the yes that the button names; anything else is nothing of ours."""
    user, now = user_of(request), timezone.now()
    purpose = typed(request.POST, "purpose")
    # The words that were on the screen: whoever reads an old page is asked again with the new ones.
    words = get_object_or_404(ConsentText, purpose=purpose, version=_number(request.POST.get("version", "")))
    if request.POST.get("answer") == "no":
        consent.withdraw(user, purpose, now=now)
    elif words == consent.words_today(purpose):
        consent.give(user, purpose, source=Consent.Source.PROFILE, now=now)
    return redirect("my_consents")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything that is known about the person asking."""
    tables = [
        (table.title, [[(name, personal_data.in_words(value)) for name, value in row.items()] for row in table.rows])
        for table in personal_data.everything(user_of(request))
    ]
    return render(request, "portal/my_page_data.html", {"tables": tables})


@never_cache
@login_required
@require_safe
def data_json(request: HttpRequest) -> HttpResponse:
    """The same for another program."""
    now = timezone.now()
    content = personal_data.as_json(personal_data.everything(user_of(request)), now)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="mine-data-{timezone.localdate(now)}.json"'
    return response


@never_cache
@login_required
@require_safe
def data_csv(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    content = danish_csv(personal_data.as_rows(personal_data.everything(user_of(request))))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mine-data-{timezone.localdate()}.csv"'
    return response
