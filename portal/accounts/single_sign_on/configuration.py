"""The file that OIDC_CONFIG names: which employers one can log in at. Read by the settings."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Words that already mean something under /konto/arbejdsgiver/.
TAKEN = {"afbrudt", "fejl", "opret"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_ENTRA = "https://login.microsoftonline.com/{tenant}/v2.0"
_REQUIRED = {"id", "name", "client_id", "client_secret"}
_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost)[:/]")


class ConfigurationError(ImproperlyConfigured):
    """The file cannot be used. The text says where and why, and holds no secret."""


@dataclass(frozen=True)
class Provider:
    """One employer's log-in, as the file has it.

    Attributes:
        id: lower-case letters, digits and hyphens; part of the address that the employer enters as redirect URI.
        name: what the button says.
        tenant: of Entra ID; names the server and how a person is known there.
        server_url: the issuer of any other provider.
        domains: the mail domains that this employer may vouch for.
        mfa_amr: the values of `amr` that mean a second factor.
        mfa_acrs: the authentication context of Entra ID that does; asked for with every log-in. Entra's tokens of
            version 2.0 have no `amr`.
    """

    id: str
    name: str
    client_id: str
    client_secret: str
    tenant: str = ""
    server_url: str = ""
    domains: list[str] = field(default_factory=list)
    mfa_amr: list[str] = field(default_factory=lambda: ["mfa"])
    mfa_acrs: str = ""

    @property
    def issuer(self) -> str:
        """The one issuer whose tokens count."""
        return self.server_url.rstrip("/") or _ENTRA.format(tenant=self.tenant)

    def as_app(self) -> dict[str, Any]:
        """The shape in which allauth wants it."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.issuer,
                "tenant": self.tenant,
                "uid_field": "oid" if self.tenant else "sub",
                "fetch_userinfo": False,
                "oauth_pkce_enabled": True,
                "verified_email": [domain.lower() for domain in self.domains],
                "mfa_amr": self.mfa_amr,
                "mfa_acrs": self.mfa_acrs,
            },
        }


def read_apps(path: str) -> list[dict[str, Any]]:
    """The employers of a TOML file with one table `[[provider]]` for each; none without a path.

    Raises:
        ConfigurationError: the file is missing or is not as docs/settings.md has it.
    """
    if not path:
        return []
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"OIDC_CONFIG: the file cannot be read ({type(error).__name__}).") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"OIDC_CONFIG: {error}") from None
    providers = [_provider(number, entry) for number, entry in enumerate(content.get("provider", []), start=1)]
    ids = [provider.id for provider in providers]
    if len(set(ids)) < len(ids):
        raise ConfigurationError("OIDC_CONFIG: an id stands twice.")
    return [provider.as_app() for provider in providers]


def _provider(number: int, entry: dict[str, Any]) -> Provider:
    where = f"OIDC_CONFIG, provider {number}"
    _refuse_unknown(where, entry)
    provider = Provider(**entry)
    if not _ID.fullmatch(provider.id) or provider.id in TAKEN:
        raise ConfigurationError(f"{where}: the id must be lower-case letters, digits and hyphens.")
    if bool(provider.tenant) == bool(provider.server_url):
        raise ConfigurationError(f"{where}: give the tenant of Entra ID or the server_url of another provider.")
    if not provider.issuer.startswith("https://") and not _LOCAL.match(provider.issuer):
        raise ConfigurationError(f"{where}: the server_url must begin with https://.")
    return provider


def _refuse_unknown(where: str, entry: dict[str, Any]) -> None:
    lists = {"domains", "mfa_amr"}
    unknown = sorted(entry.keys() - Provider.__dataclass_fields__.keys())
    if unknown:
        raise ConfigurationError(f"{where}: there is no {', '.join(unknown)}.")
    missing = sorted(name for name in _REQUIRED if not entry.get(name))
    if missing:
        raise ConfigurationError(f"{where}: {', '.join(missing)} is missing.")
    for name, value in entry.items():
        strings = value if isinstance(value, list) and name in lists else [value]
        if (name in lists) != isinstance(value, list) or not all(isinstance(one, str) for one in strings):
            raise ConfigurationError(f"{where}: {name} has the wrong shape.")
