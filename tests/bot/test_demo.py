"""The demo: phones through the welcome, a small story, a play that goes the whole circle, and all of it kept."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import demo, story
from sandbox import crowd
from sandbox.keyboards import buttons
from sandbox.play import play_through
from services.lab import Lab
from storage.challenges import ChallengeRow, ThreadRow
from storage.questions import QuestionRow
from tests.waiting import until

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
            await story.settled(running.bot, running.board, running.clock, minutes)

        await play_through(story.LAMP, phones, settled)
        async with running.bot.house.database.reading() as session:
            said = (await session.scalars(select(ThreadRow.text).where(ThreadRow.side == "resident"))).all()
        assert list(said) == [story.ANSWER]
        assert story.ANSWER in str(phones["salma"].chat)


async def test_a_demo_that_was_stopped_comes_back_with_its_chats_and_its_time(tmp_path: Path) -> None:
    async with demo.opened(PORT, tmp_path) as running:
        chats = {number: phone.chat for number, phone in running.board.telegram.phones.items()}
        offset, pages = running.clock.offset, running.bot.settings.http_port
    async with demo.opened(PORT, tmp_path) as running:
        assert {number: phone.chat for number, phone in running.board.telegram.phones.items()} == chats
        assert running.clock.offset == offset
        assert running.bot.settings.http_port == pages, "a wall that is open comes back"
        karim = running.board.by_key("karim")
        await karim.says("/menu")
        await story.settled(running.bot, running.board, running.clock)
        assert karim.last["text"] == "Que voulez-vous faire\u00a0?"


async def test_it_waits_until_the_bot_has_heard_however_slow_the_machine(tmp_path: Path) -> None:
    async with demo.opened(PORT, tmp_path) as running:
        karim, faults = running.board.by_key("karim"), running.board.telegram.faults
        faults.add("getUpdates", "latency", when="after", times=None, seconds=2.5)
        await karim.says("/menu")
        await story.settled(running.bot, running.board, running.clock)
        faults.clear()
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
            await story.settled(running.bot, running.board, running.clock, minutes)

        for _ in range(2):
            running.board.player.start("lamp")
            await settled(0)
            assert (phones["said"].account.started, phones["said"].chat) == (False, [])
            await play_through(story.LAMP, phones, settled)
        async with running.bot.house.database.reading() as session:
            said = (await session.scalars(select(ThreadRow.text).where(ThreadRow.side == "resident"))).all()
        assert list(said) == [story.ANSWER] * 2


async def test_a_crowd_joins_the_vote_that_salma_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "CROWD", 12)
    monkeypatch.setattr(crowd, "ARRIVE_WITHIN", 0.1)
    monkeypatch.setattr(crowd, "ANSWER_WITHIN", 0.4)
    async with demo.opened(PORT, tmp_path) as running:
        phones = {spec.key: running.board.by_key(spec.key) for spec in story.PHONES}
        lets_come = running.board.wall.crowd
        assert lets_come is not None
        with pytest.raises(LookupError, match="First make a live vote"):
            await lets_come()

        async def settled(minutes: float) -> None:
            await story.settled(running.bot, running.board, running.clock, minutes)

        def panel(words: str) -> bool:
            return words in str(phones["salma"].last.get("text"))

        before, after = list(story.VOTE.steps[:4]), list(story.VOTE.steps[4:])
        await play_through(replace(story.VOTE, steps=before), phones, settled)
        await lets_come()
        await until(lambda: panel("Dans la salle : 12".replace(" :", "\u00a0:")))
        await play_through(replace(story.VOTE, steps=after[:1]), phones, settled)
        await until(lambda: panel("Votes\u00a0: 12"))
        await play_through(replace(story.VOTE, steps=after[1:]), phones, settled)
        async with running.bot.house.database.reading() as session:
            first = await session.get(QuestionRow, 1)
        assert first is not None
        assert (first.totals or {})["voters"] == 12
        salma = phones["salma"]
        for label in ("⏹", "📊", "⋯", "🧰", "🎛", "▶️"):
            await salma.taps(*next((message["message_id"], button["callback_data"])
                                   for message in reversed(salma.chat) for button in buttons(message)
                                   if button["text"].startswith(label)))  # fmt: skip
            await settled(0)
        await until(lambda: panel("Ont écrit\u00a0: 12") and panel("Question 3"))


def test_a_demo_opened_at_night_goes_forward_to_the_morning() -> None:
    lab, night = Lab.load(), datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert demo.until_day(night, lab) == timedelta(hours=8, minutes=30)
    assert demo.until_day(night - timedelta(hours=9), lab) == timedelta(0)
