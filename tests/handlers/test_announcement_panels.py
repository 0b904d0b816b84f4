"""An announcement under way, steered by its living message: paused, resumed, stopped, corrected, deleted, decided."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from services.roles import Role
from storage.people import PersonRow
from tests.people import LeapingClock, Life, Somebody, life, plain

EVENING = datetime(2026, 10, 5, 20, 48, tzinfo=UTC)  # 12 minutes before quiet hours in Nouaceur
RATE = 8  # messages a second
TOWN = 33
POSTER = "Atelier samedi à 10 h."


async def _town(lab: Life) -> list[Somebody]:
    """People who pressed START some time ago."""
    found = [await lab.newcomer(f"P{number}") for number in range(TOWN - 1)]
    for one in found:
        one.phone.account.started = True
    met = [{"telegram_id": one.phone.id, "language": "fr", "language_chosen": True, "created_at": lab.clock.now()}
           for one in found]  # fmt: skip
    async with lab.database.transaction() as session:
        await session.execute(insert(PersonRow), met)
    return found


async def _leaving(lab: Life) -> tuple[Somebody, list[Somebody]]:
    """Fatima's poster begins to leave a minute before the night, which holds back some of it; all who are to get it."""
    fatima = await lab.staff("Fatima", Role.COMMUNICATOR)
    people = [fatima, *await _town(lab)]
    await fatima.says("/announce")
    await fatima.taps("Nouvelle annonce")
    await fatima.shows(caption=POSTER)
    await fatima.taps("📤 Envoyer…")
    await fatima.taps("Oui, l'envoyer")
    lab.world.faults.add("sendPhoto", "drop", when="after")
    await lab.passes(minutes=9)
    while not any(_had(people)):
        await _steps(lab, 1)
    await lab.clock.leap(90)
    await lab.settles()
    return fatima, people


async def _steps(lab: Life, seconds: int) -> None:
    """Let time pass while something is under way."""
    for _ in range(seconds):
        await lab.clock.advance(1)
        await asyncio.wait([asyncio.ensure_future(lab.bot.quiet())], timeout=0.05)


def _panel(one: Somebody) -> str:
    """The living message."""
    return [plain(str(message.get("text"))) for message in one.shown if "Avancement" in str(message.get("text"))][-1]


def _had(people: list[Somebody]) -> list[int]:
    """How many copies each has."""
    return [sum("photo" in message for message in one.shown) for one in people]


async def test_paused_resumed_decided_corrected_and_deleted(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path, clock=LeapingClock(EVENING), send_rate=RATE) as lab:
        fatima, people = await _leaving(lab)
        had = _had(people)
        assert 0 < sum(had) < TOWN and max(had) == 1
        assert "📤 Annonce en cours d'envoi" in _panel(fatima) and "Incertain : 1" in _panel(fatima)
        assert "🌙 La nuit, rien ne part : elle attend jusqu'à 08:00." in _panel(fatima)
        await fatima.taps("⏸ Pause")
        assert _panel(fatima).startswith("⏸ Annonce en pause")
        await lab.passes(hours=12)
        assert _had(people) == had
        await fatima.taps("▶️ Reprendre")
        await lab.passes(seconds=10)
        assert _had(people) == [1] * TOWN
        assert _panel(fatima).startswith("✅ Annonce envoyée")
        assert f"Reçue par : {TOWN - 1} sur {TOWN}" in _panel(fatima)
        await fatima.taps("❔ Incertain : 1")
        assert "• Nom : " in fatima.sees
        await fatima.taps("📤 Renvoyer à tous")
        await lab.passes(seconds=5)
        assert f"Reçue par : {TOWN} sur {TOWN}" in _panel(fatima)
        assert sorted(_had(people)) == [1] * (TOWN - 1) + [2]
        for label in ("✏️ Corriger", "Français"):
            await fatima.taps(label)
        await fatima.says("Atelier dimanche à 10 h.")
        await fatima.taps("✅ Corriger")
        await lab.passes(seconds=10)
        assert f"✏️ Corrigée chez : {TOWN} sur {TOWN}" in _panel(fatima)
        assert all("Atelier dimanche à 10 h." in one.shown[-1]["caption"] for one in people[1:])
        await fatima.taps("🗑 Supprimer")
        await fatima.taps("🗑 Oui, la supprimer")
        await lab.passes(seconds=10)
        assert _panel(fatima).startswith("🗑 Annonce supprimée")
        assert f"🗑 Supprimée chez : {TOWN} sur {TOWN}" in _panel(fatima)
        assert sum(_had(people)) == 1  # the first copy of two: nobody knew of it
        assert "Avancement" not in "".join(str(one.get("text")) for one in fatima.shown[:-1])


async def test_stopped_for_good_after_a_second_thought(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path, clock=LeapingClock(EVENING), send_rate=RATE) as lab:
        fatima, people = await _leaving(lab)
        had = _had(people)
        await fatima.taps("⏹ Arrêter")
        assert fatima.sees.startswith("⏸ L'envoi est en pause. L'arrêter pour de bon ?")
        await fatima.taps("▶️ Non, reprendre")
        assert _panel(fatima).startswith("📤 Annonce en cours d'envoi")
        await fatima.taps("⏹ Arrêter")
        question = fatima.shown[-1]["message_id"]
        await fatima.taps("⏹ Oui, arrêter pour de bon")
        assert _panel(fatima).startswith("🚫 Annonce arrêtée")
        assert f"Pas reçue par : {TOWN - sum(had)}" in _panel(fatima)
        await fatima.taps_old(question, "an.stopped:1")
        assert fatima.toast == "L'annonce a changé entre-temps. Voici où elle en est."
        await fatima.taps("❔ Incertain : 1")
        await fatima.taps("✋ Laisser")
        assert not [label for label in fatima.buttons if label.startswith("❔")]
        await lab.passes(hours=12)
        assert _had(people) == had
