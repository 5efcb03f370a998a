"""What the permission matrix is walked with: one person per role, every address of the project, a print of the data."""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from directory.contacts.models import StandardText
from directory.members.models import Membership
from portal.models import NetworkSettings, User
from portal.roles import ensure_coordinator_group
from tests import factories
from tests.directory.upkeep.editing import Municipality, make_edited_municipality
from tests.newsletters.walked import make_walked_newsletter, walked_pk
from tests.supervision.walked import make_walked_group, walked_values
from tests.themedays.factories import make_theme_day
from themedays.models import ThemeDayPage

ROLES = ("anonymous", "member", "pending", "supervisor", "editor", "coordinator", "administrator")
MATRIX = Path(__file__).with_name("permission_matrix.csv")
SAMPLE = {
    "int": "1",
    "str": "1",
    "slug": "x",
    "page": "x",
    "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
    "path": "x",
}
DAY, SUBJECT = "temadagen", "walking"
# What a request writes about itself: who is logged in where and since when, and what is kept for a moment.
OF_THE_SESSION = {"django_session", "usersessions_usersession", "portal_cache", "sqlite_sequence"}
# Wagtail makes a row of preferences when it first shows somebody a page, and notes who has an editor open.
OF_WAGTAIL = {"wagtailusers_userprofile", "wagtailadmin_editingsession"}


@dataclass(frozen=True)
class Address:
    """One address: its name with namespace ("" without one) and its route."""

    name: str
    route: str

    @property
    def row(self) -> str:
        """What the matrix calls it: the name where it has one, otherwise the path."""
        return self.name or f"/{self.route}"


@dataclass(frozen=True)
class World:
    """Two municipalities, one person per role (the editor is Alpha's), and somebody who waits in each."""

    alpha: Municipality
    beta: Municipality
    people: dict[str, User]
    alpha_applicant: Membership
    beta_applicant: Membership

    def own_path(self, address: Address) -> str:
        """The address filled in with what is Alpha's."""
        return filled(address, self.alpha, self.alpha_applicant)

    def foreign_path(self, address: Address) -> str:
        """The address filled in with what is Beta's."""
        return filled(address, self.beta, self.beta_applicant)


def make_world() -> World:
    alpha, beta = make_edited_municipality("Alpha"), make_edited_municipality("Beta")
    users = {role: factories.make_user(f"{role}@example.dk", first_name=role) for role in ROLES[1:] if role != "editor"}
    users["administrator"].is_superuser = True
    users["administrator"].save()
    users["coordinator"].groups.add(ensure_coordinator_group())
    users["editor"] = alpha.editor
    for role in ("member", "supervisor", "coordinator", "administrator"):
        factories.make_membership(users[role])
    factories.make_membership(users["pending"], "pending")
    factories.make_role_grant(users["supervisor"], "supervisor")
    make_theme_day(slug=DAY)
    make_walked_group(users["supervisor"])
    make_walked_newsletter()
    factories.make_subject("Walking", slug=SUBJECT)
    NetworkSettings.load()
    for user in users.values():  # as the sign-up leaves them
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return World(
        alpha,
        beta,
        users,
        factories.make_membership(factories.make_user(), "pending", organisation=alpha.organisation),
        factories.make_membership(factories.make_user(), "pending", organisation=beta.organisation),
    )


def every_address() -> list[Address]:
    """Every address of the project, once: the same route a second time is never reached."""
    first: dict[str, Address] = {}
    for address in addresses():
        first.setdefault(address.route, address)
    return list(first.values())


def addresses(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[Address]:
    """Every pattern, in the order in which they are tried."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, prefix + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}" if pattern.name else "", prefix + str(pattern.pattern))


def filled(address: Address, place: Municipality, applicant: Membership) -> str:
    """A path that the address answers, with the ids and slugs of the place."""
    values = {
        "slug": DAY if address.name.startswith("themedays:") else place.organisation.slug,
        "service_slug": place.service.slug,
        "key": StandardText.objects.values_list("key", flat=True).order_by("key")[0],
    }
    ids = {
        "editing:approve_member": applicant.pk,
        "editing:decline_member": applicant.pk,
        "editing:organisation": place.organisation.pk,
        "editing:numbers": place.organisation.pk,
        "editing:new_person": place.organisation.pk,
        "editing:person": place.person.pk,
        "editing:service": place.service.pk,
        "editing:confirm": place.service.pk,
        "editing:history": place.service.pk,
    }

    if address.name == "themedays:subject_calendar":
        values["slug"] = SUBJECT
    if address.name.startswith(("supervision:", "supervising:")):
        values |= walked_values()
    if address.name.startswith("supervision_"):
        values |= {"pk": walked_values()["page_pk"], "supervisor_pk": walked_values()["supervisor_pk"]}

    def value(match: re.Match[str]) -> str:
        kind, name = match[1] or "str", match[2]
        if name == "pk" and address.name.startswith("themedays_"):
            return str(ThemeDayPage.objects.get(slug=DAY).pk)
        if name == "pk" and address.name.startswith("newsletters_"):
            return walked_pk(address.name)
        if name == "pk" and address.name in ids:
            return str(ids[address.name])
        return values.get(name, SAMPLE[kind])

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, _plain(address.route))


def _plain(route: str) -> str:
    """A route of `re_path` as one of `path`, as far as the packages use them: digits become 1, a page's path empty."""
    route = route.replace(r"((?:[\w\-]+/)*)", "").replace("(.*)", "x").replace(".*", "x")
    route = re.sub(r"\((?:\?P<\w+>)?[^()]*\)", "1", route)
    return re.sub(r"[\\^$]", "", route)


@dataclass(frozen=True)
class Row:
    """One row of the matrix: a method, an address or a prefix such as `/admin/*`, and what each role meets there."""

    method: str
    address: str
    expected: dict[str, str]


def matrix() -> list[Row]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return [Row(line.pop("method"), line.pop("address"), line) for line in csv.DictReader(file)]


def is_behind(address: Address, prefix: str) -> bool:
    return prefix.endswith("*") and f"/{address.route}".startswith(prefix.removesuffix("*"))


def browser(world: World, role: str, log_in: Any) -> Client:
    """Somebody's browser, logged in with a second factor; nobody's for "anonymous"."""
    client = Client()
    client.raise_request_exception = False
    if role != "anonymous":
        log_in(client, world.people[role])
    return client


def met(response: HttpResponse) -> str:
    """The answer as the matrix says it: the status, or "login" for the way to the log-in (Wagtail's leads to ours)."""
    to_log_in = response.headers.get("Location", "").startswith((reverse("account_login"), "/admin/login/"))
    return "login" if response.status_code == 302 and to_log_in else str(response.status_code)


def as_expected(response: HttpResponse, expected: str) -> bool:
    """Whether it is what the matrix says. "package": what is included decides, but never an error of ours."""
    return response.status_code < 500 if expected == "package" else met(response) == expected


def digest() -> dict[str, str]:
    """A fingerprint of every table but those of sessions."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - OF_THE_SESSION - OF_WAGTAIL)
        prints = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(map(repr, cursor.fetchall()))
            prints[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return prints


def differing(before: dict[str, str]) -> list[str]:
    """The tables that are no longer as they were."""
    after = digest()
    return [table for table in after if before.get(table) != after[table]]
