"""What a member does alone: say who they are, say that they are still here, leave."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.contacts.models import Person
from directory.members.actions import apply, confirm_still_here, leave, membership_of
from directory.members.domains import mail_domain_of
from directory.members.forms import ProfileForm
from directory.members.models import Membership
from directory.members.roles import RoleError
from directory.members.still_here import asked_with
from portal import consents
from portal.asking import user_of
from portal.models import ConsentText, User


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The step after sign-up, and later the place to correct what one has said."""
    user, now = user_of(request), timezone.now()
    membership = Membership.objects.select_related("user", "organisation").filter(user=user).first() or Membership(
        user=user, created_at=now, active_at=now
    )
    is_new = membership.applied_at is None and membership.state == Membership.State.PENDING
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        membership=membership,
        domain=mail_domain_of(user),
        newsletter=_newsletter_text(user) if is_new else None,
        today=timezone.localdate(now),
    )
    onward = _onward(request)
    if form.is_valid():
        known = membership_of(user, now=now)
        written = apply(known, form.profile(), newsletter=form.wants_newsletter(), now=now)
        is_in = written.state == Membership.State.APPROVED
        return redirect(onward if onward and is_in else reverse("my_page"))
    context = {"form": form, "is_new": is_new, "onward": onward, "email": user.email}
    return render(request, "members/profile.html", context, status=422 if form.is_bound else 200)


@csrf_exempt  # the token is the proof; with `no-referrer` browsers say "Origin: null", which no check by cookie takes
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_here(request: HttpRequest, token: str) -> HttpResponse:
    """The answer to "are you still here?", without a log-in. Only the button answers: scanners open links in mails."""
    now = timezone.now()
    membership = asked_with(token, now=now)
    if membership is None or membership.asked_at is None:
        response = render(request, "members/still_here_over.html", status=404)
    elif request.method == "POST" and confirm_still_here(membership, asked_at=membership.asked_at, now=now):
        response = redirect("members:still_here_thanks")
    else:
        response = render(request, "members/still_here.html")
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


@require_safe
def still_here_thanks(request: HttpRequest) -> HttpResponse:
    """What the answer did."""
    return render(request, "members/still_here_thanks.html")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def goodbye(request: HttpRequest) -> HttpResponse:
    """What happens when one leaves, and the button that does it."""
    user = user_of(request)
    refusal = ""
    if request.method == "POST":
        try:
            leave(user, by=user, now=timezone.now())
        except RoleError as error:
            refusal = str(error)
        else:
            logout(request)
            return redirect("members:left")
    context = {"refusal": refusal, "stands_on_cards": Person.objects.filter(user=user).exists()}
    return render(request, "members/leave.html", context, status=422 if refusal else 200)


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """The last page: you are out."""
    return render(request, "members/left.html")


def _newsletter_text(user: User) -> ConsentText | None:
    """The words to say yes to; None when there are none, or the user has said yes already."""
    has_said_yes = consents.has_given(user, ConsentText.Purpose.NEWSLETTER)
    return None if has_said_yes else consents.words_today(ConsentText.Purpose.NEWSLETTER)


def _onward(request: HttpRequest) -> str:
    """Where the reader was going, when that is a page of ours."""
    address = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""
