"""Who may open what: `permission_matrix.csv` walked with every role, and everything else that somebody might try.

A new address needs a row; a row needs its address.
"""

import logging
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from directory.contacts.models import Person, Service
from directory.members import roles
from directory.members.models import Membership, RoleGrant
from portal.models import User
from portal.roles import COORDINATOR
from tests import factories
from tests.directory.upkeep.editing import filled_in
from tests.walking import (
    ROLES,
    Address,
    Row,
    World,
    as_expected,
    browser,
    differing,
    digest,
    every_address,
    is_behind,
    make_world,
    matrix,
    met,
)

pytestmark = pytest.mark.django_db

EVERY_ADDRESS = every_address()
ROWS = matrix()
NAMED = {row.address for row in ROWS if not row.address.endswith("*")}
PREFIXES = [row for row in ROWS if row.address.endswith("*")]
OWN = [address for address in EVERY_ADDRESS if address.row in NAMED]
BY_NAME = {address.row: address for address in OWN}
WITH_AN_ID = [address for address in OWN if address.name.startswith("editing:") and "<int:pk>" in address.route]
HIDDEN = "Kanariefuglq7x"  # stands only in what Alpha's editor may never see
SHOWN = "Kanarieholmz3k"  # stands in what everybody may read, but nobody but Beta edits


@pytest.fixture
def world() -> World:
    return make_world()


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    without_row = [
        address.row
        for address in EVERY_ADDRESS
        if address.row not in NAMED and not any(is_behind(address, row.address) for row in PREFIXES)
    ]
    without_address = [name for name in sorted(NAMED) if name not in BY_NAME]
    prefixes_of_nothing = [
        row.address for row in PREFIXES if not any(is_behind(address, row.address) for address in EVERY_ADDRESS)
    ]

    assert (without_row, without_address, prefixes_of_nothing) == ([], [], [])


def test_no_row_stands_twice() -> None:
    keys = [(row.method, row.address) for row in ROWS]

    assert [key for key in keys if keys.count(key) > 1] == []


@pytest.fixture
def plain_refusals(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Without the drawing of a page, and the writing of a log, for each of 1,300 refusals."""
    caplog.set_level(logging.CRITICAL, logger="django.request")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [Path(__file__).with_name("plain_pages"), *engine["DIRS"]]}]


@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_meets_what_the_matrix_says_and_looking_changes_nothing(role: str, world: World, log_in: Any) -> None:
    client = browser(world, role, log_in)
    before = digest()

    wrong = [problem for row in ROWS if row.method == "GET" for problem in looked(client, row, role, world)]

    assert "\n".join(wrong) == ""
    assert differing(before) == []


def looked(client: Client, row: Row, role: str, world: World) -> list[str]:
    """What is not as the matrix says, for GET and HEAD on a row's address, or for GET on all behind its prefix."""
    expected = row.expected[role]
    if row.address in BY_NAME:
        path = world.own_path(BY_NAME[row.address])
        answers = [client.get(path, headers={"Sec-Purpose": "prefetch"}), client.head(path)]
        return [f"{row.address} {met(one)} not {expected}" for one in answers if not as_expected(one, expected)]
    behind = [one for one in EVERY_ADDRESS if one.row not in NAMED and is_behind(one, row.address)]
    answers_behind = [(address, client.get(world.own_path(address))) for address in behind]
    return [
        f"{address.row} /{address.route} {met(answer)} not {expected}"
        for address, answer in answers_behind
        if not as_expected(answer, expected)
    ]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_send_what_the_matrix_says(role: str, world: World, log_in: Any) -> None:
    client = browser(world, role, log_in)

    wrong = [
        f"{row.address} {answer} not {row.expected[role]}"
        for row in ROWS
        if row.method == "POST"
        if (answer := sent(client, world.own_path(BY_NAME[row.address]))) != row.expected[role]
    ]

    assert "\n".join(wrong) == ""


def sent(client: Client, path: str) -> str:
    """The answer to an empty form, whose effect is taken back, also that somebody is logged out by it."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = met(client.post(path))
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def test_every_address_that_takes_a_form_has_a_row_for_it(world: World, log_in: Any) -> None:
    client = browser(world, "administrator", log_in)
    posts = {row.address for row in ROWS if row.method == "POST"}

    missing = [
        address.row
        for address in OWN
        if not any(is_behind(address, row.address) for row in PREFIXES)
        if address.row not in posts and sent(client, world.own_path(address)) not in {"405", "404"}
    ]

    assert missing == []


@pytest.mark.parametrize("role", ["member", "pending", "supervisor", "editor"])
def test_another_organisation_s_id_is_not_found_and_nothing_changes(role: str, world: World, log_in: Any) -> None:
    client = browser(world, role, log_in)
    before = digest()
    form = {"note": "Nej.", "name": "Kapret", "hours": "døgn", "status": "active", "add": "channels", "preview": "1"}

    answers = {
        (address.name, method): met(getattr(client, method)(world.foreign_path(address), data))
        for address in WITH_AN_ID
        for method, data in (("get", {}), ("head", {}), ("post", {}), ("post", form), ("put", {}), ("delete", {}))
    }

    allowed = {"404", "405"} if role in {"editor", "supervisor"} else {"403", "405"}
    assert {key: answer for key, answer in answers.items() if answer not in allowed} == {}
    assert differing(before) == []


def test_fields_that_nobody_asked_for_are_not_taken(world: World, log_in: Any) -> None:
    client = browser(world, "editor", log_in)
    extra = {
        "organisation": str(world.beta.organisation.pk),
        "state": "left",
        "role": "administrator",
        "is_superuser": "on",
        "is_active": "",
        "owner": str(world.people["editor"].pk),
        "function": "1",
        "slug": "kapret",
        "verified_by": "Kapret",
        "decided_by": "1",
    }
    before = protected(world)

    for name in ("editing:service", "editing:numbers", "editing:person", "editing:new_person"):
        path = world.own_path(BY_NAME[name])
        answer = client.post(path, filled_in(client, path) | {"name": "Ny Navnesen"} | extra)
        assert answer.status_code == 302, name
    for name in ("members:profile", "my_consents"):
        client.post(world.own_path(BY_NAME[name]), extra)

    assert protected(world) == before


def protected(world: World) -> list[Any]:
    """What no form of an editor's may change."""
    return [
        list(User.objects.order_by("pk").values_list("pk", "email", "is_superuser", "is_staff", "is_active")),
        list(Membership.objects.order_by("pk").values_list("pk", "state", "user_id", "decided_by_id")),
        list(RoleGrant.objects.order_by("pk").values_list("pk", "role", "organisation_id", "revoked_at")),
        list(Service.objects.order_by("pk").values_list("pk", "organisation_id", "slug", "function_id", "verified_by")),
        list(Person.objects.filter(pk=world.alpha.person.pk).values_list("pk", "organisation_id", "user_id")),
        list(Person.objects.filter(organisation=world.beta.organisation).order_by("pk").values()),
    ]


@pytest.fixture
def canaries(world: World) -> World:
    """Two words in all that is Beta's: one in what is hidden, one in what readers see."""
    beta = world.beta
    for owner in (beta.organisation, beta.service, beta.person):
        factories.make_channel(owner, f"{HIDDEN.lower()}@example.dk", "email", "internal", label=HIDDEN)
    factories.make_person(f"{HIDDEN} Ukendt", beta.organisation)
    factories.make_service(beta.organisation, name=f"Lukket {HIDDEN}", status="retired", phone="00 13 13 13")
    Service.objects.filter(pk=beta.service.pk).update(name=f"Modtagelsen {SHOWN}")
    User.objects.filter(pk=world.beta_applicant.user_id).update(first_name=HIDDEN, email=f"{HIDDEN}@example.dk")
    Membership.objects.filter(pk=world.beta_applicant.pk).update(title=HIDDEN, decision_note=HIDDEN)
    colleague = factories.make_user(first_name=HIDDEN, last_name="Kollega")
    factories.make_membership(colleague, organisation=beta.organisation, title=HIDDEN)
    log(beta.service, "wagtail.edit", data={"changes": [["hours", HIDDEN, HIDDEN]]})
    return world


def test_nothing_that_is_hidden_at_another_organisation_is_found_anywhere(canaries: World, log_in: Any) -> None:
    client = browser(canaries, "editor", log_in)

    pages = crawl(client, ["/", "/rediger/", "/min/", "/konto/", "/kontakter/personer/", *guesses(canaries)])
    pages |= searches(client)

    assert [path for path, text in pages.items() if HIDDEN.lower() in text.lower()] == []
    assert [path for path, text in pages.items() if path.startswith("/rediger/") and SHOWN in text] == []
    assert any(SHOWN in text for text in pages.values())  # the crawler does read what is Beta's


def guesses(world: World) -> list[str]:
    """Every path of /rediger/ with an id that exists anywhere, and every page of Beta's."""
    routes = {re.sub(r"<int:pk>", "{}", address.route) for address in WITH_AN_ID}
    numbers = {1, 2, 3, world.beta.organisation.pk, world.alpha.organisation.pk}
    for model in (User, Service, Membership, Person):
        numbers |= set(model._default_manager.values_list("pk", flat=True))
    return [f"/{route.format(number)}" for route in sorted(routes) for number in sorted(numbers)] + [
        world.foreign_path(address) for address in OWN if "slug" in address.route
    ]


def crawl(client: Client, starts: list[str]) -> dict[str, str]:
    """Every page that links lead to from the first ones, with its text."""
    pages: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in pages or path.startswith(("/static/", "/admin/", "/konto/log-ud/")):
            continue
        answer = client.get(path)
        pages[path] = b"".join(answer).decode(errors="ignore")  # type: ignore[arg-type]
        waiting += [answer.headers["Location"]] if "Location" in answer.headers else []
        links = re.findall(r"""(?:href|action|src)="(/[^"#]*)""", pages[path])
        waiting += [unescape(link) for link in links if is_near(link)]
        assert len(pages) < 1500, "the crawler went astray"
    return pages


def is_near(link: str) -> bool:
    """Whether the link leads on without leading to the same page of each of the country's municipalities."""
    return not link.startswith("/kontakter/") or any(word in link for word in ("alpha", "beta", "personer", "vejledn"))


def searches(client: Client) -> dict[str, str]:
    """What the look-ups answer to the beginning of the word; the whole word would be echoed."""
    found = {}
    for text in (HIDDEN[:11], f"beta {HIDDEN[:11]}", "beta"):
        found[f"look-up: {text}"] = client.post("/kontakter/", {"q": text}, follow=True).content.decode()
        found[f"as JSON: {text}"] = client.get("/kontakter/soeg.json", {"q": text}).content.decode()
    return found


@pytest.mark.parametrize("role", ["supervisor", "editor", "coordinator", "administrator"])
def test_a_role_taken_back_is_gone_with_the_next_request(role: str, world: World, log_in: Any) -> None:
    client = browser(world, role, log_in)
    user, administrator = world.people[role], factories.make_user(is_superuser=True)
    roles.follow_rights(timezone.now())
    before = met(client.get(reverse("editing:home")))

    for granted in RoleGrant.objects.in_force().filter(user=user):
        roles.revoke(granted, by=administrator, now=timezone.now())

    assert (before, met(client.get(reverse("editing:home")))) == ("200", "403")
    assert met(client.get("/admin/")) == "403"
    assert not user.groups.filter(name=COORDINATOR).exists()


def test_a_pause_of_the_membership_ends_the_editor_s_work(world: World, log_in: Any) -> None:
    client = browser(world, "editor", log_in)
    Membership.objects.filter(user=world.alpha.editor).update(state="left")

    assert met(client.get(world.own_path(Address("editing:service", "rediger/kontakt/<int:pk>/")))) == "403"


@pytest.mark.parametrize("role", ["supervisor", "editor", "coordinator", "administrator"])
def test_without_a_second_factor_the_doors_stay_shut(role: str, world: World, log_in: Any) -> None:
    client = Client()
    log_in(client, world.people[role], second_factor=False)

    assert {met(client.get("/rediger/")), met(client.get("/admin/"))} == {"403"}
