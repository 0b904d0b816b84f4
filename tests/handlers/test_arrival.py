"""Arrival: nothing is done twice, floods are calmed kindly, the blocked are not served, who blocked us may return."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from handlers.flood import BURST, FloodGuard, Verdict
from storage.challenges import ChallengeRow
from storage.people import PersonRow
from tests.handlers.rows import count, rows
from tests.people import Life, plain

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_a_burst_passes_then_one_warning_then_silence() -> None:
    guard = FloodGuard(burst=3, per_second=1)
    verdicts = [guard.judge(1, NOON) for _ in range(6)]
    assert verdicts == [Verdict.PASS] * 3 + [Verdict.WARN, Verdict.DROP, Verdict.DROP]


def test_the_bucket_fills_again_and_people_are_apart() -> None:
    guard = FloodGuard(burst=2, per_second=1)
    for _ in range(3):
        guard.judge(1, NOON)
    assert guard.judge(2, NOON) is Verdict.PASS
    assert guard.judge(1, NOON + timedelta(seconds=1)) is Verdict.PASS
    assert guard.judge(1, NOON + timedelta(seconds=1)) is Verdict.DROP
    assert [guard.judge(1, NOON + timedelta(seconds=60)) for _ in range(3)] == [
        Verdict.PASS,
        Verdict.PASS,
        Verdict.WARN,
    ]


def test_the_guard_forgets_those_it_has_not_seen_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.flood.REMEMBERED", 2)
    guard = FloodGuard(burst=1)
    for person in (1, 2, 3):
        guard.judge(person, NOON)
    assert guard.judge(1, NOON) is Verdict.PASS
    assert guard.judge(3, NOON) is Verdict.WARN


async def test_whoever_sends_too_much_is_told_once(lab: Life) -> None:
    lab.world.limits.on = False
    aicha = await lab.resident()
    before = len(aicha.shown)
    await aicha.says(*["/menu"] * (BURST + 10))
    told = [plain(one["text"]) for one in aicha.shown[before:]]
    menus = [text for text in told if text == "Que voulez-vous faire ?"]
    others = [text for text in told if text != "Que voulez-vous faire ?"]
    assert len(others) == 1
    assert BURST - 2 <= len(menus) <= BURST
    await lab.passes(minutes=2)
    await aicha.says("/menu")
    assert aicha.sees == "Que voulez-vous faire ?"


async def test_a_blocked_person_is_not_served_and_their_taps_end(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/menu")
    async with lab.database.transaction() as session:
        await session.execute(update(PersonRow).values(blocked_at=NOON))
    before = len(aicha.shown)
    await aicha.taps("❓ Aide")
    await aicha.says("Le lampadaire est cassé")
    assert len(aicha.shown) == before
    assert await count(lab, ChallengeRow) == 0
    answers = lab.world.ledger.entries(kind="call", method="answerCallbackQuery")
    assert [one.status for one in answers][-1:] == [200]


async def test_whoever_blocked_the_bot_is_left_alone_until_they_return(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.does(aicha.phone.blocks())
    assert [row.unreachable_at is not None for row in await rows(lab, PersonRow)] == [True]
    await aicha.does(aicha.phone.unblocks())
    await aicha.says("/menu")
    assert [row.unreachable_at for row in await rows(lab, PersonRow)] == [None]
    assert aicha.sees == "Que voulez-vous faire ?"
