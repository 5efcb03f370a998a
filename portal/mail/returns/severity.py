"""How serious a server's answer is: the few codes that mean "there is no such mailbox", and the many that do not.

One such answer is enough. It comes from the server that owns the mailbox, and to go on writing to mailboxes that do not
exist is what makes servers refuse a sender altogether. A mistake costs little: only mail for many stops, the
coordinator is told the same day and lets the address go again. Whatever is less certain is counted, and after three
mails a person looks at it.
"""

import re

from portal.mail.models import MailReturn

Kind = MailReturn.Kind

# Enhanced status codes (RFC 3463; the registry is RFC 5248's) that say of the very address that it is dead.
_HARD = {
    "5.1.1",  # bad destination mailbox address: RFC 3463 3.2
    "5.1.3",  # bad destination mailbox address syntax: RFC 3463 3.2
    "5.1.6",  # destination mailbox has moved, no forwarding address: RFC 3463 3.2
    "5.1.10",  # recipient address has null MX: RFC 7505 4.2; and Exchange Online's "RecipientNotFound"
    "5.2.1",  # mailbox disabled, not accepting messages: RFC 3463 3.3
}
# Not among them, with intent:
# 5.1.2 bad destination system (RFC 3463 3.2): a slip in a domain's DNS would bury a whole municipality.
# 5.2.2 mailbox full (RFC 3463 3.3): somebody is on leave. 5.2.3, 5.3.4: this message was too large.
# 5.4.x routing (RFC 3463 3.5), 5.7.x policy and security (3.8): about our servers, not about the reader.
# 5.0.0 "other" (3.1): many servers write it for everything.

# What servers say in words where the code says less. Each pattern names the mailbox, never a domain or a policy.
_HARD_WORDS = re.compile(
    r"\b(?:no such (?:user|mailbox|recipient|account)|unknown (?:user|recipient|mailbox)"
    r"|(?:user|recipient|mailbox|account) (?:is )?(?:unknown|not found|does not exist|doesn't exist)"
    # Exchange Online turns an address away at the edge that its directory does not know (5.4.1, "DBEB").
    r"|recipient address rejected: access denied"
    r")\b"
    # Cisco Secure Email, when the directory does not know the recipient.
    r"|#5\.1\.0 address rejected\b",
    re.IGNORECASE,
)
_VAGUE = {"", "5.0.0", "5.1.0", "5.4.1", "5.5.0"}  # for these the words decide
# Gmail writes 5.2.1 as well when a mailbox gets too much at once.
_BUSY = re.compile(
    r"\breceiving mail (?:at a rate|too quickly)|\bover ?quota\b|\bmailbox (?:is )?full\b", re.IGNORECASE
)
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"^\s*([245])\d\d(?!\d)")


def code_in(text: str) -> str:
    """The first enhanced status code of a text, such as a server's answer: "550 5.1.1 No such user" -> "5.1.1"."""
    found = _CODE.search(text)
    return ".".join(str(int(part)) for part in found.groups()) if found else ""


def severity(code: str, words: str = "") -> MailReturn.Kind | None:
    """What an enhanced status code means for the address; None when it is none of a failure (2.x.x).

    `words` are the server's, and decide only where the code says little.
    """
    code = code_in(code)
    if code.startswith("2."):
        return None
    if _BUSY.search(words) or code.startswith("4."):
        return Kind.SOFT
    if code in _HARD:
        return Kind.HARD
    return Kind.HARD if code in _VAGUE and _HARD_WORDS.search(words) else Kind.SOFT


def severity_of_reply(reply: str) -> MailReturn.Kind | None:
    """What a server's answer to us means for the address: "550 5.1.1 No such user". None when it is no refusal."""
    basic = _REPLY.match(reply)
    if basic is None or basic[1] == "2":
        return None
    return Kind.SOFT if basic[1] == "4" else severity(code_in(reply), reply)
