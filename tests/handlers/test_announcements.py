"""Announcements from the first word to somebody's phone."""

from pathlib import Path

from services.roles import Role
from storage import announcements as rows
from tests.people import Life, Somebody, life

TEXT = "Atelier samedi à 10 h, à la maison des jeunes. Venez !"


async def _written(lab: Life, text: str = TEXT) -> Somebody:
    """Fatima has written an announcement in French."""
    fatima = await lab.staff("Fatima", Role.COMMUNICATOR)
    await fatima.says("/announce")
    await fatima.taps("Nouvelle annonce")
    await fatima.says(text)
    return fatima


async def test_from_the_first_word_to_the_phones_and_the_stop(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, brahim = await lab.resident("Aïcha"), await lab.resident("Brahim", "ar")
        fatima = await _written(lab)
        assert "En Français, personnes 2 : Atelier samedi" in fatima.sees
        assert "En العربية, personnes 1 : ⚠️ texte absent, reçoivent : Français" in fatima.sees
        await fatima.taps("➕ العربية")
        await fatima.says("ورشة يوم السبت")
        await fatima.taps("Me l'envoyer d'abord")
        assert "ورشة يوم السبت" in fatima.news
        await fatima.taps("📤 Envoyer…")
        assert "Jusque-là, vous pouvez l'annuler." in fatima.sees
        await fatima.taps("Oui, l'envoyer")
        assert "Annuler, elle ne part pas" in fatima.buttons[0]
        await lab.passes(minutes=9)
        assert TEXT not in aicha.sees
        await lab.passes(minutes=2)
        assert aicha.sees == f"{TEXT}\n\nVous recevez ce message parce que vous suivez : Ateliers et rencontres"
        assert "ورشة يوم السبت" in brahim.sees
        await lab.passes(seconds=10)
        assert "Reçue par : 3 sur 3" in fatima.sees
        await aicha.taps("🔕 Arrêter ces messages")
        assert "Vous ne recevrez plus les messages sur : Ateliers et rencontres" in aicha.sees
        async with lab.database.reading() as session:
            assert await rows.stopped(session, (await aicha.person()).id) == {"workshops"}
        await aicha.taps("Les reprendre")
        assert aicha.sees == "✓ Vous recevez les messages sur : Ateliers et rencontres"
