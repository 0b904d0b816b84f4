"""Fixtures of the tests that go through a phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.people import Life, life


@pytest.fixture
async def lab(database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    """The real bot on a fresh database, with nobody there yet."""
    async with life(database_url, tmp_path) as lab:
        yield lab
