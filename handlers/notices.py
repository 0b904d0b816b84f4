"""How a member of the desk hears of new challenges: once a day, at once, or not at all."""

from collections.abc import Sequence

from telegram import Update

from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from locales.marks import N_
from services import digests, staff
from services.roles import Role, holds
from services.staff import Hears

HEARS: dict[Hears, str] = {
    Hears.DAILY: N_("☀️ Once a day, in the morning"),
    Hears.NOW: N_("⚡ At once"),
    Hears.NONE: N_("🔕 Not at all"),
}


def row(view: View) -> Rows:
    """The way here, for whoever hears of new challenges at all."""
    if not holds(view.person.roles, Role.MODERATOR):
        return []
    return [[Button(view.texts.plain("🔔 How I hear of new reports"), data("staff.notices"))]]


@taps("staff.notices")
@staff_only(Role.MODERATOR)
async def notices(update: Update, context: Context) -> None:
    """How do I hear of new challenges?"""
    context.say("staff.notices")


@taps("staff.hears")
@staff_only(Role.MODERATOR)
async def hears(update: Update, context: Context, choice: str) -> None:
    """From now on like this."""
    if choice not in set(Hears):
        context.toast(context.texts.plain("This is for the team of the lab."))
        return
    house = context.house
    async with context.transaction() as session:
        await staff.choose_notices(session, context.person, Hears(choice), house.clock.now())
        await session.flush()
        await digests.follow(session, context.person, house.lab, house.clock.now())
        context.say("staff.notices", edit=True)


@screen("staff.notices")
async def notices_screen(view: View) -> Sequence[Message]:
    """The three ways, the chosen one ticked."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    now = await staff.notices_of(view.session, view.person)
    text = view.texts(
        "🔔 How do you want to hear of new reports?\n"
        "Dangers are always told at once. Nothing else rings at night.\n"
        "Who hears of them also hears in the morning what waits too long."
    )
    ticks = {one: "✓ " if one is now else "" for one in Hears}
    buttons = [Button(ticks[one] + view.texts.plain(HEARS[one]), data("staff.hears", one)) for one in Hears]
    return [Message(text, rows=one_a_row(buttons))]
