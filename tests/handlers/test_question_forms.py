"""Other ways to a live vote than pasting it: step by step, a ready one, one more language."""

from storage.questions import QuestionRow
from storage.rooms import RoomRow
from tests.handlers.halls import facilitator, hall, panel_of
from tests.handlers.rows import rows
from tests.people import Life


async def test_step_by_step_question_by_question(lab: Life) -> None:
    samira = await facilitator(lab)
    await samira.says("/workshop vote")
    await samira.taps("Pas à pas")
    await samira.says("Par quoi commencer ?\n- Le bus")
    assert samira.sees.startswith("Écrivez la question seule")
    await samira.says("Par quoi commencer ? / باش نبداو؟")
    await samira.taps("Plusieurs réponses")
    for option in ("Le bus", "- L'éclairage"):
        await samira.says(option)
    assert (samira.sees.splitlines()[-1], samira.buttons[0]) == ("Écrivez la réponse suivante.", "✔️ C'est tout")
    await samira.says("Les déchets")
    await samira.taps("C'est tout")
    await samira.taps("2")
    assert [line for line in samira.sees.splitlines() if line.startswith("Réponse")] == [
        "Réponse A : Le bus", "Réponse B : L'éclairage", "Réponse C : Les déchets", "Réponses au maximum : 2",
    ]  # fmt: skip
    await samira.taps("Garder cette question")
    await samira.taps("Encore une question")
    await samira.says("Comment était l'atelier ?")
    await samira.taps("Une note de 1 à 5")
    await samira.taps("Garder cette question")
    assert samira.sees.replace("\u00a0", " ") == "✓ La question est dans le vote. Questions : 2"
    await samira.taps("Terminé")
    assert "Questions préparées : 2" in panel_of(samira)
    first, second = await rows(lab, QuestionRow)
    assert (first.kind, first.most, first.words) == (
        "multiple", 2, {"fr": "Par quoi commencer ?", "ar": "باش نبداو؟"},
    )  # fmt: skip
    assert [option["fr"] for option in first.options] == ["Le bus", "L'éclairage", "Les déchets"]
    assert (second.kind, second.high) == ("scale", 5)


async def test_a_ready_vote_takes_one_tap_and_a_second_one_changes_nothing(lab: Life) -> None:
    samira = await facilitator(lab, language="ary")
    await samira.says("/workshop vote")
    await samira.taps("تصويتات واجدين")
    await samira.taps("نقيمو الورشة")
    message = next(one for one in samira.shown if "تصويتات" in str(one.get("text")))
    await samira.taps_old(message["message_id"], "room.template:evaluation")
    await samira.taps_old(message["message_id"], "room.template:nothing")
    assert len(await rows(lab, RoomRow)) == 1
    questions = await rows(lab, QuestionRow)
    assert [one.words.keys() for one in questions] == [{"ar", "ary", "fr"}] * 4
    await samira.says("باقي شي حاجة؟\n- إيه\n- لا")
    await samira.taps("نزيد")
    assert len(await rows(lab, QuestionRow)) == 5


async def test_a_language_is_added_without_retyping_what_is_there_also_while_it_is_open(lab: Life) -> None:
    one = await hall(lab, "Par quoi ?\n- Le bus\n- Autre\n\nÇa va ?")
    await one.goes("Ouvrir la question 1")
    for label in ("⋯", "Options", "Ajouter une langue", "العربية"):
        await one.samira.taps(label)
    assert one.samira.sees.replace("\u00a0", " ").splitlines()[:6] == [
        "🌐 Langue : العربية", "", "Par quoi ?", "- Le bus", "", "Ça va ?",
    ]  # fmt: skip
    await one.samira.says("بماذا نبدأ؟\n- الحافلة")
    assert one.samira.sees.replace("\u00a0", " ").startswith("Questions reçues : 1. Questions attendues : 2.")
    await one.samira.says("بماذا نبدأ؟\n- الحافلة\n\nهل أنتم بخير؟")
    await one.samira.taps("Ajouter cette langue")
    first, second = await rows(lab, QuestionRow)
    assert (first.words, [option["ar"] for option in first.options]) == (
        {"fr": "Par quoi ?", "ar": "بماذا نبدأ؟"}, ["الحافلة", "شيء آخر"],
    )  # fmt: skip
    assert second.words["ar"] == "هل أنتم بخير؟"
    assert first.state == "open"
