"""Supervision groups: the page that people write, and beside it who is in the group, when it meets and who was there.

There is no field for what was said at a session, and there must never be one: it would be about somebody's child.
"""

from supervision.models.groups import Allocation, Group, GroupSupervisor
from supervision.models.pages import SupervisionGroupIndexPage, SupervisionGroupPage
from supervision.models.rules import SupervisionRules
from supervision.models.seats import Seat
from supervision.models.sessions import Session, SessionAnswer, SessionAttendance

__all__ = [
    "Allocation",
    "Group",
    "GroupSupervisor",
    "Seat",
    "Session",
    "SessionAnswer",
    "SessionAttendance",
    "SupervisionGroupIndexPage",
    "SupervisionGroupPage",
    "SupervisionRules",
]
