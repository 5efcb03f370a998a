"""The demo's own words, pages and log-ins. The words lie in `demo.toml`."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.models import ContentPage, HomePage, NetworkSettings, User
from portal.roles import ensure_coordinator_group

PASSWORD = "brobygger-demo"  # noqa: S105 - printed by `manage.py demo`, which only runs on one's own machine
ADMIN = "admin@example.dk"
COORDINATOR = "koordinator@example.dk"
# Who can log in, as `manage.py demo` prints it.
LOG_INS = ((COORDINATOR, _("the coordinator")), (ADMIN, _("the administrator")))


@transaction.atomic
def seed(today: date) -> None:
    """Add the demo's words, pages and log-ins. What somebody has changed since then stays as it is."""
    plan = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    _seed_network(plan["network"])
    home = HomePage.objects.get()
    _seed_home(home, plan["home"])
    for page in plan["page"]:
        _seed_page(home, page)
    _seed_users(plan["network"]["coordinator_name"])


def _seed_network(words: dict[str, str]) -> None:
    network = NetworkSettings.load()
    if network.name == NetworkSettings._meta.get_field("name").default:
        for field, value in words.items():
            setattr(network, field, value)
        network.full_clean()
        network.save()


def _seed_home(home: HomePage, words: dict[str, str]) -> None:
    if not home.lead:
        for field, value in words.items():
            setattr(home, field, " ".join(value.split()))
        home.save_revision().publish()
        home.refresh_from_db()


def _seed_page(home: HomePage, page: dict[str, Any]) -> None:
    if not ContentPage.objects.filter(slug=page["slug"]).exists():
        body = [(kind, " ".join(text.split())) for kind, text in page["body"]]
        home.add_child(instance=ContentPage(**page | {"body": body})).save_revision().publish()
        home.refresh_from_db()


def _seed_users(coordinator_name: str) -> None:
    group = ensure_coordinator_group()
    password = make_password(PASSWORD)  # once for both: it takes most of a second
    if not User.objects.filter(email=ADMIN).exists():
        names = {"first_name": "Demo", "last_name": "Administrator"}
        _confirm(User.objects.create(email=ADMIN, password=password, is_staff=True, is_superuser=True, **names))
    if not User.objects.filter(email=COORDINATOR).exists():
        first_name, last_name = coordinator_name.split()
        coordinator = User.objects.create(
            email=COORDINATOR, password=password, first_name=first_name, last_name=last_name
        )
        coordinator.groups.add(group)
        _confirm(coordinator)


def _confirm(user: User) -> None:
    """Nobody reads the demo's mailboxes, so the addresses are confirmed from the start."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
