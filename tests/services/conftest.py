"""Fixtures of the services."""

import pytest

from services.lab import Lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    """NOTIL as delivered."""
    return Lab.load()
