"""Processes of bots and fresh databases for them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.crashes.life import Life, Nursery, living, nursery
from tests.crashes.runs import Fresh, Outcome, Play, run

Whole = Callable[[Play], Awaitable[Outcome]]


@pytest.fixture(scope="session")
def bots() -> Iterator[Nursery]:
    """Where bots come from."""
    with nursery() as one:
        yield one


@pytest.fixture(scope="session")
def fresh(dialect: str, request: pytest.FixtureRequest) -> Fresh:
    """Makes a fresh database, and gives its URL."""
    made: Fresh = request.getfixturevalue("sqlite_files" if dialect == "sqlite" else "postgres_server").fresh
    return made


@pytest.fixture(scope="session")
def wholes() -> dict[tuple[object, str], Outcome]:
    """The runs without a crash, so that each is played once."""
    return {}


@pytest.fixture
def whole(
    bots: Nursery, fresh: Fresh, dialect: str, tmp_path: Path, wholes: dict[tuple[object, str], Outcome]
) -> Whole:
    """Plays without a crash."""

    async def played(play: Play) -> Outcome:
        if (play, dialect) not in wholes:
            wholes[play, dialect] = await run(bots, fresh, tmp_path / "whole", play)
        return wholes[play, dialect]

    return played


@pytest.fixture
async def life(bots: Nursery, database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    """A bot that runs until the test ends, however often it is killed."""
    (tmp_path / "data").mkdir()
    async with living(bots, tmp_path, database_url) as one:
        one.begin()
        yield one
        await one.end()
