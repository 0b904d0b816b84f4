"""/mine: everything that is mine. Each report opens; until the team takes it, its answers can be changed."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.challenges import FORM
from conversations.submissions import answers_of
from handlers import forms
from handlers.buttons import taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_words import number
from locales import common
from locales.marks import N_
from services import authors, challenges
from storage.challenges import ChallengeRow

Doing = Callable[[AsyncSession, ChallengeRow], Awaitable[None]]


@command("mine", N_("My reports"))
async def asked(update: Update, context: Context) -> None:
    """List what is mine."""
    context.say("mine.list", page=0)


@taps("mine.open")
async def opened(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("mine.list", page=0)


@taps("mine.page")
async def page(update: Update, context: Context, at: str) -> None:
    """Another page of the list, in place."""
    context.say("mine.list", edit=True, page=number(at))


@taps("mine.see")
async def see(update: Update, context: Context, challenge: str) -> None:
    """Open one report."""
    context.say("mine.see", challenge=number(challenge))


@taps("mine.back")
async def back(update: Update, context: Context, challenge: str) -> None:
    """Open one report, in place of a question about it."""
    context.say("mine.see", edit=True, challenge=number(challenge))


@taps("mine.steps")
async def steps(update: Update, context: Context, challenge: str) -> None:
    """Every step of one report, in its place."""
    context.say("mine.steps", edit=True, challenge=number(challenge))


@taps("mine.ask")
async def ask(update: Update, context: Context, challenge: str) -> None:
    """Really withdraw?"""
    context.say("mine.ask", edit=True, challenge=number(challenge))


@taps("mine.withdraw")
async def withdraw(update: Update, context: Context, challenge: str) -> None:
    """Take the report back."""

    async def doing(session: AsyncSession, row: ChallengeRow) -> None:
        await challenges.withdraw(session, row, context.house.clock.now())
        context.say("mine.see", edit=True, challenge=row.id)
        context.toast(context.texts.plain("✓ Withdrawn"))

    await _with_mine(context, challenge, doing)


@taps("mine.change")
async def change(update: Update, context: Context, challenge: str) -> None:
    """Open the report's answers again, as long as the team has not taken it."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return

    async def doing(session: AsyncSession, row: ChallengeRow) -> None:
        if not challenges.is_editable(row):
            context.say("mine.too_late", challenge=row.id)
            return
        answers = answers_of(row, await challenges.pieces_of(session, row), context.house.lab)
        beside: dict[str, Any] = {"challenge": row.id, "visibility": row.visibility, "called": row.author_name}
        await forms.begin(context, session, FORM.name, answers=answers, **beside)

    await _with_mine(context, challenge, doing)


async def _with_mine(context: Context, challenge: str, doing: Doing) -> None:
    """Do something with a report of this person's; for anybody else the button is old."""
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, number(challenge), with_for_update=True)
        if row is not None and authors.is_author(context.house.seals, row, context.person):
            await doing(session, row)
        else:
            context.toast(context.texts.plain(common.OLD_BUTTON))
            context.say("mine.list", page=0)
