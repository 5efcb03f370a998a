"""The settings of a house that answers slowly once a sign-up is written: a kill then strikes between the two."""

from tests.benchmarks.house_settings import *  # noqa: F403

MIDDLEWARE.insert(0, "tests.themedays.slow_reply.slow_reply")  # noqa: F405
"""Outermost, so that nothing is left to do when it waits but to answer."""
