"""What an address says about where its owner works."""

from allauth.account.models import EmailAddress

from directory.members.models import MailDomain
from portal.addresses import AddressError, domain_of, normalise
from portal.models import User

# Anybody can have an address here, so it says nothing about a workplace, whatever the list of domains says.
FREE_MAIL = frozenset(
    "gmail.com googlemail.com hotmail.com hotmail.dk outlook.com outlook.dk live.com live.dk msn.com yahoo.com "
    "yahoo.dk icloud.com me.com mac.com proton.me protonmail.com mail.dk mail.com gmx.com gmx.net jubii.dk ofir.dk "
    "sol.dk stofanet.dk tdcadsl.dk youmail.dk webspeed.dk privat.dk get2net.dk".split()
)


def verified_domains(user: User) -> list[str]:
    """The domains of the addresses that the user has confirmed, the main address first."""
    domains = []
    for address in EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk"):
        try:
            domains.append(domain_of(normalise(address.email)))
        except AddressError:
            continue
    return domains


def mail_domain_of(user: User) -> MailDomain | None:
    """The known domain of a confirmed address: the whole domain and no part of it, never one of free mail."""
    for domain in verified_domains(user):
        known = MailDomain.objects.filter(domain=domain).select_related("organisation").first()
        if known is not None and domain not in FREE_MAIL:
            return known
    return None
