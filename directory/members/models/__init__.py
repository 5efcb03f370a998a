"""The members' tables."""

from directory.members.models.membership import Departure, MailDomain, Membership, Profession
from directory.members.models.roles import RoleGrant

__all__ = ["Departure", "MailDomain", "Membership", "Profession", "RoleGrant"]
