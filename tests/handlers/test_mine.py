"""/mine: what is mine, opened, changed, withdrawn; and nobody else's."""

from sqlalchemy import update

from storage.challenges import ChallengeRow, PartRow
from storage.drafts import DraftRow
from tests.handlers.rows import count, only_challenge, rows
from tests.people import Life, Somebody

OTHERS = "👀 Signalements des autres"


async def _sent(lab: Life, words: str = "Le lampadaire est cassé", language: str = "fr") -> Somebody:
    aicha = await lab.resident(language=language)
    await _sends(aicha, words)
    return aicha


async def _sends(aicha: Somebody, words: str) -> None:
    await aicha.says(words)
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    await aicha.taps("✅ Envoyer")


async def test_nothing_yet(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/mine")
    assert (aicha.sees, aicha.buttons) == ("Il n'y a encore rien de vous ici.", ["📣 Signaler un problème", OTHERS])


async def test_the_list_opens_each_report_and_the_draft(lab: Life) -> None:
    aicha = await _sent(lab)
    ref = (await only_challenge(lab)).ref
    await aicha.says("La rue est inondée")
    await aicha.says("/mine")
    assert aicha.sees == "📂 Mes signalements : 1\n✍️ Vous avez commencé un message, il n'est pas encore parti."
    assert aicha.buttons == ["▶️ Reprendre mon message", "📥 Reçu · 📌 Autre", OTHERS]
    await aicha.taps("📌 Autre")
    assert aicha.sees == (
        f"Signalement {ref}\n"
        "Type : 📌 Autre\n"
        "Lieu : Bouskoura\n"
        "Nom : 🙈 Nom caché\n"
        "Le lampadaire est cassé\n"
        "Statut : 📥 Reçu\n"
        f"Le signalement {ref} est arrivé, l'équipe va le lire.\n"
        "Depuis le 5 octobre 2026\n"
        "Ensuite : l'équipe le lit et décide de la suite."
    )
    assert aicha.buttons == ["✏️ Modifier", "✍️ Écrire à l'équipe", "↩️ Retirer", "📂 Mes signalements"]


async def test_many_reports_have_pages(lab: Life) -> None:
    aicha = await _sent(lab)
    first = await only_challenge(lab)
    async with lab.database.transaction() as session:
        for number in range(9):
            values = {"author_id": first.author_id, "created_at": first.created_at, "waiting_since": first.created_at}
            session.add(ChallengeRow(ref=f"TEST-{number}", language="fr", consent_version="1", details={}, **values))
    await aicha.says("/mine")
    assert aicha.buttons == [f"📥 Reçu · TEST-{number}" for number in range(8, 0, -1)] + ["▶️", OTHERS]
    await aicha.taps("▶️")
    assert aicha.buttons == ["📥 Reçu · 5 octobre 2026", "📥 Reçu · 📌 Autre", "◀️", OTHERS]
    await aicha.taps("◀️")
    assert aicha.buttons[-2:] == ["▶️", OTHERS]


async def test_an_answer_is_changed_until_the_team_takes_it(lab: Life) -> None:
    aicha = await _sent(lab)
    ref = (await only_challenge(lab)).ref
    await aicha.taps("📂 Voir mon signalement")
    await aicha.taps("✏️ Modifier")
    assert aicha.sees.startswith("Voici ce qui va partir :\n📝 Problème : Le lampadaire est cassé\n📍 Lieu : Bouskoura")
    assert "En envoyant" not in aicha.sees
    await aicha.taps("✏️ Modifier")
    await aicha.taps("📍 Lieu")
    await aicha.says("derrière le marché")
    await aicha.taps("✅ Enregistrer la modification")
    assert (aicha.sees, aicha.buttons) == (f"✓ Le signalement {ref} est modifié.", ["📂 Voir mon signalement"])
    changed = await only_challenge(lab)
    assert (changed.ref, changed.landmark, changed.commune, changed.version) == (ref, "derrière le marché", None, 2)
    assert [part.text for part in await rows(lab, PartRow)] == ["Le lampadaire est cassé"]
    assert await count(lab, DraftRow) == 0


async def test_what_the_team_took_can_no_longer_be_changed(lab: Life) -> None:
    aicha = await _sent(lab)
    await aicha.taps("📂 Voir mon signalement")
    await aicha.taps("✏️ Modifier")
    async with lab.database.transaction() as session:
        await session.execute(update(ChallengeRow).values(status="study"))
    await aicha.taps("✅ Enregistrer la modification")
    late = "L'équipe travaille déjà sur ce signalement : il ne peut plus être modifié.\nVous pouvez écrire à l'équipe."
    assert aicha.sees == late
    assert (await only_challenge(lab)).version == 1
    await aicha.says("/mine")
    await aicha.taps("📌 Autre")
    assert "✏️ Modifier" not in aicha.buttons


async def test_the_name_stays_known_or_unknown_when_changed(lab: Life) -> None:
    aicha = await _sent(lab)
    await aicha.taps("📂 Voir mon signalement")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("👤 Nom")
    assert aicha.buttons == ["✓ 🙈 Nom caché", "👁 Nom visible", "↩️ Retour", "✖️ Annuler"]
    await aicha.taps("👁 Nom visible")
    agreed = "🔒 En enregistrant, vous acceptez que tout le monde voie votre nom sur ce signalement."
    assert agreed in aicha.sees
    await aicha.taps("✅ Enregistrer la modification")
    challenge = await only_challenge(lab)
    assert (challenge.visibility, challenge.author_name) == ("shown", "Aïcha")
    await aicha.taps("📂 Voir mon signalement")
    await aicha.taps("✏️ Modifier")
    assert agreed not in aicha.sees
    await aicha.says("/cancel")
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    assert aicha.buttons == [
        "✅ L'équipe garde et étudie ce que j'envoie", "✅ Mon nom visible par tous", "📖 Les lire en entier", "Retour",
    ]  # fmt: skip


async def test_withdrawing_asks_first(lab: Life) -> None:
    aicha = await _sent(lab)
    ref = (await only_challenge(lab)).ref
    await aicha.taps("📂 Voir mon signalement")
    await aicha.taps("↩️ Retirer")
    assert aicha.sees == (
        f"Retirer le signalement {ref} ?\nL'équipe arrête d'y travailler et personne d'autre ne le voit plus."
    )
    await aicha.taps("↩️ Retour")
    await aicha.taps("↩️ Retirer")
    await aicha.taps("Oui, le retirer")
    assert (aicha.toast, aicha.buttons) == ("✓ C'est retiré", ["📂 Mes signalements"])
    assert (await only_challenge(lab)).withdrawn_at is not None
    brahim = await lab.resident("Brahim")
    await brahim.says(ref)
    assert brahim.sees == "Ce signalement n'existe plus."


async def test_nobody_else_opens_or_withdraws_it(lab: Life) -> None:
    await _sent(lab)
    challenge = await only_challenge(lab)
    brahim = await lab.resident("Brahim")
    message = brahim.shown[-1]["message_id"]
    for act in ("see", "ask", "back"):
        await brahim.taps_old(message, f"mine.{act}:{challenge.id}")
        assert brahim.sees == "Ce signalement n'existe plus."
    for act in ("withdraw", "change"):
        await brahim.taps_old(message, f"mine.{act}:{challenge.id}")
        assert brahim.toast == "Ce bouton est trop vieux, il ne marche plus."
    for odd in ("mine.see:x", "mine.withdraw:99999999999999999999", "mine.page:-1", "mine.page:x"):
        await brahim.taps_old(message, odd)
    again = await only_challenge(lab)
    assert (again.withdrawn_at, again.version) == (None, 1)


async def test_giving_up_a_change_says_that_the_report_stays(lab: Life) -> None:
    aicha = await _sent(lab)
    await aicha.taps("📂 Voir mon signalement")
    await aicha.taps("✏️ Modifier")
    assert [one for one in aicha.buttons if "🕶" in one or "Envoyer" in one] == []
    await aicha.taps("✖️ Annuler")
    assert aicha.sees == "Rien n'a changé, votre signalement reste tel quel."
    assert await count(lab, DraftRow) == 0
