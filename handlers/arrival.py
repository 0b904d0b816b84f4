"""Arrival (group -1): who is this, in which language, was this update done already, is the person flooding."""

from datetime import datetime

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from handlers.buttons import is_on_card
from handlers.context import Context
from handlers.flood import Verdict
from handlers.turned_away import turned_away
from services import people
from services.people import Person
from storage import updates


async def arrive(update: Update, context: Context) -> None:
    """Set the context up for this update, or stop it here: done before, blocked, or too many at once.

    We meet people in private chats only: whoever speaks in a group is answered there and kept nowhere. Of buttons
    elsewhere only those under a card that somebody shared (inline mode) are ours.
    """
    house = context.house
    user = update.effective_user
    private = update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
    house.outcomes.reached(update.update_id, context.leave)
    if user is None or user.is_bot or (update.effective_chat and update.effective_chat.type == "channel"):
        raise ApplicationHandlerStop
    async with context.reading() as session:
        done = await updates.is_done(session, update.update_id)
        person = await people.find(session, user.id, house.admins)
    if done:
        _end_tap(update, context)
    if private and (person is None or person.unreachable):
        person = await _meet(context, user.id, user.language_code, house.clock.now())
    person = person or people.stranger(user.id, user.language_code)
    context.begin(update, person)
    buttons_elsewhere = update.callback_query is not None and not private and not is_on_card(update.callback_query)
    if buttons_elsewhere or _flooding(update, context, person, private) or _blocked(update, context, person, private):
        _end_tap(update, context)


async def _meet(context: Context, telegram_id: int, language_code: str | None, now: datetime) -> Person:
    async with context.house.database.transaction() as session:
        await people.meet(session, telegram_id, language_code, now)
        await people.set_reachable(session, telegram_id, True, now)
        person = await people.find(session, telegram_id, context.house.admins)
    if person is None:
        raise LookupError("the person written a moment ago is not there")
    return person


def _flooding(update: Update, context: Context, person: Person, private: bool) -> bool:
    verdict = context.house.flood.judge(person.telegram_id, context.house.clock.now())
    if verdict is Verdict.WARN and private and not person.blocked:
        context.say("flood.warning")
    if verdict is not Verdict.PASS and update.callback_query:
        context.toast(context.texts.plain("A little slower, please."))
    return verdict is not Verdict.PASS


def _blocked(update: Update, context: Context, person: Person, private: bool) -> bool:
    return person.blocked and (not private or turned_away(update, context))


def _end_tap(update: Update, context: Context) -> None:
    # Even a tap that we let fall must stop spinning on the phone.
    if update.callback_query and not context.toasted:
        context.house.outgoing.answer_tap(update.callback_query.id, None, False)
    raise ApplicationHandlerStop
