"""What people have said yes to: given and taken back by themselves, kept as proof in the words they were asked with."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.addresses import AddressError, normalise
from portal.contributions import PersonalData
from portal.mail.models import Suppression
from portal.models import Consent, ConsentText, User

_OWN = (Consent.Source.PROFILE, Consent.Source.CONFIRMED)


def words_today(purpose: str) -> ConsentText | None:
    """The words that somebody is asked with today: the newest version; None when the network has written none."""
    return ConsentText.objects.filter(purpose=purpose).order_by("-version").first()


def in_force(user: User, purpose: str) -> Consent | None:
    """The yes that holds now, with its words."""
    return user.consents.in_force().filter(purpose=purpose).select_related("text").first()


def has_given(user: User, purpose: str) -> bool:
    """Whether the person has said yes and not taken it back."""
    return user.consents.in_force().filter(purpose=purpose).exists()


@transaction.atomic
def give(user: User, purpose: str, *, source: str, now: datetime, basis: str = "") -> Consent:
    """Note a yes to today's words. Saying it again changes nothing; a yes to older words ends where the new one begins.

    `source` is one of `Consent.Source`, `basis` where an imported yes comes from. Said by the person, it also
    undoes that they, or whoever had the address before, once asked for no more.

    Raises:
        ConsentText.DoesNotExist: when there are no words to say yes to.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two at once become one after the other
    text = ConsentText.objects.filter(purpose=purpose).latest("version")
    if source in _OWN:
        _release(user.email)
    held = in_force(user, purpose)
    if held is not None and held.text_id == text.pk:
        return held
    withdraw(user, purpose, now=now)
    return Consent.objects.create(user=user, text=text, purpose=purpose, source=source, basis=basis, given_at=now)


def _release(address: str) -> None:
    try:
        rows = Suppression.objects.of_addresses([normalise(address)])
    except AddressError:  # older than the rules about addresses
        return
    rows.filter(reason=Suppression.Reason.REQUEST).delete()


def withdraw(user: User, purpose: str, *, now: datetime) -> bool:
    """Take the yes back; False when there was none."""
    return bool(user.consents.in_force().filter(purpose=purpose).update(withdrawn_at=now))


def personal_data(user: User) -> Iterable[PersonalData]:
    """Each yes and each no, with the words."""
    rows = [
        {
            _("What"): consent.get_purpose_display(),
            _("Words"): consent.text.text,
            _("Version"): consent.text.version,
            _("Given"): consent.given_at,
            _("Taken back"): consent.withdrawn_at,
            _("How"): consent.get_source_display(),
            _("Basis"): consent.basis,
        }
        for consent in user.consents.select_related("text")
    ]
    return [PersonalData("consents", _("What you have said yes to"), rows)]


def erase(user: User, now: datetime) -> None:
    """Forget what somebody said yes to: with the person gone it proves nothing."""
    user.consents.all().delete()
