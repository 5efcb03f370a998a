"""The portal's settings as the suite runs them."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from portal.settings import *  # noqa: F403
from tests.unforgiving import Unforgiving

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A fresh clone has collected no static files, and no test asks for them.
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Unforgiving()  # type: ignore[index]  # noqa: F405
# The suite decides itself what is put to a Meilisearch server: MEILISEARCH_TEST_URL and MEILISEARCH_TEST_KEY.
MEILISEARCH_URL = ""
