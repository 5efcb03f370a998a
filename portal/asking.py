"""Who asks."""

from django.http import HttpRequest

from portal.models import User


def user_of(request: HttpRequest) -> User:
    """The person asking, where what guards the view (a log-in, a permission) lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type: nobody else comes this far
    return request.user
