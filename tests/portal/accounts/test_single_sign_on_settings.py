"""The file of employers: what it may say, and what the portal refuses to start with."""

from pathlib import Path
from typing import Any

import pytest

from portal.accounts.single_sign_on.configuration import ConfigurationError, read_apps

ENTRA = """
[[provider]]
id = "nordby"
name = "Nordby Kommune"
tenant = "11111111-2222-3333-4444-555555555555"
client_id = "c-1"
client_secret = "hemmelig"
domains = ["Nordby.example.dk"]
"""


def apps_of(folder: Path, text: str) -> list[dict[str, Any]]:
    path = folder / "providers.toml"
    path.write_text(text)
    return read_apps(str(path))


def test_without_a_file_there_are_none() -> None:
    assert read_apps("") == []


def test_a_tenant_names_the_server_and_how_people_are_known(tmp_path: Path) -> None:
    (app,) = apps_of(tmp_path, ENTRA)

    assert (app["provider_id"], app["name"], app["client_id"], app["secret"]) == (
        "nordby",
        "Nordby Kommune",
        "c-1",
        "hemmelig",
    )
    assert app["settings"] == {
        "server_url": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
        "tenant": "11111111-2222-3333-4444-555555555555",
        "uid_field": "oid",
        "fetch_userinfo": False,
        "oauth_pkce_enabled": True,
        "verified_email": ["nordby.example.dk"],
        "mfa_amr": ["mfa"],
        "mfa_acrs": "",
    }


def test_any_other_provider_is_named_by_its_address(tmp_path: Path) -> None:
    text = ENTRA.replace('tenant = "11111111-2222-3333-4444-555555555555"', 'server_url = "https://id.example.dk/"')

    (app,) = apps_of(tmp_path, text)

    assert app["settings"]["server_url"] == "https://id.example.dk"
    assert app["settings"]["uid_field"] == "sub"


def test_each_municipality_has_its_own(tmp_path: Path) -> None:
    apps = apps_of(tmp_path, ENTRA + ENTRA.replace("nordby", "soeby"))

    assert [app["provider_id"] for app in apps] == ["nordby", "soeby"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('id = "nordby"', 'id = "Nord by"', "lower-case"),
        ('id = "nordby"', 'id = "opret"', "lower-case"),
        ('id = "nordby"', "", "id is missing"),
        ('name = "Nordby Kommune"', "name = 5", "name has the wrong shape"),
        ('["Nordby.example.dk"]', '"nordby.example.dk"', "domains has the wrong shape"),
        ("domains", "domain", "there is no domain"),
        ('client_secret = "hemmelig"', 'client_secret = ""', "client_secret is missing"),
        ("tenant =", "server_url =", "https://"),
        ("tenant =", 'server_url = "https://id.example.dk"\ntenant =', "give the tenant"),
        ('tenant = "11111111-2222-3333-4444-555555555555"', "", "give the tenant"),
        ("[[provider]]", "[[provider", "OIDC_CONFIG"),
    ],
)
def test_what_cannot_be_used_is_said_without_the_secret(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        apps_of(tmp_path, ENTRA.replace(right, wrong))

    assert said in str(caught.value)
    assert "hemmelig" not in str(caught.value)


def test_one_id_stands_for_one_employer(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        apps_of(tmp_path, ENTRA + ENTRA)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_apps(str(tmp_path / "no.toml"))
