"""The prompter and an update of the same person, in two processes: who comes second sees what the first did."""

import asyncio

import pytest

from handlers.asking import prompt
from handlers.served import load, save
from services import drafts
from storage.database import in_turn
from tests.people import Life
from tests.waiting import until_somebody_waits


@pytest.mark.only("postgresql")
async def test_a_message_that_comes_during_the_prompt_is_kept(lab: Life) -> None:
    aicha, house = await lab.resident(), lab.bot.house
    await aicha.says("Le lampadaire est cassé")
    person = await aicha.person()
    async with lab.database.transaction() as session:
        await in_turn(session, person.id)
        one = await load(session, house, person)
        assert one
        await aicha.phone.says("et le trottoir aussi")
        await until_somebody_waits(lab.database)
        await save(session, house, person, one)
    await lab.settles()
    async with lab.database.reading() as session:
        kept = await load(session, house, person)
    assert kept
    assert [text for text in ("Le lampadaire est cassé", "et le trottoir aussi") if text not in str(kept)] == []


@pytest.mark.only("postgresql")
async def test_the_prompt_asks_nothing_about_what_went_meanwhile(lab: Life) -> None:
    aicha, house = await lab.resident(), lab.bot.house
    await aicha.says("Le lampadaire est cassé")
    person, seen = await aicha.person(), len(aicha.shown)
    async with lab.database.transaction() as session:
        await in_turn(session, person.id)
        one = await load(session, house, person)
        assert one
        one.prompt_due = house.clock.now()
        await save(session, house, person, one)
    async with lab.database.transaction() as session:
        await in_turn(session, person.id)
        prompting = asyncio.create_task(prompt(house, person.id))
        await until_somebody_waits(lab.database)
        await drafts.drop(session, house.seals, person.id)
    await prompting
    await lab.settles()
    assert len(aicha.shown) == seen
