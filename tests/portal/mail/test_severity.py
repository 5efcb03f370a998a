"""Which answers of a server mean that a mailbox is dead, and which ones do not."""

import pytest

from portal.mail.returns.severity import code_in, severity, severity_of_reply


@pytest.mark.parametrize("code", ["5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.01.001"])
def test_a_server_that_knows_no_such_mailbox_means_it(code: str) -> None:
    assert severity(code) == "hard"


@pytest.mark.parametrize(
    ("code", "about"),
    [
        ("4.2.2", "mailbox full"),
        ("5.2.2", "mailbox full"),
        ("5.2.3", "message too large"),
        ("5.3.4", "message too large"),
        ("5.1.2", "a domain's slip"),
        ("5.4.4", "routing"),
        ("5.4.7", "five days in the queue"),
        ("5.7.1", "policy"),
        ("5.7.26", "DMARC"),
        ("4.1.1", "try again"),
        ("5.0.0", "anything"),
        ("", "nothing at all"),
        ("9.9.9", "no code"),
    ],
)
def test_what_is_not_about_the_reader_buries_nobody(code: str, about: str) -> None:
    assert severity(code, about) == "soft"


def test_a_delivery_is_no_failure() -> None:
    assert severity("2.1.5") is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("5.0.0", "550 User unknown"),
        ("", "550 no such user here"),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)"),
        ("5.1.0", "550-'#5.1.0 Address rejected.'"),
    ],
)
def test_words_speak_where_the_code_says_little(code: str, words: str) -> None:
    assert severity(code, words) == "hard"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("5.7.1", "550 5.7.1 User unknown or not allowed"),
        ("5.2.1", "550-5.2.1 The user you are trying to contact is receiving mail at a rate that"),
        ("5.1.1", "552 5.1.1 Mailbox full"),
        ("5.4.1", "550 5.4.1 Relay access denied"),
    ],
)
def test_words_that_speak_against_it_save_the_address(code: str, words: str) -> None:
    assert severity(code, words) == "soft"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("550 5.1.1 <mette@alpha.example> No such user", "hard"),
        ("550-5.1.1 No such account\n550 5.1.1 here", "hard"),
        ("550 unknown user", "hard"),
        ("550 no thanks", "soft"),
        ("552 5.2.2 Over quota", "soft"),
        ("554 5.7.1 Blocked by policy", "soft"),
        ("451 4.7.1 Greylisted", "soft"),
        ("250 2.1.5 OK", None),
        ("UnicodeEncodeError", None),
        ("", None),
        ("5500 5.1.1", None),
    ],
)
def test_an_answer_in_a_conversation_is_read_the_same_way(reply: str, expected: str | None) -> None:
    assert severity_of_reply(reply) == expected


@pytest.mark.parametrize("text", ["192.5.1.1", "5.1.1.9", "version 15.1.1", "5.1", "6.1.1"])
def test_a_number_that_only_looks_like_it_is_no_code(text: str) -> None:
    assert code_in(text) == ""
