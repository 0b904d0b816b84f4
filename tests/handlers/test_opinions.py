"""Is it solved? As a resident and the team live it."""

from pathlib import Path

from tests.handlers.desks import sent, the
from tests.handlers.test_desk import at_desk
from tests.people import life, plain


async def test_not_yet_and_why_by_voice_reaches_who_held_it(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("⋯ Plus")
        await samira.taps("Changer le statut")
        await samira.taps("✅ Résolu")
        await samira.taps("La réparation est faite.")
        await lab.passes(minutes=3)
        assert resident.buttons == ["✅ Oui, c'est résolu", "❌ Non, pas encore", "✍️ Écrire à l'équipe"]
        await lab.passes(days=28)
        assert resident.sees == (
            f"Le 5 octobre 2026, l'équipe a écrit que le signalement {ref} est résolu.\n"
            "Chez vous, le problème est-il résolu ?"
        )
        await resident.taps("❌ Non, pas encore")
        await resident.speaks()
        await lab.passes(seconds=15)
        assert "La personne dit : pas encore résolu" in plain("\n".join(one["text"] for one in samira.shown))
        assert (await the(lab, ref)).status == "study"
        await samira.says(f"/desk {ref}")
        assert "pas encore résolu" in samira.sees
        assert "vocal" in samira.sees
        await resident.taps("🔔 Oui, redemandez-moi")
        await lab.passes(days=29)
        assert "Chez vous, le problème est-il résolu ?" in resident.sees
        await resident.taps("✅ Oui, c'est résolu")
        await resident.says(ref)
        assert "🗣 Vous avez dit : résolu" in resident.sees
        assert "À l'étude" in resident.sees  # the lab's own word
        await resident.taps("📜 Toutes ses étapes")
        assert "La réparation est faite." in resident.sees
        assert "Rouvert : pour qui l'a signalé, ce n'est pas résolu." in resident.sees
