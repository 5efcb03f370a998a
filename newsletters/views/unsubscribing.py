"""Getting out: by one POST of a mail program, or by the button of a person (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from newsletters.actions import subscribing
from newsletters.actions.subscribing import NEWSLETTER
from newsletters.views.choosing import masked
from newsletters.views.tokens import token_page
from portal import consents


@token_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """POST ends all newsletters, at once and as often as one likes. Scanners open links in mails: GET ends nothing.

    Whoever has been forgotten gets none. A token that we do not know is 404, for programs too: they must not tell their
    reader that it worked. Nobody can try tokens out, they are 103 random bits.
    """
    delivery = subscribing.delivery_of(token)
    if delivery is None:
        return render(request, "newsletters/token_unknown.html", status=404)
    user = delivery.user
    if user is not None and request.method == "POST":
        subscribing.unsubscribe(user, now=timezone.now(), delivery=delivery)
    if user is not None and consents.has_given(user, NEWSLETTER):
        return render(request, "newsletters/unsubscribe.html", {"address": masked(user.email), "token": token})
    words = consents.words_today(NEWSLETTER) if user is not None and user.is_active else None
    return render(request, "newsletters/unsubscribed.html", {"words": words, "token": token})
