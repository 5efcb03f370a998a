"""The tables of the directory: `places` where, `services` whom to call, `reaching` how, `texts` what to say."""

from directory.contacts.models.places import Alias, Organisation, OrganisationParent, Participation, PostalCode
from directory.contacts.models.reaching import Channel, FallbackStep, HoursException
from directory.contacts.models.services import (
    Function,
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
