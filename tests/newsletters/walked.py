"""The newsletter of the permission matrix: one issue that is published, and one sending of it that is under way."""

from newsletters.models import Sending
from tests.newsletters.factories import make_segment, make_sending, make_subscriber


def make_walked_newsletter() -> Sending:
    """The first sending there is."""
    make_segment("Alle")
    return make_sending(users=[make_subscriber()])


def walked_pk(name: str) -> str:
    """What the addresses of the first sending are filled in with."""
    sending = Sending.objects.earliest("pk")
    return str(sending.pk if name in {"newsletters_sending", "newsletters_log"} else sending.issue_id)
