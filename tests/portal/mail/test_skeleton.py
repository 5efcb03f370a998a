"""The message that is built once: whatever is written in it, other people's programs read it without a complaint."""

import email
import email.policy
import email.utils
import json
import os
import re
import subprocess
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.skeleton import SLOT, Skeleton, is_plain

TOKEN = "7k2m9q4x8c1v5b3n6z0a"
URL = "https://portal.example/nyhedsbreve/afmeld/{}/"
LISTED = {
    "List-Id": "<nyhedsbreve.portal.example>",
    "List-Unsubscribe": f"<{URL}>, <mailto:retur+afmeld-{{}}@portal.example>".replace("{}", SLOT.format("token")),
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Precedence": "bulk",
}
# Text as people paste it, and what means something in a mail: dots at line starts, long lines, slots, odd line ends.
PIECES = st.one_of(
    st.text(),
    st.sampled_from(
        ["\n", "\r", "\r\n", "\n.", ".\r\n", "\n..", "=\n", " \n", "\t", "æøå…", "😀", "From ", "--", "x" * 990, "\n\n"]
    ),
    st.just(SLOT.format("token")),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
SUBJECTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=250)
# Perl's reader, in the words that Python's has: what the headers say and what is in the parts.
PERL = """
use Email::MIME; use JSON::PP; local $/; my $mail = Email::MIME->new(<STDIN>);
my %found = (subject => $mail->header_str("Subject"), ids => scalar(my @ids = $mail->header_raw("Message-ID")));
$found{$_} = $mail->header_raw($_) for ("To", "Date", "List-Unsubscribe");
$found{parts} = [map { [$_->content_type, $_->body_str] } $mail->subparts];
print JSON::PP->new->ascii->encode(\\%found);
"""
MISSING = "no Email::MIME for Perl here (Debian: libemail-mime-perl)"


def filled(subject: str, text: str, html: str) -> bytes:
    skeleton = Skeleton(subject=subject, sender="Bro <bro@portal.example>", text=text, html=html, headers=LISTED)
    date = email.utils.format_datetime(datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    return skeleton.fill(to="mette@alpha.example", token=TOKEN, message_id="<d1.x@portal.example>", date=date)


def expected(text: str) -> str:
    """What the reader sees: line ends are line ends, and the token stands in the slots."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(SLOT.format("token"), TOKEN)


def seen(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def assert_is_well_formed(raw: bytes) -> None:
    """RFC 5322 and RFC 2045: seven bits, CRLF and nothing else, no line too long."""
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    head, _blank, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert [head.count(b"\r\n%s: " % name) for name in (b"Date", b"To", b"From", b"Subject", b"MIME-Version")] == [
        1
    ] * 5
    assert (b"\r\n" + head).count(b"\r\nMessage-ID: ") == 1
    assert re.findall(rb"\r\nList-[^\r]*=\?", head) == []


@given(SUBJECTS, TEXTS, TEXTS)
def test_whatever_is_written_python_reads_it_without_a_defect(subject: str, text: str, html: str) -> None:
    raw = filled(subject, text, html)

    assert_is_well_formed(raw)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    plain, rich = message.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(rich, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert [defect for value in message.values() for defect in value.defects] == []
    assert (seen(plain), seen(rich)) == (expected(text), expected(html))
    assert " ".join(message["Subject"].split()) == " ".join(subject.split())


@pytest.fixture(scope="module")
def perl() -> list[str]:
    """A reader that is not Python's. In CI it must be there."""
    found = subprocess.run(["perl", "-MEmail::MIME", "-MJSON::PP", "-e", "1"], capture_output=True, check=False)
    if found.returncode and not os.environ.get("CI"):
        pytest.skip(MISSING)
    assert found.returncode == 0, MISSING
    return ["perl", "-e", PERL]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Nyt fra netværket", "Kære læser\n\nFærøerne, Århus og Ø.\n"),
        ("Æ" * 200, f".\n..\n.prik\nAfmeld: {URL.format(SLOT.format('token'))}\n"),
        ("Kort", f"{SLOT.format('token')}\n{SLOT.format('token')}" + "lang " * 400),
        ("😀 Æ" * 30, "blank \r\n=20\rtab\t\nslut uden linjeskift"),
        ("Uden tekst", ""),
    ],
)
def test_another_programs_reader_finds_the_same(subject: str, text: str, perl: list[str]) -> None:
    done = subprocess.run(perl, input=filled(subject, text, f"<p>{text}</p>"), capture_output=True, check=True)

    assert done.stderr == b""
    found = json.loads(done.stdout)
    bodies = [(kind, body.replace("\r\n", "\n")) for kind, body in found.pop("parts")]
    assert bodies == [
        ('text/plain; charset="utf-8"', expected(text)),
        ('text/html; charset="utf-8"', expected(f"<p>{text}</p>")),
    ]
    assert found == {
        "subject": subject,
        "ids": 1,
        "To": "mette@alpha.example",
        "Date": "Tue, 24 Nov 2026 09:30:00 +0000",
        "List-Unsubscribe": LISTED["List-Unsubscribe"].replace(SLOT.format("token"), TOKEN),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("List-Id", "to\r\nlinjer"), ("List-Id", "æ"), ("List-Id", ""), ("List Id", "x"), ("List-Id", "x" * 990)],
)
def test_a_header_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="List"):
        Skeleton(subject="x", sender="x@y.example", text="", html="", headers={name: value})


@pytest.mark.parametrize(
    "personal",
    [
        {"to": "to@b.example\r\nBcc: c@d.example"},
        {"to": "a@b.example, c@d.example"},
        {"token": "x\r\n"},
        {"token": "A-b"},
        {"message_id": "<1@b>\r\nBcc: c@d.example"},
    ],
)
def test_nothing_personal_brings_a_line_of_its_own(personal: dict[str, str]) -> None:
    skeleton = Skeleton(subject="x", sender="x@y.example", text="", html="", headers={})

    with pytest.raises(ValueError, match="not an address"):
        skeleton.fill(**{"to": "a@b.example", "token": TOKEN, "message_id": "<1@b>", "date": "now"} | personal)


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("mette.o'hara+x@alpha.example", True),
        ('"mette holm"@alpha.example', False),
        ("mette@ærø.example", False),
        ("mette@alpha.example\n", False),
        ("<mette@alpha.example>", False),
    ],
)
def test_only_plain_addresses_go_in_as_they_are(address: str, plain: bool) -> None:
    assert is_plain(address) is plain
