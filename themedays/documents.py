"""Keeps the files of theme days from whoever may not have them, whatever address they are asked for by."""

from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.documents.models import AbstractDocument

from portal.models import User
from portal.permissions import is_logged_in
from themedays.materials import may_have_document


def only_for_whom_it_is(document: AbstractDocument, request: HttpRequest) -> None:
    """Material of a day is served to whoever may have it, and to those who keep the documents."""
    user = request.user if is_logged_in(request) and isinstance(request.user, User) else None
    if user is not None and user.has_perm("wagtaildocs.change_document"):
        return
    if not may_have_document(document.pk, user, timezone.now()):
        raise Http404
