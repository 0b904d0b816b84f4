"""Words of danger inside a challenge: told at any question, and then nobody is asked what it is about."""

import pytest

from storage.drafts import DraftRow
from tests.handlers.desks import sent
from tests.handlers.rows import count, only_challenge
from tests.handlers.test_threads import THANKS, asked
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


async def test_of_a_fire_the_firemen_come_first_and_are_in_charge(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("عتقونا كاين حريق فالمعمل")
    assert aicha.news.startswith(f"{RINGS}\nProtection civile : 15\nPolice : 19\n")
    await aicha.taps("Bouskoura")
    assert "\n🏛 Qui s'en occupe d'habitude : la Protection civile (15)\n" in aicha.sees


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


ASKED_IN_DANGER = [
    "Où en est mon signalement ? Il y a le feu chez moi",
    "wach kayn chi jdid? l3afia ch3lat",
    "فين وصل التبليغ ديالي، كاينة العافية فالدار",
]


@pytest.mark.parametrize("words", ASKED_IN_DANGER)
async def test_a_danger_beside_a_question_for_news_rings_and_becomes_a_report(lab: Life, words: str) -> None:
    aicha = await lab.resident()
    await aicha.says(words)
    assert aicha.news.count(RINGS) == 1
    await aicha.taps("Bouskoura")
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.words, challenge.danger) == (words, "fire")


@pytest.mark.parametrize("words", ASKED_IN_DANGER)
async def test_it_goes_into_the_open_form(lab: Life, words: str) -> None:
    aicha = await lab.resident()
    await aicha.says("La lampe est cassée")
    await aicha.says(words)
    assert aicha.news.count(RINGS) == 1
    await aicha.taps("✅ Envoyer")
    challenge = await only_challenge(lab)
    assert (challenge.landmark, challenge.danger) == (words, "fire")


@pytest.mark.parametrize("words", [*ASKED_IN_DANGER, "{ref} incendie au premier étage"])
async def test_it_goes_into_the_thread_that_waits_for_an_answer(lab: Life, words: str) -> None:
    aicha = await lab.resident()
    _, ref = await asked(lab, aicha)
    await aicha.says(words.format(ref=ref))
    assert aicha.news.count(RINGS) == 1
    assert THANKS.format(ref=ref) in aicha.news
    assert await count(lab, DraftRow) == 0
    assert (await only_challenge(lab)).danger == "fire"


@pytest.mark.parametrize("there", [True, False])
async def test_a_danger_beside_a_reference_rings_and_becomes_a_report(lab: Life, there: bool) -> None:
    aicha = await lab.resident()
    ref = await sent(lab, aicha) if there else "K7M4-XQ28"
    await aicha.says(f"{ref} incendie au premier étage")
    assert aicha.news.count(RINGS) == 1
    assert "Nous ne trouvons pas" not in aicha.news
    assert await count(lab, DraftRow) == 1


async def test_a_danger_beside_a_reference_goes_into_the_open_form(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("La lampe est cassée")
    await aicha.says("K7M4-XQ28 incendie au premier étage")
    assert aicha.news.count(RINGS) == 1
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).danger == "fire"


@pytest.mark.parametrize(
    "words", ["/challenge Il y a le feu chez moi", "/feu Il y a le feu chez moi", "/mine Il y a le feu"]
)
async def test_a_danger_behind_a_command_rings(lab: Life, words: str) -> None:
    aicha = await lab.resident()
    await aicha.says(words)
    assert aicha.news.count(RINGS) == 1


async def test_another_danger_after_the_first_rings_with_its_own_number(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("au secours on me frappe")
    assert aicha.news.startswith(f"{RINGS}\nPolice : 19")
    await aicha.says("la maison brûle")
    assert aicha.news.startswith(f"{RINGS}\nProtection civile : 15")
    await aicha.says("la maison brûle")
    assert RINGS not in aicha.news
    await aicha.taps("✅ Envoyer")
    assert (await only_challenge(lab)).danger == "fire"
