"""What newsletters know of a person, and how they forget it. The letters themselves stand among their mails."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from newsletters.models import Sending
from portal import consents
from portal.contributions import PersonalData
from portal.mail.models import Suppression
from portal.mail.returns.suppressing import suppress
from portal.models import ConsentText, User


def personal_data(user: User) -> Iterable[PersonalData]:
    """The topics that somebody has said yes or no to, and what they have sent."""
    topics = user.subscriptions.select_related("topic").order_by("topic__rank", "topic__name")
    rows = [{_("Topic"): one.topic.name, _("Gets it"): one.is_on, _("Changed"): one.changed_at} for one in topics]
    yield PersonalData("newsletter_topics", _("Newsletters: topics you have chosen"), rows)
    sent = Sending.objects.filter(scheduled_by=user).select_related("issue").order_by("scheduled_at", "pk")
    rows = [{_("Issue"): one.issue.title, _("To"): one.audience, _("Scheduled"): one.scheduled_at} for one in sent]
    yield PersonalData("newsletters_sent", _("Newsletters you have sent"), rows)


def erase(user: User, now: datetime) -> None:
    """Forget what somebody chose. That they wanted no more newsletters outlives them, by the key of their address.

    Otherwise an old list, on which they stand with a yes, would subscribe them again. Call it while consents stand.
    """
    newsletter = ConsentText.Purpose.NEWSLETTER
    has_withdrawn = user.consents.filter(purpose=newsletter).exclude(withdrawn_at=None).exists()
    if has_withdrawn and not consents.has_given(user, newsletter):
        suppress(user.email, Suppression.Reason.REQUEST, now)
    user.subscriptions.all().delete()
