"""A workshop (event) of the running bot, without making it in the chat."""

from dataclasses import replace
from typing import Any

from services import registrations, workshops
from services.registrations import Caller, Wish
from services.workshops import Meets, Plan
from storage import registrations as stored
from storage import workshops as rows
from storage.registrations import RegistrationRow
from storage.workshops import MeetingRow, WorkshopRow
from tests.people import Life, Somebody

ZONE = "Africa/Casablanca"
# The clock of the tests stands at Monday 5 October 2026, 09:00 (tests/bot/kit.py).
THURSDAY = Meets("2026-10-08T14:30", "2026-10-08T17:00")
FRIDAY = Meets("2026-10-09T14:30", "2026-10-09T17:00")
WATER = Plan(
    {"fr": "Sans eau", "ar": "بلا ماء", "ary": "بلا ما"}, (THURSDAY,),
    place={"fr": "Dar Chabab, Bouskoura", "ar": "دار الشباب، بوسكورة"},
)  # fmt: skip


async def published(lab: Life, maker: Somebody, **fields: Any) -> WorkshopRow:
    """A workshop that takes answers."""
    person, now = await maker.person(), lab.clock.now()
    async with lab.database.transaction() as session:
        row = await workshops.create(session, person, replace(WATER, **fields), ZONE, now)
        await workshops.publish(session, person, row.id, now)
    return row


async def comes(lab: Life, workshop: WorkshopRow, *people: Somebody) -> None:
    """These people answer that they come."""
    for one in people:
        async with lab.database.transaction() as session:
            caller = Caller(await one.person(), one.phone.name)
            await registrations.answer(session, caller, workshop.id, Wish.GOING, lab.clock.now())


async def meetings(lab: Life, workshop: WorkshopRow) -> list[MeetingRow]:
    """Its sessions."""
    async with lab.database.reading() as session:
        return await rows.meetings(session, workshop.id)


async def answer_of(lab: Life, workshop: WorkshopRow, one: Somebody) -> RegistrationRow:
    """What this person answered, as it is stored now."""
    async with lab.database.reading() as session:
        found = await stored.of(session, workshop.id, (await one.person()).id)
    assert found is not None
    return found
