"""A death in the middle of telling a step; `./run soak --play "a step"` tells 500 supporters over many deaths."""

from pathlib import Path

from tests.crashes.conftest import Fresh
from tests.crashes.following import followed
from tests.crashes.life import Nursery


async def test_whoever_dies_telling_a_step_leaves_nobody_out(bots: Nursery, fresh: Fresh, tmp_path: Path) -> None:
    outcome = await followed(bots, fresh, tmp_path / "one", 60, kills=1, seed=7)
    assert outcome.wrongs() == []
