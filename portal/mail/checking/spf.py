"""Whether a domain's SPF record lets an address send for it (RFC 7208)."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from portal.mail.checking.names import Names

_MOST_LOOKUPS = 10  # RFC 7208 4.6.4
_ANSWERS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class BrokenError(Exception):
    """The record is none that a receiver can follow. Its message is the reason in a word."""


def records(names: Names, domain: str) -> list[str]:
    """The SPF records of a domain. There should be one."""
    return [text for text in names.texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


@dataclass
class Evaluation:
    """One question: may `address` send for a domain?"""

    names: Names
    address: IPv4Address | IPv6Address
    lookups: int = field(default=0)

    def answer(self, domain: str) -> str:
        """`pass`, `fail`, `softfail`, `neutral` or `none`.

        Raises:
            BrokenError: two records, more than ten look-ups, or a mistake.
            UnansweredError: the DNS does not answer.
        """
        found = records(self.names, domain)
        if len(found) > 1:
            raise BrokenError("two")
        if not found:
            return "none"
        redirect = ""
        for term in found[0].split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
            elif "=" not in term and self._matches(term.lstrip("+-~?").lower(), domain):
                return _ANSWERS.get(term[0], "pass")
        if redirect:
            self._count()
            return self.answer(redirect)
        return "neutral"

    def _matches(self, mechanism: str, domain: str) -> bool:
        name, _colon, value = mechanism.partition(":")
        name, _slash, prefix = name.partition("/") if not value else (name, "", "")
        match name:
            case "all":
                return True
            case "ip4" | "ip6":
                return self._is_in(value)
            case "a" | "mx" | "include":
                self._count()
                host, _slash, host_prefix = value.partition("/")
                return self._is_of(name, host or domain, (host_prefix or prefix).partition("/")[0])
            case "exists" | "ptr":
                self._count()
                return False  # neither says anything about a fixed sender
        raise BrokenError(mechanism)

    def _is_of(self, name: str, host: str, prefix: str) -> bool:
        if name == "include":
            answer = self.answer(host)
            if answer == "none":
                raise BrokenError(f"include:{host}")
            return answer == "pass"
        hosts = self.names.servers(host) if name == "mx" else [host]
        found = [address for each in hosts if each for address in self.names.addresses(each)]
        return any(self._is_in(f"{address}/{prefix}" if prefix else address) for address in found)

    def _is_in(self, network: str) -> bool:
        try:
            return self.address in ip_network(network, strict=False)
        except ValueError as error:
            raise BrokenError(network) from error

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > _MOST_LOOKUPS:
            raise BrokenError("lookups")


def may_send(names: Names, domain: str, address: str) -> str:
    """The answer to one question, as `Evaluation.answer`."""
    return Evaluation(names, ip_address(address)).answer(domain)
