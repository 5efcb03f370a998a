"""What `manage.py mailcheck` sees: a real name server and a real mail server, each as good as a test makes it."""

from base64 import b64encode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.mail.checking import spf
from portal.mail.checking.doors import check_mailer, check_returned
from portal.mail.checking.names import Names
from portal.mail.checking.records import Sender, check_records
from portal.mail.models import Delivery
from tests.portal.mail.conftest import Start
from tests.portal.mail.nameserver import NameServer
from tests.portal.mail.ports import free_port

HOST = "portal.example"
IP = "192.0.2.25"
KEY = b64encode(b"k" * 294).decode()


@pytest.fixture
def world() -> Iterator[NameServer]:
    """A world in which everything is right."""
    server = NameServer()
    server.say(HOST, "TXT", '"v=spf1 include:_spf.relay.example -all"', '"another=1"')
    server.say("_spf.relay.example", "TXT", f'"v=spf1 ip4:{IP}/32 ~all"')
    server.say(f"s1._domainkey.{HOST}", "TXT", f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"')
    server.say(f"_dmarc.{HOST}", "TXT", '"v=DMARC1; p=quarantine; rua=mailto:dmarc@portal.example"')
    server.say(HOST, "MX", f"10 mx.{HOST}.")
    server.say("25.2.0.192.in-addr.arpa", "PTR", f"mail.{HOST}.")
    server.say(f"mail.{HOST}", "A", IP)
    yield server
    server.stop()


def states(world: NameServer, **changes: object) -> dict[str, str]:
    """How each thing stands for a sender at portal.example."""
    fields: dict[str, object] = {"sender": f"portal@{HOST}", "envelope": f"retur@{HOST}"}
    fields |= {"addresses": (IP,), "selectors": ("s1",)} | changes
    found = check_records(Sender(**fields), Names(world.resolver()))  # type: ignore[arg-type]
    return {finding.about: str(finding.state) for finding in found}


def test_all_is_well(world: NameServer) -> None:
    assert set(states(world).values()) == {"fine"}
    assert list(states(world)) == ["SPF", "DKIM", "DMARC", "PTR", "MX"]


def test_what_cannot_be_known_from_here_is_asked_for(world: NameServer) -> None:
    found = states(world, addresses=(), selectors=())

    assert (found["SPF"], found["DKIM"], found["PTR"]) == ("look", "look", "look")


@pytest.mark.parametrize(
    "record",
    [
        None,
        "v=spf1 ip4:198.51.100.1 -all",
        "v=spf1 ip4:not-an-address -all",
        "v=spf1 include:nobody.example -all",
        f"v=spf1 include:{HOST} -all",
        "v=spf1 frobnicate -all",
        "v=spf1",
        "v=spf10 +all",
    ],
)
def test_a_record_that_does_not_let_us_send_is_missing(world: NameServer, record: str | None) -> None:
    world.answers[f"{HOST}.", "TXT"] = [f'"{record}"'] if record else []

    assert states(world)["SPF"] == "missing"


def test_two_records_are_none(world: NameServer) -> None:
    world.say(HOST, "TXT", f'"v=spf1 ip4:{IP} -all"')

    assert states(world)["SPF"] == "missing"


def test_a_record_that_lets_everybody_send_is_looked_at(world: NameServer) -> None:
    world.answers[f"{HOST}.", "TXT"] = ['"v=spf1 +all"']

    assert states(world)["SPF"] == "look"


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        ("v=spf1 a:mail.portal.example -all", "pass"),
        ("v=spf1 a:mail.portal.example/24 -all", "pass"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 MX -all", "pass"),
        (f"v=spf1 -ip4:{IP} +all", "fail"),
        ("v=spf1 redirect=_spf.relay.example", "pass"),
        ("v=spf1 ip6:2001:db8::/32 ?all", "neutral"),
        ("v=spf1 exists:%{i}.x.example ~all", "softfail"),
    ],
)
def test_spf_is_read_as_receivers_read_it(world: NameServer, record: str, answer: str) -> None:
    world.answers[f"{HOST}.", "TXT"] = [f'"{record}"']
    world.say(f"mx.{HOST}", "A", IP)

    assert spf.may_send(Names(world.resolver()), HOST, IP) == answer


def test_ten_lookups_are_the_most(world: NameServer) -> None:
    for number in range(11):
        world.say(f"s{number}.example", "TXT", f'"v=spf1 include:s{number + 1}.example -all"')

    with pytest.raises(spf.BrokenError, match="lookups"):
        spf.may_send(Names(world.resolver()), "s0.example", IP)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ("v=DKIM1; p=", "missing"),
        ("v=DKIM1; p=???", "missing"),
        ("hello", "missing"),
        (f"p={b64encode(b'k' * 162).decode()}", "look"),
        (f"v=DKIM1; k=ed25519; p={b64encode(b'k' * 32).decode()}", "fine"),
    ],
)
def test_a_dkim_key_must_be_whole_and_long_enough(world: NameServer, record: str, state: str) -> None:
    world.answers[f"s1._domainkey.{HOST}.", "TXT"] = [f'"{record}"']

    assert states(world)["DKIM"] == state


def test_without_dmarc_newsletters_are_refused(world: NameServer) -> None:
    del world.answers[f"_dmarc.{HOST}.", "TXT"]

    assert states(world)["DMARC"] == "missing"


def test_the_domain_above_speaks_for_the_one_below(world: NameServer) -> None:
    assert states(world, sender=f"portal@net.{HOST}")["DMARC"] == "fine"


def test_an_envelope_of_another_domain_is_looked_at(world: NameServer) -> None:
    found = check_records(Sender(f"portal@{HOST}", "x@relay.example"), Names(world.resolver()))

    assert [str(finding.state) for finding in found if finding.about == "DMARC"] == ["look", "fine"]


def test_a_name_that_does_not_lead_back_is_none(world: NameServer) -> None:
    world.answers[f"mail.{HOST}.", "A"] = ["192.0.2.99"]

    assert states(world)["PTR"] == "missing"


def test_a_domain_that_wants_no_mail_gets_nothing_back(world: NameServer) -> None:
    world.answers[f"{HOST}.", "MX"] = ["0 ."]

    assert states(world)["MX"] == "missing"


def test_without_a_network_each_line_says_so() -> None:
    silent = NameServer()
    silent.stop()
    resolver = silent.resolver()
    resolver.lifetime = 0.3

    found = check_records(Sender(f"a@{HOST}", f"a@{HOST}", (IP,), ("s1",)), Names(resolver))

    assert {str(finding.state) for finding in found} == {"look"}


def test_a_mail_server_on_this_machine_needs_no_encryption(start_mail_server: Start) -> None:
    start_mail_server()

    assert check_mailer("bulk").state == "fine"


def test_a_mail_server_that_does_not_answer_is_missing(settings: Settings) -> None:
    options = {"host": "127.0.0.1", "port": free_port()}
    settings.MAILERS = settings.MAILERS | {"bulk": {"BACKEND": "x", "OPTIONS": options}}

    assert check_mailer("bulk").state == "missing"


def test_a_mail_server_without_encryption_elsewhere_is_missing(start_mail_server: Start, settings: Settings) -> None:
    port = start_mail_server().port
    options = {"host": "127.0.0.2", "port": port}  # this machine too, by a name that is not its usual one
    settings.MAILERS = settings.MAILERS | {"bulk": {"BACKEND": "x", "OPTIONS": options}}

    assert check_mailer("bulk").state == "missing"


@pytest.mark.parametrize(
    ("path", "mailbox", "state"),
    [
        ("", "", "look"),
        ("r@p.example", "", "look"),
        ("r@p.example", "/no/such", "missing"),
        ("r@p.example", "{}", "fine"),
    ],
)
def test_the_returned_mailbox_is_opened(
    path: str, mailbox: str, state: str, settings: Settings, tmp_path: Path
) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    settings.MAIL_RETURN_PATH, settings.BOUNCES_MAILBOX = path, mailbox.format(tmp_path)

    assert check_returned().state == state


@pytest.mark.django_db
def test_the_command_says_a_line_for_each_and_ends_with_one(world: NameServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.SITE_URL = f"portal@{HOST}", f"http://127.0.0.1:{free_port()}"
    settings.MAILERS = settings.MAILERS | {"bulk": {"BACKEND": "x", "OPTIONS": {"host": "127.0.0.1", "port": 9}}}
    out = StringIO()

    with pytest.raises(CommandError):
        call_command(
            "mailcheck", ip=[IP], selector=["s1"], dns=f"127.0.0.1:{world.port}", to="mette@alpha.example", stdout=out
        )

    lines = [line for line in out.getvalue().splitlines() if line.startswith("[")]
    assert [line.split("] ")[1].split(":")[0] for line in lines[:5]] == ["SPF", "DKIM", "DMARC", "PTR", "MX"]
    assert len(lines) == 8
    assert list(Delivery.objects.values_list("email", "purpose")) == [("mette@alpha.example", "mailcheck")]


@pytest.mark.parametrize("options", [{"ip": ["x"]}, {"to": "mette"}])
@pytest.mark.django_db
def test_a_wrong_option_is_named(world: NameServer, options: dict[str, object], settings: Settings) -> None:
    settings.SITE_URL = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(CommandError):
        call_command("mailcheck", dns=f"127.0.0.1:{world.port}", stdout=StringIO(), **options)
