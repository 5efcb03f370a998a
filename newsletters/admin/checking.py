"""The first two steps: what is wrong with an issue, and a test mail to look at."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from newsletters.actions.testing import send_test
from newsletters.admin.frame import SENDING, screen, the_issue
from newsletters.checks import problems
from portal.addresses import AddressError, normalise
from portal.asking import user_of
from portal.models import NetworkSettings

MOST = 30  # addresses of one test: more than that is no test


class AddressesForm(forms.Form):
    """To whom a test goes: one address on each line."""

    addresses = forms.CharField(
        label=gettext_lazy("To these addresses"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("One on each line, or separated by commas."),
    )

    def clean_addresses(self) -> list[str]:
        """Each in its one spelling, once."""
        typed = str(self.cleaned_data["addresses"]).replace(",", " ").replace(";", " ").split()
        if len(typed) > MOST:
            raise forms.ValidationError(_("That is too many for a test. Write at most 30 addresses."))
        found: dict[str, None] = {}
        for text in typed:
            try:
                found[normalise(text)] = None
            except AddressError as error:
                words = _("%(text)s is no e-mail address. Correct it.")
                raise forms.ValidationError(words % {"text": text[:80]}) from error
        return list(found)


@permission_required(SENDING, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong with the issue as it is published. POST follows its links too, which takes a moment."""
    issue = the_issue(pk)
    follows = request.method == "POST"
    found = problems(issue, follow_links=follows)
    context: dict[str, object] = {"problems": found, "follows": follows}
    return screen(request, "check", _("Check"), issue, context)


@permission_required(SENDING, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail to look at, to oneself, the steering group or a few others. POST posts it."""
    issue, by = the_issue(pk), user_of(request)
    steering_group = NetworkSettings.load(request_or_site=request).steering_group
    if request.method != "POST":
        addresses = steering_group if "styregruppen" in request.GET else by.email
        context = {"form": AddressesForm(initial={"addresses": addresses}), "has_steering_group": bool(steering_group)}
        return screen(request, "test", _("Test mail"), issue, context)
    form = AddressesForm(request.POST)
    again = {"form": form, "has_steering_group": bool(steering_group)}
    if not form.is_valid():
        return screen(request, "test", _("Test mail"), issue, again, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        count = send_test(issue, form.cleaned_data["addresses"], by=by, now=timezone.now())
    except forms.ValidationError as refused:
        form.add_error(None, refused)
        return screen(request, "test", _("Test mail"), issue, again, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    words = ngettext("%(count)d test mail is on its way.", "%(count)d test mails are on their way.", count)
    messages.success(request, words % {"count": count})
    return redirect("newsletters_test", issue.pk)
