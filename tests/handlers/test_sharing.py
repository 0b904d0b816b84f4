"""Somebody else votes here: on one phone, one after the other."""

from tests.handlers.halls import hall
from tests.handlers.test_rooms import old
from tests.people import Life

QUESTION = """👥 Sur ce téléphone : personne n° 2
Question : Le bus est-il à l'heure ?
Touchez votre réponse :
🔒 Le vote est secret. Vous pouvez changer jusqu'à la fin."""
NEXT = "👥 Quelqu'un d'autre vote ici"


async def test_a_phone_goes_from_hand_to_hand_where_it_is_allowed(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    assert NEXT not in aicha.buttons
    for label in ("⋯", "Options", "Plusieurs par téléphone"):
        await one.samira.taps(label)
    assert one.panel.splitlines()[2] == "👥 Plusieurs personnes peuvent voter avec le même téléphone."
    await aicha.taps("Oui")
    assert aicha.buttons == ["✅ Oui", "B Non", NEXT]
    owners = old(aicha, "✅ Oui")
    await aicha.taps(NEXT)
    assert (aicha.sees.replace("\u00a0", " "), aicha.buttons) == (QUESTION, ["A Oui", "B Non", NEXT])
    await aicha.taps(NEXT)
    assert aicha.toast == "Choisissez d'abord votre réponse, puis passez le téléphone."
    await aicha.taps_old(*owners)
    assert aicha.toast == "Ce bouton est trop vieux, il ne marche plus."
    await aicha.taps("Non")
    assert (aicha.toast.startswith("C'est noté : Non"), aicha.buttons[1]) == (True, "✅ Non")
    await one.goes("Fermer")
    assert [line.replace("\u00a0", " ") for line in one.panel.splitlines()[-2:]] == [
        "🔴 Le vote est fermé. Votes : 2",
        "Dont sur un téléphone partagé : 1",
    ]
    await one.goes("Montrer")
    assert aicha.sees.replace("\u00a0", " ").endswith("Dont sur un téléphone partagé : 1")
