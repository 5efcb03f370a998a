"""What a person does at the doors: ask for a code, read it in the mail, write it."""

import re

from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

LOG_IN = "/konto/log-ind/"
SIGN_UP = "/konto/opret/"
CODE = "/konto/kode/"


def ask(client: Client, email: str, **more: str) -> HttpResponse:
    """Ask for a code on the log-in page."""
    return client.post(LOG_IN, {"login": email, **more})


def sign_up(client: Client, email: str, **more: str) -> HttpResponse:
    """Ask for an account."""
    return client.post(SIGN_UP, {"email": email, "telefon_2": "", **more})


def code_of(mail: EmailMessage) -> str:
    """The code in a mail, which stands on a line of its own."""
    (code,) = re.findall(r"^(\d{6})$", str(mail.body), re.MULTILINE)
    return str(code)


def write(client: Client, code: str, **more: str) -> HttpResponse:
    """Write a code on the page that asks for it."""
    return client.post(CODE, {"code": code, **more})


def log_in_by_code(client: Client, outbox: list[EmailMessage], email: str, **more: str) -> HttpResponse:
    """All of it; what the last step answers."""
    ask(client, email, **more)
    return write(client, code_of(outbox[-1]), **more)


def another_code(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
