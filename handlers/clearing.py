"""A shared phone: our messages taken away from the chat; notices that say nothing until one asks for them."""

from telegram import Update

from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.screens import Message, View, render, screen
from services import authors
from storage import merges
from storage.challenges import ChallengeRow, StatusRow, ThreadRow

STEP = "s"
LINES = {"l": "staff.question", "b": "partner.answer"}
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


async def discreet(
    view: View, kind: str, row: int, challenge: ChallengeRow, *others: ChallengeRow, mine: bool = True
) -> Message | None:
    """In place of a notice of a discreet category (also of another report that it tells of): that there is one."""
    if not any(view.house.lab.category(one.category).discreet for one in (challenge, *others)):
        return None
    read = Button(view.texts.plain("👁 Read it"), data("discreet.read", kind, row, challenge.id))
    text = view.texts("🔔 There is news for you here.")
    return Message(text, rows=[[read]], about_challenge=challenge.id if mine else None, discreet=True)


@taps("discreet.read")
async def read(update: Update, context: Context, kind: str, row: str, challenge: str) -> None:
    """Show it, in place."""
    context.say("discreet.read", edit=True, kind=kind, row=number(row), challenge=number(challenge))


@screen("discreet.read")
async def read_screen(view: View, *, kind: str, row: int, challenge: int) -> list[Message]:
    """The notice itself: a line or question for its author alone, a step for who follows the report."""
    own = await view.session.get(ChallengeRow, challenge)
    if own is None or (kind != STEP and not authors.is_author(view.house.seals, own, view.person)):
        return []
    if kind == STEP:
        return await _step(view, own, row)
    if kind in OF_REPORT:
        return await render(view, OF_REPORT[kind], {"challenge": own.id, "opened": True})
    line = await view.session.get(ThreadRow, row)
    ours = line is not None and line.challenge_id == own.id and line.side != "note"
    if kind not in LINES or line is None or not ours or line.at > view.house.clock.now():
        return []
    return await render(view, LINES[kind], {"line": line.id, "opened": True})


async def _step(view: View, own: ChallengeRow, step_id: int) -> list[Message]:
    """A step of this report, or of the one that it was joined to; whose it is the notice looks itself."""
    step = await view.session.get(StatusRow, step_id)
    if step is None or own.id not in await merges.members(view.session, step.challenge_id):
        return []
    return await render(view, "status.notice", {"step": step.id, "challenge": own.id, "opened": True})
