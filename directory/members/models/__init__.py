"""The members' tables."""

from directory.members.models.lists import ImportedChange, MemberExport, MemberImport
from directory.members.models.membership import Departure, MailDomain, Membership, Profession
from directory.members.models.roles import RoleGrant

__all__ = [
    "Departure",
    "ImportedChange",
    "MailDomain",
    "MemberExport",
    "MemberImport",
    "Membership",
    "Profession",
    "RoleGrant",
]
