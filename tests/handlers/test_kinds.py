"""A quiz, a ranking, a budget and pairs, as people live them on their phones."""

from handlers.results import BAR
from tests.handlers.halls import Hall, hall
from tests.people import Life, Somebody

QUIZ = """La capitale ? (quiz) / العاصمة؟
+ Rabat / الرباط
- Fès / فاس

Et la plus grande ville ?
- Salé
+ Casablanca"""
OTHERS = """Que faire d'abord ? (classement)
- Eau
- Bus
- Parc

Que payer ? (budget)
- Eau
- Bus

Lequel ? (duel)
- Eau
- Bus
- Parc"""


async def shown(one: Hall) -> None:
    """Close and show."""
    await one.goes("Fermer")
    await one.goes("Montrer")


def plain(text: str) -> list[str]:
    return text.replace("\u00a0", " ").splitlines()


async def game_name(lab: Life, somebody: Somebody) -> str:
    """The name that stands in the question."""
    return next(line for line in plain(somebody.sees) if "nom de jeu" in line).partition(" : ")[2]


async def test_a_quiz_from_the_announcement_to_the_podium(lab: Life) -> None:
    one = await hall(lab, QUIZ)
    aicha = await one.enters("Aïcha")
    assert plain(aicha.sees)[-1] == "🎮 Dans le quiz, vos points sont comptés sous votre nom de jeu."
    await one.goes("Ouvrir la question 1")
    said = await one.enters("Saïd", "ar")
    name = await game_name(lab, aicha)
    assert plain(aicha.sees) == [
        "Question : La capitale ?",
        "Touchez votre réponse :",
        f"🎮 Dans le quiz, vos points sont comptés sous votre nom de jeu : {name}",
        "Vous pouvez changer jusqu'à la fin.",
    ]
    await aicha.taps("Rabat")
    await said.taps("فاس")
    assert aicha.buttons == ["✅ Rabat", "B Fès"]
    await shown(one)
    assert plain(aicha.sees) == [
        "Résultats : La capitale ?",
        "🎉 Bravo, c'est juste : Rabat",
        "Vos points pour cette réponse : 100",
        f"🎮 Nom de jeu : {name}, points jusqu'ici : 100",
        "",
        "Trop peu de votes pour montrer le détail",
        "Nombre de participations : 2",
    ]
    assert plain(said.sees)[1] == "ليس هذه المرة. الجواب الصحيح: الرباط"
    assert "La bonne réponse : Rabat" in one.panel and "podium" not in " ".join(one.samira.buttons)
    await one.goes("Ouvrir la question 2")
    await aicha.taps("Casablanca")
    await shown(one)
    await one.goes("Montrer le podium")
    assert plain(one.panel)[-3:] == ["La bonne réponse : Casablanca", "🏆 Le podium est à l'écran :", f"🥇 {name}: 200"]
    await one.samira.says("On y va ?\n- Oui\n- Non\n\nQui ?\n- Moi\n- moi\n- Eux")
    assert [line for line in plain(one.samira.sees) if line][5:8] == [
        "⚠️ Ceci n'est pas repris :", "• Question : Qui ?", "Cette réponse est là deux fois : moi",
    ]  # fmt: skip
    await one.goes("Annuler")
    await one.samira.says("Encore une ? (quiz, vite)\n+ Oui\n- Non\n\nEt ? (duel)")
    assert [line for line in plain(one.samira.sees) if line][2:8] == [
        "Question 1 : Encore une ?",
        "Quiz, plus vite = plus de points : la bonne réponse a une coche",
        "✅ Oui / نعم / آه",
        "– Non / لا",
        "⚠️ Ceci n'est pas repris :",
        "• Il manque les réponses sous cette question, avec un tiret devant chacune : Et ? (duel)",
    ]
    await one.goes("Terminer")
    await one.goes("Oui, terminer")
    assert plain(aicha.sees)[0] == f"🏆 Quiz, {name} : place 1, points 200"
    assert plain(said.sees)[0] == "🌿 انتهت الحصة. شكرا على المشاركة."


async def test_a_half_of_a_percent_is_rounded_as_on_the_wall(lab: Life) -> None:
    one = await hall(lab, "Le bus ?\n- Oui\n- Non")
    everybody = [await one.enters(f"P{number}") for number in range(8)]
    await one.goes("Ouvrir la question 1")
    for number, somebody in enumerate(everybody):
        await somebody.taps("Non" if number else "Oui")
    await shown(one)
    assert plain(everybody[0].sees) == [
        "Résultats : Le bus ?",
        "Oui", f"{bar(1 / 8)} 1 (13 %)",
        "Non", f"{bar(7 / 8)} 7 (88 %)",
        "Nombre de participations : 8",
    ]  # fmt: skip


async def test_ordering_sharing_out_and_comparing_by_taps(lab: Life) -> None:
    one = await hall(lab, OTHERS)
    everybody = [await one.enters(f"P{number}") for number in range(5)]
    aicha = everybody[0]
    await one.goes("Ouvrir la question 1")
    for somebody in everybody:
        await somebody.taps("Parc")
        await somebody.taps("Eau")
    await aicha.taps("Parc")
    assert aicha.buttons == ["1️⃣ Eau", "B Bus", "C Parc"]
    await shown(one)
    assert plain(aicha.sees) == [
        "Résultats : Que faire d'abord ?",
        "1. Parc", bar(0.8), "Points : 12 · en premier pour : 4",
        "2. Eau", bar(11 / 15), "Points : 11 · en premier pour : 1",
        "3. Bus", bar(0), "Points : 0 · en premier pour : 0",
        "Points pour une première place : 3, puis un de moins à chaque place",
        "Nombre de participations : 5",
    ]  # fmt: skip
    await one.goes("Ouvrir la question 2")
    for somebody in everybody:
        await somebody.taps("Bus")
    await aicha.taps("Eau")
    await aicha.taps("👛")
    assert aicha.toast == "C'est noté : Eau 10, Bus 10\nPoints qu'il reste à donner : 80"
    await aicha.taps("➖ B")
    assert aicha.buttons == ["👛 90 / 100", "✅ 10 · A Eau", "B Bus", "➖ A"]
    await shown(one)
    assert plain(aicha.sees)[1:4] == ["1. Bus", bar(0.8), "Points : 40 (80 %) · donnés par : 4"]
    await one.goes("Ouvrir la question 3")
    for somebody in everybody:
        while "⏭" in somebody.buttons[-1]:
            liked = "Parc" if any("Parc" in label for label in somebody.buttons[:2]) else "⏭"
            await somebody.taps(liked)
        assert somebody.buttons == ["↩️", "✅ 3/3"]
    await shown(one)
    assert plain(aicha.sees)[1:] == [
        "1. Parc", bar(1), "Préféré : 100 % · comparaisons : 10",
        "2. Eau", bar(0), "Préféré : 0 % · comparaisons : 5",
        "3. Bus", bar(0), "Préféré : 0 % · comparaisons : 5",
        "Nombre de participations : 5",
    ]  # fmt: skip


def bar(share: float) -> str:
    full = round(BAR * share)
    return "🟦" * full + "⬜" * (BAR - full)
