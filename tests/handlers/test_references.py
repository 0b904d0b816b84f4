"""A reference, however typed, shows its challenge: everything to its author, to others only where it stands."""

import pytest

from tests.handlers.rows import only_challenge
from tests.people import Life, Somebody


async def _sent(lab: Life) -> Somebody:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé, appelez le 06 61 22 33 44 ou a@b.ma")
    await aicha.taps("Bouskoura")
    await aicha.taps("📌 Autre")
    await aicha.taps("✅ Envoyer")
    return aicha


@pytest.mark.parametrize("shape", ["{ref}", "{lower}", "  {bare} ", "où en est {ref} ?"])
async def test_its_author_sees_everything(lab: Life, shape: str) -> None:
    aicha = await _sent(lab)
    ref = (await only_challenge(lab)).ref
    await aicha.says(shape.format(ref=ref, lower=ref.lower(), bare=ref.replace("-", "")))
    assert aicha.sees.startswith(f"Signalement {ref}\nType : 📌 Autre")
    assert "06 61 22 33 44" in aicha.sees


async def test_a_reference_copied_from_our_message_is_found_and_a_narrow_screen_does_not_break_it(lab: Life) -> None:
    aicha = await _sent(lab)
    ref = (await only_challenge(lab)).ref
    await aicha.says(ref)
    shown = str(aicha.shown[-1]["text"]).split("\n")[0].removeprefix("Signalement ")
    assert shown == ref.replace("-", "\u2060-\u2060")
    for copied in (shown, f"où en est {shown} ?"):
        await aicha.says(copied)
        assert aicha.sees.startswith(f"Signalement {ref}\nType : 📌 Autre")
    await aicha.says(shown[:-1] + ("2" if shown[-1] != "2" else "3"))
    assert aicha.sees.startswith("Nous ne trouvons pas ce numéro")


async def test_others_see_where_it_stands_and_nothing_that_was_sent(lab: Life) -> None:
    aicha = await _sent(lab)
    challenge = await only_challenge(lab)
    await aicha.says("/mine")
    await aicha.taps("📌 Autre")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("👤 Nom")
    await aicha.taps("👁 Nom visible")
    await aicha.taps("✅ Enregistrer la modification")
    brahim = await lab.resident("Brahim")
    for way in (brahim.says(challenge.ref), brahim.starts(f"c_{challenge.ref}")):
        await way
        assert brahim.sees == (
            f"Signalement {challenge.ref}\n"
            "Type : 📌 Autre\n"
            "Lieu : Bouskoura\n"
            "Statut : 📥 Reçu\n"
            "Depuis le 5 octobre 2026"
        )


async def test_a_newcomer_by_link_may_choose_a_language(lab: Life) -> None:
    await _sent(lab)
    nabil = await lab.newcomer()
    await nabil.starts(f"c_{(await only_challenge(lab)).ref}")
    assert nabil.buttons == ["العربية", "الدارجة", "✓ Français"]


async def test_staff_get_the_card_of_the_desk(lab: Life) -> None:
    await _sent(lab)
    ref = (await only_challenge(lab)).ref
    samira = await lab.staff()
    await samira.says(ref)
    assert samira.sees.startswith(f"🗂 Bureau\nSignalement {ref}")


async def test_a_number_that_is_not_there(lab: Life) -> None:
    aicha = await lab.resident()
    for text in ("K7M4-XQ28", "K7M4-XQ29"):
        await aicha.says(text)
        assert aicha.sees == (
            "Nous ne trouvons pas ce numéro : regardez-le encore une fois.\nUn numéro ressemble à ceci : K7M4-XQ28"
        )


async def test_a_number_in_the_middle_of_a_form(lab: Life) -> None:
    aicha = await _sent(lab)
    ref = (await only_challenge(lab)).ref
    await aicha.says("La rue est inondée")
    await aicha.says(ref)
    assert aicha.sees.startswith(f"Signalement {ref}")
    await aicha.taps("Nouaceur")
    assert aicha.sees.startswith("De quoi s'agit-il ?")
