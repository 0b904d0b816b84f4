"""Doors for bodies, at the desk: opened for a body, shared by a link or seats, taken back, closed."""

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
from services import partners, publications
from services.desk import Faster
from services.publications import Private
from services.roles import Role
from storage import partners as rows
from storage.challenges import ChallengeRow

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


@taps("door.see")
@staff_only(Role.MODERATOR)
async def one(update: Update, context: Context, challenge: str, door: str) -> None:
    """One door, in place."""
    context.say("door.page", edit=True, challenge=number(challenge), door=number(door))


@taps("door.make")
@staff_only(Role.MODERATOR)
async def make(update: Update, context: Context, challenge: str, key: str) -> None:
    """Put the report behind the door of a body of lab.toml."""
    lab, now, actor = context.house.lab, context.house.clock.now(), context.person
    body = lab.body(key)
    if body is None:
        counter.old_button(context)
        return
    await _do(context, challenge, lambda session: partners.let_in(session, lab, number(challenge), body, actor, now))


@taps("door.name")
@staff_only(Role.MODERATOR)
async def name(update: Update, context: Context, challenge: str) -> None:
    """Ask for the name of another body."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, number(challenge))
        if row is None or row.withdrawn_at:
            counter.old_button(context)
        elif not publications.may_pass(context.house.lab, row):
            context.toast(context.texts.plain(PRIVATE), alert=True)
        else:
            await forms.begin(context, session, conversation.BODY.name, challenge=row.id)


class _Body(Served):
    form = conversation.BODY
    needs = Role.MODERATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Open it; the report may have been withdrawn meanwhile, or become private."""
        house, challenge, body = context.house, one.beside["challenge"], answers.value("body")
        try:
            await partners.let_in(session, house.lab, challenge, body, context.person, house.clock.now())
        except (LookupError, Faster, Private):
            context.say("desk.gone")
            return
        context.say("door.panel", challenge=challenge)


serve(_Body())


@taps("door.add")
@staff_only(Role.MODERATOR)
async def add(update: Update, context: Context, challenge: str, door: str) -> None:
    """Put the report behind a door that is there."""
    now, actor = context.house.clock.now(), context.person

    async def doing(session: AsyncSession) -> None:
        found = await rows.open_door(session, number(door), now)
        if found is None:
            raise LookupError(door)
        lab = context.house.lab
        await partners.let_in(session, lab, number(challenge), lab.body(found.key) or found.body, actor, now)

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


@taps("door.unseat")
@staff_only(Role.MODERATOR)
async def unseat(update: Update, context: Context, challenge: str, door: str, seat: str) -> None:
    """One seat is taken away at once."""
    now, actor = context.house.clock.now(), context.person
    async with context.transaction() as session:
        await partners.unseat(session, number(door), number(seat), actor, now)
        context.say("door.page", edit=True, challenge=number(challenge), door=number(door))


@taps("door.close")
@staff_only(Role.MODERATOR)
async def close(update: Update, context: Context, challenge: str, door: str) -> None:
    """Close a door, for all that stands behind it."""
    now, actor = context.house.clock.now(), context.person
    await _do(context, challenge, lambda session: partners.close(session, number(door), actor, now))
