"""Doors for bodies: the desk opens them, whoever has a seat sees what was passed to them and answers."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import partner_form as conversation
from conversations.form import Answers
from handlers import desk as counter
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.served import Open, Served, serve
from locales.marks import N_
from services import partners
from services.desk import Faster
from services.partners import TooMany
from services.publications import Private
from services.roles import Role
from storage import partners as rows

PRIVATE = N_(
    "🔒 This is about somebody's own life: a body reads only the team's words for it. "
    "Please write them first, at what the public sees."
)

Doing = Callable[[AsyncSession], Awaitable[object]]


async def _do(context: Context, challenge: str, doing: Doing, shown: str = "door.panel") -> None:
    """Do it, then show the report's doors as they are now."""
    async with context.transaction() as session:
        try:
            done = await doing(session)
        except Private:
            context.toast(context.texts.plain(PRIVATE), alert=True)
            return
        except (LookupError, Faster):
            counter.old_button(context)
            return
        token = {"token": done} if isinstance(done, str) else {}
        values: dict[str, Any] = {"challenge": number(challenge), **token}
        context.say(shown, edit=not token, **values)


@taps("door.open")
@staff_only(Role.MODERATOR)
async def opened(update: Update, context: Context, challenge: str) -> None:
    """The doors of a report, below."""
    context.say("door.panel", challenge=number(challenge))


@taps("door.make")
@staff_only(Role.MODERATOR)
async def make(update: Update, context: Context, challenge: str, category: str) -> None:
    """Put the report behind the door of whoever is responsible for such things."""
    lab = context.house.lab
    if category not in lab.category_keys:
        counter.old_button(context)
        return
    body, now = lab.category(category).responsible.pick(context.person.language), context.house.clock.now()
    await _do(
        context, challenge, lambda session: partners.let_in(session, lab, number(challenge), body, context.person, now)
    )


@taps("door.add")
@staff_only(Role.MODERATOR)
async def add(update: Update, context: Context, challenge: str, door: str) -> None:
    """Put the report behind a door that is there."""
    now, actor = context.house.clock.now(), context.person

    async def doing(session: AsyncSession) -> None:
        found = await rows.open_door(session, number(door), now)
        if found is None:
            raise LookupError(door)
        await partners.let_in(session, context.house.lab, number(challenge), found.body, actor, now)

    await _do(context, challenge, doing)


@taps("door.out")
@staff_only(Role.MODERATOR)
async def take_out(update: Update, context: Context, challenge: str, door: str) -> None:
    """Behind this door the report is no longer seen."""
    now, actor = context.house.clock.now(), context.person
    await _do(
        context, challenge, lambda session: partners.take_out(session, number(challenge), number(door), actor, now)
    )


@taps("door.link")
@staff_only(Role.MODERATOR)
async def link(update: Update, context: Context, challenge: str, door: str) -> None:
    """A new link; the one before no longer works."""
    now, actor = context.house.clock.now(), context.person
    await _do(context, challenge, lambda session: partners.link(session, number(door), actor, now), "door.link")


@taps("door.seat")
@staff_only(Role.MODERATOR)
async def seat(update: Update, context: Context, challenge: str, door: str) -> None:
    """An invitation to a seat, for one person."""
    now, actor = context.house.clock.now(), context.person
    await _do(context, challenge, lambda session: partners.invite(session, number(door), actor, now), "door.seat")


@taps("door.close")
@staff_only(Role.MODERATOR)
async def close(update: Update, context: Context, challenge: str, door: str) -> None:
    """Close a door, for all that stands behind it."""
    now, actor = context.house.clock.now(), context.person
    await _do(context, challenge, lambda session: partners.close(session, number(door), actor, now))


# whoever has a seat


async def invited(update: Update, context: Context, code: str) -> None:
    """Somebody opened an invitation to a seat."""
    async with context.transaction() as session:
        door = await partners.sit_down(session, code, context.person, context.house.clock.now())
        if door:
            context.say("partner.welcome", door=door.id)
        else:
            context.say("staff.too_late")


@taps("partner.list")
async def listed(update: Update, context: Context) -> None:
    """What was passed to the body where one has a seat."""
    context.say("partner.list")


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
            await partners.answer(session, door, challenge, answers.value("words"), house.admins, now)
        except (LookupError, Faster):
            context.say("partner.closed")
            return
        except TooMany:
            context.say("partner.closed", many=True)
            return
        context.say("partner.thanks", challenge=challenge)


serve(_Answer())
