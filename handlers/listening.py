"""The facilitator listens to what somebody said to the room, and writes it down."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.form import Answers
from conversations.saying_form import FORM
from handlers import forms, panels
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.moderation import GONE
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from services import moderation, sayings
from services.roles import Role, holds
from services.sayings import LONGEST, Outcome
from storage.questions import QuestionRow
from storage.sayings import SayingRow


@taps("texts.listen")
@staff_only(Role.FACILITATOR)
async def listen(update: Update, context: Context, saying: str) -> None:
    """The voice, and then a place to write what it says."""
    opened = await forms.opened(context)
    if opened and opened.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        voice = await moderation.listen(session, context.person, number(saying), context.house.clock.now())
        if voice is None:
            context.toast(context.texts.plain(GONE))
            return
        context.say("texts.voice", saying=number(saying))
        await forms.begin(context, session, FORM.name, saying=number(saying))


@screen("texts.voice")
async def voice_screen(view: View, *, saying: int) -> list[Message]:
    """The voice itself; nothing once it is written down."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return [refusal(view)]
    row = await view.session.get(SayingRow, saying)
    return [Message(media=Media("voice", file_id=row.voice))] if row and row.voice else []


class _Listening(Served):
    """What was written takes the place of the voice; rights are checked again."""

    form = FORM
    needs = Role.FACILITATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Write it down, and put the panel below."""
        saying, house = one.beside["saying"], context.house
        row = await session.get(SayingRow, saying)
        question = await session.get(QuestionRow, row.question_id) if row else None
        now = house.clock.now()
        told = await sayings.write_down(session, context.person, saying, answers.value("words"), now)
        longest = LONGEST[question.kind] if question else 0
        context.say("texts.written", outcome=told.outcome.value, length=told.length, longest=longest)
        if question:
            await panels.put(context, session, question.room_id)
            house.room_changed(question.room_id)


serve(_Listening())


@screen("texts.written")
async def written(view: View, *, outcome: str, length: int, longest: int) -> Message:
    """It is written down, or why not."""
    if outcome == Outcome.NOTED:
        return Message(view.texts("✅ It is written down; everybody can read it."))
    if outcome == Outcome.TOO_LONG:
        text = "This is too long: {length} characters. At most: {longest}\nPlease send it once more, shorter."
        return Message(view.texts(text, length=length, longest=longest))
    return Message(view.texts(GONE))
