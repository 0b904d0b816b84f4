"""Every form on Telegram: messages and taps become events of the engine, what it says becomes screens.

The draft is kept in the transaction of the step, so that a crash or a restart changes nothing.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.drafts import Draft
from conversations.form import CONTACT, Act, Answers, Ask, Cancelled, Said, Tap
from handlers import messages, pauses, turning
from handlers.asking import prompt, strike
from handlers.buttons import taps
from handlers.context import Context
from handlers.served import Open, load, new_mark, save, served
from locales import common
from locales.marks import N_
from services import cards, drafts

__all__ = ["answered", "begin", "cancel", "current_screen", "offer_to_continue", "opened", "prompt", "show_again"]

SENT = N_("✅ It was sent already.")


async def begin(
    context: Context,
    session: AsyncSession,
    name: str,
    said: Sequence[Said] = (),
    answers: Answers | None = None,
    silent: bool = False,
    **beside: Any,
) -> None:
    """Start the form `name`, perhaps with messages heard and answers known already; another draft gives way.

    A `silent` one says nothing: its question stands on the screen already.
    """
    if before := await load(session, context.house, context.person):
        strike(context, before)
    await drafts.drop(session, context.house.seals, context.person.id)
    one = Open(Draft(name, new_mark()), beside, update=context.update_id)
    manners = served(name)
    turn = manners.form.start(one.draft.mark, manners.around(context.house, context.person, one), answers)
    if not said and not silent:
        await turning.follow(context, session, one, turn)
    one.draft = turn.draft
    if silent:
        await save(session, context.house, context.person, one)
    for message in said:
        await turning.hear(context, session, one, message, hurry=False)


async def answered(update: Update, context: Context) -> bool:
    """Take a message as an answer to the open form, if there is one and a form can understand such a message."""
    message = update.effective_message
    if message is None or messages.said(message) is None:
        return False
    open_one = await opened(context)
    if open_one is None or (message.contact and not _wants_contact(context, open_one)):
        return False
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if one and (said := turning.fit(context, message)):
            await _take(context, session, one, said)
    return True


def _wants_contact(context: Context, one: Open) -> bool:
    manners = served(one.draft.form)
    asked = manners.form.now(one.draft, manners.around(context.house, context.person, one)).output
    return isinstance(asked, Ask) and CONTACT in asked.step.takes


async def _take(context: Context, session: AsyncSession, one: Open, said: Said) -> None:
    if pauses.paused(context, one, said):
        await pauses.set_aside(context, session, one, said)
    else:
        await turning.hear(context, session, one, said, hurry=one.prompt_due is None)


@taps("form")
async def tapped(update: Update, context: Context, act: str, token: str, key: str = "") -> None:
    """A button of a form."""
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if one and act in set(Act):
            await turning.tap(context, session, one, Tap(Act(act), key, token))
        elif act == Act.SEND:
            # A second tap on Send: nothing may bury what the first one brought.
            sent = await cards.is_card(session, context.chat_id, context.query_message)
            context.toast(context.texts.plain(SENT if sent else common.OLD_BUTTON))
        else:
            old(context)


@taps("form.resume")
async def resume(update: Update, context: Context) -> None:
    """Go on with what was begun; what came after the pause belongs to it."""
    async with context.transaction() as session:
        if one := await load(session, context.house, context.person):
            await pauses.resume(context, session, one)
        else:
            old(context)


@taps("form.anew")
async def anew(update: Update, context: Context) -> None:
    """What came after the pause is a challenge of its own; what was begun before goes."""
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if one and one.aside:
            context.say("form.dropped", edit=True)
            await begin(context, session, "challenge", pauses.aside(one), offer=True)
        else:
            old(context)


def old(context: Context) -> None:
    """A button of a form that is over."""
    context.toast(context.texts.plain(common.OLD_BUTTON))
    context.say("menu")


async def cancel(context: Context, session: AsyncSession) -> bool:
    """Give up the open form; False if there is none."""
    one = await load(session, context.house, context.person)
    if one is not None:
        await turning.end(context, session, one, Cancelled())
    return one is not None


async def show_again(context: Context, session: AsyncSession, problem: str = "") -> None:
    """Ask the current question again (the language changed, or a `problem`), unless it is about to come anyway."""
    one = await load(session, context.house, context.person)
    if one and one.prompt_due is None:
        strike(context, one)
        await save(session, context.house, context.person, one)
        context.say("form.question", token=one.draft.token, problem=[problem, {}] if problem else None)


async def offer_to_continue(context: Context) -> None:
    """Say that something was begun and not sent, if so."""
    if one := await opened(context):
        context.say("form.continue", token=one.draft.token)


async def current_screen(context: Context) -> None:
    """After an old button: where this person is, their question or the menu."""
    context.toast(context.texts.plain(common.OLD_BUTTON))
    if one := await opened(context):
        context.say("form.question", token=one.draft.token)
    else:
        context.say("menu")


async def opened(context: Context) -> Open | None:
    """The draft that this person has open."""
    async with context.reading() as session:
        return await load(session, context.house, context.person)
