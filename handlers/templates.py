"""Ready sessions: shown with their questions, used with one tap."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.templates import TEMPLATES, Template, template
from handlers import panels, question_forms
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from services import drafts, rooms
from services.roles import Role, holds
from services.words import spoken
from storage import rooms as rows

AT_ONCE = timedelta(seconds=10)  # the second half of a double tap makes no second vote


@taps("room.templates")
@staff_only(Role.FACILITATOR)
async def choose(update: Update, context: Context) -> None:
    """Show them."""
    context.say("room.templates")


@screen("room.templates")
async def templates_screen(view: View) -> Message:
    """Each with its questions; a tap makes the vote."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    texts = view.texts
    head = texts("📚 Ready votes, in three languages. One tap makes the vote; you can add questions to it.")
    shown = [_shown(view, one) for one in TEMPLATES]
    buttons = [Button(one.name.pick(texts.language), data("room.template", one.key)) for one in TEMPLATES]
    return Message("\n\n".join([head, *shown]), rows=one_a_row(buttons))


def _shown(view: View, one: Template) -> Safe:
    texts = view.texts
    asked = [f"– {spoken(question.words, texts.language)}" for question in one.asked]
    return Safe("\n").join([bold(texts.lines([one.name.pick(texts.language)])), texts.lines(asked)])


async def _just_made(session: AsyncSession, context: Context, chosen: Template) -> bool:
    """Whether this is the second half of a double tap."""
    newest = next(iter(await rows.running(session)), None)
    if newest is None or newest.opener_id != context.person.id:
        return False
    words = [one.words for one in await rows.questions(session, newest.id)][:1]
    return words == [chosen.asked[0].words] and context.house.clock.now() < newest.created_at + AT_ONCE


@taps("room.template")
@staff_only(Role.FACILITATOR)
async def use(update: Update, context: Context, key: str) -> None:
    """Make the vote, and show its panel."""
    chosen, now = template(key), context.house.clock.now()
    if chosen is None or await question_forms.busy(context):
        return
    async with context.transaction() as session:
        if await _just_made(session, context, chosen):
            return
        await drafts.drop(session, context.house.seals, context.person.id)
        room = await rooms.create(session, context.person, chosen.asked, now)
        context.say("room.invite", room=room.id)
        await panels.put(context, session, room.id)
