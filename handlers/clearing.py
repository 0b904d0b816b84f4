"""A shared phone: our messages taken away from the chat; notices that say nothing until one asks for them."""

from telegram import Update

from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.screens import Message, View, render, screen
from services import authors
from storage.challenges import ChallengeRow, StatusRow, ThreadRow

NOTICES = {"s": "status.notice", "l": "staff.question", "b": "partner.answer"}
OF_REPORT = {"q": "solved.ask", "f": "file.refused"}  # notices of a report, of no line of it


@taps("privacy.clear")
async def ask(update: Update, context: Context) -> None:
    """Say what goes and what stays."""
    context.say("privacy.clear", edit=True)


@screen("privacy.clear")
async def ask_screen(view: View) -> Message:
    """What Telegram lets us take away, and what one has to do oneself."""
    text = view.texts(
        "🧹 Clear from this phone?\n"
        "Our messages of today and yesterday go from this chat, for good.\n"
        "What you wrote and older messages stay: to remove them, delete this chat in Telegram.\n"
        "Your reports stay with the team, and we keep writing to you here."
    )
    yes = Button(view.texts.plain("🧹 Yes, clear it"), data("privacy.clear_yes"))
    return Message(text, rows=[[yes], [Button(view.texts.plain("Back"), data("privacy.back"))]])


@taps("privacy.clear_yes")
async def clear(update: Update, context: Context) -> None:
    """Take our messages away; a word on it stays."""
    async with context.transaction():
        context.say("privacy.cleared")
    if context.query_message:
        context.house.clear_chat(context.chat_id, context.query_message)


@screen("privacy.cleared")
async def cleared(view: View) -> Message:
    """It is under way."""
    return Message(view.texts("🧹 Our messages are going. Write here whenever you like."))


async def discreet(view: View, kind: str, row: int, challenge: ChallengeRow) -> Message | None:
    """In place of a notice of a discreet category: that there is one, and a way to read it."""
    if not view.house.lab.category(challenge.category).discreet:
        return None
    read = Button(view.texts.plain("👁 Read it"), data("discreet.read", kind, row, challenge.id))
    return Message(view.texts("🔔 There is news for you here."), rows=[[read]], about_challenge=challenge.id)


@taps("discreet.read")
async def read(update: Update, context: Context, kind: str, row: str, challenge: str) -> None:
    """Show it, in place."""
    context.say("discreet.read", edit=True, kind=kind, row=number(row), challenge=number(challenge))


@screen("discreet.read")
async def read_screen(view: View, *, kind: str, row: int, challenge: int) -> list[Message]:
    """The notice itself, for its author alone."""
    own = await view.session.get(ChallengeRow, challenge)
    step: StatusRow | ThreadRow | None = await view.session.get(StatusRow, row) if kind == "s" else None
    if kind != "s":
        step = await view.session.get(ThreadRow, row)
    if kind in OF_REPORT:
        mine = own is not None and authors.is_author(view.house.seals, own, view.person)
        return await render(view, OF_REPORT[kind], {"challenge": challenge, "opened": True}) if mine else []
    ours = step is not None and own is not None and step.challenge_id == own.id
    said = kind == "s" or (isinstance(step, ThreadRow) and step.side != "note" and step.at <= view.house.clock.now())
    if kind not in NOTICES or not ours or not said or own is None:
        return []
    if not authors.is_author(view.house.seals, own, view.person):
        return []
    about = {"step": row, "challenge": challenge} if kind == "s" else {"line": row}
    return await render(view, NOTICES[kind], about | {"opened": True})
