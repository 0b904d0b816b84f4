"""Answering the room in writing, on the phones: what is asked, noted, read first by the facilitator, and shown."""

from services.roles import Role
from storage.sayings import SayingRow
from tests.handlers.halls import buttons_under, hall
from tests.handlers.rows import rows
from tests.people import Life

WORDS = "Que manque-t-il ? / شنو ناقص؟ (texte)\n\nVos idées ? (idées 2)\n\nLe bus ?\n- Oui\n- Non"
WAITS = "⏳ L'équipe le lit d'abord ; ensuite tout le monde peut le voir, sans votre nom."
LONG_AGO = "L'autre jour le lampadaire de la rue est tombé"


async def texts(lab: Life) -> list[tuple[str, str]]:
    return [(row.text, row.state) for row in await rows(lab, SayingRow)]


async def test_an_answer_in_writing_is_noted_read_by_the_facilitator_and_shown_with_the_result(lab: Life) -> None:
    one = await hall(lab, WORDS)
    said = await one.enters("Saïd", "ar")
    await said.taps("الدارجة")
    await one.goes("Ouvrir la question 1")
    assert said.sees.splitlines() == [
        "السؤال: شنو ناقص؟",
        "✍️ كتبو الجواب ديالكم هنا فرسالة وحدة، ولا قولوه فأوديو 🎤.",
        "🔒 السمية ديالكم ماكتبانش.",
    ]
    karim = await one.enters("Karim")
    await karim.says("x" * 301)
    assert karim.sees == (
        "C'est trop long, nombre de caractères : 301. Au maximum : 300\nEnvoyez-le encore une fois, en plus court."
    )
    await karim.says("Une <b>école</b>")
    assert karim.sees.splitlines() == [
        "✓ C'est noté :",
        "• Une <b>école</b>",
        WAITS,
        "Pour changer, écrivez de nouveau.",
    ]
    assert karim.buttons == ["🗑 Une <b>école</b>", "↪️ Ce n'était pas pour ça"]
    await said.says("الما")
    await said.says("الضو")
    await lab.passes(seconds=2)
    await one.goes("Textes à lire : 2")
    assert one.samira.sees.splitlines()[1:] == [
        "⏳ 1. Une <b>école</b>",
        "⏳ 2. الضو",
        "⏳ en attente : 2 · 👁 visibles : 0 · 🙈 cachés : 0",
    ]
    await one.goes("🙈 1")
    await one.goes("Tout autoriser : 1")
    assert await texts(lab) == [("Une <b>école</b>", "hidden"), ("الضو", "visible")]
    await one.goes("✅ 1")
    await karim.taps("🗑")
    assert karim.sees == "↩️ C'est retiré.\nVous pouvez écrire de nouveau."
    await one.goes("Retour")
    await one.goes("Fermer")
    await one.goes("Montrer")
    assert said.sees.splitlines()[1:] == ["1. الضو", "شحال من واحد كتب: 1"]
    held = len(said.shown)
    for label in ("⋯", "Textes à lire", "🙈 1"):
        await one.goes(label)
    assert said.sees.splitlines()[1:] == ["ماكاين والو مايبان.", "شحال من واحد كتب: 1"], "what is hidden later goes"
    assert len(said.shown) == held, "in place"


async def test_an_open_form_waits_and_what_was_no_answer_goes_to_it(lab: Life) -> None:
    one = await hall(lab, WORDS)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.says("/challenge")
    asked = aicha.sees
    await aicha.says("Une bibliothèque")
    assert aicha.news.splitlines()[:2] == ["✓ C'est noté :", "• Une bibliothèque"] and aicha.sees == asked
    await aicha.says(LONG_AGO)
    await aicha.taps("Ce n'était pas pour ça")
    assert await texts(lab) == []
    assert asked not in aicha.sees  # the form heard it, and went on


async def test_what_is_no_answer_becomes_a_report_and_danger_is_answered(lab: Life) -> None:
    one = await hall(lab, WORDS)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.says("Au feu, il y a un incendie dans l'école")
    assert "C'est noté" in aicha.news and "15" in aicha.news and len(await texts(lab)) == 1
    await aicha.taps("Ce n'était pas pour ça")
    assert await texts(lab) == [] and "l'équipe" in aicha.news


async def test_courtesies_questions_of_the_facilitator_and_other_rooms_are_not_disturbed(lab: Life) -> None:
    one = await hall(lab, WORDS)
    aicha = await one.enters("Aïcha")
    await one.samira.says(one.code)
    await one.goes("Ouvrir la question 1")
    await aicha.says("20000")
    assert [text for text, _ in await texts(lab)] == ["20000"]
    await aicha.taps("🗑")
    await aicha.says("Bonjour")
    await one.samira.says("Encore une ? (nuage)")
    assert "Nuage de mots" in one.samira.sees and await texts(lab) == []
    await one.samira.says("/cancel")
    await aicha.shows()
    assert "en écrivant ou de vive voix" in aicha.news and "l'équipe" in aicha.sees
    await aicha.says("/cancel")
    for label in ("Fermer", "Montrer", "Ouvrir la question 2", "Fermer", "Montrer", "Ouvrir la question 3"):
        await one.goes(label)
    await aicha.says(LONG_AGO)
    assert await texts(lab) == [] and "noté" not in aicha.sees


async def test_who_speaks_is_listened_to_and_written_down(lab: Life) -> None:
    one = await hall(lab, WORDS)
    aicha, karim = await one.enters("Aïcha"), await one.enters("Karim")
    await one.samira.says(one.code)
    await one.goes("Ouvrir la question 1")
    await aicha.speaks()
    assert aicha.sees.splitlines() == [
        "✓ C'est noté :",
        "• 🎤",
        "🎧 L'équipe l'écoute et l'écrit, sans votre nom.",
        "Pour changer, écrivez de nouveau.",
    ]
    await karim.speaks()
    await karim.taps("Ce n'était pas pour ça")
    assert "l'équipe" in karim.news and len(await texts(lab)) == 1
    await one.goes("Textes à lire : 1")
    await one.goes("🎧 1")
    assert "voice" in one.samira.shown[-2] and one.samira.sees.startswith("🎧 Écoutez")
    await one.samira.says("Un marché couvert")
    assert "✅ C'est écrit ; tout le monde peut le lire." in one.samira.news
    assert [(row.text, row.state, row.voice) for row in await rows(lab, SayingRow)] == [
        ("Un marché couvert", "visible", None)
    ]
    await karim.speaks()
    for label in ("Voir plus", "Terminer la séance", "Oui, terminer", "Textes à lire : 1", "🎧 2"):
        await one.goes(label)
    await one.samira.says("Une fontaine")
    assert (await texts(lab))[1] == ("Une fontaine", "visible")


async def test_ideas_are_supported_with_one_tap_that_is_safe_twice(lab: Life) -> None:
    one = await hall(lab, WORDS)
    aicha, karim = await one.enters("Aïcha"), await one.enters("Karim")
    for label in ("Ouvrir la question 1", "Fermer", "Montrer", "Ouvrir la question 2"):
        await one.goes(label)
    held = karim.shown[-1]["message_id"]
    await aicha.says("Un club de robotique")
    await karim.says("Une bourse d'études")
    await karim.taps_old(held, f"saying.support:{(await rows(lab, SayingRow))[0].id}:1:0")
    assert karim.toast == "Ceci n'est plus affiché."
    await one.goes("Textes à lire")
    await one.goes("Tout autoriser")
    await karim.taps("Voir et soutenir")
    assert karim.sees.splitlines()[1:3] == ["✍️ Une bourse d'études 👍 0", "• Un club de robotique 👍 0"]
    tapped = f"saying.support:{(await rows(lab, SayingRow))[0].id}:1:0"
    for _ in range(2):
        await karim.taps_old(karim.shown[-1]["message_id"], tapped)
    assert (karim.toast, karim.buttons[0]) == (
        "👍 C'est noté. Touchez encore pour retirer.",
        "✅ 1 · Un club de robotique",
    )
    await aicha.taps_old(aicha.shown[-1]["message_id"], tapped)
    assert aicha.toast == "C'est à vous. Les autres peuvent le soutenir."
    stranger = await lab.resident("Brahim")
    await stranger.says("/vote")
    await stranger.taps_old(stranger.shown[-1]["message_id"], tapped)
    assert stranger.toast == "Ceci n'est plus affiché."
    await stranger.taps_old(stranger.shown[-1]["message_id"], "texts.first:1:0:texts")
    await stranger.taps_old(
        stranger.shown[-1]["message_id"], f"texts.set:{(await rows(lab, SayingRow))[0].id}:hidden:0"
    )
    assert await texts(lab) == [("Un club de robotique", "visible"), ("Une bourse d'études", "visible")]


async def test_the_room_asks_and_the_facilitator_puts_it_on_the_screen(lab: Life) -> None:
    one = await hall(lab, WORDS)
    aicha = await one.enters("Aïcha")
    omar = await lab.staff("Omar", Role.FACILITATOR)
    for label in ("Voir plus", "Questions de la salle", "Ouvrir les questions"):
        await one.goes(label)
    assert aicha.sees == "❓ Vous pouvez poser une question à la salle à tout moment. Votre nom n'est pas affiché."
    await aicha.taps("Poser une question")
    await aicha.taps("Annuler")
    await aicha.says("/vote")
    await aicha.taps("Poser une question")
    await aicha.says("Qui paie ?")
    assert aicha.sees.splitlines()[:2] == ["✓ C'est noté :", "• Qui paie ?"]
    await lab.passes(seconds=2)
    await one.goes("Tout autoriser : 1")
    await one.goes("🖥 1")
    assert one.samira.toast == "🖥 C'est à l'écran."
    assert (await one.room()).saying_id == (await rows(lab, SayingRow))[0].id
    await one.goes("✔️ 1")
    assert (await one.room()).saying_id is None
    await one.goes("Arrêter les questions")
    await aicha.taps("Poser une question")
    assert aicha.toast == "On ne peut plus poser de questions. Merci !"
    assert await texts(lab) == [("Qui paie ?", "answered")]
    await omar.says("/workshop")
    await omar.taps(one.code)
    for label in ("Ouvrir la question 1", "Voir plus", "Textes à lire"):
        await omar.taps(label)
    assert "Rien n'est écrit" in omar.sees
    await one.goes("Retour")
    for label in ("Fermer", "Montrer", "Ouvrir la question 2", "Fermer", "Montrer", "Ouvrir la question 3"):
        await one.goes(label)
    assert "Question 3 sur 3 : Le bus ?" in omar.sees


async def test_what_waits_when_its_question_is_over_or_the_session_can_still_be_read(lab: Life) -> None:
    one = await hall(lab, WORDS)
    karim = await one.enters("Karim")
    await one.goes("⋯")
    await one.goes("Questions de la salle")
    await one.goes("Ouvrir les questions")
    await one.goes("Retour")
    await one.goes("Ouvrir la question 1")
    await karim.says("Une école")
    await karim.says("/vote")
    await karim.taps("Poser une question")
    await karim.says("Et le budget ?")
    for label in ("Fermer", "Montrer", "Ouvrir la question 2", "⋯", "Terminer", "Oui"):
        await one.goes(label)
    assert one.samira.buttons[:2] == ["📝 Question 1, à lire : 1", "❓ Questions à lire : 1"]
    await one.goes("Questions à lire")
    assert one.samira.buttons == ["✅ 1", "🙈 1", "✅ Tout autoriser : 1", "↩️ Retour"]
    await one.goes("✅ 1")
    await one.goes("Retour")
    await one.goes("Question 1")
    await one.goes("Tout autoriser")
    assert await texts(lab) == [("Une école", "visible"), ("Et le budget ?", "visible")]
    await one.goes("Retour")
    assert [label for label in one.samira.buttons if "à lire" in label] == []


async def test_a_vote_in_writing_is_asked_for_by_its_buttons_and_no_draft_swallows_it(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await aicha.says("Le lampadaire est cassé")
    await one.goes("Ouvrir la question 1")
    for said in ("B", "2", "non", "iyeh"):
        await aicha.says(said)
        hint, question = aicha.shown[-2:]
        assert hint["text"] == "👇 Un vote est ouvert\u00a0: on vote en appuyant sur un bouton, pas en écrivant."
        assert buttons_under(hint) == ["📝 Ce n'était pas pour le vote"]
        assert buttons_under(question) == ["A Oui", "B Non"]
    assert [message for message in aicha.shown if "A Oui" in buttons_under(message)] == [question]
    await aicha.taps("B Non")
    await lab.passes(seconds=1)
    assert aicha.buttons == ["A Oui", "✅ Non"]
    await aicha.says("2")
    hint = aicha.shown[-2]
    data = hint["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await aicha.taps_old(hint["message_id"], data)
    asked = aicha.sees
    await aicha.taps_old(hint["message_id"], data)
    assert ("De quoi s'agit-il" in asked, aicha.sees) == (True, asked)


async def test_a_vote_that_is_spoken_is_asked_for_by_its_buttons_or_becomes_a_report(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.taps("Oui")
    await aicha.speaks()
    hint, question = aicha.shown[-2:]
    assert hint["caption"] == "👇 Un vote est ouvert\u00a0: on vote en appuyant sur un bouton, pas en parlant."
    assert (buttons_under(hint), buttons_under(question)) == (["📝 Ce n'était pas pour le vote"], ["✅ Oui", "B Non"])
    await aicha.taps_old(hint["message_id"], hint["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert aicha.sees.startswith("Voulez-vous envoyer ce message")
    await aicha.speaks()
    assert buttons_under(aicha.shown[-1]) != ["✅ Oui", "B Non"]


async def test_what_is_written_between_the_end_of_a_vote_and_its_result_is_no_report(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await one.goes("Fermer")
    await aicha.says("oui")
    assert aicha.sees == "⏹ Le vote sur cette question est terminé. Le résultat arrive ici tout seul."
    await aicha.taps("Ce n'était pas pour le vote")
    assert aicha.sees.startswith("Écrivez quelques mots.\n\nQue se passe-t-il ?")
