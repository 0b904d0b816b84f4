"""First words, the language, the menu, help: the same in three languages, at any moment."""

from pathlib import Path

import pytest
from sqlalchemy import select

from storage.people import PersonRow
from tests.people import Life, life

WELCOME = {
    "fr": "Bienvenue chez NOTIL.",
    "ar": "مرحبا بكم عند فريق NOTIL.",
    "ary": "مرحبا بكم عند فريق NOTIL.",
}
SECOND = {
    "fr": "Un problème dans votre quartier ou votre douar ? Une idée ? Écrivez, parlez ou envoyez une photo.",
    "ar": "لديكم مشكل في الحي أو الدوار، أو فكرة؟ المرجو مراسلتنا كتابة أو صوتا أو بالصورة.",
    "ary": "عندكم شي مشكل فالحومة ولا فالدوار؟ شي فكرة؟ كتبو، هضرو، ولا صيفطو تصويرة.",
}
MENU = {"fr": "Que voulez-vous faire ?", "ar": "ماذا تريدون أن تفعلوا؟", "ary": "شنو بغيتو تديرو؟"}
NAMES = {"fr": "Français", "ar": "العربية", "ary": "الدارجة"}


@pytest.mark.parametrize(("phone", "language"), [("fr", "fr"), ("ar", "ar"), ("en", "ar")])
async def test_start_speaks_the_likely_language(lab: Life, phone: str, language: str) -> None:
    nabil = await lab.newcomer(phone_language=phone)
    await nabil.starts()
    assert nabil.sees.split("\n")[:2] == [WELCOME[language], SECOND[language]]
    assert len(nabil.sees.split("\n")) == 3


async def test_a_language_row_stands_under_the_welcome_and_changes_it_in_place(lab: Life) -> None:
    nabil = await lab.newcomer(phone_language="ar")
    await nabil.starts()
    assert {"Français", "الدارجة", "✓ العربية"} < set(nabil.buttons)
    messages = len(nabil.shown)
    await nabil.taps("الدارجة")
    assert nabil.sees.split("\n")[:2] == [WELCOME["ary"], SECOND["ary"]]
    assert {"Français", "✓ الدارجة", "العربية"} < set(nabil.buttons)
    assert (len(nabil.shown), nabil.toast) == (messages, "الدارجة")
    async with lab.database.reading() as session:
        assert await session.scalar(select(PersonRow.language)) == "ary"


@pytest.mark.parametrize("language", ["fr", "ar", "ary"])
async def test_the_language_can_be_changed_at_any_moment(lab: Life, language: str) -> None:
    somebody = await lab.resident(language="fr" if language != "fr" else "ar")
    await somebody.says("/language")
    await somebody.taps(NAMES[language])
    assert (await somebody.person()).language == language
    await somebody.says("/menu")
    assert somebody.sees == MENU[language]


async def test_in_the_middle_of_a_form_the_question_comes_again_in_the_new_language(lab: Life) -> None:
    aicha = await lab.resident(language="fr")
    await aicha.says("Le lampadaire est cassé")
    await aicha.says("/language")
    await aicha.taps("الدارجة")
    assert "فين كاين هاد المشكل؟" in aicha.sees
    assert aicha.keys[0] == "📍 نصيفط الموقع ديالي"


async def test_a_forged_language_changes_nothing(lab: Life) -> None:
    aicha = await lab.resident(language="fr")
    await aicha.says("/language")
    await aicha.taps_old(aicha.shown[-1]["message_id"], "language.set:xx:own")
    assert (await aicha.person()).language == "fr"


async def test_the_menu_of_commands_follows_language_and_role(lab: Life) -> None:
    aicha = await lab.resident(language="fr")
    samira = await lab.staff("Samira", language="fr")
    await aicha.says("/language")
    await aicha.taps("Français")
    await samira.says("/language")
    await samira.taps("Français")
    names = [one["command"] for one in aicha.phone.commands()]
    assert names == [
        *(
            "challenge",
            "mine",
            "workshops",
            "volunteer",
            "company",
            "vote",
            "menu",
            "language",
            "privacy",
            "help",
            "cancel",
            "start",
        )
    ]
    assert [one["command"] for one in samira.phone.commands()] == ["desk", "staff", *names]
    assert {one["command"]: one["description"] for one in aicha.phone.commands()}["language"] == "Langue"


async def test_help_lists_commands_for_the_team_only(lab: Life) -> None:
    aicha = await lab.resident(language="fr")
    samira = await lab.staff("Samira", language="fr")
    await aicha.says("/help")
    await samira.says("/help")
    assert "/" not in aicha.sees
    assert "📣 Signaler un problème" in aicha.buttons
    assert "Signaler un problème : /challenge" in samira.sees.split("\n")


async def test_the_profile_says_what_the_bot_is_for(lab: Life) -> None:
    for code, first in (("fr", "L'équipe NOTIL vous écoute."), ("ar", "فريق NOTIL يستمع إليكم.")):
        _, body = await lab.world.call(lab.world.token, "getMyDescription", {"language_code": code})
        said = "".join(c for c in body["result"]["description"] if c not in "\u2066\u2067\u2068\u2069\u200f")
        assert said.split("\n")[0] == first


async def test_only_the_languages_of_the_lab_are_shown(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path, languages="fr,ary") as lab:
        aicha = await lab.newcomer("Aïcha", "ar")
        await aicha.starts()
        assert aicha.buttons[:2] == ["✓ Français", "الدارجة"]
        await aicha.says("/language")
        assert len(aicha.sees.split("\n\n")) == 2
        await aicha.taps_old(aicha.shown[-1]["message_id"], "language.set:ar:own")
        assert (await aicha.person()).language_chosen is False
        world = lab.world
        everybody = {"type": "all_private_chats"}
        assert [bool(world.commands.get(everybody, phone)) for phone in ("", "ar", "fr")] == [True, False, True]
