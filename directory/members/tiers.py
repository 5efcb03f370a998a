"""What a member may see."""

from django.http import HttpRequest

from directory.members.models import Membership
from portal.permissions import Tier, is_logged_in


def member_tiers(request: HttpRequest) -> frozenset[Tier]:
    """An approved member reads the professionals' numbers; somebody who waits reads what everybody reads."""
    if is_logged_in(request) and Membership.objects.approved().filter(user_id=request.user.pk or 0).exists():
        return frozenset({Tier.PROFESSIONAL})
    return frozenset()
