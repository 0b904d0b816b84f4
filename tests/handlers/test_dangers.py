"""Words of danger inside a challenge: told at any question, and then nobody is asked what it is about."""

import pytest

from tests.handlers.rows import only_challenge
from tests.people import Life

GAS = "ريحة ديال البوطاكاز فالدار"
RINGS = "🚨 Un danger maintenant ? Appelez tout de suite :"


async def test_a_danger_in_the_first_message_is_about_safety(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Un fil électrique est tombé par terre")
    assert RINGS in aicha.news
    await aicha.taps("Bouskoura")
    assert "🏷 Type de problème : 🚨 Sécurité" in aicha.sees
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.category, challenge.danger) == ("safety", "electricity")


@pytest.mark.parametrize("beginning", ["La lampe est cassée", "كاين مشكل فالحومة"])
async def test_a_danger_said_as_the_place_rings_too(lab: Life, beginning: str) -> None:
    aicha = await lab.resident()
    await aicha.says(beginning)
    assert "🚨" not in aicha.news
    await aicha.says(GAS)
    assert RINGS in aicha.news
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.category, challenge.danger, challenge.landmark) == ("safety", "gas", GAS)


async def test_a_danger_said_at_the_category_ends_that_question(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("La lampe est cassée")
    await aicha.taps("Bouskoura")
    assert "De quoi s'agit-il ?" in aicha.sees
    await aicha.says(GAS)
    assert RINGS in aicha.news
    assert aicha.sees.startswith("Voici ce qui va partir :")


async def test_the_category_of_a_danger_can_be_changed(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Un fil électrique est tombé par terre")
    await aicha.taps("Bouskoura")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("🏷 Type de problème")
    await aicha.taps("💡 Éclairage")
    await aicha.taps("⏭ Passer")
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.category, challenge.danger) == ("lighting", "electricity")
