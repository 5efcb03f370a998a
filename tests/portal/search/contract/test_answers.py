"""The golden queries through every other engine; the embedded one answers them where they come from."""

from tests.directory.understanding.test_golden_queries import *  # noqa: F403
