"""What staff write at the desk, in each of its small forms, and what comes of it on the resident's side."""

from pathlib import Path

import pytest

from services import desk, privacy
from services.challenges import Piece
from services.desk import Spot, Tab
from tests.handlers.desks import sent, steps, the
from tests.handlers.test_desk import at_desk, card
from tests.people import VOICE, Life, Somebody, life


async def spoken(lab: Life, resident: Somebody) -> str:
    """A challenge that is only a voice; its reference."""
    voice = await resident.phone.sends_voice(VOICE, 3)
    await resident.says("/cancel")
    return await sent(lab, resident, Piece("voice", file_id=voice["voice"]["file_id"]), category=None)


async def test_on_a_voice_the_first_button_writes_what_it_says(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await spoken(lab, await lab.resident())
        samira = await at_desk(lab)
        assert samira.buttons[0] == "✍️ Écrire ce qui est dit"
        assert "Type : à préciser" in samira.sees and "Pas encore de texte." in samira.sees
        await samira.taps("Écrire ce qui est dit")
        assert sum("voice" in one for one in samira.shown) == 1
        await samira.says("La poubelle déborde devant l'école")
        assert "✓ C'est écrit." in samira.news
        assert (card(samira), samira.buttons[0]) == (ref, "🔎 À l'étude")
        assert "La poubelle déborde devant l'école" in samira.sees
        await samira.taps("⋯ Plus")
        await samira.taps("Type")
        # What the words are about stands first.
        assert samira.buttons[0] == "🗑 Déchets et propreté"
        await samira.taps("Déchets")
        assert (card(samira), (await the(lab, ref)).category) == (ref, "waste")


async def test_a_question_is_asked_answered_and_read(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident(language="ary")
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("Demander")
        await samira.taps("Depuis quand")
        assert "Rien n'attend ici. 🌿" in samira.sees
        await lab.passes(minutes=3)
        assert resident.sees.split("\n") == [
            f"الفريق عندو سؤال على {ref}.",
            "السؤال: شحال هادي وهاد المشكل كاين؟",
            "جاوبو هنا، بالكتابة ولا بأوديو.",
        ]
        await resident.says("هادي شهر")
        assert resident.sees == f"✓ وصل للفريق مع المشكل {ref}. شكرا."
        await lab.passes(seconds=15)
        assert f"💬 Une réponse est arrivée sur {ref}." in samira.sees
        assert "💬 La personne : هادي شهر" in samira.sees
        await samira.taps(f"Fiche {ref}")
        assert "👤 Équipe, Samira : Depuis quand ce problème existe-t-il ?" in samira.sees
        assert "💬 La personne : هادي شهر" in samira.sees


async def test_a_question_in_ones_own_words_moves_on(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        first, second = await sent(lab, resident), await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("Demander")
        assert samira.sees.split("\n")[-7:] == [
            "Que voulez-vous demander ?",
            "🗣 La personne écrit en : français",
            "1. Où est-ce exactement ? Vous pouvez envoyer la position ou une photo.",
            "2. Pouvez-vous envoyer une photo ?",
            "3. Depuis quand ce problème existe-t-il ?",
            "4. Le problème est-il toujours là ?",
            "Choisissez, ou bien écrivez ou dites votre question.",
        ]
        await samira.says("Quel numéro de rue ?")
        assert "✓ La question part dans deux minutes." in samira.news
        assert card(samira) == second and "↩️ Annuler ma question" in samira.buttons
        await lab.passes(minutes=3)
        assert f"L'équipe a une question sur {first}.\nQuestion : Quel numéro de rue ?" in resident.sees


async def test_a_question_is_spoken_as_soon_as_ask_is_pressed(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("Demander")
        await samira.speaks()
        assert "✓ La question part dans deux minutes." in samira.news
        await lab.passes(minutes=3)
        assert [one for one in resident.shown if "voice" in one]


@pytest.mark.parametrize("way", [("Retour",), ("Retour", "⋯ Plus"), ("Retour", "🕓 Plus tard")])
async def test_whoever_leaves_the_questions_asks_nothing_by_writing(lab: Life, way: tuple[str, ...]) -> None:
    await sent(lab, await lab.resident())
    samira = await at_desk(lab)
    await samira.taps("Demander")
    for label in way:
        await samira.taps(label)
    await samira.says("La fontaine de la place est cassée")
    assert "✓ La question part dans deux minutes." not in samira.news
    assert samira.sees.startswith("Voulez-vous envoyer ce message à l'équipe NOTIL ?")


async def test_what_is_written_at_the_menu_of_a_status_is_its_reason(lab: Life) -> None:
    resident = await lab.resident()
    ref = await sent(lab, resident)
    samira = await at_desk(lab)
    for label in ("⋯ Plus", "🏁 Changer le statut", "📁 Clos"):
        await samira.taps(label)
    assert samira.sees.endswith("Choisissez, ou bien écrivez avec vos mots : la personne les lira.")
    await samira.says("La rue n'existe plus")
    assert "✓ C'est noté. La personne l'apprend dans deux minutes." in samira.news
    await lab.passes(minutes=3)
    row = await the(lab, ref)
    assert (row.status, "La rue n'existe plus" in resident.sees) == ("closed", True)


async def test_what_is_written_at_the_menu_not_ours_names_who_is_responsible(lab: Life) -> None:
    resident = await lab.resident()
    ref = await sent(lab, resident)
    samira = await at_desk(lab)
    await samira.taps("Pas nous")
    assert samira.sees.endswith("Choisissez, ou bien écrivez qui est responsable.")
    await samira.says("Le syndic de la résidence")
    assert "Écrivez-le avec vos mots" in samira.sees
    await samira.says("C'est un lieu privé")
    await lab.passes(minutes=3)
    assert (await the(lab, ref)).status == "not_ours"
    assert "Le syndic de la résidence" in resident.sees and "C'est un lieu privé" in resident.sees


async def test_what_is_written_at_the_menu_of_the_same_problem_is_its_number(lab: Life) -> None:
    first, second = await sent(lab, await lab.resident()), await sent(lab, await lab.resident("Driss"))
    samira = await at_desk(lab)
    for label in ("⋯ Plus", "🏁 Changer le statut", "Déjà signalé"):
        await samira.taps(label)
    assert samira.sees.endswith("Choisissez, ou bien écrivez son numéro.")
    await samira.says(second)
    assert (await the(lab, first)).status == "duplicate"


async def test_what_was_begun_before_stays_and_takes_no_reason(lab: Life) -> None:
    await sent(lab, await lab.resident())
    samira = await lab.staff("Samira")
    await samira.says("La fontaine est cassée")
    await samira.says("/desk")
    await samira.taps("Pas nous")
    assert "ou bien écrivez" not in samira.sees
    await samira.says("Elle ne coule plus")
    assert samira.sees.startswith("De quoi s'agit-il ?")


@pytest.mark.parametrize("menu", ["bodies", "ask", "received", "more"])
async def test_a_forged_button_asks_for_no_reason(lab: Life, menu: str) -> None:
    ref = await sent(lab, await lab.resident())
    samira, row = await at_desk(lab), await the(lab, ref)
    await samira.taps_old(samira.shown[-1]["message_id"], f"desk.reason:{row.id}:{row.version}:new:{menu}")
    assert samira.toast == "Ce bouton est trop vieux, il ne marche plus."


async def test_what_was_begun_before_stays_and_takes_no_question(lab: Life) -> None:
    await sent(lab, await lab.resident())
    samira = await lab.staff("Samira")
    await samira.says("La fontaine est cassée")
    await samira.says("/desk")
    await samira.taps("Demander")
    assert samira.sees.endswith(
        "Choisissez. Pour écrire ou dire votre question, envoyez ou annulez d'abord le message commencé."
    )
    await samira.taps("Depuis quand")
    await lab.passes(minutes=3)
    await samira.says("/challenge")
    assert "Vous avez commencé un message" in samira.sees


async def test_a_message_to_the_author_leaves_at_once_also_by_voice(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        for act in (samira.says("Nous passons jeudi."), samira.speaks()):
            await samira.taps("⋯ Plus")
            await samira.taps("Écrire à la personne")
            await act
            assert "✓ Le message part maintenant." in samira.news
            assert card(samira) == ref
        shown = [one for one in resident.shown if "voice" in one or "jeudi" in one.get("text", "")]
        assert [one.get("text", "voice").split("\n")[-1].replace("\u00a0", " ") for one in shown] == [
            "Message : Nous passons jeudi.",
            "voice",
        ]


async def test_a_note_stays_in_the_team(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        seen = len(resident.shown)
        samira = await at_desk(lab)
        await samira.taps("⋯ Plus")
        await samira.taps("Note interne")
        await samira.says("Voir avec la commune")
        assert "📝 Note de Samira : Voir avec la commune" in samira.sees
        await lab.passes(minutes=5)
        assert (len(resident.shown), card(samira)) == (seen, ref)


async def test_closed_with_a_reason_of_ones_own(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("⋯ Plus")
        await samira.taps("Changer le statut")
        await samira.taps("Clos")
        assert "✓ Sans précision" not in samira.buttons
        await samira.taps("Avec mes mots")
        await samira.says("Le terrain est privé.")
        await lab.passes(minutes=3)
        assert await steps(lab, ref) == [("closed", {"words": "Le terrain est privé."})]
        assert resident.sees.split("\n") == [
            "Statut : 📁 Clos",
            f"Le signalement {ref} est clos.",
            "Raison : Le terrain est privé.",
            "Un autre avis ? Répondez ici.",
        ]


async def test_not_ours_says_passed_on_only_if_it_was(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        refs = [await sent(lab, resident) for _ in range(2)]
        samira = await at_desk(lab)
        said = []
        for label in ("Oui, c'est eux", "Oui, et c'est transmis"):
            await samira.taps("Pas nous")
            await samira.taps(label)
            await lab.passes(minutes=3)
            said.append(resident.sees.split("\n"))
        body = lab.bot.house.lab.category("lighting").responsible.fr
        heads = [["Statut : ↪️ Ne dépend pas de nous", f"Le signalement {ref} dépend de : {body}"] for ref in refs]
        assert said == [heads[0], [*heads[1], "Nous le lui avons transmis."]]


async def test_not_ours_in_ones_own_words_says_who_is_responsible(lab: Life) -> None:
    resident = await lab.resident()
    refs = [await sent(lab, resident) for _ in range(2)]
    samira, body = await at_desk(lab), lab.bot.house.lab.category("waste").responsible.fr
    for named in (body, "L'office de l'électricité"):
        await samira.taps("Pas nous")
        await samira.taps("✍️ Avec mes mots")
        await (samira.taps(named) if named == body else samira.says(named))
        await samira.says("La ligne est à eux.")
        await lab.passes(minutes=3)
        ref = refs.pop(0)
        assert resident.sees.split("\n")[1:3] == [
            f"Le signalement {ref} dépend de : {named}",
            "Précision : La ligne est à eux.",
        ]


async def test_not_ours_without_another_body_names_nobody(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident, category="other")
        samira = await at_desk(lab)
        await samira.taps("Pas nous")
        assert "Oui, c'est eux" not in " ".join(samira.buttons)
        await samira.taps("hors de la province")
        assert await steps(lab, ref) == [("not_ours", {"template": "outside_area"})]
        await lab.passes(minutes=3)
        assert resident.sees.split("\n") == [
            "Statut : ↪️ Ne dépend pas de nous",
            f"Le signalement {ref} ne dépend pas de l'équipe.",
            "Précision : L'endroit est hors de la province de Nouaceur.",
        ]


async def test_the_same_problem_by_its_number(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident, other = await lab.resident(), await lab.resident("Karim")
        first, second = await sent(lab, resident), await sent(lab, other)
        samira = await at_desk(lab)
        await samira.taps("À l'étude")
        await samira.taps("⋯ Plus")
        await samira.taps("Changer le statut")
        await samira.taps("Déjà signalé")
        assert samira.buttons[0] == f"{first} · Le lampadaire est en panne"
        await samira.taps("Écrire son numéro")
        await samira.says("n'importe quoi")
        assert "Ce n'est pas un numéro de suivi." in samira.sees
        await samira.says(first.lower().replace("-", " "))
        assert await steps(lab, second) == [("duplicate", {"of": 1})]
        await lab.passes(minutes=3)
        assert other.sees.split("\n")[1:] == [
            f"C'est le même problème que {first} : nous avons réuni {second} avec lui.",
            "Vous recevrez ses nouvelles ici.",
        ]
        await samira.says("/desk")
        await samira.taps("À moi")
        await samira.taps("⋯ Plus")
        await samira.taps("Changer le statut")
        await samira.taps("Résolu")
        await samira.taps("Sans précision")
        await lab.passes(minutes=3)
        assert f"Pour l'équipe, le signalement {first} est résolu." in other.sees
        assert f"Pour l'équipe, le signalement {first} est résolu." in resident.sees


async def test_a_form_ends_without_effect_when_somebody_was_faster(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        samira, omar = await at_desk(lab), await at_desk(lab, "Omar")
        await omar.taps("⋯ Plus")
        await omar.taps("Changer le statut")
        await omar.taps("Clos")
        await omar.taps("Avec mes mots")
        await samira.taps("À l'étude")
        await omar.says("Le terrain est privé.")
        assert "Samira a été plus rapide. Voici où on en est." in omar.news
        assert (card(omar), (await the(lab, ref)).status) == (ref, "study")


async def test_who_writes_to_somebody_sees_how_they_speak(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident(language="ary")
        await sent(lab, resident, language="ary")
        samira = await at_desk(lab)
        await samira.taps("⋯ Plus")
        await samira.taps("Écrire à la personne")
        assert samira.sees.startswith("🗣 La personne écrit en : darija\n\n")
        await samira.says("شكرا")
        await resident.taps("✍️ نجاوب")
        await resident.speaks()
        await lab.passes(seconds=15)
        assert "\n🗣 La personne envoie des vocaux, langue : darija\nRépondez à ce message" in samira.sees
        await samira.taps("🗂 Fiche")
        await samira.taps("⋯ Plus")
        await samira.taps("Écrire à la personne")
        assert samira.sees.startswith("🗣 La personne envoie des vocaux, langue : darija\n\n")


async def test_ones_own_unsent_report_is_not_lost_to_the_desk(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident())
        samira = await lab.staff()
        await samira.says("La fontaine est cassée")
        await samira.says("/desk")
        await samira.taps("⋯ Plus")
        await samira.taps("Note interne")
        assert samira.toast == "Vous avez commencé un message. Envoyez-le ou annulez-le d'abord."


async def test_a_colleague_hears_at_once_what_was_handed_to_them(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident(), danger="fire")
        samira, omar = await at_desk(lab), await lab.staff("Omar")
        await samira.taps("⋯ Plus")
        await samira.taps("Confier")
        await samira.taps("Omar")
        await lab.settles()
        assert omar.sees.split("\n") == [
            "🔴 Danger : à traiter en premier",
            f"👥 L'équipe vous confie le signalement {ref}.",
            "Type : 💡 Éclairage et électricité",
            "Lieu : Bouskoura",
        ]
        assert omar.buttons == [f"🗂 Fiche {ref}"]
        await omar.taps(f"Fiche {ref}")
        assert card(omar) == ref


async def test_who_takes_one_or_lost_it_meanwhile_hears_nothing(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        samira, omar = await at_desk(lab), await lab.staff("Omar")
        await samira.taps("⋯ Plus")
        await samira.taps("Confier")
        await samira.taps("Samira")
        row, by, to = await the(lab, ref), await samira.person(), await omar.person()
        async with lab.database.transaction() as session:
            for version, holder in ((row.version, to.id), (row.version + 1, None)):
                await desk.assign(session, Spot(row.id, version, Tab.ONE), holder, by, lab.clock.now())
        lab.bot.wake()
        await lab.settles()
        assert [one["text"] for one in (*samira.shown, *omar.shown) if "vous confie" in one.get("text", "")] == []


async def test_handing_over_history_and_giving_back(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        samira, omar = await at_desk(lab), await lab.staff("Omar")
        await samira.taps("⋯ Plus")
        await samira.taps("Confier")
        assert samira.buttons == ["Samira", "Omar", "Retour"]
        await samira.taps("Omar")
        await omar.says("/desk")
        await omar.taps("À moi 1")
        assert "Suivi par : vous" in omar.sees
        await omar.taps("⋯ Plus")
        await omar.taps("Autres actions")
        await omar.taps("Historique")
        assert omar.sees.split("\n") == [
            f"📜 Historique de {ref}",
            "Reçu le 5 octobre 2026",
            "Le lundi 5 octobre 2026 à 09:00, Samira : confié à Omar",
        ]
        await omar.taps("Fiche")
        await omar.taps("⋯ Plus")
        await omar.taps("Confier")
        await omar.taps("Rendre")
        assert (await the(lab, ref)).holder_id is None
        gone, house = await omar.person(), lab.bot.house
        async with lab.database.transaction() as session:
            await privacy.erase(session, house.seals, house.data_dir, gone)
        await samira.says(ref)
        await samira.taps("⋯ Plus")
        await samira.taps("Autres actions")
        await samira.taps("Historique")
        assert samira.sees.split("\n")[2:] == [
            "Le lundi 5 octobre 2026 à 09:00, Samira : confié à un membre de l'équipe",
            "Le lundi 5 octobre 2026 à 09:00, un membre de l'équipe : rendu à la liste",
        ]
