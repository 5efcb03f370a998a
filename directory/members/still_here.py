""" "Are you still here?": the signed link that answers without a log-in.

The link names the membership and the moment of the question, so it answers that question and no later one.
"""

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.urls import reverse

from directory.members.models import Membership

SALT = "directory.members.still_here"
ANSWER_WITHIN = timedelta(days=30)


def question_path(membership: Membership) -> str:
    """The path of the page that takes the answer to the question asked at `asked_at`."""
    asked_at = membership.asked_at
    content = {"m": membership.pk, "at": asked_at.timestamp() if asked_at else 0}
    return reverse("members:still_here", args=[signing.Signer(salt=SALT).sign_object(content)])


def asked_with(token: str, *, now: datetime) -> Membership | None:
    """The membership whose open question the link answers; None for a link that is not ours, or no longer asks.

    A link asks no longer when it was answered, when a later question was sent, or after the thirty days.
    """
    try:
        content = signing.Signer(salt=SALT).unsign_object(token)
        asked_at = datetime.fromtimestamp(content["at"], UTC)
    except (signing.BadSignature, ValueError):
        return None
    open_questions = Membership.objects.exclude(state=Membership.State.LEFT).filter(asked_at=asked_at)
    if now - asked_at > ANSWER_WITHIN:
        return None
    return open_questions.filter(pk=content["m"]).select_related("user").first()
