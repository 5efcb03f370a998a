"""Who gets no newsletter after all, although it was scheduled for them: asked when their mail is about to leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from newsletters.models import Sending, Subscription
from portal.mail.models import Delivery
from portal.models import Consent, ConsentText, User


def stopped(rows: Sequence[Delivery], now: datetime) -> Mapping[int, str]:
    """The keys of the rows that must not leave, with the reason as a word of newsletters.audience.

    Rows of mailings that are no newsletters are nothing of ours. Four queries, however many rows.
    """
    mailings = {row.mailing_id for row in rows if row.mailing_id is not None}
    topics = dict(Sending.objects.filter(mailing__in=mailings).values_list("mailing", "issue__topic"))
    ours = [(row, topics[row.mailing_id]) for row in rows if row.mailing_id in topics]
    people = {row.user_id for row, _topic in ours if row.user_id is not None}
    active = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    yes = Consent.objects.in_force().filter(user__in=people, purpose=ConsentText.Purpose.NEWSLETTER)
    consenting = set(yes.values_list("user", flat=True))
    off = Subscription.objects.off().filter(user__in=people, topic__in=set(topics.values()))
    refused = set(off.values_list("user", "topic"))

    def reason(row: Delivery, topic: int) -> str:
        if row.user_id not in active:  # nor is whoever was forgotten
            return "inactive"
        if row.user_id not in consenting:
            return "no_consent"
        return "topic_off" if (row.user_id, topic) in refused else ""

    reasons = {row.pk: reason(row, topic) for row, topic in ours}
    return {key: word for key, word in reasons.items() if word}
