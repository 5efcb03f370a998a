"""Who gets an issue: those who have said yes and fit the filters, and of the others how many, and why not.

Or inside a filter, and between them. Three queries and those of the filters, however many people there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletters.models import IssuePage, Sending, Subscription, Topic
from portal.addresses import AddressError, address_key, normalise
from portal.contributions import AudienceFilter, contributed
from portal.mail.models import Delivery, Suppression
from portal.models import Consent, ConsentText, User

type Filters = Mapping[str, Sequence[str]]
type _Row = tuple[int, str, bool, bool, bool, bool]

# In the order in which they are asked: who has taken back the yes is not counted among the suppressed addresses too.
REASONS = {
    "inactive": gettext_lazy("the account is closed"),
    "no_consent": gettext_lazy("has not said yes to newsletters"),
    "topic_off": gettext_lazy("has said no to this topic"),
    "suppressed": gettext_lazy("the address is blocked: it does not exist, or its owner wants no mail"),
    "has_got_it": gettext_lazy("has got this issue already, or is about to"),
}
# A mail that was called back, or left out on the way, has reached nobody.
_REACHED_NOBODY = (Delivery.Status.CANCELLED, Delivery.Status.SKIPPED)


@dataclass(frozen=True)
class Audience:
    """Who gets it, as pairs of key and address; the others counted by a word of `REASONS`."""

    recipients: tuple[tuple[int, str], ...] = ()
    excluded: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.recipients)

    def sample(self, count: int) -> list[str]:
        """So many names, spread over the whole and the same each time. One query."""
        step = max(1, len(self.recipients) // count)
        keys = [key for key, _address in self.recipients[::step][:count]]
        return [str(user) for user in User.objects.filter(pk__in=keys).order_by("first_name", "last_name", "pk")]

    @cached_property
    def left_out(self) -> list[tuple[str, int]]:
        """The others, as words and number."""
        return excluded_words(self.excluded)


def excluded_words(excluded: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why people are left out, in words, and how many."""
    return [(str(words), excluded[reason]) for reason, words in REASONS.items() if excluded.get(reason)]


def audience(filters: Filters, *, topic: Topic | None, issue: IssuePage | None, now: datetime) -> Audience:
    """Who gets an issue about a topic. Without a topic or an issue: whoever could get one."""
    suppressed = set(Suppression.objects.values_list("address_key", flat=True))
    recipients: list[tuple[int, str]] = []
    excluded: Counter[str] = Counter()
    for key, address, *answers in _asked(selected(filters, now), topic, issue):
        reason = _reason(*answers, is_suppressed=bool(suppressed) and _key(address) in suppressed)
        if reason:
            excluded[reason] += 1
        else:
            recipients.append((key, address))
    return Audience(tuple(recipients), dict(excluded))


def _key(address: str) -> str:
    try:
        return address_key(normalise(address))
    except AddressError:  # older than the rules about addresses
        return address_key(address)


def _reason(is_active: bool, consents: bool, is_off: bool, has_it: bool, *, is_suppressed: bool) -> str:
    answers = {
        "inactive": not is_active,
        "no_consent": not consents,
        "topic_off": is_off,
        "suppressed": is_suppressed,
        "has_got_it": has_it,
    }
    return next((reason for reason in REASONS if answers[reason]), "")


def _asked(people: QuerySet[User], topic: Topic | None, issue: IssuePage | None) -> Iterable[_Row]:
    yes = Consent.objects.in_force().filter(purpose=ConsentText.Purpose.NEWSLETTER, user=OuterRef("pk"))
    off = Subscription.objects.off().filter(topic=topic, user=OuterRef("pk"))
    sent = Delivery.objects.filter(mailing__in=_mailings(issue), user=OuterRef("pk")).exclude(
        status__in=_REACHED_NOBODY
    )
    asked = people.annotate(consents_now=Exists(yes), is_off=Exists(off), has_it=Exists(sent))
    # Whoever was forgotten has neither an account nor a yes: not even a number.
    known = asked.filter(Q(is_active=True) | Q(consents_now=True)).order_by("pk")
    return known.values_list("pk", "email", "is_active", "consents_now", "is_off", "has_it")


def _mailings(issue: IssuePage | None) -> QuerySet[Sending, int]:
    return Sending.objects.filter(issue=issue).values_list("mailing_id", flat=True)


def selected(filters: Filters, now: datetime) -> QuerySet[User]:
    """Everybody who fits. A filter that no room knows any more selects nobody, rather than everybody."""
    people = User.objects.all()
    known = {one.key: one for one in audience_filters(now)}
    for key, values in filters.items():
        if values:
            people = people.filter(pk__in=known[key].users(values)) if key in known else people.none()
    return people


def audience_filters(now: datetime) -> list[AudienceFilter]:
    """What every room can be asked about, in the order of the settings."""
    return [one for source in contributed("AUDIENCE_SOURCES") for one in source(now)]


def in_words(filters: Filters, now: datetime) -> str:
    """A selection as a sentence for the reader: "Kommune: Hillerød eller Helsingør. Fag: Psykolog"."""
    return words_of(now)(filters)


def words_of(now: datetime) -> Callable[[Filters], str]:
    """The same for many selections: each filter's words are fetched once."""
    known = {one.key: one for one in audience_filters(now)}

    @cache
    def names(key: str) -> Mapping[str, str]:
        return dict(known[key].choices()) if key in known else {}

    def words(filters: Filters) -> str:
        said = []
        for key, values in filters.items():
            answers = _(" or ").join(names(key).get(value, _("something that is gone")) for value in values)
            if answers:
                said.append(f"{known[key].label}: {answers}" if key in known else answers)
        return ". ".join(said) or _("everybody who gets newsletters")

    return words
