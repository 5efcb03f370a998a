"""The demo's members: repeatable, invented, in every state."""

import re
from collections import Counter
from datetime import date

import pytest

from directory.contacts import demo as contacts_demo
from directory.contacts.models import Person
from directory.members import demo
from directory.members.models import MailDomain, Membership, RoleGrant
from portal.models import Consent, User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_the_demo_has_members_in_every_state_and_can_be_repeated() -> None:
    contacts_demo.seed(TODAY)
    demo.seed(TODAY)
    before = [*User.objects.values("pk", "password"), *Membership.objects.values(), *Consent.objects.values()]

    demo.seed(TODAY)

    assert [*User.objects.values("pk", "password"), *Membership.objects.values(), *Consent.objects.values()] == before
    assert Counter(Membership.objects.values_list("state", flat=True)) == {"approved": 37, "pending": 3, "rejected": 1}
    assert all(re.search(r"[@.]example\.dk$", email) for email in User.objects.values_list("email", flat=True))
    assert all(domain.domain.endswith(".example.dk") for domain in MailDomain.objects.all())
    roles = set(RoleGrant.objects.values_list("user__email", "role"))
    assert roles == {("redaktoer@example.dk", "editor"), ("supervisor@example.dk", "supervisor")}
    assert Person.objects.filter(user__email="redaktoer@example.dk", services__isnull=False).exists()
