"""Every table that holds people has a rule by which it ages out, or a reason why it waits for its person."""

import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, update

from services.belongings import belongings, tables
from services.lab import Retention
from storage.base import NOBODY
from storage.challenges import ChallengeRow
from storage.outbox import OutboxRow
from storage.privacy import ErasureRow
from tests.people import LeapingClock, life
from tests.services.test_privacy import LATER, NOON, World, world

__all__ = ["world"]

# What nothing but its person, the team or erase-me takes away, and why.
STAYS = {
    "people": "whoever pressed START, until they erase themselves",
    "consents": "what somebody agreed to and when has to be shown as long as they are known",
    "stopped_topics": "it would begin to reach them again",
    "alerts": "asked for until they are taken off the list",
    "opening_follows": "asked for until it is taken back",
    "profiles": "for whom they report on their phone, until it is erased there",
    "staff": "who works for the lab, until somebody removes them",
    "staff_notices": "as long as they work for the lab",
    "workshop_facilitators": "who led a workshop, by their work",
    "occasions": "the next digest of a member of the team",
}


async def test_after_all_the_days_only_what_has_a_reason_is_left(
    database_url: str, tmp_path: Path, world: World
) -> None:
    async with world.database.transaction() as session:
        await session.execute(delete(ErasureRow))  # nobody asked for it: what goes here goes by the rules alone
        await session.execute(update(ChallengeRow).values(status="solved"))
    clock = LeapingClock(NOON + timedelta(days=4000))
    async with life(database_url, tmp_path, clock=clock) as lab:
        await lab.passes(minutes=1)
        async with lab.database.transaction() as session:
            await session.execute(delete(OutboxRow).where(OutboxRow.due_at > LATER))  # what ending it all has told them
        async with lab.database.reading() as session:
            left = await belongings(session, world.seals, world.canary, clock.now())
    assert sorted(left) == sorted(STAYS)
    assert set(STAYS) <= {table.__tablename__ for table in tables() if table.rights != NOBODY}


def test_the_register_for_law_09_08_names_each_term_of_the_lab() -> None:
    register = Path("docs/law-09-08.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`retention\.(\w+)`", register)) == set(Retention.model_fields)
