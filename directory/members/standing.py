"""Where a user stands with the network, as “Min side” says it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from directory.contacts.models import ServicePerson
from directory.members.models import Membership, RoleGrant
from portal.models import User

JUST_IN = timedelta(days=1)  # for so long the page says "you are in" instead of "you are a member"


@dataclass(frozen=True)
class Standing:
    """What the page needs, read once: the membership (None before the profile step), roles and names on cards."""

    membership: Membership | None
    has_confirmed_address: bool
    is_just_in: bool
    roles: tuple[RoleGrant, ...]
    cards: tuple[ServicePerson, ...]

    @property
    def state(self) -> str:
        """One word for the page: "member", "new_member", "profile", "address", "waiting" or "declined"."""
        if self.membership is None:
            return "profile"
        match self.membership.state:
            case Membership.State.APPROVED:
                return "new_member" if self.is_just_in else "member"
            case Membership.State.PENDING:
                if self.membership.applied_at is None:
                    return "profile"
                return "waiting" if self.has_confirmed_address else "address"
        return "declined"


def of(user: User, *, now: datetime) -> Standing:
    """The user's standing now. A constant number of queries."""
    membership = Membership.objects.filter(user=user).select_related("user", "profession", "organisation")
    found = membership.prefetch_related("subjects").first()
    cards = ServicePerson.objects.filter(person__user=user).select_related("service__organisation", "person")
    return Standing(
        membership=found,
        has_confirmed_address=EmailAddress.objects.filter(user=user, verified=True).exists(),
        is_just_in=bool(found and found.decided_at and now - found.decided_at < JUST_IN),
        roles=tuple(user.role_grants.in_force().select_related("organisation")),
        cards=tuple(cards.order_by("service__organisation__name", "service__name", "pk")),
    )
