"""Reminders on a phone: what they say at which moment, and the two answers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.reminders import head
from locales.texts import Catalogues
from services.roles import Role
from storage.workshops import MeetingRow
from tests.handlers.events import FRIDAY, THURSDAY, answer_of, comes, published
from tests.people import life, plain

TEXTS = Catalogues.load()
BEGINS = MeetingRow(begins="2026-10-08T14:30", begins_at=datetime(2026, 10, 8, 14, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-10-01T14:30", "⏰ Rappel : « Sans eau », jeudi 8 octobre 2026 à 14:30."),
        ("2026-10-07T18:00", "⏰ Rappel : « Sans eau », demain jeudi 8 octobre 2026 à 14:30."),
        ("2026-10-08T08:00", "⏰ Rappel : « Sans eau », aujourd'hui à 14:30."),
        ("2026-10-08T12:30", "⏰ Dans 2 heures : « Sans eau », à 14:30."),
        ("2026-10-08T12:31", "⏰ Dans 2 heures : « Sans eau », à 14:30."),
        ("2026-10-08T14:01", "⏰ Dans 30 minutes : « Sans eau », à 14:30."),
    ],
)
def test_a_late_reminder_says_what_is_true_then(now: str, said: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert plain(head(TEXTS["fr"], "Sans eau", BEGINS, moment)) == said


async def test_coming_not_coming_and_coming_after_all(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha, karim = (
            await lab.staff("Fadoua", Role.FACILITATOR),
            await lab.resident(),
            await lab.resident("K"),
        )
        workshop = await published(lab, fadoua, capacity=1)
        await comes(lab, workshop, aicha, karim)
        await lab.passes(days=2, hours=9, minutes=1)
        assert aicha.sees.split("\n") == [
            "⏰ Rappel : « Sans eau », demain jeudi 8 octobre 2026 à 14:30.",
            "Lieu : Dar Chabab, Bouskoura",
            "Vous venez ?",
        ]
        assert "Rappel" not in karim.sees  # he waits in the line
        await aicha.taps("✅ Je viens")
        assert aicha.sees.split("\n")[0] == "✅ C'est noté, vous venez : « Sans eau », jeudi 8 octobre 2026 à 14:30."
        assert (await answer_of(lab, workshop, aicha)).confirmed_at is not None
        await aicha.taps("Je ne peux pas venir")
        assert aicha.sees.split("\n") == [
            "C'est noté, merci de nous prévenir.", "Dans deux minutes, votre place ira à quelqu'un d'autre.",
        ]  # fmt: skip
        await aicha.taps("Finalement, je viens")
        assert (await answer_of(lab, workshop, aicha)).state == "going"


async def test_of_several_sessions_one_is_missed_and_the_seat_stays(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident()
        workshop = await published(lab, fadoua, meetings=(THURSDAY, FRIDAY))
        await comes(lab, workshop, aicha)
        await lab.passes(days=2, hours=9, minutes=1)
        assert aicha.sees.split("\n")[1] == "Séance 1 sur 2."
        await aicha.taps("Je ne peux pas venir")
        assert aicha.buttons == ["Seulement cette séance", "Aucune des séances", "✅ Je viens"]
        await aicha.taps("Seulement cette séance")
        assert aicha.sees.startswith("C'est noté, merci de nous prévenir : pas jeudi 8 octobre 2026.")
        assert (await answer_of(lab, workshop, aicha)).state == "going"
        before = len(aicha.shown)
        await lab.passes(hours=20)  # past the last reminder of Thursday
        assert len(aicha.shown) == before
        await lab.passes(hours=5)  # Thursday evening: of Friday
        assert aicha.sees.startswith("⏰ Rappel : « Sans eau », demain vendredi 9 octobre 2026 à 14:30.")
