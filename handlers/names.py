"""The name that stands beside one's choices on votes that show names: given, changed, taken back."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import name_form, voting
from conversations.form import Answers, Around
from conversations.name_form import Shown
from handlers import forms, question_forms
from handlers.buttons import taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.registering import name_of
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from services import names, queues
from services.people import Person
from storage import names as rows
from storage import seats as seat_rows
from storage.questions import OPEN, QuestionRow
from storage.seats import SeatRow

FORM = name_form.FORM
OVER = N_("The vote has ended. Thank you!")


@taps("seat.name")
async def asked(update: Update, context: Context, question: str) -> None:
    """Ask for the name, unless something else was begun and not sent."""
    opened = await forms.opened(context)
    if opened and opened.draft.form != FORM.name and await question_forms.busy(context):
        return
    async with context.transaction() as session:
        here = await _here(session, context.person, number(question))
        if here is None:
            context.toast(context.texts.plain(OVER))
            return
        await queues.ask(session, here[0], None)
        shown = cut(name_of(update), names.LONGEST)
        await forms.begin(context, session, FORM.name, question=here[1].id, shown=shown)


async def _here(session: AsyncSession, person: Person, question_id: int) -> tuple[SeatRow, QuestionRow] | None:
    """The open question that shows names, with the seat of its voter; not for whom a phone was handed to."""
    seat = await seat_rows.seat_of(session, person.id)
    question = await session.get(QuestionRow, question_id)
    if seat is None or question is None or seat.room_id != question.room_id:
        return None
    if not question.named or question.state != OPEN or seat.guest_on == question.id:
        return None
    return seat, question


class _Name(Served):
    """One question; what becomes of the name stands above it, and answering it is the yes to that."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The name that Telegram shows, as it was when the button was tapped."""
        return Shown(str(one.beside.get("shown", "")))

    def above(self, view: View, one: Open) -> list[Safe]:
        """Who reads it, and how long it stays."""
        return [voting.name_kept(view.texts, view.house.lab.retention.named_votes)]

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep the name, or none, and say it under the question too."""
        here = await _here(session, context.person, one.beside.get("question") or 0)
        if here is None:
            context.say("vote.name", edit=True, over=True)
            return
        seat, question = here
        house, whose = context.house, {"person_id": context.person.id}
        name = name_form.name_of(answers, self.around(house, context.person, one))
        if name:
            version = house.lab.privacy.version
            await names.give(session, question.room_id, name, version, house.clock.now(), **whose)
        else:
            await names.take_back(session, question.room_id, **whose)
        context.say("vote.name", edit=True, room=question.room_id)
        if seat.message_id:
            context.say("seat.question", at=seat.message_id, question=question.id, stage=OPEN)


serve(_Name())


@screen("vote.name")
async def kept(view: View, *, room: int = 0, over: bool = False) -> Message:
    """Under which name they vote now."""
    if over:
        return Message(view.texts(OVER))
    row = await rows.of(view.session, room, person_id=view.person.id)
    said = voting.named_as(view.texts, row.name if row else "")
    return Message("\n".join([said, view.texts("👆 The question stands above.")]))
