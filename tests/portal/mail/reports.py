"""Returned mail as the servers of the world write it. All people, addresses and hosts are invented."""

from textwrap import dedent

RETURN_PATH = "retur@portal.example"


def verp(token: str) -> str:
    return f"retur+{token}@portal.example"


def _crlf(text: str) -> bytes:
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


def dsn(
    to: str,
    recipient: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    returned: str = "",
    message_id: str = "<1@mx.alpha.example>",
) -> bytes:
    """A report in the form of RFC 3464, with what a test wants in it."""
    return _crlf(f"""
From: MAILER-DAEMON@mx.alpha.example
To: {to}
Subject: Undelivered Mail
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.alpha.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--b
Content-Type: text/rfc822-headers

{returned or "Subject: Nyhedsbrev"}

--b--
""")


def postfix(token: str, recipient: str) -> bytes:
    """Postfix: auto-replied, three parts, the remote server's words folded."""
    return _crlf(f"""
Return-Path: <>
X-Original-To: {verp(token)}
Delivered-To: {verp(token)}
Received: by relay.portal.example (Postfix)
\tid 4cQ1; Tue, 24 Nov 2026 10:30:02 +0100 (CET)
Date: Tue, 24 Nov 2026 10:30:02 +0100 (CET)
From: MAILER-DAEMON@relay.portal.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {verp(token)}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4cQ0.1795512602/relay.portal.example"
Message-Id: <20261124093002.4cQ1@relay.portal.example>

This is a MIME-encapsulated message.

--4cQ0.1795512602/relay.portal.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.portal.example.

<{recipient}>: host mx.alpha.example[192.0.2.7] said: 550 5.1.1 <{recipient}>:
    Recipient address rejected: User unknown in virtual mailbox table (in reply
    to RCPT TO command)

--4cQ0.1795512602/relay.portal.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.portal.example
X-Postfix-Queue-ID: 4cQ0
X-Postfix-Sender: rfc822; {verp(token)}
Arrival-Date: Tue, 24 Nov 2026 10:30:01 +0100 (CET)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.alpha.example
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: Recipient address rejected:
    User unknown in virtual mailbox table

--4cQ0.1795512602/relay.portal.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{verp(token)}>
Message-ID: <d1.seat@localhost>
Subject: Nyhedsbrev

--4cQ0.1795512602/relay.portal.example--
""")


def exchange_online(token: str, recipient: str) -> bytes:
    """Exchange Online: HTML beside the text, 5.1.10, and the whole mail as message/rfc822."""
    return _crlf(f"""
From: <postmaster@alpha.onmicrosoft.example>
To: <{verp(token)}>
Date: Tue, 24 Nov 2026 09:30:03 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="03ab8f2d-6d2c-4a3e"
X-MS-Exchange-Message-Is-Ndr: true
Content-Language: da-DK
Message-ID: <03ab8f2d@DB9P192MB.example>
Subject: Kan ikke leveres: Nyhedsbrev
Auto-Submitted: auto-replied
MIME-Version: 1.0

--03ab8f2d-6d2c-4a3e
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="9fc1b6a0"

--9fc1b6a0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Levering mislykkedes for disse modtagere eller grupper:

{recipient}<mailto:{recipient}>
Den angivne mailadresse blev ikke fundet i alpha.example.
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

--9fc1b6a0
Content-Type: text/html; charset="utf-8"

<html><body><p>Levering mislykkedes</p></body></html>

--9fc1b6a0--

--03ab8f2d-6d2c-4a3e
Content-Type: message/delivery-status

Reporting-MTA: dns;DB9P192MB.example
Received-From-MTA: dns;relay.portal.example
Arrival-Date: Tue, 24 Nov 2026 09:30:02 +0000

Final-Recipient: rfc822;{recipient}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--03ab8f2d-6d2c-4a3e
Content-Type: message/rfc822

Message-ID: <d1.seat@localhost>
Subject: Nyhedsbrev
From: Livsmod <portal@portal.example>
To: {recipient}

Kære læser

--03ab8f2d-6d2c-4a3e--
""")


def gmail(token: str, recipient: str) -> bytes:
    """Gmail: multipart/related inside, the answer in several lines, each with its code."""
    return _crlf(f"""
Delivered-To: {verp(token)}
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: {verp(token)}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
Message-ID: <6743a1.050a0220.GMR@mx.google.example>
Date: Tue, 24 Nov 2026 01:30:04 -0800 (PST)
Content-Type: multipart/report; boundary="00000000000066f1"; report-type=delivery-status

--00000000000066f1
Content-Type: multipart/related; boundary="00000000000066f2"

--00000000000066f2
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to {recipient} because the address couldn't be found.

--00000000000066f2--

--00000000000066f1
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Tue, 24 Nov 2026 01:30:03 -0800 (PST)
X-Original-Message-ID: <d1.seat@localhost>

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces. gsmtp
Last-Attempt-Date: Tue, 24 Nov 2026 01:30:04 -0800 (PST)

--00000000000066f1
Content-Type: message/rfc822

Message-ID: <d1.seat@localhost>
Subject: Nyhedsbrev

Kære læser

--00000000000066f1--
""")


def proofpoint(token: str, recipient: str) -> bytes:
    """Proofpoint on a Sendmail: old-fashioned names, a local time that no standard knows."""
    return _crlf(f"""
From: Mail Delivery Subsystem <MAILER-DAEMON@mx0a-0012.pphosted.example>
To: <{verp(token)}>
Date: Tue, 24 Nov 2026 09:30:05 GMT
Message-ID: <202611240930.5AO9U5@mx0a-0012.pphosted.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="5AO9U5003711.1795512605/mx0a-0012"
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)

This is a MIME-encapsulated message

--5AO9U5003711.1795512605/mx0a-0012

The original message was received at Tue, 24 Nov 2026 09:30:04 GMT

   ----- The following addresses had permanent fatal errors -----
<{recipient}>
    (reason: 550 5.1.1 User Unknown)

--5AO9U5003711.1795512605/mx0a-0012
Content-Type: message/delivery-status

Reporting-MTA: dns; mx0a-0012.pphosted.example
Received-From-MTA: DNS; relay.portal.example
Arrival-Date: Tue, 24 Nov 2026 09:30:04 GMT

Final-Recipient: RFC822; {recipient}
Action: failed
Status: 5.1.1
Remote-MTA: DNS; mail.alpha.example
Diagnostic-Code: SMTP; 550 5.1.1 User Unknown
Last-Attempt-Date: Tue, 24 Nov 2026 09:30:05 GMT

--5AO9U5003711.1795512605/mx0a-0012
Content-Type: text/rfc822-headers

Message-ID: <d1.seat@localhost>

--5AO9U5003711.1795512605/mx0a-0012--
""")


def cisco(token: str, recipient: str) -> bytes:
    """Cisco Secure Email: 5.1.0 for a recipient that its directory does not know."""
    return _crlf(f"""
From: "Mail Delivery System" <MAILER-DAEMON@esa1.alpha.example>
To: {verp(token)}
Subject: Delivery Status Notification (Failure)
Message-ID: <a7f3c$1@esa1.alpha.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="QKz5S.4SYqv"

--QKz5S.4SYqv
content-type: text/plain;
    charset="utf-8"
Content-Transfer-Encoding: quoted-printable

The following message to <{recipient}> was undeliverable.
The reason for the problem:
5.1.0 - Unknown address error 550-'#5.1.0 Address rejected.'

--QKz5S.4SYqv
content-type: message/delivery-status

Reporting-MTA: dns; esa1.alpha.example

Final-Recipient: rfc822;{recipient}
Action: failed
Status: 5.0.0 (permanent failure)
Remote-MTA: dns; [192.0.2.9]
Diagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'#5.1.0 Address rejected.' (delivery attempts: 0)

--QKz5S.4SYqv
content-type: message/rfc822

Message-ID: <d1.seat@localhost>

Hej

--QKz5S.4SYqv--
""")


def qmail(token: str, recipient: str) -> bytes:
    """qmail: plain text from before RFC 3464."""
    return _crlf(f"""
Return-Path: <>
Delivered-To: {verp(token)}
From: MAILER-DAEMON@mail.alpha.example
To: {verp(token)}
Subject: failure notice
Message-ID: <20261124.q@mail.alpha.example>

Hi. This is the qmail-send program at mail.alpha.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{recipient}>:
192.0.2.11 does not like recipient.
Remote host said: 550 5.1.1 No such user here
Giving up on 192.0.2.11.

--- Below this line is a copy of the message.

Return-Path: <{verp(token)}>
Subject: Nyhedsbrev

Ring 5.2.2
""")


def complaint(to: str, token: str, recipient: str, *, kind: str = "abuse", message_id: str = "") -> bytes:
    """A feedback report (RFC 5965): the mail's headers, and fields that tell what it was sent as."""
    return _crlf(f"""
From: <staff@hotmail.example>
To: {to}
Subject: complaint about message from 192.0.2.1
Message-ID: <fbl-1@hotmail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain

This is an email abuse report.

--arf
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: FBL/1.0
Version: 1
Original-Mail-From: <{verp(token)}>
Original-Rcpt-To: {recipient}

--arf
Content-Type: message/rfc822

Return-Path: <{verp(token)}>
Message-ID: {message_id}
Subject: Nyhedsbrev

Kære læser

--arf--
""")


def plain(to: str, *, subject: str = "Sv: Nyhedsbrev", text: str = "Tak for sidst", headers: str = "") -> bytes:
    """A mail that a person or a holiday answer writes."""
    more = f"{headers}\n" if headers else ""
    return _crlf(f"""
From: Mette Holm <mette@alpha.example>
To: {to}
Subject: {subject}
Message-ID: <svar@alpha.example>
{more}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
""")
