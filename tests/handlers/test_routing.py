"""The one ordered list of what a message without a command means: a test for each line, and for who comes first."""

import pytest

from handlers import (
    challenges,
    checkin,
    commitments,
    desk_forms,
    forms,
    greetings,
    importing,
    papers,
    references,
    room_forms,
    rooms,
    routing,
    sayings,
    searching,
    seats,
    threads,
    written_votes,
)
from storage.drafts import DraftRow
from tests.handlers.desks import sent, the
from tests.handlers.rows import count
from tests.handlers.test_threads import THANKS, asked
from tests.people import Life

OFFER = "Voulez-vous envoyer ce message"


def test_the_list_in_order() -> None:
    assert (
        threads.reply_to_ours,
        searching.number_asked_for,
        desk_forms.number_asked_for,
        seats.code_sent,
        rooms.digits_sent,
        checkin.digits_sent,
        papers.code_sent,
        references.shown,
        sayings.answered,
        written_votes.answered,
        greetings.greeted_in_form,
        forms.answered,
        importing.forwarded,
        room_forms.questions_sent,
        greetings.asked_for_news,
        threads.answer_to_question,
        commitments.heard,
        greetings.greeted,
        challenges.offered,
    ) == routing.ROUTES


async def test_a_reply_belongs_to_its_report_also_with_a_form_open_and_a_reference_in_it(lab: Life) -> None:
    aicha = await lab.resident()
    _, ref = await asked(lab, aicha)
    question = aicha.shown[-1]["message_id"]
    other = await sent(lab, aicha)
    await aicha.says("/challenge")
    await aicha.does(aicha.phone.says(other, reply_to=question))
    assert aicha.sees == THANKS.format(ref=ref)


async def test_a_number_that_the_desk_asked_for_is_no_look_at_that_report(lab: Life) -> None:
    aicha = await lab.resident()
    first, second = await sent(lab, aicha), await sent(lab, aicha, category="roads")
    samira = await lab.staff()
    await samira.says("/desk")
    await samira.taps("⋯ Plus")
    await samira.taps("Changer le statut")
    await samira.taps("Déjà signalé")
    await samira.taps("Écrire son numéro")
    await samira.says(second)
    assert ((await the(lab, first)).status, (await the(lab, second)).status) == ("duplicate", "received")


async def test_a_reference_is_looked_up_also_with_a_form_open(lab: Life) -> None:
    aicha, brahim = await lab.resident(), await lab.resident("Brahim")
    ref = await sent(lab, brahim)
    await aicha.says("/challenge")
    await aicha.says(ref)
    assert aicha.news.startswith(f"Signalement {ref}")
    await aicha.says("Le pont est cassé")
    assert OFFER not in aicha.news


async def test_the_open_form_comes_before_a_question_of_the_team_and_greets_back(lab: Life) -> None:
    aicha = await lab.resident()
    _, ref = await asked(lab, aicha)
    await aicha.says("/challenge")
    await aicha.says("Bonjour")
    assert THANKS.format(ref=ref) not in aicha.news
    assert aicha.news.startswith("Bonjour et bienvenue ! 👋\n---\nQue se passe-t-il")
    assert await count(lab, DraftRow) == 1


async def test_a_question_of_the_team_comes_before_a_greeting(lab: Life) -> None:
    aicha = await lab.resident()
    _, ref = await asked(lab, aicha)
    await aicha.says("Merci")
    assert aicha.sees == THANKS.format(ref=ref)


@pytest.mark.parametrize("words", ["فين وصل الشكاية", "fin wsal lmochkil dyali", "Où en est mon signalement ?"])
async def test_who_asks_for_news_answers_no_question_of_the_team(lab: Life, words: str) -> None:
    aicha = await lab.resident()
    _, ref = await asked(lab, aicha)
    await aicha.says(words)
    assert ref in "\n".join([aicha.sees, *aicha.buttons])
    assert THANKS.format(ref=ref) not in aicha.news
    await aicha.says("Depuis un mois")
    assert aicha.sees == THANKS.format(ref=ref)


async def test_a_question_of_the_team_waits_fourteen_days(lab: Life) -> None:
    aicha = await lab.resident()
    await asked(lab, aicha)
    await lab.passes(days=14)
    await aicha.says("Depuis un mois")
    assert OFFER in aicha.news


async def test_a_greeting_begins_nothing(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Bonjour")
    assert aicha.sees.startswith("Bonjour et bienvenue ! 👋")
    assert await count(lab, DraftRow) == 0


async def test_anything_else_is_offered_as_a_report(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le pont est cassé")
    assert OFFER in aicha.news


async def test_a_number_that_the_search_asked_for_opens_its_card_and_ends_the_question(lab: Life) -> None:
    ref = await sent(lab, await lab.resident())
    samira = await lab.staff()
    await samira.says("/desk")
    await samira.taps("🧰 Outils")
    await samira.taps("🔍 Rechercher")
    await samira.taps("✍️ Mots ou numéro")
    await samira.says(ref.lower())
    assert samira.sees.split("\n")[:2] == ["🗂 Bureau", f"Signalement {ref}"]
    await samira.says("lampadaire")
    assert OFFER in samira.sees


async def test_the_code_of_a_certificate_is_checked_also_with_a_form_open(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/challenge")
    await aicha.says("k7m4 xq28 t9rw")
    assert aicha.sees == "❓ Aucune attestation ne porte ce code. Comparez chaque lettre."
