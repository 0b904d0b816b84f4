"""Taking part in a live vote: what people see on their phones."""

import pytest
from sqlalchemy import select

from storage.ballots import BallotRow
from storage.cards import CardRow
from storage.people import PersonRow
from storage.sayings import SayingRow
from storage.seats import SeatRow
from tests.handlers.halls import buttons_under, hall
from tests.handlers.rows import rows
from tests.people import Life, Somebody

QUESTION = """Question : Le bus est-il à l'heure ?
Touchez votre réponse :
🔒 Le vote est secret. Vous pouvez changer jusqu'à la fin."""
WELCOME = "🗳 Vous êtes dans l'atelier de l'équipe NOTIL.\n"
COMES = (
    WELCOME
    + "La prochaine question arrive ici toute seule.\n"
    + "🔒 Les votes sont secrets, sauf un vote qui montre les noms : sa question le dit avant."
)
LANGUAGES = ["العربية", "الدارجة", "✓ Français"]


def buttons_of(one: Somebody, message_id: int) -> list[str]:
    return buttons_under(next(message for message in one.shown if message["message_id"] == message_id))


async def test_who_scans_before_the_first_question_is_told_that_it_comes_and_gets_it(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    assert (aicha.sees, aicha.buttons) == (COMES, [*LANGUAGES, "🚪 Quitter"])
    await one.goes("Ouvrir la question 1")
    assert (aicha.sees, aicha.buttons) == (QUESTION, ["A Oui", "B Non"])


async def test_who_scans_late_holds_the_open_question_at_once_with_the_languages_under_it(lab: Life) -> None:
    one = await hall(lab)
    await one.goes("Ouvrir la question 1")
    said = await one.enters("Saïd", "ar")
    assert len(said.shown) == 1
    await said.taps("الدارجة")
    assert said.sees.splitlines() == [
        "🗳 دخلتو لورشة فريق NOTIL.",
        "",
        "السؤال: واش الطوبيس كيجي فالوقت؟",
        "ختارو الجواب ديالكم:",
        "🔒 التصويت سري. تقدرو تبدلو حتى يسالي.",
    ]
    assert said.buttons[:2] == ["A آه", "B لا"]
    await said.taps("آه")
    assert said.toast == "الاختيار ديالكم تسجل: آه\nتقدرو تبدلوه حتى يسالي التصويت."
    assert (len(said.shown), said.buttons) == (1, ["✅ آه", "B لا"])


async def test_another_language_keeps_the_tick(lab: Life) -> None:
    one = await hall(lab)
    await one.goes("Ouvrir la question 1")
    aicha = await one.enters("Aïcha")
    first = aicha.shown[-1]["message_id"]
    await aicha.taps("Non")
    await aicha.taps_old(first, "language.set:ar:question")
    assert aicha.buttons[:2] == ["A نعم", "✅ لا"]


async def test_another_language_brings_the_open_question_in_it(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    joined = aicha.shown[-1]["message_id"]
    await one.goes("Ouvrir la question 1")
    await aicha.taps("Non")
    held = aicha.shown[-1]["message_id"]
    await aicha.says("/language")
    await aicha.taps("العربية")
    assert (buttons_of(aicha, held), aicha.buttons) == ([], ["A نعم", "✅ لا"])
    held = aicha.shown[-1]["message_id"]
    await aicha.taps_old(joined, "language.set:fr:seat")
    assert (buttons_of(aicha, held), aicha.buttons) == ([], ["A Oui", "✅ Non"])
    await one.goes("Fermer")
    messages = len(aicha.shown)
    await aicha.taps_old(joined, "language.set:ary:seat")
    assert len(aicha.shown) == messages


async def test_another_language_under_a_wrong_code_says_how_one_comes_in(lab: Life) -> None:
    aicha = await lab.newcomer()
    await aicha.starts("r_12345")
    await aicha.taps("العربية")
    assert aicha.sees == "للمشاركة في تصويت، المرجو إرسال رمزه: الأرقام الخمسة على الشاشة."


async def test_to_cancel_changes_no_vote(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.taps("Oui")
    await aicha.says("/cancel")
    assert aicha.sees == "Il n'y a rien à annuler.\n🗳 Votre choix dans le vote ne change pas."
    await one.goes("Fermer")
    await aicha.says("/cancel")
    assert aicha.sees == "Il n'y a rien à annuler."


async def test_a_code_is_typed_with_any_digits_and_a_wrong_one_is_told(lab: Life) -> None:
    one = await hall(lab)
    aicha, brahim = await lab.resident(), await lab.resident("Brahim")
    await aicha.says(one.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    await brahim.says(f"/vote {one.code}")
    assert (aicha.sees, brahim.sees) == (COMES, COMES)
    await aicha.says("00000")
    assert aicha.sees == "Nous ne trouvons pas de vote avec ce code : regardez-le encore une fois. Il a 5 chiffres."
    await aicha.says("/vote")
    assert aicha.sees == f"Vous participez au vote {one.code}."


@pytest.mark.parametrize(
    "written", ["code {}", "#{}", "{}.", "/vote {} {}", "{} {}", "التصويت {}", "Bonjour, je vote {}-{} svp"]
)
async def test_a_code_is_found_however_it_is_written(lab: Life, written: str) -> None:
    one, aicha = await hall(lab), await lab.resident()
    parts = (one.code[:2], one.code[2:]) if written.count("{}") > 1 else (one.code,)
    await aicha.says(written.format(*parts))
    assert aicha.sees == COMES


async def test_a_number_among_words_is_words(lab: Life) -> None:
    one, aicha = await hall(lab), await lab.resident()
    for words in (f"Il manque {one.code}6 dirhams", f"Il manque {'99999' if one.code != '99999' else '99998'} dirhams",
                  f"Le lampadaire {one.code} est cassé depuis la fête du mois dernier"):  # fmt: skip
        await aicha.says(words)
        assert aicha.sees.startswith("Voulez-vous envoyer ce message"), words
        await aicha.taps("✖️ Non")


async def test_who_holds_a_seat_is_not_let_in_again_by_a_number_among_words(lab: Life) -> None:
    one = await hall(lab, "Une idée pour le quartier ? (texte)")
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.says(f"Pas de {one.code}")
    assert [row.text for row in await rows(lab, SayingRow)] == [f"Pas de {one.code}"]


async def test_wrong_codes_among_words_count_as_guesses(lab: Life) -> None:
    one, aicha = await hall(lab), await lab.resident()
    for number in range(10):
        await aicha.says(f"code {int(one.code) % 89_000 + 10_001 + number}")
    await aicha.says(f"code {one.code}")
    assert "atelier" not in aicha.sees


async def test_without_a_seat_vote_says_how_one_comes_in(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/vote")
    assert aicha.sees == "Pour participer à un vote, envoyez son code : les 5 chiffres affichés à l'écran."


async def test_five_digits_of_no_room_answer_the_open_form(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/challenge")
    await aicha.says("12345")
    assert "code" not in aicha.news


async def test_the_result_is_an_edit_of_the_question_and_small_groups_see_no_breakdown(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    held = aicha.shown[-1]["message_id"]
    await aicha.taps("Oui")
    await one.goes("Fermer")
    assert buttons_of(aicha, held) == ["✅ Oui", "B Non"]
    await aicha.taps("Non")
    assert aicha.toast == "Le vote sur cette question est terminé : rien n'a changé.\nLa suite est tout en bas."
    await one.goes("Montrer")
    assert (aicha.shown[-1]["message_id"], buttons_of(aicha, held)) == (held, [])
    assert aicha.sees.splitlines() == [
        "Résultats : Le bus est-il à l'heure ?",
        "Trop peu de votes pour montrer le détail",
        "Nombre de participations : 1",
    ]


async def test_five_voters_see_the_bars(lab: Life) -> None:
    one = await hall(lab)
    await one.goes("Ouvrir la question 1")
    people = [await one.enters(f"P{number}") for number in range(5)]
    for number, each in enumerate(people):
        await each.taps("Oui" if number else "Non")
    await one.goes("Fermer")
    await one.goes("Montrer")
    assert people[0].sees.splitlines()[1:] == [
        "Oui",
        "🟦🟦🟦🟦🟦🟦⬜⬜ 4 (80 %)",
        "Non",
        "🟦🟦⬜⬜⬜⬜⬜⬜ 1 (20 %)",
        "Nombre de participations : 5",
    ]


async def test_an_old_question_that_was_not_revealed_loses_its_buttons(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    held = aicha.shown[-1]["message_id"]
    await one.samira.taps("⋯")
    await one.samira.taps("Recommencer")
    await one.samira.taps("Oui, recommencer")
    await one.goes("Ouvrir la question 1")
    assert aicha.shown[-1]["message_id"] > held
    assert (buttons_of(aicha, held), aicha.buttons) == ([], ["A Oui", "B Non"])


async def test_the_link_pressed_again_brings_the_question_down(lab: Life) -> None:
    one = await hall(lab)
    await one.goes("Ouvrir la question 1")
    aicha = await one.enters("Aïcha")
    held = aicha.shown[-1]["message_id"]
    await aicha.taps("Non")
    await aicha.starts(f"r_{one.code}")
    assert (buttons_of(aicha, held), aicha.buttons[:2]) == ([], ["A Oui", "✅ Non"])
    await aicha.says("/vote")
    await aicha.taps("Revoir la question")
    assert (aicha.sees.endswith(QUESTION), aicha.buttons) == (True, ["A Oui", "✅ Non"])


async def test_who_leaves_gets_no_more_questions_and_may_come_back(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await aicha.taps("Quitter")
    assert aicha.sees == "Vous avez quitté le vote. Pour revenir, envoyez son code."
    await one.goes("Ouvrir la question 1")
    assert aicha.sees.startswith("Vous avez quitté")
    await aicha.says(one.code)
    await aicha.taps("Oui")
    assert len(await rows(lab, BallotRow)) == 1


async def test_who_blocks_the_bot_holds_nobody_up_and_is_no_longer_counted(lab: Life) -> None:
    one = await hall(lab)
    aicha, brahim = await one.enters("Aïcha"), await one.enters("Brahim")
    await aicha.does(aicha.phone.blocks())
    await one.goes("Ouvrir la question 1")
    assert brahim.sees == QUESTION
    assert "Envoyé aux téléphones" not in one.panel
    await aicha.phone.unblocks()
    await aicha.starts(f"r_{one.code}")
    assert "Dans la salle : 2" in one.panel


async def test_at_the_end_everybody_is_thanked_and_the_code_says_it_is_over(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    aicha = await one.enters("Aïcha")
    for label in ("Ouvrir", "Fermer", "Montrer", "Terminer", "Oui, terminer"):
        await one.goes(label)
    assert aicha.sees.startswith("🌿 C'est terminé. Merci d'avoir participé !")
    await aicha.says(one.code)
    assert aicha.sees == "Ce vote est terminé. Merci !"


async def test_a_guest_is_an_id_and_a_language_and_goes_a_day_after_the_end(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    aicha = await one.enters("Aïcha")
    (guest,) = [row for row in await rows(lab, PersonRow) if row.telegram_id == aicha.phone.id]
    assert (guest.name, guest.language) == (None, "fr")
    for label in ("Ouvrir", "Fermer", "Montrer", "Terminer", "Oui, terminer"):
        await one.goes(label)
    await lab.passes(hours=26)
    async with lab.database.reading() as session:
        assert list(await session.scalars(select(SeatRow.id))) == []
        assert list(await session.scalars(select(CardRow.id))) == []
        assert list(await session.scalars(select(PersonRow.id).where(PersonRow.id == guest.id))) == []


async def test_who_guesses_codes_is_asked_to_wait(lab: Life) -> None:
    one = await hall(lab)
    said = await lab.resident("Saïd")
    wrong = "10000" if one.code != "10000" else "10001"
    for _ in range(10):
        await said.says(f"/vote {wrong}")
    assert said.sees.startswith("Nous ne trouvons pas")
    await said.says(one.code)
    assert said.sees.startswith("Beaucoup de codes étaient faux.")
    await lab.passes(minutes=1)
    await said.says(one.code)
    assert said.sees.startswith("🗳 Vous êtes dans l'atelier")
