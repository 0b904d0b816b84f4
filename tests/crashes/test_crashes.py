"""Some points of each scenario, spread over its whole length; `./run soak` takes them all."""

from pathlib import Path

import pytest

from tests.crashes.conftest import Fresh, Whole
from tests.crashes.life import Nursery
from tests.crashes.runs import PLAYS, Play, points_of, run, wrongs

SPREAD = 5


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.name)
async def test_nothing_is_lost_wherever_the_bot_is_killed(
    bots: Nursery, fresh: Fresh, tmp_path: Path, play: Play, whole: Whole
) -> None:
    expected = await whole(play)
    points = points_of(expected)
    assert len(points) > 100
    chosen = points[SPREAD // 2 :: len(points) // SPREAD]
    killed = {}
    for number, point in enumerate(chosen):
        outcome = await run(bots, fresh, tmp_path / str(number), play, point)
        assert wrongs(expected, outcome) == [], f"killed {point}"
        killed[point] = outcome.killed
    # What happens at once may happen in another order, so that a point is passed by.
    assert sum(killed.values()) >= len(chosen) - 2, killed
