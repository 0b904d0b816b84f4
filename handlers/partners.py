"""A seat at the door of a body: whoever took it sees what was passed to that body, and answers."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import partner_form as conversation
from conversations.form import Answers
from conversations.submissions import piece_of
from handlers import desk as counter
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.served import Open, Served, serve
from services import partners
from services.desk import Faster
from services.partners import TooMany


async def invited(update: Update, context: Context, code: str) -> None:
    """Somebody opened an invitation to a seat."""
    name = update.effective_user.full_name if update.effective_user else ""
    async with context.transaction() as session:
        door = await partners.sit_down(session, code, context.person, context.house.clock.now(), name)
        if door:
            context.say("partner.welcome", door=door.id)
        else:
            context.say("staff.too_late")


@taps("partner.list")
async def listed(update: Update, context: Context, page: str = "0") -> None:
    """What was passed to the body where one has a seat."""
    context.say("partner.list", page=number(page))


@taps("partner.answer")
async def answer(update: Update, context: Context, challenge: str) -> None:
    """Ask for the answer; the seat is asked for now and when it is sent."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        now = context.house.clock.now()
        if await partners.seated_for(session, context.person, number(challenge), now) is None:
            counter.old_button(context)
            return
        await forms.begin(context, session, conversation.ANSWER.name, challenge=number(challenge))


class _Answer(Served):
    form = conversation.ANSWER

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Write it, if the door is still open and the report still behind it."""
        house, now, challenge = context.house, context.house.clock.now(), one.beside["challenge"]
        door = await partners.seated_for(session, context.person, challenge, now)
        try:
            if door is None:
                raise LookupError(challenge)
            said = piece_of(answers.kind("words"), answers.value("words"), "words")
            await partners.answer(session, house.lab, door, challenge, said, house.admins, now)
        except (LookupError, Faster):
            context.say("partner.closed")
            return
        except TooMany:
            context.say("partner.closed", many=True)
            return
        context.say("partner.thanks", challenge=challenge)


serve(_Answer())
