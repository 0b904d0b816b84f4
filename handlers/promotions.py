"""An answer of a live vote becomes a report at the desk: chosen, confirmed, and made once."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.outcomes import GONE
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold, quoted
from locales import common
from locales.lengths import cut
from locales.texts import unbroken
from services import promotions
from services.promotions import Origin
from services.roles import Role, holds
from services.tallies import LETTERS
from services.words import spoken
from storage.rooms import QuestionRow

BUTTON, QUOTED = 24, 400


@taps("promote.list")
@staff_only(Role.FACILITATOR)
async def listed(update: Update, context: Context, question: str) -> None:
    """Which answer?"""
    context.say("promote.list", edit=True, question=number(question))


@taps("promote.ask")
@staff_only(Role.FACILITATOR)
async def asked(update: Update, context: Context, question: str, place: str) -> None:
    """Read it back before it is made."""
    context.say("promote.ask", edit=True, question=number(question), place=number(place))


@taps("promote.do")
@staff_only(Role.FACILITATOR)
async def done(update: Update, context: Context, question: str, place: str) -> None:
    """Make the report; the second time only show it."""
    at, house = number(place), context.house
    async with context.transaction() as session:
        row = await _question(session, number(question), at)
        if row is None:
            context.toast(context.texts.plain(GONE))
            return
        words, language = promotions.of_option(row, at, context.person.language)
        origin = Origin(row, f"option:{at}")
        await promotions.promote(session, context.person, origin, words, language, house.admins, house.clock.now())
        context.say("promote.list", edit=True, question=row.id, made=at)


async def _question(session: AsyncSession, question_id: int, place: int) -> QuestionRow | None:
    """The question, if this answer of it can be taken up."""
    row = await session.get(QuestionRow, question_id)
    return row if row and promotions.possible(row) and place < len(row.options) else None


@screen("promote.list")
async def list_screen(view: View, *, question: int, made: int | None = None) -> Message:
    """The answers, and the references of those that are reports already."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await _question(view.session, question, 0)
    if row is None:
        return Message(view.texts(GONE))
    texts, refs = view.texts, await promotions.made_of(view.session, question)
    words = [" ".join(spoken(option, texts.language).split()) for option in row.options]
    lines = [
        bold(texts("📌 Which answer becomes a report?")),
        texts("The team receives it at the desk, with the workshop it comes from."),
    ]
    for place, option in enumerate(words):
        if ref := refs.get(f"option:{place}"):
            told = texts("✓ Report {ref}: {words}", ref=unbroken(ref), words=cut(option, 100))
            lines.append(bold(told) if place == made else told)
    buttons = [
        Button(f"{LETTERS[place]} {cut(option, BUTTON)}", data("promote.ask", question, place))
        for place, option in enumerate(words)
        if f"option:{place}" not in refs
    ]
    back = Button(f"↩️ {texts.plain(common.BACK)}", data("room.outcome", question))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


@screen("promote.ask")
async def ask_screen(view: View, *, question: int, place: int) -> Message:
    """What the report will say."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await _question(view.session, question, place)
    if row is None:
        return Message(view.texts(GONE))
    texts, (words, _) = view.texts, promotions.of_option(row, place, view.person.language)
    lines = [bold(texts("📌 Make this report?")), quoted(words, QUOTED)]
    # Back stands where the answer stood: the second half of a double tap confirms nothing.
    back = Button(f"↩️ {texts.plain(common.BACK)}", data("promote.list", question))
    yes = Button(texts.plain("📌 Yes, make it"), data("promote.do", question, place))
    return Message("\n".join(lines), rows=one_a_row([back, yes]))
