"""Short messages that are no report: greetings, thanks, a lone sign, "where is my report?"; in and out of a form."""

import pytest

from storage.drafts import DraftRow
from tests.handlers.desks import sent
from tests.handlers.rows import count, only_challenge
from tests.handlers.test_desk import at_desk
from tests.people import Life, Somebody

NEWS = ["fin wsal lmochkil dyali", "فين وصل المشكل ديالي؟", "Où en est mon signalement ?", "ما الجديد في تبليغي"]


@pytest.mark.parametrize(
    ("language", "answer"),
    [("ar", "وعليكم السلام"), ("ary", "وعليكم السلام"), ("fr", "Bonjour")],
)
async def test_a_salam_is_returned(lab: Life, language: str, answer: str) -> None:
    somebody = await lab.resident(language=language)
    for salam in ("السلام عليكم", "salam 3likom", "سلام"):
        await somebody.says(salam)
        assert somebody.sees.startswith(answer)
    assert await count(lab, DraftRow) == 0


async def test_another_greeting_gets_a_welcome(lab: Life) -> None:
    somebody = await lab.resident(language="ar")
    await somebody.says("صباح الخير")
    assert somebody.sees.startswith("مرحبا بكم")


@pytest.mark.parametrize("sign", ["👍", "1", "؟", "..."])
async def test_a_sign_alone_is_no_report(lab: Life, sign: str) -> None:
    aicha = await lab.resident()
    await aicha.says(sign)
    assert aicha.sees.startswith("🌿 Nous vous écoutons.")
    assert "📂 Mes signalements" in aicha.buttons
    assert await count(lab, DraftRow) == 0


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("ça marche comment ?", "Écrivez, parlez ou envoyez une photo"),
        ("bghit nms7 ma3loumat dyali", "Vos données sont à vous."),
    ],
)
async def test_a_question_to_us_is_answered_and_no_report(lab: Life, asked: str, answer: str) -> None:
    aicha = await lab.resident()
    await aicha.says(asked)
    assert aicha.sees.startswith(answer)
    assert await count(lab, DraftRow) == 0
    await aicha.says("Le lampadaire est cassé")
    question = aicha.sees
    await aicha.says(asked)
    first, again = aicha.news.split("\n---\n")
    assert (first.startswith(answer), again) == (True, question)


async def test_whoever_only_says_that_there_is_a_problem_is_asked_which(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("salam, 3ndi mochkil")
    assert aicha.sees.startswith("Que se passe-t-il ?")
    await aicha.says("Le lampadaire est cassé")
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    assert "📝 Problème : Le lampadaire est cassé\n" in aicha.sees


@pytest.mark.parametrize("asked", NEWS)
async def test_who_asks_for_news_sees_the_reports(lab: Life, asked: str) -> None:
    aicha = await lab.resident()
    await _sent(lab, aicha)
    await aicha.says(asked)
    assert (await only_challenge(lab)).ref in "\n".join([aicha.sees, *aicha.buttons])
    assert await count(lab, DraftRow) == 0


async def test_of_the_only_report_one_hears_at_once_where_it_stands_of_several_in_a_list(lab: Life) -> None:
    aicha = await lab.resident()
    await _sent(lab, aicha)
    await aicha.says("où en est mon signalement")
    assert aicha.sees.startswith(f"Signalement {(await only_challenge(lab)).ref}\n")
    assert "\nStatut : 📥 Reçu\n" in aicha.sees
    await sent(lab, aicha, category="roads")
    await aicha.says("où en est mon signalement")
    assert aicha.sees == "📂 Mes signalements : 2"
    both = ["📥 Reçu · 🛣 Routes et trottoirs", "📥 Reçu · 📌 Autre"]
    assert aicha.buttons == [*both, "👀 Signalements des autres"]


@pytest.mark.parametrize("asked", [*NEWS, "merci", "bonjour"])
async def test_a_courtesy_is_no_place(lab: Life, asked: str) -> None:
    aicha = await lab.resident()
    await aicha.says("La lampe est cassée")
    await aicha.says(asked)
    assert "C'est où" in aicha.sees
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    await aicha.says(asked)
    assert aicha.sees.startswith("Voici ce qui va partir :")
    assert asked not in aicha.sees
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.words, challenge.landmark) == ("La lampe est cassée", None)


PROBLEM_TOO = "salam fin wslat chikaya dyali o kayn trou kbir f zn9a"


async def test_a_problem_beside_a_question_for_news_becomes_a_report(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says(PROBLEM_TOO)
    assert "Voulez-vous envoyer ce message" in aicha.sees
    assert await count(lab, DraftRow) == 1


async def test_a_problem_beside_a_question_for_news_stays_in_the_open_form(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("La lampe est cassée")
    await aicha.says(PROBLEM_TOO)
    await aicha.taps("📌 Autre")
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).landmark == PROBLEM_TOO


async def test_thanks_are_what_staff_write_to_somebody_when_asked_for_words(lab: Life) -> None:
    aicha = await lab.resident()
    await sent(lab, aicha)
    samira = await at_desk(lab)
    await samira.taps("⋯ Plus")
    await samira.taps("Écrire à la personne")
    await samira.says("Merci")
    assert "Message : Merci" in aicha.sees.replace("\u00a0", " ")


async def _sent(lab: Life, aicha: Somebody) -> None:
    await aicha.says("La lampe est cassée")
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    await aicha.taps("✅ Envoyer")
