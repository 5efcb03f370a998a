"""What stands in the DNS about our mail: SPF, DKIM, DMARC, the sender's name, and where returned mail goes."""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.addresses import domain_of
from portal.mail.checking import spf
from portal.mail.checking.findings import Finding, fine, look, missing
from portal.mail.checking.names import Names, UnansweredError

_SHORT_KEY = 270  # bytes of an RSA key in DER form: 1024 bits are 162, 2048 are 294
_ED25519 = 32


@dataclass(frozen=True)
class Sender:
    """Who sends: the address in the From line, the envelope's, the IP addresses it leaves from, the DKIM selectors."""

    sender: str
    envelope: str
    addresses: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """What readers see, and what DKIM and DMARC are about."""
        return domain_of(self.sender)

    @property
    def envelope_domain(self) -> str:
        """What SPF is about."""
        return domain_of(self.envelope)


def check_records(sender: Sender, names: Names) -> list[Finding]:
    """Everything the DNS can tell. Never raises: a DNS that does not answer is a finding."""
    checks: list[tuple[str, Callable[[Sender, Names], Iterable[Finding]]]] = [
        ("SPF", _spf),
        ("DKIM", _dkim),
        ("DMARC", _dmarc),
        ("PTR", _ptr),
        ("MX", _mx),
    ]
    found: list[Finding] = []
    for about, check in checks:
        try:
            found += check(sender, names)
        except UnansweredError:
            found.append(look(about, _("The DNS does not answer. Is there a network?")))
    return found


def _spf(sender: Sender, names: Names) -> Iterator[Finding]:
    domain = sender.envelope_domain
    found = spf.records(names, domain)
    if not found:
        advice = _('Ask for a TXT record at %(domain)s: "v=spf1 ip4:<the mail server\'s address> -all".')
        yield missing(
            "SPF", _("%(domain)s says nothing about who may send.") % {"domain": domain}, advice % {"domain": domain}
        )
        return
    if len(found) > 1:
        yield missing("SPF", _("There are two records, so none counts."), _("Ask for them to be put into one."))
        return
    if found[0].lower().split()[-1] in ("+all", "all"):
        yield look("SPF", _("Everybody may send."), _("Ask for -all or ~all at the end."))
        return
    if not sender.addresses:
        words = _(
            "%(domain)s has a record. Name the address that the mail leaves from with --ip to see whether it fits."
        )
        yield look("SPF", words % {"domain": domain})
    for address in sender.addresses:
        yield _spf_of(domain, address, names)


def _spf_of(domain: str, address: str, names: Names) -> Finding:
    named = {"domain": domain, "address": address}
    try:
        answer = spf.may_send(names, domain, address)
    except spf.BrokenError as error:
        words = _("The record of %(domain)s is broken (%(why)s).") % {"domain": domain, "why": error}
        return missing("SPF", words, _("Show the mail's owner this line: receivers ignore a broken record."))
    if answer == "pass":
        return fine("SPF", _("%(address)s may send for %(domain)s.") % named)
    words = _("%(address)s may not send for %(domain)s.") % named
    return missing("SPF", words, _("Ask for %(address)s to be added to the SPF record of %(domain)s.") % named)


def _dkim(sender: Sender, names: Names) -> Iterator[Finding]:
    if not sender.selectors:
        yield look(
            "DKIM",
            _("Name the selector with --selector to see the key."),
            _("Ask whether the mail server signs with DKIM for %(domain)s, and with which selector.")
            % {"domain": sender.domain},
        )
    for selector in sender.selectors:
        yield _dkim_of(f"{selector}._domainkey.{sender.domain}", names)


def _dkim_of(name: str, names: Names) -> Finding:
    """RFC 6376 3.6.1: a key as `p=`; empty, it has been taken back."""
    tags = next((tags for text in names.texts(name) if "p" in (tags := tags_of(text))), None)
    if tags is None:
        advice = _("Ask for the key as a TXT record there, or for the right selector.")
        return missing("DKIM", _("There is no key at %(name)s.") % {"name": name}, advice)
    try:
        key = base64.b64decode("".join(tags["p"].split()), validate=True)
    except (binascii.Error, ValueError):
        return missing(
            "DKIM", _("The key at %(name)s is damaged.") % {"name": name}, _("Ask for it to be put in anew.")
        )
    if not key:
        return missing("DKIM", _("The key at %(name)s has been taken back.") % {"name": name}, _("Ask for a new one."))
    if len(key) < _SHORT_KEY and len(key) != _ED25519:
        return look("DKIM", _("The key at %(name)s is short.") % {"name": name}, _("Ask for one of 2048 bits."))
    return fine("DKIM", _("There is a key at %(name)s.") % {"name": name})


def _dmarc(sender: Sender, names: Names) -> Iterator[Finding]:
    domain, tags = _dmarc_record(sender.domain, names)
    if not _is_aligned(sender.domain, sender.envelope_domain):
        words = _("The envelope is %(envelope)s and the From line %(domain)s, so SPF does not count for DMARC.")
        named = {"envelope": sender.envelope_domain, "domain": sender.domain}
        yield look(
            "DMARC", words % named, _("Use one domain for both (MAIL_FROM, MAIL_RETURN_PATH), or be sure of DKIM.")
        )
    if tags is None:
        advice = _('Ask for a TXT record at _dmarc.%(domain)s: "v=DMARC1; p=none; rua=mailto:<who reads the reports>".')
        words = _("%(domain)s has no record. Gmail and Microsoft refuse newsletters without one.")
        yield missing("DMARC", words % {"domain": sender.domain}, advice % {"domain": sender.domain})
    elif tags.get("p", "").lower() in ("quarantine", "reject"):
        yield fine("DMARC", _("%(domain)s asks for p=%(policy)s.") % {"domain": domain, "policy": tags["p"]})
    else:
        words = _("%(domain)s has a record that asks for nothing (p=none). That is enough to begin with.")
        yield fine("DMARC", words % {"domain": domain})


def _dmarc_record(domain: str, names: Names) -> tuple[str, dict[str, str] | None]:
    """The record of a domain, or of the one above it that has one (RFC 7489 6.6.3)."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = ".".join(labels[start:])
        for text in names.texts(f"_dmarc.{name}"):
            tags = tags_of(text)
            if tags.get("v", "").upper() == "DMARC1":
                return name, tags
    return domain, None


def _is_aligned(one: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489 3.1.1): the same organisation's, which for a .dk is the last two labels."""
    return one.split(".")[-2:] == other.split(".")[-2:]


def _ptr(sender: Sender, names: Names) -> Iterator[Finding]:
    if not sender.addresses:
        yield look("PTR", _("Name the address that the mail leaves from with --ip to see what it is called."))
    for address in sender.addresses:
        called = names.names_of(address)
        if any(address in names.addresses(name) for name in called):
            yield fine(
                "PTR",
                _("%(address)s is called %(name)s, and that is its address.") % {"address": address, "name": called[0]},
            )
            continue
        words = _("%(name)s is not the name of %(address)s.") if called else _("%(address)s has no name.")
        advice = _("Ask whoever owns the address for a PTR record, and for a name that leads back to it.")
        yield missing("PTR", words % {"address": address, "name": ", ".join(called)}, advice)


def _mx(sender: Sender, names: Names) -> Iterator[Finding]:
    domain = sender.envelope_domain
    servers = names.servers(domain)
    if servers and servers != [""]:
        yield fine(
            "MX", _("Returned mail to %(domain)s goes to %(server)s.") % {"domain": domain, "server": servers[0]}
        )
    elif not servers and names.addresses(domain):
        yield look("MX", _("%(domain)s has no MX, only an address.") % {"domain": domain}, _("Ask for an MX record."))
    else:
        words = _("Nobody takes mail for %(domain)s, so nothing comes back.") % {"domain": domain}
        yield missing("MX", words, _("Ask for an MX record, or put an address that takes mail into MAIL_RETURN_PATH."))


def tags_of(text: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record: "v=DMARC1; p=none" -> {"v": "DMARC1", "p": "none"}."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}
