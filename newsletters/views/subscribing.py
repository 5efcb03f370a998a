"""Subscribing without a log-in: an address, a mail with a link, a button. Nothing is kept before the button."""

from datetime import datetime

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsletters.actions import subscribing
from newsletters.actions.subscribing import NEWSLETTER, SubscribingRefused
from newsletters.confirming import Wish, wish_of
from newsletters.forms import SubscribeForm
from newsletters.models import Topic
from newsletters.views.tokens import token_page
from portal import consents


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Where one writes an address. The answer is the same whether it is known or not."""
    words = consents.words_today(NEWSLETTER)
    form = SubscribeForm(request.POST if request.method == "POST" and words else None)
    if form.is_valid():
        wish = Wish(form.cleaned_data["email"], tuple(topic.pk for topic in form.wanted()))
        stopped: HttpResponse | None = ratelimit.consume_or_429(request, action="newsletter", key=wish.address)
        if stopped is not None:
            return stopped
        subscribing.ask(wish, now=timezone.now())
        return render(request, "newsletters/mail_sent.html", {"address": wish.address})
    chosen = set(request.POST.getlist("topics")) if form.is_bound else None
    context = {
        "form": form,
        "words": words,
        "topics_error": " ".join(map(str, form.errors.get("topics", []))),
        "topics": [(topic, chosen is None or str(topic.pk) in chosen) for topic in Topic.objects.all()],
    }
    return render(request, "newsletters/subscribe.html", context, status=422 if form.is_bound else 200)


@token_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the mail: what one says yes to, and the button that does it."""
    now = timezone.now()
    wish = wish_of(token, now=now)
    if wish is None:
        return render(request, "newsletters/link_over.html", status=404)
    refused = _press(wish, request.POST.get("version", ""), now) if request.method == "POST" else ""
    topics = Topic.objects.filter(pk__in=wish.topics)
    context = {"address": wish.address, "topics": topics, "words": consents.words_today(NEWSLETTER)}
    if request.method == "POST" and not refused:
        return render(request, "newsletters/subscribed.html", context)
    status = 409 if refused else 200
    return render(request, "newsletters/confirm.html", context | {"refused": refused}, status=status)


def _press(wish: Wish, version: str, now: datetime) -> str:
    """Do what the button says. Why not, as a sentence; "" when it is done."""
    words = consents.words_today(NEWSLETTER)
    if words and version != str(words.version):
        return _("The words that you say yes to have just changed. Read them, and press again.")
    try:
        subscribing.subscribe(wish, now=now)
    except SubscribingRefused as error:
        return str(error)
    return ""
