"""The post office's tables: each message to each address, messages for many, what came back, and pauses."""

from portal.mail.models.deliveries import LEASE, ON_THE_WAY, SUBJECT_LENGTH, Delivery, new_token
from portal.mail.models.mailings import Mailing
from portal.mail.models.pauses import Pause
from portal.mail.models.returns import MailReturn, Suppression

__all__ = [
    "LEASE",
    "ON_THE_WAY",
    "SUBJECT_LENGTH",
    "Delivery",
    "MailReturn",
    "Mailing",
    "Pause",
    "Suppression",
    "new_token",
]
