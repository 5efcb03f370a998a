"""The key of an address outlives the address: it must be the same for as long as it is kept."""

from typing import Any

from portal.addresses import address_key


def test_the_key_of_an_address_stays_when_the_portal_gets_a_new_secret_key(settings: Any) -> None:
    before = address_key("mette@alpha.example")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, of which nobody has heard before"

    assert address_key("mette@alpha.example") == before


def test_without_the_secret_key_nobody_makes_the_key_of_an_address(settings: Any) -> None:
    before = address_key("mette@alpha.example")

    settings.SECRET_KEY = "guessed"

    assert address_key("mette@alpha.example") != before
