"""The benchmark of the ballot box counts what it says it counted."""

from pathlib import Path

from sqlalchemy import func, select

from bench import box
from storage.ballots import BallotRow
from storage.updates import DoneMark


async def test_everybody_votes_and_ordinary_work_goes_on_beside_them(tmp_path: Path) -> None:
    hall = await box.opened(f"sqlite+aiosqlite:///{tmp_path}/box.db", tmp_path, 60)
    row = await box.cost(hall, 20)
    assert (hall.taps, row.startswith("| 60 | 20 | ")) == (1000, True)
    row = await box.beside(hall, hall.alone, "a transaction each", 20, 0.2)
    async with hall.database.reading() as session:
        ballots = await session.scalar(select(func.count()).select_from(BallotRow))
        marks = await session.scalar(select(func.count()).select_from(DoneMark))
    assert (hall.taps, ballots, marks, row.startswith("| a transaction each | 20 | ")) == (1004, 60, 10, True)
    await hall.database.close()
