"""What happens in a supervision group: each verb locks the group, writes, logs, and posts its mails."""

from supervision.actions.filling import fill
from supervision.actions.joining import accept, add_member, decline, position_of, positions_in, request_seat
from supervision.actions.leaving import leave, remove
from supervision.actions.meeting import (
    Meeting,
    answer,
    cancel_session,
    change_session,
    clashes,
    enrolled_on,
    mark_attendance,
    minutes_text,
    plan_sessions,
    unmark_attendance,
)
from supervision.actions.refusals import NotAMember, NotNow, NotOpen, RefusedError
from supervision.actions.running import change_group, correct_seat, group_of

__all__ = [
    "Meeting",
    "NotAMember",
    "NotNow",
    "NotOpen",
    "RefusedError",
    "accept",
    "add_member",
    "answer",
    "cancel_session",
    "change_group",
    "change_session",
    "clashes",
    "correct_seat",
    "decline",
    "enrolled_on",
    "fill",
    "group_of",
    "leave",
    "mark_attendance",
    "minutes_text",
    "plan_sessions",
    "position_of",
    "positions_in",
    "remove",
    "request_seat",
    "unmark_attendance",
]
