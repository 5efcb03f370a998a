"""The directory's tables, in HSDS words. `places` knows where, `services` knows whom to call, `texts` what to say."""

from directory.contacts.models.places import Alias, Organisation, OrganisationParent, Participation, PostalCode
from directory.contacts.models.services import (
    Channel,
    FallbackStep,
    Function,
    HoursException,
    Person,
    Service,
    ServicePerson,
    Subject,
)
from directory.contacts.models.texts import StandardText, UrgentNumber

__all__ = [
    "Alias",
    "Channel",
    "FallbackStep",
    "Function",
    "HoursException",
    "Organisation",
    "OrganisationParent",
    "Participation",
    "Person",
    "PostalCode",
    "Service",
    "ServicePerson",
    "StandardText",
    "Subject",
    "UrgentNumber",
]
