"""The user of an address, whoever asks for them first."""

from typing import Any

import pytest
from django.db import connection

from portal.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_somebody_new_has_a_name_and_no_password() -> None:
    ida = User.objects.known_or_new("Ida@Example.dk", first_name="Ida")

    ida.refresh_from_db()
    assert (ida.email, ida.first_name, ida.has_usable_password()) == ("ida@example.dk", "Ida", False)


def test_somebody_known_stays_as_they_are_whatever_the_case() -> None:
    known = make_user("ida@example.dk", first_name="Ida", last_name="Krogh")

    found = User.objects.known_or_new("IDA@example.dk", first_name="Inge")

    assert (found, found.first_name, found.last_name) == (known, "Ida", "Krogh")


def test_two_at_once_make_one() -> None:
    others: list[User] = []

    def somebody_is_faster(execute: Any, *asked: Any) -> Any:
        """Makes the user when we have just seen that there is none."""
        answer = execute(*asked)
        if not others:
            others.append(User(email="ida@example.dk"))
            others[0].save()
        return answer

    with connection.execute_wrapper(somebody_is_faster):
        found = User.objects.known_or_new("ida@example.dk")

    assert [found] == others == list(User.objects.all())
