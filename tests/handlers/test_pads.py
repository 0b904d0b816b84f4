"""A big room: everybody holds a pad, the question is on the wall."""

from datetime import timedelta

import pytest

from services import pads
from services.lab import Live
from tests.handlers.halls import hall
from tests.people import Life

PAD = """🗳 Vous êtes dans l'atelier de l'équipe NOTIL.

🎛 Votre clavier de vote. Les questions sont sur le grand écran.
Quand un vote s'ouvre, touchez votre réponse ici : A–D · 1–5
🔒 Ce que vous y touchez est secret. Vous pouvez changer jusqu'à la fin du vote."""


async def test_a_big_room_votes_on_pads(lab: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pads, "COUNTDOWN", timedelta(minutes=1))  # on a busy machine seconds pass unseen
    lab.bot.house.lab = lab.bot.house.lab.model_copy(update={"live": Live(pads_above=1)})
    one = await hall(lab)
    aicha, said = await one.enters("Aïcha"), await one.enters("Saïd", "ar")
    assert said.buttons[:9] == ["D", "C", "B", "A", "5", "4", "3", "2", "1"]
    assert aicha.sees.replace("\u00a0", " ") == PAD.partition("\n\n")[2], "they were welcomed before"
    await said.taps("الدارجة")
    assert said.sees.splitlines()[0] == "🎛 هادو أزرار التصويت ديالكم. الأسئلة فالشاشة الكبيرة."
    pad = aicha.shown[-1]["message_id"]
    await one.goes("Ouvrir la question 1")
    assert "🎛 Mode clavier : chacun a les lettres" in one.panel
    await aicha.taps("A")
    assert aicha.toast == "Pas encore ! Attendez que le grand écran annonce l'ouverture du vote."
    await lab.passes(seconds=61)
    await aicha.taps("A")
    assert aicha.toast == (
        "Question 1 : Le bus est-il à l'heure ?\nC'est noté : A – Oui\nVous pouvez changer jusqu'à la fin du vote."
    )
    await aicha.taps("D")
    assert aicha.toast.startswith("D n'est pas une réponse")
    assert aicha.shown[-1]["message_id"] == pad, "the question needed no message"
    for label in ("⋯", "Options", "Plusieurs par téléphone"):
        await one.goes(label)
    pad = aicha.shown[-1]["message_id"]
    await aicha.taps("Quelqu'un d'autre")
    assert aicha.toast == "🤝 Passez le téléphone maintenant.\n👥 Sur ce téléphone : personne n° 2"
    await aicha.taps("Quelqu'un d'autre")
    assert aicha.toast == "Choisissez d'abord votre réponse, puis passez le téléphone."
    await aicha.taps("B")
    assert aicha.toast.splitlines()[1] == "C'est noté : B – Non"
    await said.says("/vote")
    await said.taps("خروج")
    await said.taps("A")
    assert said.toast.startswith("ماكاينينش فهاد الورشة دابا")
    await one.goes("Fermer")
    await one.goes("Montrer")
    assert "Nombre de participations : 2" in aicha.sees.replace("\u00a0", " ")
    assert (aicha.shown[-1]["message_id"], aicha.buttons[0]) == (pad, "A")
    for label in ("⋯", "Options", "Questions sur les téléphones"):
        await one.samira.taps(label)
    await one.goes("Ouvrir la question 2")
    assert aicha.buttons == ["A Lundi", "B Mardi", "C Jeudi", "👥 Quelqu'un d'autre vote ici"]
