"""Greetings and thanks get a warm word, never a draft."""

from telegram import Update

from handlers import menu
from handlers.context import Context
from handlers.screens import Message, View, screen
from services import greetings


async def greeted(update: Update, context: Context) -> bool:
    """Take a short message that only greets or thanks."""
    text = update.effective_message.text if update.effective_message else None
    if text and greetings.is_thanks(text):
        context.say("greeting.thanks")
        return True
    if text and greetings.is_greeting(text):
        context.say("greeting.hello")
        return True
    return False


@screen("greeting.hello")
async def hello(view: View) -> Message:
    """A greeting back, and what one can do."""
    text = view.texts("Hello, and welcome! 👋\nIs there a problem or an idea? Write it, say it or send a photo.")
    return Message(text, rows=menu.rows(view))


@screen("greeting.thanks")
async def thanks(view: View) -> Message:
    """Thanks in return."""
    return Message(view.texts("Thank you! 🌿 We are here whenever you need us."))
