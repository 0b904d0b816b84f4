"""A few deaths in the middle of an announcement; `./run soak --play "an announcement"` takes a hundred."""

from pathlib import Path

from tests.crashes.announcing import announced
from tests.crashes.conftest import Fresh
from tests.crashes.life import Nursery

AT_ONCE = 8  # what the postman has in flight at most, at 30 a second


async def test_whoever_dies_in_an_announcement_sends_nobody_two(bots: Nursery, fresh: Fresh, tmp_path: Path) -> None:
    outcome = await announced(bots, fresh, tmp_path / "one", people=120, kills=2, seed=7)
    assert outcome.wrongs() == []
    assert max(outcome.in_flight) <= AT_ONCE
