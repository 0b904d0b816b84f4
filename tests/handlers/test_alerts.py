"""Alerts as a resident chooses, gets and stops them."""

from pathlib import Path

import pytest

from services import challenges
from storage.publications import PublicationRow
from tests.handlers.desks import sent
from tests.people import Life, life


async def published(lab: Life, ref: str) -> None:
    """The team makes it public."""
    async with lab.database.transaction() as session:
        row = await challenges.by_ref(session, ref)
        assert row is not None
        session.add(PublicationRow(challenge_id=row.id, at=lab.clock.now()))


async def test_chosen_from_the_menu_told_with_public_words_and_stopped_in_one_tap(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        author, karim = await lab.resident(), await lab.resident("Karim")
        ref = await sent(lab, author, landmark="derrière la <mosquée>")
        await karim.says("/menu")
        for label in (
            "🔔 Nouvelles près de chez moi",
            "➕ Ajouter",
            "Bouskoura",
            "Tous les thèmes",
            "⚡ Tout de suite",
        ):
            await karim.taps(label)
        assert karim.buttons == ["⚡ Bouskoura · Tous les thèmes", "➕ Ajouter un lieu ou un thème"]
        await published(lab, ref)
        for minutes in (3, 10):
            await lab.passes(minutes=minutes)
        assert karim.sees == (
            "🔔 Du nouveau près de chez vous\n\n"
            "🆕 Nouveau : Bouskoura · 💡 Éclairage et électricité · 📥 Reçu\n"
            f"Signalement {ref} : Le lampadaire est en panne"
        )
        assert author.shown[-1]["message_id"] < karim.shown[-1]["message_id"]  # its author hears of it otherwise
        await karim.taps("🔕 Arrêter ces nouvelles")
        assert karim.buttons[0] == "🔕 Bouskoura · Tous les thèmes"
        await karim.taps("🔕 Bouskoura")
        await karim.taps("🗑 L'enlever de ma liste")
        assert "Vous n'avez encore rien choisi." in karim.sees


TAPS = ["alert.where:" + "x" * 52, "alert.one:" + "x" * 52 + ":*", "alert.one:*:" + "x" * 50]


@pytest.mark.parametrize("tap", TAPS)
async def test_a_forged_commune_or_theme_is_an_old_button(database_url: str, tmp_path: Path, tap: str) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha = await lab.resident()
        await aicha.says("/menu")
        await aicha.taps_old(aicha.shown[-1]["message_id"], tap)
        assert aicha.toast == "Ce bouton est trop vieux, il ne marche plus."
