"""What stands before the views: the second factor at the doors, and a calm page when no mail goes out."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from portal.accounts import second_factor
from portal.accounts.emails import CodeNotSentError
from portal.models import User

type Answer = Callable[[HttpRequest], HttpResponse]

# The way out, and two files of Wagtail's that hold words and drawings for everybody.
OPEN = ("/admin/logout/", "/admin/jsi18n/", "/admin/sprite/")


def second_factor_at_the_doors(get_response: Answer) -> Answer:
    """Nobody works under SECOND_FACTOR_PATHS without a second factor, whatever their role."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.SECOND_FACTOR_PATHS) or request.path.startswith(OPEN):
            return get_response(request)
        user = request.user
        if not isinstance(user, User):  # nobody is logged in: the view sends them to the log-in
            return get_response(request)
        # Wagtail would send them to the log-in, and that would send them back.
        if request.path.startswith("/admin/") and not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        now = timezone.now()
        if not second_factor.is_held(request, now):
            return _ask_for_second_factor(request, user)
        second_factor.note_use(request, now)
        return get_response(request)

    return middleware


def _ask_for_second_factor(request: HttpRequest, user: User) -> HttpResponse:
    context = {
        "demo": settings.DEMO,
        "has_one": second_factor.has_one(user),
        "has_app": second_factor.has_app(user),
        "next_query": urlencode({"next": request.get_full_path() if request.method == "GET" else request.path}),
    }
    return render(request, "account/second_factor_needed.html", context, status=403)


class CalmWhenNoMailGoesOut:
    """Says that the mail server did not answer, and lets one try again with what was typed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing by itself."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, when it was the mail."""
        if not isinstance(exception, CodeNotSentError):
            return None
        secret = {"csrfmiddlewaretoken", "password"}
        typed = [(name, value) for name, value in request.POST.items() if name not in secret]
        return render(request, "account/no_mail.html", {"typed": typed}, status=503)
