"""Measuring takes as long as it takes."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No benchmark is ended for being long."""
    for item in items:
        if item.path.parent.name == "benchmarks":
            item.add_marker(pytest.mark.timeout(0))
