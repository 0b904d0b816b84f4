"""The demo: phones through the welcome, a small story, a play that goes the whole circle, and all of it kept."""

import socket
from pathlib import Path

from sqlalchemy import select

from bot import demo, story
from sandbox.play import play_through
from storage.challenges import ChallengeRow, ThreadRow

PORT = 18_480


def welcomed(running: demo.Demo) -> list[str]:
    return [spec.key for number, spec in running.board.specs.items() if running.board.at(number).chat]


async def test_all_phones_but_one_are_through_the_welcome_and_a_story_is_told(tmp_path: Path) -> None:
    async with demo.opened(PORT, tmp_path) as running:
        assert welcomed(running) == ["fatima", "karim", "nadia", "youssef", "salma"]
        async with running.bot.house.database.reading() as session:
            rows = (await session.execute(select(ChallengeRow.language, ChallengeRow.status))).all()
        assert [tuple(row) for row in rows] == [("fr", "study"), ("ar", "study"), ("ary", "study")]


async def test_the_play_goes_from_the_residents_phone_to_the_desk_and_back(tmp_path: Path) -> None:
    async with demo.opened(PORT, tmp_path) as running:
        phones = {spec.key: running.board.by_key(spec.key) for spec in story.PHONES}

        async def settled(minutes: float) -> None:
            await story.settled(running.bot, running.clock, minutes)

        await play_through(story.LAMP, phones, settled)
        async with running.bot.house.database.reading() as session:
            said = (await session.scalars(select(ThreadRow.text).where(ThreadRow.side == "resident"))).all()
        assert list(said) == [story.ANSWER]
        assert story.ANSWER in str(phones["salma"].chat)


async def test_a_demo_that_was_stopped_comes_back_with_its_chats_and_its_time(tmp_path: Path) -> None:
    async with demo.opened(PORT, tmp_path) as running:
        chats = {number: phone.chat for number, phone in running.board.telegram.phones.items()}
        offset = running.clock.offset
    async with demo.opened(PORT, tmp_path) as running:
        assert {number: phone.chat for number, phone in running.board.telegram.phones.items()} == chats
        assert running.clock.offset == offset
        karim = running.board.by_key("karim")
        await karim.says("/menu")
        await story.settled(running.bot, running.clock)
        assert karim.last["text"] == "Que voulez-vous faire\u00a0?"


async def test_a_busy_port_moves_on(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        assert busy < demo.free_port(busy) <= busy + demo.PORTS


async def test_the_play_can_be_played_again(tmp_path: Path) -> None:
    async with demo.opened(PORT, tmp_path) as running:
        phones = {spec.key: running.board.by_key(spec.key) for spec in story.PHONES}

        async def settled(minutes: float) -> None:
            await story.settled(running.bot, running.clock, minutes)

        for _ in range(2):
            running.board.player.start("lamp")
            await settled(0)
            assert (phones["said"].account.started, phones["said"].chat) == (False, [])
            await play_through(story.LAMP, phones, settled)
        async with running.bot.house.database.reading() as session:
            said = (await session.scalars(select(ThreadRow.text).where(ThreadRow.side == "resident"))).all()
        assert list(said) == [story.ANSWER] * 2
