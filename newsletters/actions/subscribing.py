"""Saying yes to newsletters, choosing among them, getting out again: one function per verb.

Who gets newsletters at all is a consent in force (portal.consents); a topic is a no to some of them.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from newsletters import emails
from newsletters.confirming import Wish
from newsletters.models import Sending, Subscription, Topic
from portal import consents, mail
from portal.addresses import AddressError, address_key, normalise
from portal.mail.models import Delivery, Suppression
from portal.models import Consent, ConsentText, User

NEWSLETTER = ConsentText.Purpose.NEWSLETTER


class SubscribingRefused(Exception):  # noqa: N818 - it is no error: its text is a sentence for the reader
    """Newsletters cannot be sent to this person or address, and what to do about it."""


def delivery_of(token: str) -> Delivery | None:
    """The delivery whose reader holds the token; its user is None when they have been forgotten."""
    return Delivery.objects.filter(token=token).select_related("user").first()


@transaction.atomic
def unsubscribe(user: User, *, now: datetime, delivery: Delivery | None = None) -> bool:
    """End all newsletters. False when they had ended already.

    `delivery` is the mail that made the reader do it: the sending it belongs to counts them, once.
    """
    has_ended = consents.withdraw(user, NEWSLETTER, now=now)
    if has_ended and delivery is not None and delivery.mailing_id is not None:
        Sending.objects.filter(mailing=delivery.mailing_id).update(unsubscribed=F("unsubscribed") + 1)
    return has_ended


def unsubscribe_by_token(token: str, *, now: datetime) -> bool:
    """The same for whoever holds the token, as a mail to the address for unsubscribing does. Whether it is one of ours.

    Done again, or for somebody who has been forgotten, it changes nothing.
    """
    delivery = delivery_of(token)
    if delivery is not None and delivery.user is not None:
        unsubscribe(delivery.user, now=now, delivery=delivery)
    return delivery is not None


@transaction.atomic
def choose(user: User, topics_on: Collection[Topic], *, now: datetime) -> None:
    """Get these topics and no others, as long as one gets newsletters. What is as it was is not written."""
    wanted = {topic.pk for topic in topics_on}
    said = dict(Subscription.objects.filter(user=user).values_list("topic", "is_on"))
    for topic in Topic.objects.all():
        is_on = topic.pk in wanted
        if said.get(topic.pk, True) != is_on:
            Subscription.objects.update_or_create(user=user, topic=topic, defaults={"is_on": is_on, "changed_at": now})


@transaction.atomic
def start(user: User, *, source: Consent.Source, now: datetime) -> None:
    """Say yes to newsletters in today's words.

    Raises:
        SubscribingRefused: the account is closed, the address is blocked, or there are no words to say yes to.
    """
    if not user.is_active:
        raise SubscribingRefused(_("This address cannot get newsletters. Write to the coordinator."))
    if consents.words_today(NEWSLETTER) is None:
        raise SubscribingRefused(_("The network has not yet written what one says yes to. Try again another day."))
    if words := blocked(user.email):
        raise SubscribingRefused(words)
    consents.give(user, NEWSLETTER, source=source, now=now)


def ask(wish: Wish, *, now: datetime) -> None:
    """Write to the address with a link that confirms it. Nothing is known of it before, and nothing is kept."""
    key = f"newsletter-confirm-{address_key(wish.address)}-{now.timestamp():.0f}"
    mail.send(emails.confirm(wish, now=now), to=wish.address, purpose="newsletter-confirm", key=key)


@transaction.atomic
def subscribe(wish: Wish, *, now: datetime) -> User:
    """What the button behind the link does. Whoever gets newsletters already keeps their topics, and gets these too.

    Raises:
        SubscribingRefused: as `start` does; nothing is kept then.
    """
    user = User.objects.known_or_new(wish.address)
    keeps = topics_on(user) if consents.has_given(user, NEWSLETTER) else set()
    start(user, source=Consent.Source.CONFIRMED, now=now)
    choose(user, Topic.objects.filter(pk__in={*keeps, *wish.topics}), now=now)
    return user


def blocked(address: str) -> str:
    """Why an address gets no newsletters whatever its owner says, as a sentence with what to do; "" when it can.

    Somebody who once asked for none may say yes again by themselves (portal.consents releases the address then).
    """
    try:
        row = Suppression.objects.of_addresses([normalise(address)]).first()
    except AddressError:  # older than the rules about addresses
        return ""
    match row.reason if row else "":
        case Suppression.Reason.HARD:
            return _("Mail to this address has come back. Write to the coordinator when it works again.")
        case Suppression.Reason.COMPLAINT:
            return _("A mail from us was reported as spam from this address. Write to the coordinator to undo it.")
        case Suppression.Reason.MANUAL:
            return _("The coordinator has blocked this address. Write to the coordinator to open it.")
    return ""


def topics_on(user: User) -> set[int]:
    """The keys of the topics that somebody has not said no to."""
    return set(Topic.objects.exclude(subscriptions__in=user.subscriptions.off()).values_list("pk", flat=True))
