"""What one gets: topics on and off, all off, all on again. The same form behind a link in a mail and on "Min side"."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsletters.actions import subscribing
from newsletters.actions.subscribing import NEWSLETTER, SubscribingRefused
from newsletters.forms import TopicsForm
from newsletters.models import Topic
from newsletters.views.tokens import token_page
from portal import consents
from portal.asking import user_of
from portal.mail.models import Delivery
from portal.models import Consent, User


@dataclass(frozen=True)
class Asker:
    """Who chooses, and how we know that it is them: by a mail to them, or by their log-in (`delivery` is None)."""

    user: User
    delivery: Delivery | None = None

    @property
    def source(self) -> Consent.Source:
        """How a yes was given here."""
        return Consent.Source.CONFIRMED if self.delivery else Consent.Source.PROFILE


@token_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """The choices of whoever got the mail. It may have been sent on: the address is shown masked."""
    delivery = subscribing.delivery_of(token)
    if delivery is None:
        return render(request, "newsletters/token_unknown.html", status=404)
    if delivery.user is None:
        return render(request, "newsletters/unsubscribed.html", {"words": None, "token": token})
    return _page(request, Asker(delivery.user, delivery))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The same choices of somebody who is logged in."""
    return _page(request, Asker(user_of(request)))


def _page(request: HttpRequest, asker: Asker) -> HttpResponse:
    said, refused = "", ""
    if request.method == "POST":
        try:
            said = _do(asker, request.POST, timezone.now())
        except SubscribingRefused as error:
            refused = str(error)
    user, topics_on = asker.user, subscribing.topics_on(asker.user)
    context = {
        "asker": asker,
        "address": masked(user.email) if asker.delivery else user.email,
        "held": consents.in_force(user, NEWSLETTER),
        "words": consents.words_today(NEWSLETTER),
        "topics": [(topic, topic.pk in topics_on) for topic in Topic.objects.all()],
        "blocked": refused or subscribing.blocked(user.email),
        "said": said,
    }
    return render(request, "newsletters/preferences.html", context, status=409 if refused else 200)


def _do(asker: Asker, data: QueryDict, now: datetime) -> str:
    """What the button says, and in words what came of it.

    Raises:
        SubscribingRefused: the choice cannot be kept; its text says why.
    """
    form = TopicsForm(data)
    if not form.is_valid():
        raise SubscribingRefused(" ".join(str(message) for errors in form.errors.values() for message in errors))
    topics = form.wanted()
    # The button after unsubscribing asks for no topics: they stay as they were.
    has_topics = "with_topics" in data and Topic.objects.exists()
    match data.get("answer"):
        case "start":
            return _start(asker, form, has_topics=has_topics, now=now)
        case "save" if topics or not has_topics:
            subscribing.choose(asker.user, topics, now=now)
            return _("Your choice is saved.")
        case "save" | "stop":  # no topic at all is all newsletters ended
            subscribing.unsubscribe(asker.user, now=now, delivery=asker.delivery)
            return _("You get no more newsletters.")
    return ""


def _start(asker: Asker, form: TopicsForm, *, has_topics: bool, now: datetime) -> str:
    words, topics = consents.words_today(NEWSLETTER), form.wanted()
    if words and words.version != form.cleaned_data["version"]:
        raise SubscribingRefused(_("The words that you say yes to have just changed. Read them, and press again."))
    if has_topics and not topics:
        raise SubscribingRefused(_("Choose at least one topic."))
    subscribing.start(asker.user, source=asker.source, now=now)
    if has_topics:
        subscribing.choose(asker.user, topics, now=now)
    return _("You get newsletters again.")


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else learns: "mette@hillerod.dk" -> "m***@hillerod.dk"."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"
