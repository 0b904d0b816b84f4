"""Arrival: nothing is done twice, floods are calmed kindly, the blocked are not served, who blocked us may return."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from handlers.flood import BURST, FloodGuard, OnceADay, Verdict
from storage.challenges import ChallengeRow
from storage.drafts import DraftRow
from storage.people import PersonRow
from storage.privacy import ErasureRow
from tests.handlers.rows import count, rows
from tests.people import Life, Somebody, plain

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


def test_nobody_is_told_the_same_twice_within_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.flood.REMEMBERED", 2)
    told = OnceADay()
    assert [told.first(1, NOON + timedelta(hours=hour)) for hour in (0, 23, 24, 25)] == [True, False, True, False]
    assert [told.first(person, NOON + timedelta(hours=25)) for person in (2, 3, 1)] == [True, True, True]


BLOCKED = (
    "L'équipe ne reçoit plus les messages de ce compte.\nVous pouvez toujours voir ou effacer vos données : /privacy"
)


async def blocked(lab: Life) -> Somebody:
    """Somebody who had the menu open when the team blocked them."""
    aicha = await lab.resident()
    await aicha.says("/menu")
    async with lab.database.transaction() as session:
        await session.execute(update(PersonRow).values(blocked_at=NOON))
    return aicha


async def test_a_blocked_person_is_told_so_once_a_day_and_nothing_is_taken(lab: Life) -> None:
    aicha = await blocked(lab)
    await aicha.says("Le lampadaire est cassé")
    assert aicha.news == BLOCKED
    for message in ("/start", "Le lampadaire est cassé", "/challenge", "/start p_lighting"):
        await aicha.says(message)
        assert aicha.news == ""
    await aicha.shows()
    assert (aicha.news, await count(lab, ChallengeRow), await count(lab, DraftRow)) == ("", 0, 0)
    await lab.passes(days=1)
    await aicha.says("/menu")
    assert aicha.news == BLOCKED


async def test_the_taps_of_a_blocked_person_say_so(lab: Life) -> None:
    aicha = await blocked(lab)
    before = len(aicha.shown)
    for _twice in range(2):
        await aicha.taps("❓ Aide")
        assert (aicha.toast, aicha.phone.toasts[-1]["alert"]) == (BLOCKED, True)
    assert (len(aicha.phone.toasts), len(aicha.shown)) == (2, before)


async def test_a_blocked_person_keeps_their_rights(lab: Life) -> None:
    aicha = await blocked(lab)
    await aicha.says("/PRIVACY")
    assert aicha.news.startswith("Vos données sont à vous.")
    await aicha.taps("Ce que nous gardons")
    assert aicha.sees.startswith("Voici ce que nous gardons de vous :")
    await aicha.taps("Retour")
    await aicha.taps("Télécharger")
    assert aicha.shown[-1]["document"]["file_name"] == "twiza.zip"
    await aicha.taps("Effacer mes données")
    await aicha.taps("Oui, tout effacer")
    assert await count(lab, ErasureRow) == 1
    await lab.passes(days=1, hours=1)
    assert [row.telegram_id for row in await rows(lab, PersonRow)] == []


async def test_words_of_danger_of_a_blocked_person_are_answered_each_time(lab: Life) -> None:
    aicha = await blocked(lab)
    await aicha.says("Au feu, la maison brûle !")
    numbers, sentence = aicha.news.split("\n---\n")
    assert (numbers.split("\n")[0], sentence) == ("🚨 Un danger maintenant ? Appelez tout de suite :", BLOCKED)
    await aicha.says("Au feu, la maison brûle !")
    assert aicha.news == numbers
    await aicha.says("/challenge au feu, la maison brûle !")
    assert aicha.news == numbers


async def test_a_blocked_person_who_floods_is_not_told_that_it_arrived(lab: Life) -> None:
    lab.world.limits.on = False
    aicha = await blocked(lab)
    await aicha.says(*["Bonjour"] * (BURST + 10))
    assert aicha.news == BLOCKED


async def test_a_blocked_person_gets_no_answer_in_groups(lab: Life) -> None:
    aicha = await blocked(lab)
    group = lab.world.group("Les voisins", [aicha.phone], type="group")
    await aicha.does(aicha.phone.says_in(group, "/start@" + lab.bot.house.bot_username))
    assert [one for one in group.chat.messages.values() if one["from"]["is_bot"]] == []
    assert aicha.news == ""


async def test_whoever_blocked_the_bot_is_left_alone_until_they_return(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.does(aicha.phone.blocks())
    assert [row.unreachable_at is not None for row in await rows(lab, PersonRow)] == [True]
    await aicha.does(aicha.phone.unblocks())
    await aicha.says("/menu")
    assert [row.unreachable_at for row in await rows(lab, PersonRow)] == [None]
    assert aicha.sees == "Que voulez-vous faire ?"
