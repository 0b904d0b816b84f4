"""Ready answers in the chat: written by a moderator, read by a resident in another language."""

from pathlib import Path

from tests.handlers.desks import sent
from tests.handlers.test_desk import at_desk
from tests.people import life


async def test_a_moderator_writes_one_and_a_resident_reads_it(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident(language="ary")
        await sent(lab, resident, language="ary")
        samira = await at_desk(lab)
        for label in ("🧰 Outils", "🧾 Réponses prêtes", "✅ Résolu", "➕ En ajouter une", "Éclairage et électricité"):
            await samira.taps(label)
        await samira.says("Les lampes sont <changées>.")
        await samira.says("البولات تبدلو.")
        await samira.taps("Passer")
        assert "Les lampes sont <changées>." in samira.sees
        await samira.taps("Enregistrer")
        assert samira.sees == (
            "🧾 Réponses prêtes : ✅ Résolu\n"
            "1. La réparation est faite.\n"
            "2. L'information demandée a été donnée.\n"
            "3. Les lampes sont <changées>. · 💡 Éclairage et électricité · ⚠️ manque : العربية"
        )
        await samira.says("/desk")
        for label in ("⋯ Plus", "Changer le statut", "✅ Résolu", "Les lampes"):
            await samira.taps(label)
        await lab.passes(minutes=3)
        assert "البولات تبدلو." in resident.sees
        for label in ("🧾 Réponses prêtes", "✅ Résolu", "3", "🗑 La retirer"):
            await samira.taps(label)
        assert "changées" not in samira.sees
        await samira.taps("↩️ La remettre")
        assert "changées" in samira.sees
