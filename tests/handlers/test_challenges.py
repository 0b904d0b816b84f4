"""A challenge by message, as people live it."""

import pytest

from services.lab import Lab, Poster
from storage.cards import CardRow
from storage.challenges import ChallengeRow, PartRow, StatusRow
from storage.consents import ConsentRow
from storage.drafts import DraftRow
from storage.media import MediaRow
from tests.handlers.rows import count, only_challenge, rows
from tests.people import PHOTO, Life, Somebody, plain

BOUSKOURA = (33.4661, -7.6317)
PARIS = (48.85, 2.35)
NO_PLACE = "Il manque juste l'endroit : appuyez sur un bouton, ou écrivez quelques mots. Vous pouvez aussi passer."
SEND = {"fr": "✅ Envoyer", "ar": "✅ إرسال", "ary": "✅ إرسال"}
ARRIVED = {
    "fr": "✅ C'est bien reçu, merci !",
    "ar": "✅ توصلنا برسالتكم، شكرا لكم.",
    "ary": "✅ توصلنا بالمشكل ديالكم، شكرا.",
}


@pytest.mark.parametrize("language", ["fr", "ar", "ary"])
async def test_five_gestures_from_start_to_the_number(lab: Life, language: str) -> None:
    somebody = await lab.resident(language=language)  # 1: START
    await somebody.speaks()  # 2
    await somebody.stands_at(*BOUSKOURA)  # 3
    await somebody.taps(SEND[language])  # 4
    challenge = await only_challenge(lab)
    assert somebody.sees.startswith(ARRIVED[language])  # 5: read the number
    assert challenge.ref in somebody.sees
    assert (challenge.commune, challenge.category, challenge.language) == ("06.385.01.01", None, language)
    assert (challenge.latitude, challenge.longitude) == BOUSKOURA
    assert [part.kind for part in await rows(lab, PartRow)] == ["voice", "location"]
    assert [media.state for media in await rows(lab, MediaRow)] != []
    assert somebody.keys == []


async def test_the_offer_says_what_happens_and_takes_a_no(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    assert aicha.sees == (
        "Voulez-vous envoyer ce message à l'équipe NOTIL ?\n"
        "Elle va l'étudier et vous répondre ici.\n\n"
        "📍 C'est où ? Vous relirez tout avant l'envoi.\n"
        "Envoyez la position, choisissez la commune, ou décrivez l'endroit (à côté de l'école, après le pont…)."
    )
    assert aicha.keys == [
        "📍 Envoyer ma position",
        "Bouskoura",
        "Dar Bouazza",
        "Nouaceur",
        "Ouled Salah",
        "Oulad Azzouz",
        "✏️ Autre endroit : écrire ou dire",
        "⏭ Passer",
        "✖️ Non",
    ]
    await aicha.taps("✖️ Non")
    assert aicha.sees == "C'est annulé. Rien n'est parti."
    assert aicha.keys == []
    assert await count(lab, DraftRow) == 0
    assert lab.bot.house.seals.names("draft-") == []


async def test_the_offer_may_be_answered_in_a_word(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.says("oui")
    assert aicha.sees.startswith(NO_PLACE)
    await aicha.says("Non")
    assert aicha.sees == "C'est annulé. Rien n'est parti."


@pytest.mark.parametrize("answer", ["iyeh", "la", "Oui !", "نعم", "makaynch", "ما كاينش", "wi", "non non"])
async def test_yes_and_no_are_neither_a_place_nor_part_of_the_report(lab: Life, answer: str) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.says(answer)
    assert aicha.sees.startswith(f"{NO_PLACE}\n\n📍 C'est où ?")
    await aicha.taps("Bouskoura")
    await aicha.says(answer)
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    await aicha.taps("📌 Autre")
    await aicha.says(answer)
    assert aicha.sees.startswith("Voici ce qui va partir :")
    await aicha.taps("✅ Envoyer")
    assert [part.text for part in await rows(lab, PartRow)] == ["Le lampadaire est cassé"]
    assert (await only_challenge(lab)).landmark is None


async def test_several_messages_are_one_challenge(lab: Life) -> None:
    aicha = await lab.resident()
    photos = aicha.phone.sends_album([PHOTO, PHOTO], "regardez")
    await aicha.does(aicha.phone.says("Le lampadaire est cassé"), photos, aicha.phone.says("rue de l'école à Nouaceur"))
    assert aicha.news.count("C'est où") == 1
    assert aicha.keys[1] == "Nouaceur"
    await aicha.taps("Nouaceur")
    assert aicha.news.startswith("📍 Lieu : Nouaceur\n---\nDe quoi s'agit-il ?")
    assert aicha.buttons[0] == "💡 Éclairage et électricité"
    await aicha.taps("💡 Éclairage")
    await aicha.taps("Plusieurs")
    assert aicha.sees == (
        "Voici ce qui va partir :\n"
        "📝 Problème : Le lampadaire est cassé regardez rue de l'école à Nouaceur · 2 photos\n"
        "📍 Lieu : Nouaceur\n"
        "🏷 Type de problème : 💡 Éclairage et électricité\n"
        "Combien de lampes sont en panne ? Plusieurs\n"
        "👤 Nom : 🙈 caché au public, l'équipe le voit\n\n"
        "🏛 Qui s'en occupe d'habitude : la commune pour l'éclairage public, "
        "la SRM Casablanca-Settat pour le courant\n\n"
        "🔒 En envoyant, vous acceptez que l'équipe NOTIL garde ce message pour étudier le problème et vous répondre.\n"
        "Votre nom n'est jamais publié sans votre accord.\n"
        "Vous pouvez tout voir ou tout effacer dans « Mes données ».\n\n"
        "Tout est juste ?"
    )
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert challenge.words == "Le lampadaire est cassé\nregardez\nrue de l'école à Nouaceur"
    assert (challenge.category, challenge.details) == ("lighting", {"extent": {"choice": 1}})
    assert [(part.position, part.kind, part.text) for part in await rows(lab, PartRow)] == [
        (0, "text", "Le lampadaire est cassé"),
        (1, "photo", "regardez"),
        (2, "photo", None),
        (3, "text", "rue de l'école à Nouaceur"),
    ]


async def test_sending_keeps_consent_status_card_and_no_draft(lab: Life) -> None:
    aicha = await _sent(lab)
    challenge = await only_challenge(lab)
    me = await aicha.person()
    assert (challenge.author_id, challenge.author_name, challenge.visibility) == (me.id, "Aïcha", "hidden")
    assert [(one.purpose, one.text_version, one.method, one.given_at) for one in await rows(lab, ConsentRow)] == [
        ("challenges", "2026-11", "send button", challenge.created_at)
    ]
    assert [(one.status, one.before) for one in await rows(lab, StatusRow)] == [("received", None)]
    (card,) = await rows(lab, CardRow)
    assert (card.subject, card.chat_id) == (f"challenge:{challenge.id}", aicha.phone.id)
    assert await count(lab, DraftRow) == 0
    assert lab.bot.house.seals.names("draft-") == []


async def test_the_summary_becomes_the_living_card(lab: Life) -> None:
    aicha = await _sent(lab)
    challenge = await only_challenge(lab)
    card, receipt = aicha.shown[-2:]
    assert plain(card["text"]).startswith(f"Signalement {challenge.ref}")
    assert challenge.ref in receipt["text"]


async def test_of_an_anonymous_author_nothing_is_left(lab: Life) -> None:
    aicha = await lab.resident("Aïcha Secret")
    await aicha.says("Le lampadaire est cassé")
    await aicha.shows(caption="regardez")
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("👤 Nom")
    await aicha.taps("🕶 Anonyme")
    assert "Personne ne voit votre nom, même pas l'équipe" in aicha.sees
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.author_id, challenge.author_name) == (None, None)
    assert challenge.created_at == lab.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert await count(lab, ConsentRow) == 0
    assert [media.file_id for media in await rows(lab, MediaRow)] == [None]
    (card,) = await rows(lab, CardRow)
    assert (card.chat_id, card.sealed_to) == (None, challenge.return_address)
    await aicha.says("/mine")
    assert aicha.buttons == ["📥 Reçu · 📌 Autre", "👀 Signalements des autres"]


async def test_a_shown_name_is_agreed_to(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.taps("Bouskoura")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("👤 Nom")
    await aicha.taps("👁 Nom visible")
    assert "Vous acceptez aussi que tout le monde voie votre nom" in aicha.sees
    await aicha.taps("👁 Ce que le public verra")
    assert aicha.sees == (
        "👁 Si l'équipe le rend public, voici ce que les gens verront :\n\n"
        "Lieu : Bouskoura\n"
        "Nom : Aïcha\n"
        "Les vocaux, les photos et les fichiers ne sont pas montrés au public."
    )
    await aicha.taps("↩️ Retour")
    await aicha.taps("✅ Envoyer")
    assert [one.purpose for one in await rows(lab, ConsentRow)] == ["challenges", "name"]


async def test_danger_is_answered_first_and_once(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Il y a le feu dans la maison", "au secours, le feu")
    assert aicha.news.startswith(
        "🚨 Un danger maintenant ? Appelez tout de suite :\n"
        "Protection civile : 15\n"
        "Police : 19\n"
        "Gendarmerie : 177\n"
        "SAMU : 141\n"
        "L'équipe NOTIL n'est pas un service d'urgence.\n---\nVoulez-vous envoyer"
    )
    assert aicha.news.count("🚨") == 1
    await aicha.taps("Bouskoura")
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).danger == "fire"


async def test_a_place_outside_is_said_kindly(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.stands_at(*PARIS)
    assert aicha.news.startswith(
        "📍 Lieu : un point hors de notre zone\nEnvoyez quand même, l'équipe dira qui peut aider.\n---\n"
    )
    assert "📍 Lieu : un point hors de notre zone\n" in aicha.sees
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).commune is None


async def test_a_place_in_words_or_by_voice(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé à Bouskoura")
    await aicha.taps("✏️ Autre endroit")
    assert aicha.sees.startswith("Écrivez où c'est, ou dites-le dans un vocal")
    await aicha.says("à côté de l'école Al Massira")
    await aicha.taps("📌 Autre")
    await aicha.taps("✅ Envoyer")
    first = await only_challenge(lab)
    assert (first.landmark, first.commune) == ("à côté de l'école Al Massira", "06.385.01.01")
    await aicha.speaks()
    await aicha.speaks(seconds=4)
    assert "📍 Lieu : 🎤 message vocal, 0:04" in aicha.sees


async def test_a_location_sent_first_is_the_place(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.stands_at(*BOUSKOURA)
    assert aicha.sees.startswith("Que se passe-t-il")
    await aicha.says("Le lampadaire est cassé")
    assert aicha.sees.startswith("De quoi s'agit-il")


async def test_the_command_and_the_menu_ask_what_happens(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/challenge")
    assert aicha.sees == "Que se passe-t-il ?\nÉcrivez-le, dites-le dans un vocal, ou envoyez une photo."
    await aicha.says("Le lampadaire est cassé")
    assert aicha.sees.startswith("📍 C'est où")


async def test_a_poster_knows_the_place(lab: Life) -> None:
    poster = Poster(code="mosquee", commune="06.385.01.01", category="lighting")
    lab.bot.house.lab = Lab.load().model_copy(update={"posters": (poster,)})
    nabil = await lab.newcomer()
    await nabil.starts("p_mosquee")
    assert nabil.sees.startswith("Que se passe-t-il")
    assert nabil.buttons[-3:] == ["العربية", "الدارجة", "✓ Français"]
    await nabil.says("Le lampadaire est cassé")
    await nabil.taps("Une seule")
    await nabil.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.source, challenge.commune, challenge.category) == ("poster:mosquee", "06.385.01.01", "lighting")


async def test_a_poster_that_nobody_listed_is_a_source(lab: Life) -> None:
    nabil = await lab.newcomer()
    await nabil.starts("p_souk-12")
    await nabil.speaks()
    await nabil.taps("⏭ Passer")
    await nabil.taps("✅ Envoyer")
    assert (await only_challenge(lab)).source == "poster:souk-12"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("\ud800 seul", "? seul"),
        ("\u202edesrever\u202c", "desrever"),
        ("<b>gras</b> & <script>", "<b>gras</b> & <script>"),
        ("Aide " + "😀" * 2000, "Aide " + "😀" * 2000),
        ("'; DROP TABLE challenges; --", "'; DROP TABLE challenges; --"),
        ("{lab} %s {0}", "{lab} %s {0}"),
    ],
)
async def test_hostile_words_are_kept_as_words(lab: Life, text: str, kept: str) -> None:
    aicha = await lab.resident()
    await aicha.says(text)
    await aicha.says(text[:400])
    await aicha.taps("📌 Autre")
    assert aicha.sees.startswith("Voici ce qui va partir")
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.words, challenge.landmark) == (kept, kept[:400])
    await aicha.says(challenge.ref)
    assert challenge.ref in aicha.sees


async def _sent(lab: Life) -> Somebody:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.taps("Bouskoura")
    await aicha.taps("✅ Envoyer")
    return aicha


async def test_two_people_at_once_do_not_meet(lab: Life) -> None:
    aicha, brahim = await lab.resident(), await lab.resident("Brahim", language="ary")
    await aicha.says("Le lampadaire est cassé")
    await brahim.says("الضو خاسر")
    await aicha.taps("Bouskoura")
    await brahim.taps("النواصر")
    await aicha.taps("📌 Autre")
    await brahim.taps("📌 حاجة أخرى")
    await brahim.taps("✅ إرسال")
    await aicha.taps("✅ Envoyer")
    assert [(one.words, one.commune) for one in await rows(lab, ChallengeRow)] == [
        ("الضو خاسر", "06.385.01.03"),
        ("Le lampadaire est cassé", "06.385.01.01"),
    ]


async def test_one_tap_on_the_summary_takes_the_name_away_and_gives_it_back(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.taps("Bouskoura")
    assert "👤 Nom : 🙈 caché au public, l'équipe le voit" in aicha.sees
    await aicha.taps("🕶 Sans nom (même pas l'équipe)")
    assert "👤 Nom : 🕶 Anonyme" in aicha.sees
    await aicha.taps("✓ 🕶 Sans nom (même pas l'équipe)")
    assert "👤 Nom : 🙈 caché au public, l'équipe le voit" in aicha.sees
    await aicha.taps("🕶 Sans nom (même pas l'équipe)")
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).author_id is None


async def test_a_second_tap_on_no_name_does_not_bring_the_name_back(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.taps("Bouskoura")
    summary = aicha.shown[-1]
    rows_shown = summary["reply_markup"]["inline_keyboard"]
    (tap,) = [one["callback_data"] for row in rows_shown for one in row if "Sans nom" in one["text"]]
    for toast in ("", "Ce bouton est trop vieux, il ne marche plus."):
        await aicha.taps_old(summary["message_id"], tap)
        assert (aicha.toast, "👤 Nom : 🕶 Anonyme" in aicha.sees) == (toast, True)


async def test_a_photo_at_the_question_of_the_category_joins_and_is_said(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.taps("Bouskoura")
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    await aicha.shows()
    assert aicha.news.startswith("➕ C'est ajouté à votre signalement.\n---\nDe quoi s'agit-il ?")
    await aicha.taps("📌 Autre")
    assert "📝 Problème : Le lampadaire est cassé · 1 photo" in aicha.sees


@pytest.mark.parametrize("name", ["🙈", "🕶 Sans nom (même pas l'équipe)"])
async def test_a_second_tap_on_send_says_so_and_buries_nothing(lab: Life, name: str) -> None:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.taps("Bouskoura")
    if name in aicha.buttons:
        await aicha.taps(name)
    card = aicha.shown[-1]
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await aicha.taps("✅ Envoyer")
    sent = aicha.sees
    await aicha.taps_old(card["message_id"], send)
    assert (aicha.sees, aicha.news) == (sent, "")
    assert aicha.toast == "✅ C'est déjà envoyé."
