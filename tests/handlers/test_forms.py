"""The manners that every form has on a phone: old buttons, Back, Cancel, other languages, pauses, a new start."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.media import MOST_BYTES
from storage.drafts import DraftRow
from tests.handlers.rows import count, only_challenge, rows
from tests.people import VOICE, Life, Somebody, life, plain

SUMMARY = "Voici ce qui va partir :"


async def _at_summary(lab: Life) -> Somebody:
    aicha = await lab.resident()
    await aicha.speaks()
    await aicha.taps("Bouskoura")
    assert aicha.sees.startswith(SUMMARY)
    return aicha


async def test_an_old_button_says_so_and_shows_the_current_step(lab: Life) -> None:
    aicha = await _at_summary(lab)
    message, old = aicha.shown[-1]["message_id"], _data(aicha, "✅ Envoyer")
    await aicha.says("et le trottoir aussi")  # the summary comes again, with this
    await aicha.taps_old(message, old)
    assert aicha.toast == "Ce bouton est trop vieux, il ne marche plus."
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    assert await count(lab, DraftRow) == 1


async def test_the_buttons_of_a_sent_form_are_old(lab: Life) -> None:
    aicha = await _at_summary(lab)
    message, send = aicha.shown[-1]["message_id"], _data(aicha, "✅ Envoyer")
    await aicha.taps("✅ Envoyer")
    await aicha.taps_old(message, send)
    assert aicha.toast == "✅ C'est déjà envoyé."
    assert aicha.sees.startswith("✅ C'est bien reçu, merci !")  # nothing buries the number
    assert (await only_challenge(lab)).version == 1


async def test_data_that_no_form_ever_made(lab: Life) -> None:
    aicha = await _at_summary(lab)
    message = aicha.shown[-1]["message_id"]
    for data in ("form:explode:x", "form:send", "form::::", "nobody.knows:1", "form:pick:x:y"):
        await aicha.taps_old(message, data)
        assert aicha.toast == "Ce bouton est trop vieux, il ne marche plus."
    assert await count(lab, DraftRow) == 1


async def test_back_and_change_lead_through_the_answers(lab: Life) -> None:
    aicha = await _at_summary(lab)
    await aicha.taps("✏️ Modifier")
    assert aicha.buttons == ["📝 Problème", "📍 Lieu", "👤 Nom", "↩️ Retour"]
    await aicha.taps("📍 Lieu")
    assert aicha.keys[-2:] == ["↩️ Retour", "✖️ Annuler"]
    await aicha.taps("Nouaceur")
    assert "📍 Lieu : Nouaceur" in aicha.sees
    await aicha.taps("✏️ Modifier")
    await aicha.taps("📝 Problème")
    await aicha.taps("🧹 Recommencer")
    await aicha.speaks(seconds=7)
    assert "📝 Problème : 🎤 message vocal, 0:07\n📍 Lieu : Nouaceur" in aicha.sees


async def test_cancel_works_at_every_step(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.says("/cancel")
    assert (aicha.sees, aicha.keys) == ("C'est annulé. Rien n'est parti.", [])
    await _at_summary_again(aicha)
    await aicha.taps("✖️ Annuler")
    assert aicha.sees == "C'est annulé. Rien n'est parti."
    await aicha.says("/cancel")
    assert aicha.sees == "Il n'y a rien à annuler."
    assert await count(lab, DraftRow) == 0


async def _at_summary_again(aicha: Somebody) -> None:
    await aicha.speaks()
    await aicha.taps("Bouskoura")


async def test_commands_do_not_break_a_form(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    for command in ("/menu", "/help", "/mine", "/privacy"):
        await aicha.says(command)
    await aicha.taps("Bouskoura")
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    await aicha.says("/challenge")
    assert aicha.sees == "Vous avez commencé un message, il n'est pas encore parti.\nVoulez-vous continuer ?"
    await aicha.taps("▶️ Reprendre mon message")
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    await aicha.starts()
    assert aicha.sees == "Vous avez commencé un message, il n'est pas encore parti.\nVoulez-vous continuer ?"


async def test_another_language_in_the_middle(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.says("/language")
    await aicha.taps("الدارجة")
    assert aicha.sees.endswith("(حدا المدرسة، مورا القنطرة…).")
    assert "بوسكورة" in aicha.keys
    await aicha.says("Bouskoura")  # the key of the keyboard that stood there before
    assert aicha.sees.startswith("شنو هو نوع المشكل؟")


async def test_the_next_start_asks_the_same_question(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as first:
        aicha = await first.resident()
        await aicha.says("Le lampadaire est cassé")
        await aicha.taps("Bouskoura")
    async with life(database_url, tmp_path, first.world, first.clock) as second:
        aicha.lab = second
        await aicha.taps("📌 Autre")
        assert aicha.sees.startswith(SUMMARY)


async def test_a_question_due_at_the_stop_comes_after_the_start(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as first:
        aicha = await first.resident()
        await aicha.phone.says("Le lampadaire est cassé")
        await first.settles()
        assert aicha.sees.startswith("Bienvenue")
    async with life(database_url, tmp_path, first.world, first.clock) as second:
        await second.passes(seconds=10)
        assert aicha.sees.startswith("Voulez-vous envoyer ce message")


async def test_after_a_pause_the_message_may_be_something_else(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await lab.passes(hours=3)
    await aicha.says("Une fuite d'eau devant chez moi")
    assert aicha.sees == (
        "Vous avez commencé un message, il n'est pas encore parti.\nCe que vous venez d'envoyer en fait partie ?"
    )
    await aicha.taps("🆕 C'est autre chose")
    assert aicha.sees.startswith("Voulez-vous envoyer ce message")
    await aicha.taps("Bouskoura")
    await aicha.taps("🚰 Eau potable")
    await aicha.taps("Aujourd'hui")
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).words == "Une fuite d'eau devant chez moi"


async def test_after_a_pause_the_message_may_belong_to_it(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await lab.passes(hours=3)
    await aicha.says("en face de la pharmacie")
    await aicha.taps("▶️ Reprendre mon message")
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    await aicha.taps("📌 Autre")
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).landmark == "en face de la pharmacie"


async def test_a_key_pressed_late_is_still_the_answer(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await lab.passes(hours=3)
    await aicha.taps("Bouskoura")
    assert aicha.sees.startswith("De quoi s'agit-il ?")


async def test_a_draft_is_gone_after_a_day(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await lab.passes(hours=25)
    assert await count(lab, DraftRow) == 0
    assert lab.bot.house.seals.names("draft-") == []
    await aicha.says("Le trottoir est cassé")
    assert aicha.sees.startswith("Voulez-vous envoyer ce message")


async def test_a_draft_is_unreadable_in_the_database(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    (draft,) = await rows(lab, DraftRow)
    assert b"lampadaire" not in draft.sealed
    assert lab.bot.house.seals.names("draft-") == [draft.key]


async def test_an_edited_message_changes_in_the_draft(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est casé")
    written = next(one for one in aicha.phone.chat if one.get("text") == "Le lampadaire est casé")
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    await aicha.does(aicha.phone.edits(written["message_id"], "Le lampadaire est cassé"))
    assert "📝 Problème : Le lampadaire est cassé\n" in aicha.sees
    await aicha.taps("✅ Envoyer")
    await aicha.does(aicha.phone.edits(written["message_id"], "Autre chose"))
    assert aicha.sees.startswith("Vous avez modifié un message, mais ce qui nous est arrivé reste tel quel.")
    assert (await only_challenge(lab)).words == "Le lampadaire est cassé"


async def test_a_file_that_is_too_heavy(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.does(aicha.phone.sends_video(bytes(MOST_BYTES + 1), caption="la rue est inondée"))
    assert aicha.news.startswith("Ce fichier est trop lourd (plus de 20 Mo).\nEnvoyez une photo, ou une vidéo")
    await aicha.taps("Bouskoura")
    await aicha.does(aicha.phone.sends_video(bytes(MOST_BYTES + 1)))
    assert aicha.sees.startswith("Ce fichier est trop lourd")
    async with lab.database.reading() as session:
        assert await session.scalar(select(DraftRow.prompt_due)) is None


async def test_forty_messages_are_enough(lab: Life) -> None:
    aicha = await lab.resident()
    for number in range(36):
        await aicha.phone.says(f"phrase {number}")
    await lab.bot.quiet()  # on a slow machine `settles` may let a second pass, and the question would come
    await lab.clock.advance(1.4)
    await aicha.says(*(f"phrase {number}" for number in range(36, 41)))
    assert aicha.news.startswith("C'est déjà beaucoup : la suite n'est pas ajoutée.\n---\nVoulez-vous envoyer")


async def test_what_does_not_answer_is_asked_again(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/challenge")
    await aicha.does(aicha.phone.sends_sticker())
    assert aicha.sees.startswith("Ce genre de message ne répond pas à la question.\n\nQue se passe-t-il ?")
    await aicha.speaks(VOICE)
    assert aicha.sees.startswith("📍 C'est où ?")


def _data(somebody: Somebody, label: str) -> str:
    rows = somebody.shown[-1]["reply_markup"]["inline_keyboard"]
    return next(str(button["callback_data"]) for row in rows for button in row if button["text"] == label)


STALE = "⤵️ Ce résumé n'est plus à jour."


def _message(somebody: Somebody, number: int) -> dict[str, Any]:
    return next(one for one in somebody.shown if one["message_id"] == number)


async def test_a_newer_summary_takes_the_place_of_the_older_one(lab: Life) -> None:
    aicha = await _at_summary(lab)
    first = aicha.shown[-1]["message_id"]
    await aicha.speaks()
    assert aicha.sees.startswith(SUMMARY)
    assert _message(aicha, first)["text"] == STALE
    assert "reply_markup" not in _message(aicha, first)
    second = aicha.shown[-1]["message_id"]
    await aicha.taps("✏️ Modifier")
    await aicha.taps("↩️ Retour")
    assert aicha.sees.startswith(SUMMARY)
    assert aicha.shown[-1]["message_id"] == second


@pytest.mark.parametrize("ending", ["/cancel", "form.anew"])
async def test_a_summary_whose_draft_was_given_up_promises_nothing(lab: Life, ending: str) -> None:
    aicha = await _at_summary(lab)
    summary = aicha.shown[-1]["message_id"]
    if ending == "/cancel":
        await aicha.says(ending)
    else:
        await lab.passes(hours=2)
        await aicha.says("Un trou dans la route")
        await aicha.taps("🆕")
    assert _message(aicha, summary)["text"] == STALE
    assert "reply_markup" not in _message(aicha, summary)


async def test_a_summary_that_is_replaced_by_a_tap_is_not_struck(lab: Life) -> None:
    aicha = await _at_summary(lab)
    summary = aicha.shown[-1]["message_id"]
    await aicha.taps("✖️ Annuler")
    assert plain(_message(aicha, summary)["text"]) == "C'est annulé. Rien n'est parti."
    assert STALE not in aicha.news


async def test_back_to_the_place_keeps_it_and_says_it(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est en panne")
    await aicha.taps("Nouaceur")
    asked = aicha.shown[-1]["message_id"]
    await aicha.taps("↩️ Retour")
    assert plain(_message(aicha, asked)["text"]) == "📍 Lieu : Nouaceur"
    assert "👌 Garder cette réponse" in aicha.keys
    await aicha.taps("👌 Garder cette réponse")
    assert aicha.sees.startswith("De quoi s'agit-il ?")
    await aicha.taps("📌 Autre")
    assert "📍 Lieu : Nouaceur" in aicha.sees


async def test_back_from_the_place_shows_what_was_said_before(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/challenge")
    await aicha.says("Le lampadaire est en panne")
    await aicha.taps("↩️ Retour")
    assert aicha.news.startswith("📝 Problème : Le lampadaire est en panne\n---\nQue se passe-t-il ?")


@pytest.mark.parametrize(
    ("command", "button"),
    [("/volunteer", "🤝 Proposer mon aide"), ("/company", "🏢 Nous voulons aider")],
    ids=["one", "many"],
)
async def test_who_left_a_long_form_midway_goes_on_where_they_were(lab: Life, command: str, button: str) -> None:
    aicha = await lab.resident()
    await aicha.says(command)
    await aicha.taps(button)
    await aicha.taps(aicha.buttons[0])
    asked = aicha.sees
    await aicha.says(command)
    await aicha.taps(button)
    await aicha.taps("▶️ Reprendre")
    assert aicha.sees == asked
