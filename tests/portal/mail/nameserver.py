"""A name server of the tests' own: answers over UDP what it was told, and nothing else."""

import socketserver
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset


class NameServer:
    """A running server. `say("alpha.example", "TXT", '"v=spf1 -all"')` adds to its answers."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[str]] = {}
        self._server = _Listener(self)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def say(self, name: str, kind: str, *records: str) -> None:
        self.answers.setdefault((f"{name}.", kind), []).extend(records)

    def resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], self.port, 5.0
        return resolver

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Listener(socketserver.UDPServer):
    def __init__(self, names: NameServer) -> None:
        self.names = names
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(socketserver.BaseRequestHandler):
    server: _Listener

    def handle(self) -> None:
        data, socket = self.request
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        asked = question.question[0]
        name, kind = asked.name.to_text().lower(), dns.rdatatype.to_text(asked.rdtype)
        if found := self.server.names.answers.get((name, kind)):
            answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, found))
        elif name not in {known for known, _kind in self.server.names.answers}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)
