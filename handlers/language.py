"""/language: Arabic, Darija or French, at any moment, also in the middle of a form."""

from collections.abc import Sequence
from typing import Any

from telegram import Update

from handlers import forms
from handlers.buttons import Button, data, taps
from handlers.commands import command
from handlers.context import Context
from handlers.screens import Message, View, screen
from locales.languages import NAMES
from locales.marks import N_
from services import people, seats

# What stands again, in the new language, where the row stood under it.
AGAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "welcome": ("start.welcome", {}),
    "seat": ("seat.joined", {"always": True}),
    "question": ("seat.now", {}),
    "pad": ("seat.pad", {}),
}


def language_row(view: View, place: str) -> Sequence[Button]:
    """The languages of the lab, the current one ticked; `place` says which screen the row stands under."""
    return [
        Button(f"✓ {NAMES[code]}" if code == view.texts.language else NAMES[code], data("language.set", code, place))
        for code in view.house.catalogues.languages
    ]


@command("language", N_("Language"))
async def choose(update: Update, context: Context) -> None:
    """Ask for the language."""
    context.say("language.choose")


@taps("language.ask")
async def ask(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("language.choose")


@screen("language.choose")
async def choose_screen(view: View) -> Message:
    """One line in each language, so that everybody can read their own."""
    every = [view.house.catalogues[code] for code in view.house.catalogues.languages]
    lines = [texts("Choose your language. You can change it whenever you like.") for texts in every]
    return Message("\n\n".join(lines), rows=[language_row(view, "own")])


@taps("language.set")
async def set_language(update: Update, context: Context, code: str, place: str) -> None:
    """Speak the chosen language from now on, and show again what stood there."""
    if code not in context.house.catalogues.languages:
        context.toast()
        return
    async with context.transaction() as session:
        context.person = await people.speak(session, context.person, code)
        context.texts = context.house.catalogues[code]
        context.house.outgoing.put_commands(context.chat_id)
        room = await seats.ask_again_elsewhere(session, context.person.id, context.query_message)
        again, values = AGAIN.get(place, ("language.changed", {}))
        context.say(again, edit=True, **values)
        await forms.show_again(context, session)
    context.toast(NAMES[code])
    if room:
        context.house.room_changed(room)


@screen("language.changed")
async def changed(view: View) -> Message:
    """The language is set; what comes next."""
    text = view.texts("✓ We speak this language with you from now on.")
    return Message(text, rows=[language_row(view, "own")])
