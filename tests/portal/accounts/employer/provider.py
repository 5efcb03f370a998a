"""The provider: Django OAuth Toolkit as a process of its own. Run as `python provider.py FOLDER REDIRECT_URI`.

It insists on PKCE, on the redirect URI to the letter and on the client's secret, and asks people for their consent.
Its people stand in FOLDER/people.json: the claims of each, by user name. Prints its issuer when it is ready.
"""

import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CLIENT_ID, CLIENT_SECRET = "brobygger", "hemmelig-kun-i-test"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""


def serve(folder: Path, redirect_uri: str) -> None:
    """Serve until the process is ended."""
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], server_class=_Server, handler_class=_Quiet)
    issuer = f"http://127.0.0.1:{server.server_port}"
    _configure(folder, issuer)
    _fill(redirect_uri)
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - after the settings

    server.set_app(get_wsgi_application())
    print(issuer, flush=True)  # noqa: T201 - read by whoever started it
    server.serve_forever()


def _configure(folder: Path, issuer: str) -> None:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    apps = ["auth", "contenttypes", "sessions", "messages"]
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="provider_urls",
        INSTALLED_APPS=[f"django.contrib.{app}" for app in apps] + ["oauth2_provider"],
        MIGRATION_MODULES=dict.fromkeys([*apps, "oauth2_provider"]),
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        LOGIN_URL="/log-in/",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": issuer,
            "OIDC_RSA_PRIVATE_KEY": pem,
            "OAUTH2_VALIDATOR_CLASS": "provider_urls.Validator",
            "SCOPES": {"openid": "openid", "profile": "profile", "email": "email"},
        },
    )


def _fill(redirect_uri: str) -> None:
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from oauth2_provider.models import Application  # noqa: PLC0415

    Application.objects.create(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uris=redirect_uri,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        algorithm="RS256",
    )


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2])
