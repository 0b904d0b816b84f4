"""Stickers, groups, blocking, unknown commands: each has a sensible answer."""

import pytest
from sqlalchemy import select

from services import cards
from storage.cards import CardRow
from storage.challenges import ChallengeRow
from storage.drafts import DraftRow
from storage.people import PersonRow
from tests.handlers.rows import count, rows
from tests.handlers.test_threads import THANKS, asked
from tests.people import Life, plain


async def test_greetings_and_thanks_get_a_warm_word_and_no_draft(lab: Life) -> None:
    aicha = await lab.resident(language="ary")
    await aicha.says("السلام عليكم")
    assert aicha.sees.startswith("وعليكم السلام، مرحبا بكم! 👋")
    await aicha.says("شكرا")
    assert aicha.sees == "شكرا ليكم! 🌿 حنا هنا وقتما بغيتو."
    assert await count(lab, DraftRow) == 0


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        ("sends_sticker", "😊 Un problème ou une idée ? Écrivez, parlez ou envoyez une photo."),
        ("sends_contact", "Merci, mais nous n'avons pas besoin d'un numéro de téléphone maintenant"),
    ],
)
async def test_what_is_no_report(lab: Life, act: str, answer: str) -> None:
    aicha = await lab.resident()
    await aicha.does(getattr(aicha.phone, act)())
    assert aicha.sees.startswith(answer)
    assert await count(lab, DraftRow) == 0


async def test_a_sticker_in_the_middle_of_a_form_is_no_answer_and_the_question_comes_again(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.does(aicha.phone.sends_sticker())
    assert aicha.news.startswith("Ce genre de message ne répond pas à la question.\n\n📍 C'est où")
    await aicha.taps("Bouskoura")
    assert aicha.sees.startswith("De quoi s'agit-il ?")


async def test_a_group_that_gets_a_new_id_takes_its_cards_along(lab: Life) -> None:
    samira = await lab.resident("Samira")
    group = lab.world.group("Team", [samira.phone], type="group")
    card = {"screen": "menu.home", "values": {}, "now": lab.clock.now()}
    async with lab.database.transaction() as session:
        await cards.want(session, "team:1", chat_id=group.id, message_id=7, **card)
    new = group.migrates()
    await lab.passes(seconds=1)
    async with lab.database.reading() as session:
        row = (await session.scalars(select(CardRow))).one()
    assert (row.chat_id, row.message_id != 7) == (new.id, True)


async def test_a_lone_emoji_is_no_place(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    for sign in ("👍", "…", "🙏🙏"):
        await aicha.says(sign)
        assert aicha.sees.startswith("Écrivez quelques mots.\n\n📍 C'est où")
    await aicha.says("/cancel")
    await aicha.says("/challenge")
    await aicha.says("👍")
    assert aicha.sees.startswith("Écrivez quelques mots.\n\nQue se passe-t-il")


async def test_a_contact_in_a_form_is_not_kept_and_the_question_comes_again(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await aicha.does(aicha.phone.sends_contact())
    first, second = aicha.news.split("\n---\n")
    assert first.startswith("Merci, mais nous n'avons pas besoin d'un numéro de téléphone maintenant")
    assert second.startswith("Voulez-vous envoyer ce message à l'équipe NOTIL ?")
    await lab.passes(hours=2)
    await aicha.does(aicha.phone.sends_contact())
    assert aicha.news.startswith("Merci, mais nous n'avons pas besoin d'un numéro de téléphone maintenant")


async def test_a_contact_for_the_team_is_not_kept_but_may_be_written(lab: Life) -> None:
    aicha = await lab.resident()
    _, ref = await asked(lab, aicha)
    answer = "Nous n'avons pas gardé ce numéro de téléphone.\nSi l'équipe en a besoin, écrivez-le ici."
    await aicha.does(aicha.phone.sends_contact())
    assert aicha.sees == answer
    await aicha.says("06 61 22 33 44")
    assert aicha.sees == THANKS.format(ref=ref)


async def test_a_forwarded_message_is_a_report_like_any_other(lab: Life) -> None:
    aicha, brahim = await lab.resident(), await lab.resident("Brahim")
    written = await brahim.phone.says("Le pont est fermé")
    await aicha.does(aicha.phone.forwards(written))
    assert aicha.sees.startswith("Voulez-vous envoyer ce message")


async def test_an_unknown_command(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/sesame")
    assert aicha.sees == "Nous ne connaissons pas cette commande.\nVoici ce que vous pouvez faire :"
    assert await count(lab, DraftRow) == 0


async def test_blocking_and_coming_back(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.does(aicha.phone.blocks())
    assert [person.unreachable_at is None for person in await rows(lab, PersonRow)] == [False]
    await aicha.does(aicha.phone.unblocks())
    assert [person.unreachable_at is None for person in await rows(lab, PersonRow)] == [True]


async def test_a_group_hears_where_to_write(lab: Life) -> None:
    aicha = await lab.resident()
    group = lab.world.group("Les voisins", [aicha.phone], type="group")
    await aicha.does(aicha.phone.says_in(group, "/start@" + lab.bot.house.bot_username))
    await aicha.does(aicha.phone.says_in(group, "Le lampadaire est cassé"))
    said = [one for one in group.chat.messages.values() if one["from"]["is_bot"]]
    assert {plain(one["text"]).split(".")[0] for one in said} == {"Bonjour ! Ici l'équipe NOTIL"}
    assert said[0]["reply_markup"]["inline_keyboard"][0][0]["url"] == lab.bot.house.link("group")
    assert await count(lab, DraftRow) == 0
    assert await count(lab, ChallengeRow) == 0


async def test_too_many_messages_are_told_kindly_once(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says(*("/help" for _ in range(60)))
    warned = [one for one in aicha.shown if one["text"].startswith("Beaucoup de messages d'un coup")]
    assert len(warned) == 1


async def test_whoever_speaks_in_a_group_is_answered_and_kept_nowhere(lab: Life) -> None:
    stranger = await lab.newcomer("Karim", "ar")
    group = lab.world.group("Les voisins", [stranger.phone], type="group")
    await stranger.does(stranger.phone.says_in(group, "/start@" + lab.bot.house.bot_username))
    said = [one for one in group.chat.messages.values() if one["from"]["is_bot"]]
    assert plain(said[-1]["text"]).startswith("السلام عليكم") or plain(said[-1]["text"]).startswith("مرحبا")
    await stranger.does(stranger.phone.says_in(group, "Bonjour", reply_to=said[-1]["message_id"]))
    await stranger.does(stranger.phone.says_in(group, "Le pont est cassé"))
    assert len([one for one in group.chat.messages.values() if one["from"]["is_bot"]]) == len(said) + 1
    assert await count(lab, PersonRow) == 0


async def test_who_blocked_us_and_speaks_in_a_group_stays_unreachable(lab: Life) -> None:
    aicha = await lab.resident()
    group = lab.world.group("Les voisins", [aicha.phone], type="group")
    await aicha.does(aicha.phone.blocks())
    await aicha.does(aicha.phone.says_in(group, "/menu@" + lab.bot.house.bot_username))
    assert [person.unreachable_at is None for person in await rows(lab, PersonRow)] == [False]


async def test_an_administrator_who_hides_behind_the_group_is_nobody(lab: Life) -> None:
    aicha = await lab.resident()
    group = lab.world.group("Les voisins", [aicha.phone], type="supergroup")
    group.promotes_bot()
    await lab.settles()
    before = len(group.chat.messages)
    for command in ("/menu", "/desk", "/staff"):
        group.anonymous_says(f"{command}@{lab.bot.house.bot_username}")
    await lab.passes(seconds=5)
    assert len(group.chat.messages) == before + 3
    assert [person.telegram_id for person in await rows(lab, PersonRow)] == [aicha.phone.id]


async def test_a_channel_hears_nothing_of_us(lab: Life) -> None:
    aicha = await lab.resident()
    channel = lab.world.group("La commune", [aicha.phone], type="channel")
    channel.posts("/start")
    await lab.settles()
    assert [one for one in channel.chat.messages.values() if one.get("from", {}).get("is_bot")] == []
