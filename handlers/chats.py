"""What is neither a command nor a report: stickers and the like, groups, edited messages, blocking."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import ChatMember, Message, Update
from telegram.ext import filters

from conversations.form import TEXT, Answer, Said
from conversations.hearing import NOT_AN_ANSWER, cleaned
from handlers import forms, menu, messages, threads
from handlers.asking import QUIET
from handlers.buttons import Button
from handlers.context import Context
from handlers.screens import Message as Shown
from handlers.screens import View, screen
from handlers.served import Open, alarm, load, save
from services import challenges, emergencies, people
from services import threads as thread_lines
from storage import chats as kept

IN = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED)


async def unusual(update: Update, context: Context) -> None:
    """A sticker, dice, poll, game, contact: a word on what one can send; in a form its question comes again."""
    message = update.effective_message
    if message is None or _is_service(message):
        return
    busy = await forms.opened(context) is not None
    if message.contact:
        context.say("chats.contact", asked=not busy and await _in_thread(context, message))
    elif not busy:
        context.say("chats.sticker" if message.sticker else "chats.unusual")
    if busy:
        async with context.transaction() as session:
            await forms.show_again(context, session, problem="" if message.contact else NOT_AN_ANSWER)


async def _in_thread(context: Context, message: Message) -> bool:
    """Whether the team waits for a word of this person, or this is a reply to ours."""
    async with context.reading() as session:
        now = context.house.clock.now()
        asked = await thread_lines.awaiting(session, context.house.seals, context.person, now)
    return asked is not None or message.reply_to_message is not None


def _is_service(message: Message) -> bool:
    """Telegram's own notes in a private chat (a pinned message, a changed timer) want no answer."""
    kinds = ("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set")
    return any(getattr(message, kind, None) for kind in kinds)


async def unknown_command(update: Update, context: Context) -> None:
    """A command that we do not have."""
    context.say("chats.unknown_command")


async def in_group(update: Update, context: Context) -> None:
    """A command in a group, or a reply to a message of ours: we work in private chats, one tap away."""
    message = update.effective_message
    replied = message.reply_to_message if message else None
    if replied and not filters.COMMAND.check_update(update) and not _is_ours(replied, context):
        return
    context.say("chats.group", language=context.person.language)


def _is_ours(message: Message, context: Context) -> bool:
    return message.from_user is not None and message.from_user.id == context.bot.id


async def membership(update: Update, context: Context) -> None:
    """Blocked or allowed again in a private chat; added to a group."""
    changed = update.my_chat_member
    if changed is None:
        return
    before, after = changed.old_chat_member.status in IN, changed.new_chat_member.status in IN
    if changed.chat.type == "private":
        async with context.transaction() as session:
            now = context.house.clock.now()
            await people.set_reachable(session, context.person.telegram_id, after, now)
    elif after and not before and changed.chat.type != "channel":
        async with context.transaction():
            context.say("chats.group", language=context.person.language)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup, which has another id: what we keep of it goes along. Told twice, once from each."""
    message = update.effective_message
    if message is None:
        return
    before, after = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    async with context.transaction() as session:
        await kept.moved(session, before, after)


async def edited(update: Update, context: Context) -> None:
    """An edited message: in the open draft, it changes there; a danger goes to the team; else how to change it."""
    message = update.edited_message
    said = messages.said(message) if message else None
    if message is None or said is None or message.location:
        return  # a live location moves by itself
    danger = emergencies.urgent(messages.words(said))
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if one and _replaced(one, said):
            alarm(context, one, messages.words(said))
            one.update = context.update_id
            one.prompt_due = context.house.clock.now() + QUIET
            await save(session, context.house, context.person, one)
        elif danger is None or not await _told_the_team(context, session, said):
            if danger:
                context.say("challenge.emergency", kind=danger.kind)
            context.say("chats.edited_late")


async def _told_the_team(context: Context, session: AsyncSession, said: Said) -> bool:
    """Put words of danger that an edit brings into the thread of this person's newest report; False without one."""
    mine = await challenges.of_person(session, context.house.seals, context.person)
    newest = next((one for one in mine if one.withdrawn_at is None), None)
    if newest:
        await threads.put(context, session, newest, said)
    return newest is not None


def _replaced(one: Open, said: Said) -> bool:
    """Put the edited message in place of its first version in the draft; False if it is not there."""
    for name, answer in one.draft.answers.items():
        parts = answer.value if answer.kind == "parts" else []
        at = next((number for number, part in enumerate(parts) if part["message"] == said.message), None)
        if at is not None and (said.kind is not TEXT or cleaned(said.value)):
            new = {**parts[at], "kind": said.kind.kind, "value": cleaned(said.value)}
            answers = one.draft.answers.having(name, Answer("parts", [*parts[:at], new, *parts[at + 1 :]]))
            # What stands on the phone shows the first version: its buttons are old from here.
            one.draft = replace(one.draft, answers=answers, revision=one.draft.revision + 1)
            return True
    return False


@screen("chats.sticker")
async def sticker(view: View) -> Shown:
    """A sticker gets a smile."""
    return Shown(view.texts("😊 A problem or an idea? Write it, say it or send a photo."))


@screen("chats.unusual")
async def unusual_screen(view: View) -> Shown:
    """What we can read."""
    text = view.texts("We cannot use this kind of message.\nWrite, speak, or send a photo, a video, a file or a place.")
    return Shown(text, rows=menu.rows(view))


@screen("chats.contact")
async def contact(view: View, *, asked: bool = False) -> Shown:
    """We do not keep numbers that nobody asked for; whom the team `asked` something may write theirs."""
    if asked:
        return Shown(view.texts("We did not keep this phone number.\nIf the team needs it, write it here in words."))
    return Shown(view.texts("Thank you, but we do not need a phone number now, so we did not keep it."))


@screen("chats.unknown_command")
async def unknown_command_screen(view: View) -> Shown:
    """There is no such command; the menu."""
    return Shown(view.texts("We do not know this command.\nHere is what you can do:"), rows=menu.rows(view))


@screen("chats.edited_late")
async def edited_late(view: View) -> Shown:
    """An answer or a report is changed by buttons, not by editing the message."""
    text = view.texts(
        "We saw that you edited a message, but what you sent stays as it was.\n"
        "Before sending: choose “Change”. After sending: open “My reports”."
    )
    return Shown(text)


@screen("chats.group")
async def group(view: View, *, language: str) -> Shown:
    """In a group: one tap to the private chat, in the language of who called us."""
    texts = view.house.catalogues[language]
    text = texts(
        "Hello! We are team {lab}.\nTo report a problem or an idea, write to us in private: nobody else sees it.",
        lab=view.house.lab.name.pick(language),
    )
    return Shown(text, rows=[[Button(texts.plain("💬 Write in private"), url=view.house.link("group"))]])
