"""Signing up a colleague by name and address, also one whom the portal does not know yet."""

from datetime import datetime

from django.utils.translation import gettext as _

from directory.contacts.models import Organisation
from directory.members.domains import FREE_MAIL, verified_domains
from directory.members.models import MailDomain, Membership
from portal import cpr
from portal.addresses import AddressError, domain_of, normalise
from portal.models import User
from themedays.actions.refusals import ColleagueRefused
from themedays.actions.shares import share_of
from themedays.actions.signing_up import Source, day_of, sign_up
from themedays.models import Registration, SeatPool


def sign_up_colleague(pool: SeatPool, name: str, email: str, *, by: User, now: datetime) -> Registration:
    """Sign up a colleague: one with an address at the signer's own workplace. They are told by mail.

    Raises:
        ColleagueRefused: the address is not of the signer's workplace, or anybody can have one like it.
        SignUpClosed, PayerNeeded: as `sign_up` does.
        ValidationError: something like a CPR number in the name.
    """
    colleague, organisation = colleague_of(pool, name, email, by=by)
    return sign_up(pool, colleague, by=by, now=now, organisation=organisation, source=Source.COLLEAGUE)


def colleague_of(pool: SeatPool, name: str, email: str, *, by: User) -> tuple[User, Organisation | None]:
    """The colleague, made when nobody has the address, and where they work: as they say themselves, or as `by` does.

    Raises:
        ColleagueRefused, ValidationError: as `sign_up_colleague` does.
    """
    cpr.refuse(name)
    try:
        address = normalise(email)
    except AddressError as error:
        raise ColleagueRefused(str(error)) from error
    membership = Membership.objects.filter(user=by).select_related("organisation").first()
    workplace = membership.organisation if membership else None
    if not _is_colleagues(domain_of(address), workplace, pool, by):
        raise ColleagueRefused(
            _("You can sign up colleagues with an address at your own workplace. Others sign up by themselves.")
        )
    colleague = User.objects.known_or_new(address, **_parted(name))
    if not colleague.is_active:
        raise ColleagueRefused(_("This address cannot be signed up. Ask your colleague to sign up."))
    own = Membership.objects.filter(user=colleague).exclude(organisation=None).select_related("organisation").first()
    return colleague, own.organisation if own else workplace


def _is_colleagues(domain: str, workplace: Organisation | None, pool: SeatPool, by: User) -> bool:
    """Whether the domain is the signer's own, or of an organisation that counts among the same seats."""
    own = verified_domains(by)
    if domain in FREE_MAIL:
        return False
    if domain in own:
        return True
    known = MailDomain.objects.filter(domain=domain).select_related("organisation").first()
    if known is None or workplace is None:
        return False
    day = day_of(pool)
    return share_of(known.organisation, day) == share_of(workplace, day)


def _parted(name: str) -> dict[str, str]:
    """A name as it is kept: what stands last is the last name, and one word alone the first."""
    first, _space, last = name.strip().rpartition(" ")
    return {"first_name": (first or last)[:150], "last_name": last[:150] if first else ""}
