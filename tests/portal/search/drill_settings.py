"""The suite's settings for a portal that is served over a real Meilisearch."""

import os

from tests.settings import *  # noqa: F403

MEILISEARCH_URL = os.environ["MEILISEARCH_URL"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""  # type: ignore[index]  # noqa: F405
