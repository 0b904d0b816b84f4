"""Voices that the team records: what can have one, which is missing most, and one that Telegram refuses."""

import importlib
import logging
import pkgutil
from typing import Any

import pytest

import handlers
from handlers.buttons import data
from handlers.screens import known_screens
from handlers.voice_subjects import group_of, is_subject, subjects, title
from handlers.voice_titles import FOR_ALL, GROUPS, OURS, TEAM, TITLES, WITHOUT
from locales.texts import Catalogues
from services import recordings
from services.people import LANGUAGES
from storage.recordings import LONGEST_SUBJECT, RecordingRow, said_often
from tests.handlers.halls import hall
from tests.handlers.rows import rows
from tests.people import Life

SOME = (
    "ask.challenge.words",
    "ask.company_more.ice",
    "ask.partner.answer.words",
    "received",
    "screen.help",
    "result",
    "screen.announcement.message",
    "screen.certificate.file",
    "screen.opening.no_card",
    "screen.partner.list",
    "screen.privacy.download",
    "screen.seat.question",
    "screen.solved.yes",
    "screen.staff.question",
    "screen.staff.refused",
    "status.solved",
)

for _module in pkgutil.iter_modules(handlers.__path__):  # each registers its screens and forms
    importlib.import_module(f"handlers.{_module.name}")


def test_every_screen_and_each_question_can_have_a_voice_those_of_residents_first() -> None:
    groups = subjects()
    listed = [one for ones in groups.values() for one in ones]
    assert len(listed) == len(set(listed))
    assert [one for one in TITLES if one not in listed] == []
    assert set(SOME) <= {one for group, ones in groups.items() if group != OURS for one in ones}
    ours = [one for one in listed if one.startswith(("screen.desk.", "screen.bulk.", "ask.room", "ask.public."))]
    assert list(groups)[-1] == OURS and len(ours) > 20 and set(ours) <= set(groups[OURS])
    screens = {one.removeprefix("screen.") for one in listed if one.startswith("screen.")}
    assert screens == known_screens().keys() - WITHOUT and known_screens().keys() >= WITHOUT
    longest = max(listed, key=len)
    assert len(longest) <= LONGEST_SUBJECT and data("voice.record", longest, "ary")
    assert is_subject("ask.challenge.own_street") and not is_subject("ask.no_such.words")
    assert not is_subject("screen.no.such") and set(map(group_of, listed)) == set(GROUPS)


def test_what_is_listed_as_the_teams_is_a_screen_or_the_first_word_of_some() -> None:
    assert known_screens().keys() >= FOR_ALL
    known = {*known_screens(), *(name.partition(".")[0] for name in known_screens())}
    assert sorted(TEAM - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_a_name_that_fits_a_button(language: str) -> None:
    texts = Catalogues.load()[language]
    names = {one: title(texts, one) for ones in subjects().values() for one in ones}
    assert {one: name for one, name in names.items() if not 1 < len(name) <= 32 or "{" in name} == {}
    nameless = [one for one, name in names.items() if name == one.partition(".")[2]]
    assert [one for one in nameless if not one.startswith("screen.test.")] == []  # screens of other tests
    assert names["screen.solved.yes"] == title(texts, "screen.solved.yes") != "solved.yes"


async def test_any_screen_gets_its_button_once_there_is_a_voice_and_what_is_said_most_is_asked_for_first(
    lab: Life,
) -> None:
    samira, aicha = await lab.staff(language="fr"), await lab.resident("Aïcha", language="fr")
    for _ in range(3):
        await aicha.says("/cancel")
    async with lab.database.reading() as session:
        assert (await said_often(session))["screen.cancel.nothing"] == 0
    lab.bot.wake()
    await lab.passes(minutes=11)
    async with lab.database.reading() as session:
        assert (await said_often(session))["screen.cancel.nothing"] == 3
    await samira.says("/staff")
    await samira.taps_old(samira.shown[-1]["message_id"], "voice.list:screen")
    assert "le plus souvent vient en premier" in samira.sees
    assert "––– Il n'y a rien à annuler." in samira.buttons[:3]
    await samira.taps("––– Il n'y a rien à annuler.")
    await samira.taps("🎙 Français")
    await samira.speaks()
    await aicha.says("/cancel")
    assert aicha.buttons == ["🔊 Écouter"]
    await aicha.taps("🔊 Écouter")
    assert "voice" in aicha.shown[-1]


async def test_a_question_of_a_vote_and_a_screen_of_the_team_have_a_voice_too_and_a_result_its_own(lab: Life) -> None:
    one = await hall(lab)
    async with lab.database.transaction() as session:
        for subject in ("screen.seat.question", "result", "screen.desk.empty"):
            await recordings.keep(session, subject, "fr", "VOICE", 2, await one.samira.person(), lab.clock.now())
    zahra, salma = await one.enters("Zahra"), await lab.staff("Salma")
    await one.goes("Ouvrir la question 1")
    assert zahra.buttons[:3] == ["🔊 Écouter", "A Oui", "B Non"]
    await zahra.taps("Oui")
    assert zahra.buttons == ["✅ Oui", "B Non"]
    await one.goes("Fermer")
    await one.goes("Montrer")
    assert zahra.buttons == ["🔊 Écouter"]
    (tap,) = (button["callback_data"] for row in _rows_of(zahra.shown[-1]) for button in row)
    assert tap == "listen.play:result"
    await salma.says("/desk")
    assert "🔊 Écouter" in salma.buttons


def _rows_of(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = message["reply_markup"]["inline_keyboard"]
    return rows


async def test_a_voice_that_telegram_refuses_goes_and_the_team_is_told(
    lab: Life, caplog: pytest.LogCaptureFixture
) -> None:
    samira, aicha = await lab.staff(language="fr"), await lab.resident("Aïcha", language="fr")
    async with lab.database.transaction() as session:
        now = lab.clock.now()
        await recordings.keep(session, "screen.cancel.nothing", "fr", "GONE", 2, await samira.person(), now)
    await aicha.says("/cancel")
    with caplog.at_level(logging.WARNING, "bot.speaking"):
        await aicha.taps("🔊 Écouter")
    assert "screen.cancel.nothing in fr" in caplog.text and "GONE" not in caplog.text
    assert aicha.sees.startswith("🔇 Cette voix ne s'entend plus.")
    assert await rows(lab, RecordingRow) == []
    await lab.passes(minutes=1)
    assert samira.sees.startswith("🔇 Telegram ne lit plus une de nos voix : Il n'y a rien à annuler. (Français).")
    await samira.taps("🎙 Voix")
    assert "🎙 Français" in samira.buttons
    shown = len(aicha.shown)
    await aicha.says("/cancel")
    assert [one["text"] for one in aicha.shown[shown:]][-1] == "Il n'y a rien à annuler." and "🔊" not in str(
        aicha.shown[shown:]
    )
