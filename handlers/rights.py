"""Rights, checked at each command and each tap: the roles of this update come from the database, by from.id."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from telegram import Update

from handlers import menu
from handlers.context import Context
from handlers.screens import Message, View
from services.roles import Role, holds

Handler = Callable[..., Awaitable[None]]


def staff_only(role: Role) -> Callable[[Handler], Handler]:
    """Let only staff who hold `role` through; others are told kindly and nothing happens."""

    def guard(function: Handler) -> Handler:
        @wraps(function)
        async def guarded(update: Update, context: Context, *args: Any) -> None:
            if holds(context.person.roles, role):
                await function(update, context, *args)
            else:
                refuse(context)

        guarded.needs = role  # type: ignore[attr-defined]
        return guarded

    return guard


def refusal(view: View) -> Message:
    """What somebody sees who is not of the team, or no longer."""
    return Message(view.texts("This is for the team of the lab."), rows=menu.rows(view))


def refuse(context: Context) -> None:
    """Say that this is for the team."""
    if context.query_id:
        context.toast(context.texts.plain("This is for the team of the lab."), alert=True)
    else:
        context.say("staff.refused")
