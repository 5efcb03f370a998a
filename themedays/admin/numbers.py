"""A day's seats in numbers that add up, and in words that say why nobody gets the next one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themedays.models import Registration, SeatAllocation, SeatPool

_State = Registration.State


@dataclass(frozen=True)
class Numbers:
    """What has become of the seats of a day. `kept` counts the seats that are held for organisations and not used."""

    capacity: int | None
    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    kept: int = 0

    @property
    def seated(self) -> int:
        """Seats in use."""
        return self.confirmed + self.offered

    @property
    def free(self) -> int:
        """Seats that the next person would get."""
        return max(0, (self.capacity or 0) - self.seated - self.kept)

    @property
    def too_many(self) -> int:
        """How many more are seated than there are seats."""
        return max(0, self.seated - (self.capacity or 0))

    @property
    def sum_words(self) -> str:
        """The sum: "120 pladser = 98 bekræftet + 6 tilbudt + 16 reserveret"."""
        if self.capacity is None:
            return _("One cannot sign up here: the day has no number of seats.")
        parts = [
            (self.confirmed, _("%(count)d confirmed")),
            (self.offered, _("%(count)d offered")),
            (self.kept, _("%(count)d reserved")),
            (self.free, _("%(count)d free")),
        ]
        said = " + ".join(words % {"count": count} for count, words in parts if count) or _("none in use")
        seats = ngettext("%(count)d seat", "%(count)d seats", self.capacity) % {"count": self.capacity}
        return said if self.too_many else f"{seats} = {said}"

    @property
    def warning(self) -> str:
        """What the coordinator must know about them; "" when all is well."""
        if self.capacity is not None and self.too_many:
            return _(
                "Overbooked by %(count)d: %(seated)d have or are offered one of %(capacity)d seats. They keep it."
                " Nobody on the waiting list gets a seat before there is room again."
            ) % {"count": self.too_many, "seated": self.seated, "capacity": self.capacity}
        if self.waiting and self.kept and not self.free:
            return _("%(count)d wait, although %(kept)d seats are empty: those are reserved for others.") % {
                "count": self.waiting,
                "kept": self.kept,
            }
        return ""


def numbers_of(pool: SeatPool, *, reserves_bind: bool) -> Numbers:
    """The numbers of a day, from its rows. Two queries; none for a day without seats of its own yet."""
    if pool.pk is None:
        return Numbers(pool.capacity)
    rows = list(Registration.objects.active().filter(pool=pool).values_list("state", "share"))
    states = Counter(state for state, _share in rows)
    seated = states[_State.CONFIRMED] + states[_State.OFFERED]
    kept = _kept(pool.allocations.all(), seats_in_use(rows)) if reserves_bind else 0
    return Numbers(
        capacity=pool.capacity,
        confirmed=states[_State.CONFIRMED],
        offered=states[_State.OFFERED],
        waiting=states[_State.WAITING],
        kept=min(kept, max(0, (pool.capacity or 0) - seated)),
    )


def seats_in_use(rows: Iterable[tuple[str, int | None]]) -> Counter[int | None]:
    """How many seats each organisation uses, from pairs of state and the organisation it counts among."""
    return Counter(share for state, share in rows if state in Registration.SEATED)


def _kept(allocations: Iterable[SeatAllocation], used: Counter[int | None]) -> int:
    return sum(max(0, allocation.reserved - used[allocation.organisation_id]) for allocation in allocations)
