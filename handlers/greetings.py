"""Greetings, thanks and questions to us are answered, never a draft; inside a form its question comes again."""

from collections.abc import Callable

from telegram import Update

from conversations.form import Ask, Said
from handlers import challenges, forms, menu, messages
from handlers.context import Context
from handlers.form_keys import pressed
from handlers.screens import Message, View, screen
from handlers.served import Open, served
from locales.marks import N_
from services import greetings

WHAT_NOW = N_("Is there a problem or an idea? Write it, say it or send a photo.")

HELLO = "greeting.hello"
# What is asked of us, or said out of courtesy, and the screen that answers it.
ANSWERS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (greetings.asks_for_news, "mine.news"),
    (greetings.asks_for_help, "help"),
    (greetings.asks_for_data, "privacy.menu"),
    (greetings.is_thanks, "greeting.thanks"),
    (greetings.is_greeting, HELLO),
)


async def greeted(update: Update, context: Context) -> bool:
    """Take a short message that only greets, thanks, asks us something or says nothing."""
    text = update.effective_message.text if update.effective_message else None
    if not text:
        return False
    if _answered(context, text, busy=False):
        return True
    if greetings.is_yes_or_no(text):
        context.say("greeting.yes_or_no")
        return True
    if greetings.only_begins(text):
        await challenges.asked(update, context)
        return True
    if greetings.says_nothing(text):
        context.say("greeting.nothing")
        return True
    return False


async def greeted_in_form(update: Update, context: Context) -> bool:
    """The same while a form is open: such words are no place and no part of a report."""
    message = update.effective_message
    said = messages.said(message) if message and message.text else None
    if said is None or _answer(said.value) is None:
        return False
    one = await forms.opened(context)
    if one is None or not _beside(context, one, said):
        return False
    async with context.transaction() as session:
        _answered(context, said.value, busy=True)
        await forms.show_again(context, session)
    return True


async def asked_for_news(update: Update, context: Context) -> bool:
    """Show the reports to who asks what became of them; a question of the team stays open."""
    text = update.effective_message.text if update.effective_message else None
    if not text or not greetings.asks_for_news(text):
        return False
    return _answered(context, text, busy=False)


def _answer(text: str) -> str | None:
    return next((answer for asked, answer in ANSWERS if asked(text)), None)


def _beside(context: Context, one: Open, said: Said) -> bool:
    """Whether a courtesy is no answer: neither a key's label nor what a question for free words asks for."""
    manners = served(one.draft.form)
    if pressed(context.house, context.person, said, one):
        return False
    asked = manners.form.now(one.draft, manners.around(context.house, context.person, one)).output
    return not isinstance(asked, Ask) or bool(asked.choices) or asked.step.flows


def _answered(context: Context, text: str, busy: bool) -> bool:
    """Say what belongs to a courtesy; False if it is none. `busy`: a question of a form follows."""
    answer = _answer(text)
    if answer == HELLO:
        context.say(HELLO, salam=greetings.is_salam(text), busy=busy)
    elif answer:
        context.say(answer)
    return answer is not None


@screen(HELLO)
async def hello(view: View, *, salam: bool = False, busy: bool = False) -> Message:
    """A greeting back, and what one can do unless a form asks already (`busy`)."""
    texts = view.texts
    head = texts("And peace be upon you. Welcome! 👋") if salam else texts("Hello, and welcome! 👋")
    if busy:
        return Message(head)
    return Message("\n".join([head, texts(WHAT_NOW)]), rows=menu.rows(view))


@screen("greeting.thanks")
async def thanks(view: View) -> Message:
    """Thanks in return."""
    return Message(view.texts("Thank you! 🌿 We are here whenever you need us."))


@screen("greeting.nothing")
async def nothing(view: View) -> Message:
    """A kind word for a sign, and what one can do."""
    return Message("\n".join(["🌿 " + view.texts("We are listening."), view.texts(WHAT_NOW)]), rows=menu.rows(view))


@screen("greeting.yes_or_no")
async def yes_or_no(view: View) -> Message:
    """A yes or no in writing is no report, and does nothing: above all it erases nothing."""
    told = view.texts("👆 To say yes or no, press the button under the question. What is written here changes nothing.")
    return Message("\n".join([told, view.texts(WHAT_NOW)]), rows=menu.rows(view))
