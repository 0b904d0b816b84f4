"""/help: what one can do, in a few lines, and how to reach people."""

from telegram import Update

from handlers import menu
from handlers.buttons import taps
from handlers.commands import all_commands, command
from handlers.context import Context
from handlers.screens import Message, View, screen
from locales.marks import N_
from locales.texts import ltr
from services.roles import holds


@command("help", N_("Help"))
async def asked(update: Update, context: Context) -> None:
    """Explain."""
    context.say("help")


@taps("help.open")
async def tapped(update: Update, context: Context) -> None:
    """Explain, from a button."""
    context.say("help")


@screen("help")
async def help_screen(view: View) -> Message:
    """How to send a problem, what happens then; for the team also every command that this person may use."""
    intro = view.texts(
        "Write, speak or send a photo of the problem: that is enough, no command is needed.\n"
        "We ask where it is, then you press Send and get a number.\n"
        "Write that number here whenever you want to know what became of it."
    )
    if not view.person.roles:
        return Message(intro, rows=menu.rows(view))
    seen = [one for one in all_commands() if one.role is None or holds(view.person.roles, one.role)]
    lines = [view.texts("{what}: {command}", what=view.texts(one.about), command=ltr("/" + one.name)) for one in seen]
    return Message("\n".join([intro, "", *lines]), rows=menu.rows(view))
