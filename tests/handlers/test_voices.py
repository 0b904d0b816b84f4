"""Voices that the team records: what can have one, which is missing most, and one that Telegram refuses."""

import importlib
import logging
import pkgutil

import pytest

import handlers
from handlers.buttons import data
from handlers.screens import known_screens
from handlers.voice_subjects import group_of, is_subject, subjects, title
from handlers.voice_titles import GROUPS, TEAM, TITLES
from locales.texts import Catalogues
from services import recordings
from services.people import LANGUAGES
from storage.recordings import LONGEST_SUBJECT, RecordingRow, said_often
from tests.handlers.rows import rows
from tests.people import Life

SOME = (
    "ask.challenge.words",
    "ask.company_more.ice",
    "ask.partner.answer.words",
    "received",
    "screen.help",
    "screen.opening.no_card",
    "screen.solved.yes",
    "status.solved",
)

for _module in pkgutil.iter_modules(handlers.__path__):  # each registers its screens and forms
    importlib.import_module(f"handlers.{_module.name}")


def test_every_screen_of_residents_and_each_of_their_questions_can_have_a_voice() -> None:
    listed = [one for ones in subjects().values() for one in ones]
    assert len(listed) == len(set(listed))
    assert [one for one in TITLES if one not in listed] == []
    assert set(SOME) <= set(listed)
    assert [one for one in listed if one.startswith(("screen.desk.", "screen.bulk.", "ask.room"))] == []
    longest = max(listed, key=len)
    assert len(longest) <= LONGEST_SUBJECT and data("voice.record", longest, "ary")
    assert is_subject("ask.challenge.own_street") and not is_subject("ask.room_questions.words")
    assert not is_subject("screen.no.such") and set(map(group_of, listed)) == set(GROUPS)


def test_what_is_listed_as_the_teams_is_a_screen_or_the_first_word_of_some() -> None:
    known = {*known_screens(), *(name.partition(".")[0] for name in known_screens())}
    assert sorted(TEAM - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_a_name_that_fits_a_button(language: str) -> None:
    texts = Catalogues.load()[language]
    names = {one: title(texts, one) for ones in subjects().values() for one in ones}
    assert {one: name for one, name in names.items() if not 1 < len(name) <= 32 or "{" in name} == {}
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
