"""Whom our mail does not reach any more: the coordinator calls them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from portal.addresses import AddressError, address_key, normalise
from portal.mail.models import MailReturn, Suppression
from portal.models import User

_FULL = ("5.2.2", "4.2.2")
_MAILS = 3  # so many different mails that came back, and it is no accident
_WITHIN = timedelta(days=60)
Kind = MailReturn.Kind


@dataclass(frozen=True)
class Lost:
    """A person whose mail comes back. `kind` and `code` are of the latest return."""

    user: User
    kind: str
    code: str
    since: datetime

    @property
    def words(self) -> str:
        """What is wrong and what to do, in a sentence for the coordinator."""
        name = {"name": self.user.get_full_name() or self.user.email}
        if self.kind == Kind.HARD:
            return _("Mail to %(name)s comes back: the address does not exist. Call and ask for the new one.") % name
        if self.code in _FULL:
            return _("Mail to %(name)s comes back: the mailbox is full. Call and say so.") % name
        return _("Mail to %(name)s comes back again and again. Call and ask whether the address is right.") % name


def lost_readers(now: datetime, *, only: User | None = None) -> list[Lost]:
    """The people who are still here and whose mail comes back, those of the latest returns first.

    Either their address is dead, until it is let go or they have another one; or three different mails have come back
    within two months. Returns of an address that they have left behind say nothing about them.
    """
    returns = MailReturn.objects.filter(
        kind__in=[Kind.HARD, Kind.SOFT],
        delivery__user__is_active=True,
        delivery__email__iexact=F("delivery__user__email"),
    )
    if only:
        returns = returns.filter(delivery__user=only)
    by_user: dict[int, list[MailReturn]] = {}
    shown = ("kind", "code", "at", "delivery__user__email", "delivery__user__first_name", "delivery__user__last_name")
    for row in returns.select_related("delivery__user").only(*shown).order_by("-at", "-pk"):
        by_user.setdefault(row.delivery.user_id or 0, []).append(row)
    dead = _dead(rows[0] for rows in by_user.values())
    return [found for rows in by_user.values() if (found := _lost(rows, dead, now))]


def _lost(rows: list[MailReturn], dead: set[str], now: datetime) -> Lost | None:
    user = rows[0].delivery.user
    assert user is not None  # noqa: S101 - they were asked for by it
    hard = [row for row in rows if row.kind == Kind.HARD]
    if hard and user.email in dead:
        return Lost(user, Kind.HARD, hard[0].code, hard[-1].at)
    lately = [row for row in rows if row.kind == Kind.SOFT and row.at > now - _WITHIN]
    if len({row.delivery_id for row in lately}) >= _MAILS:
        return Lost(user, Kind.SOFT, lately[0].code, lately[-1].at)
    return None


def _dead(rows: Iterable[MailReturn]) -> set[str]:
    """The addresses among them that are suppressed because they do not exist: whatever was let go is well again."""
    keys: dict[str, str] = {}
    for row in rows:
        user = row.delivery.user
        try:
            keys[address_key(normalise(user.email if user else ""))] = user.email if user else ""
        except AddressError:
            continue
    found = Suppression.objects.filter(address_key__in=keys, reason=Suppression.Reason.HARD)
    return {keys[key] for key in found.values_list("address_key", flat=True)}
