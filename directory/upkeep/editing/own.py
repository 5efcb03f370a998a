"""What belongs to the person asking. Every query of /rediger/ starts here, so a foreign id is not found."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from directory.contacts.models import Organisation, Person, Service
from directory.members.models import Membership
from directory.members.roles import editable_organisations, keeps_the_network
from portal.models import User


@dataclass(frozen=True)
class Editor:
    """Somebody with a role, and the organisations that are theirs on the day."""

    user: User
    day: date
    organisation_ids: frozenset[int]
    keeps_the_network: bool

    @classmethod
    def of(cls, user: User, day: date) -> "Editor":
        """The user as an editor on the day; a supervisor has no organisation."""
        return cls(user, day, editable_organisations(user, day), keeps_the_network(user))

    def organisations(self) -> QuerySet[Organisation]:
        """The own organisations."""
        return Organisation.objects.filter(pk__in=self.organisation_ids)

    def services(self) -> QuerySet[Service]:
        """Their contacts. One that is closed for good is the coordinator's."""
        services = Service.objects.shown().filter(organisation_id__in=self.organisation_ids)
        return services.select_related("organisation", "function")

    def people(self) -> QuerySet[Person]:
        """Their people."""
        people: QuerySet[Person] = Person.objects.filter(organisation_id__in=self.organisation_ids)
        return people.select_related("organisation")

    def members(self) -> QuerySet[Membership]:
        """The members who work there."""
        return Membership.objects.approved().filter(organisation_id__in=self.organisation_ids).select_related("user")

    def applicants(self) -> QuerySet[Membership]:
        """Those who asked to join and say that they work there, decided or not.

        The coordinators meet all of them, also those whose workplace is not on the list.
        """
        asked = Membership.objects.exclude(applied_at=None).select_related("user", "profession", "organisation")
        return asked if self.keeps_the_network else asked.filter(organisation_id__in=self.organisation_ids)

    def waiting(self) -> QuerySet[Membership]:
        """Those of them who wait for an answer, the oldest first."""
        return self.applicants().filter(state=Membership.State.PENDING).order_by("applied_at", "pk")
