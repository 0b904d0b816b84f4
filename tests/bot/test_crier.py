"""The crier: everybody in the room gets what they are to see, in joining order, whatever the network does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services import rooms, tallies
from storage.cards import CardRow
from storage.questions import QuestionRow
from tests.handlers.halls import Hall, hall
from tests.people import Life, Somebody, life


@pytest.fixture
async def room(database_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    async with life(database_url, tmp_path) as lab:
        yield await hall(lab)


def questions(one: Somebody) -> int:
    """How many messages of this phone ask the first question."""
    return sum("Le bus est-il" in str(message.get("text")) for message in one.shown)


async def test_a_question_goes_out_in_joining_order(room: Hall) -> None:
    people = [await room.enters(f"P{number}") for number in range(20)]
    await room.goes("Ouvrir la question 1")
    sent = [one.shown[-1]["message_id"] for one in people]
    assert max(sent[:15]) < min(sent[15:])
    assert [questions(one) for one in people] == [1] * 20


async def test_whom_telegram_holds_back_gets_it_once_and_holds_nobody_up(room: Hall) -> None:
    people = [await room.enters(f"P{number}") for number in range(4)]
    room.lab.world.faults.add("sendMessage", 429, times=1, seconds=3)
    await room.goes("Ouvrir la question 1")
    await room.lab.passes(seconds=10)
    assert [questions(one) for one in people] == [1] * 4


async def test_an_answer_that_is_lost_brings_the_question_twice_at_most(room: Hall) -> None:
    aicha = await room.enters("Aïcha")
    room.lab.world.faults.add("sendMessage", "drop", when="after", times=1)
    await room.goes("Ouvrir la question 1")
    await room.lab.passes(seconds=10)
    assert questions(aicha) == 2
    await aicha.taps("Oui")
    assert aicha.toast.startswith("C'est noté")


async def test_a_session_survives_a_restart_in_the_middle_of_an_open_question(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        one = await hall(lab)
        aicha = await one.enters("Aïcha")
        await one.goes("Ouvrir la question 1")
        await aicha.taps("Oui")
    async with life(database_url, tmp_path, lab.world, lab.clock) as again:
        one.lab = aicha.lab = one.samira.lab = again
        assert questions(aicha) == 1
        await aicha.taps("Non")
        late = await one.enters("Brahim")
        await late.taps("Oui")
        await one.goes("Fermer")
        assert await _result(again) == (2, (1, 1))


async def test_after_a_crash_the_panel_tells_what_was_committed_before(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        one = await hall(lab)
        aicha = await one.enters("Aïcha")
        await one.goes("Ouvrir la question 1")
        assert "Dans la salle : 1" in one.panel
        person = await aicha.person()
        async with lab.database.transaction() as session:
            await rooms.leave(session, person, lab.clock.now())
    async with life(database_url, tmp_path, lab.world, lab.clock) as again:
        one.lab = one.samira.lab = again
        await again.passes(seconds=5)
        assert "Dans la salle : 0" in one.panel


async def test_the_panel_of_a_session_that_is_over_rests(room: Hall) -> None:
    for label in ("Ouvrir la question 1", "Fermer", "⋯", "Terminer", "Oui, terminer"):
        await room.goes(label)
    await room.lab.passes(seconds=5)
    before = await _wanted(room.lab)
    await room.lab.passes(seconds=30)
    assert await _wanted(room.lab) == before


async def _wanted(lab: Life) -> list[int]:
    """How often each panel was to be shown anew."""
    async with lab.database.reading() as session:
        panels = select(CardRow.wanted).where(CardRow.screen == "room.panel")
        return list(await session.scalars(panels.order_by(CardRow.id)))


async def _result(lab: Life) -> tuple[int, tuple[int, ...]]:
    async with lab.database.reading() as session:
        counted = await tallies.result(session, await session.get_one(QuestionRow, 1))
    return counted.voters, counted.counts
