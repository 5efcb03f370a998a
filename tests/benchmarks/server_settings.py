"""The portal's settings for the measured server: with the stock search beside it, which knows no tokens."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.stock"
MIDDLEWARE.remove("django.middleware.csrf.CsrfViewMiddleware")  # noqa: F405
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""  # type: ignore[index]  # noqa: F405
