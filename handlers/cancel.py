"""/cancel: give up what was begun, at any moment."""

from telegram import Update

from handlers import forms
from handlers.commands import command
from handlers.context import Context
from handlers.screens import Message, View, screen
from locales.marks import N_


@command("cancel", N_("Cancel"))
async def cancelled(update: Update, context: Context) -> None:
    """Give up the open form; without one, say that there is nothing to give up."""
    async with context.transaction() as session:
        if not await forms.cancel(context, session):
            context.say("cancel.nothing")


@screen("cancel.nothing")
async def nothing(view: View) -> Message:
    """There is nothing to cancel; a reply keyboard left over goes."""
    return Message(view.texts("There is nothing to cancel."), keys=())
