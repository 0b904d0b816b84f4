"""Saying whether one comes: one tap, that may be pressed twice; guests, and what the team wants to know."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Message as Received
from telegram import Update

from conversations import registration_form
from conversations.form import Answers, Around
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.programme import unanswered
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from locales.lengths import cut
from locales.marks import N_
from services import privacy, registrations
from services.cleaning import clean
from services.people import Person
from services.registrations import Caller, Closed, NoRoom, NotInvited, Wish
from storage import registrations as answers
from storage import workshops as rows
from storage.registrations import CANNOT, GOING, MAYBE, OFFERED, WAITING, RegistrationRow
from storage.workshops import WorkshopRow

LONGEST_NAME = 60
CLOSED = N_("This workshop takes no answers any more.")
SAID: dict[str, str] = {
    GOING: N_("✅ Your seat is kept. See you there!"),
    WAITING: N_("⏳ Every seat is taken: you are in the line."),
    MAYBE: N_("🤔 Noted."),
    CANNOT: N_("✖️ Noted. Thank you for telling us!"),
    OFFERED: N_("🎉 The seat is still kept for you."),
}


@taps("workshops.answer")
async def answer(update: Update, context: Context, code: str, wish: str) -> None:
    """Come, maybe, or not."""
    if wish not in set(Wish):
        return
    async with context.transaction() as session:
        workshop = await rows.by_code(session, code)
        context.say("workshops.card", edit=_in_place(update), code=code)
        row = await _answered(context, session, workshop, Wish(wish), update) if workshop else None
        if workshop and row:
            context.toast(context.texts.plain(SAID[row.state]))
            await _ask_first(context, session, workshop, row)


async def _answered(
    context: Context, session: AsyncSession, workshop: WorkshopRow, wish: Wish, update: Update
) -> RegistrationRow | None:
    now = context.house.clock.now()
    caller = Caller(context.person, name_of(update))
    try:
        row = await registrations.answer(session, caller, workshop.id, wish, now)
    except (Closed, NotInvited):
        context.toast(context.texts.plain(CLOSED), alert=True)
        return None
    await agree(context, session, "answer button")
    return row


async def agree(context: Context, session: AsyncSession, method: str) -> bool:
    """Write down that this person agrees, by doing so, that the team reads who comes; False if they had."""
    version, now = context.house.lab.privacy.version, context.house.clock.now()
    return await privacy.agree_anew(session, context.person, registrations.PURPOSE, version, method, now)


def name_of(update: Update) -> str:
    """The name that Telegram shows, fit to keep."""
    user = update.effective_user
    return cut(" ".join(clean(user.full_name).split()), LONGEST_NAME) if user else ""


def _in_place(update: Update) -> bool:
    """Whether the card may stand where the button was: not in place of a file, nor of an announcement.

    Of that the words may be corrected later, and the way to stop its topic stays.
    """
    message = update.effective_message
    return message is not None and message.effective_attachment is None and not _is_announced(message)


def _is_announced(message: Received) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(str(button.callback_data).startswith("topic.stop:") for row in rows for button in row)


async def _ask_first(context: Context, session: AsyncSession, workshop: WorkshopRow, row: RegistrationRow) -> None:
    """Whoever comes is asked what the team wants to know, unless something else is open."""
    busy = await forms.opened(context) is not None
    if row.state == GOING and not row.answers and unanswered(workshop, row) and not busy:
        await _ask(context, session, workshop)


async def _ask(context: Context, session: AsyncSession, workshop: WorkshopRow) -> None:
    beside: dict[str, Any] = {"workshop": workshop.id, "code": workshop.code, "questions": list(workshop.questions)}
    await forms.begin(context, session, registration_form.FORM.name, **beside)


@taps("workshops.undo")
async def undo(update: Update, context: Context, code: str) -> None:
    """Take the seat back."""
    now = context.house.clock.now()
    async with context.transaction() as session:
        workshop = await rows.by_code(session, code)
        try:
            row = await registrations.undo(session, context.person, workshop.id if workshop else 0, now)
        except Closed:
            row = None
        late = N_("The two minutes are over, or there is nothing to take back.")
        context.toast(context.texts.plain(SAID[row.state] if row else late))
        context.say("workshops.card", edit=_in_place(update), code=code)


@taps("workshops.guests")
async def guests(update: Update, context: Context, code: str, count: str) -> None:
    """How many come along."""
    async with context.transaction() as session:
        workshop, now = await rows.by_code(session, code), context.house.clock.now()
        try:
            row = await registrations.bring(session, context.person, workshop.id if workshop else 0, number(count), now)
            said = N_("👥 Noted.") if row else CLOSED
        except NoRoom:
            said = N_("There are not so many seats left.")
        except Closed:
            said = CLOSED
        context.toast(context.texts.plain(said))
        context.say("workshops.card", edit=_in_place(update), code=code)


@taps("workshops.ask")
async def ask(update: Update, context: Context, code: str) -> None:
    """What the team wants to know."""
    busy = await forms.opened(context)
    if busy and busy.draft.form != registration_form.FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        workshop = await rows.by_code(session, code)
        row = await answers.of(session, workshop.id, context.person.id) if workshop else None
        if workshop and row and workshop.questions:
            await _ask(context, session, workshop)
        else:
            context.say("workshops.card", edit=True, code=code)


class _Questions(Served):
    """The workshop's own questions, each of which may be skipped."""

    form = registration_form.FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The questions."""
        questions: Sequence[dict[str, str]] = one.beside["questions"]
        return questions

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep what was answered."""
        now = context.house.clock.now()
        try:
            for at, words in registration_form.told(answers).items():
                asked = one.beside["questions"][at]
                await registrations.tell(session, context.person, one.beside["workshop"], asked, words, now)
        except Closed:
            pass  # called off meanwhile: the card says so
        context.say("workshops.answered", edit=True)
        context.say("workshops.card", code=one.beside["code"])


serve(_Questions())


@screen("workshops.answered")
async def answered_screen(view: View) -> Message:
    """The answers are with the team."""
    return Message(view.texts("✓ Thank you, the team has your answers."))
