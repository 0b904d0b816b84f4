"""Making a live vote step by step: one question after the other, until it is enough."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import question_form
from conversations.form import Answers, Line
from handlers import forms
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from locales.formats import Safe
from locales.marks import N_
from services import rooms
from services.presses import Stale
from services.roles import Role, holds
from services.rooms import Asked
from storage import rooms as rows
from storage.rooms import ENDED, RoomRow

FORM = question_form.FORM
OURS = (FORM.name, "room", "wording")  # forms that may give way to each other


@taps("room.ask")
@staff_only(Role.FACILITATOR)
async def ask(update: Update, context: Context, room: str) -> None:
    """Begin a question, of a new vote (0) or of one that is there."""
    if not await busy(context):
        async with context.transaction() as session:
            await forms.begin(context, session, FORM.name, room=number(room))


async def busy(context: Context) -> bool:
    """Whether something else was begun and not sent; then it is said."""
    opened = await forms.opened(context)
    if opened is None or opened.draft.form in OURS:
        return False
    context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
    await forms.offer_to_continue(context)
    return True


class _OneQuestion(Served):
    """What is there so far stands above each step; the sign that the answers are complete is none of them."""

    form = FORM
    needs = Role.FACILITATOR
    head = N_("🗳 Here is your question:")

    def above(self, view: View, one: Open) -> list[Safe]:
        """The question and its answers so far."""
        answers, lines = one.draft.answers, list[str]()
        if answers.value("words"):
            lines = [answers.value("words"), *(f"– {option}" for option in question_form.options(answers))]
        return [view.texts.lines(lines)] if lines else []

    def listed(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Without the end of the answers."""
        return [line for line in lines if line.answer.value != question_form.END.key]

    def send_label(self, one: Open) -> str:
        """Add it to the vote."""
        return N_("Take this question")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Make the room with its first question, or put the question at its end."""
        try:
            room = await _taken(session, context, one.beside.get("room") or 0, question_form.asked(answers))
        except Stale:
            context.say("room.over", edit=True)
            return
        context.say("room.asked", edit=True, room=room.id)


serve(_OneQuestion())


async def _taken(session: AsyncSession, context: Context, room_id: int, asked: Asked) -> RoomRow:
    now: datetime = context.house.clock.now()
    if not room_id:
        return await rooms.create(session, context.person, [asked], now)
    return await rooms.add(session, context.person, room_id, [asked], now)


@screen("room.asked")
async def asked_screen(view: View, *, room: int) -> Message:
    """The question is in: one more, or the panel."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row, texts = await view.session.get(RoomRow, room), view.texts
    if row is None or row.state == ENDED:
        return Message(texts("This vote is over. Thank you!"))
    count = len(await rows.questions(view.session, room))
    buttons = [
        Button(texts.plain("➕ One more question"), data("room.ask", room)),
        Button(texts.plain("✔️ Done: to the panel"), data("room.panel", room)),
    ]
    return Message(texts("✓ The question is in the vote. Questions: {count}", count=count), rows=one_a_row(buttons))
