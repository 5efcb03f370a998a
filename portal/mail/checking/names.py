"""Asking the DNS, with a resolver that a test can bring along."""

from typing import Any

import dns.exception
import dns.resolver
import dns.reversename


class UnansweredError(Exception):
    """The DNS does not answer: no network, or a name server that is down."""


class Names:
    """The questions that mail asks. What does not exist is an empty list.

    Each raises:
        UnansweredError: nobody answered.
    """

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver

    def texts(self, name: str) -> list[str]:
        """The TXT records, each put together from its pieces."""
        return [b"".join(record.strings).decode(errors="replace") for record in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """The IP addresses, of both kinds."""
        return [record.address for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def servers(self, name: str) -> list[str]:
        """The mail servers (MX), the preferred one first; [""] is a domain that wants no mail (RFC 7505)."""
        records = sorted(self._ask(name, "MX"), key=lambda record: record.preference)
        return [record.exchange.to_text(omit_final_dot=True).strip(".") for record in records]

    def names_of(self, address: str) -> list[str]:
        """What an IP address is called (PTR)."""
        name = dns.reversename.from_address(address).to_text()
        return [record.target.to_text(omit_final_dot=True) for record in self._ask(name, "PTR")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            if self._resolver is None:
                self._resolver = dns.resolver.Resolver()
                self._resolver.lifetime = 6.0
            return list(self._resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise UnansweredError(type(error).__name__) from error
