"""First words: /start, with or without a deep link."""

from collections.abc import Awaitable, Callable

from telegram import Update

from handlers import (
    challenges,
    checkin,
    company_contacts,
    employees,
    forms,
    invitations,
    menu,
    missions,
    papers,
    partners,
    programme,
    references,
    seats,
    volunteers,
)
from handlers.commands import command
from handlers.context import Context
from handlers.language import language_row
from handlers.screens import Message, View, screen
from locales.marks import N_

# What stands before the first underscore of a deep link's payload, and who opens it.
LINKS: dict[str, Callable[[Update, Context, str], Awaitable[None]]] = {
    "r": seats.opened,
    "c": references.opened,
    "p": challenges.opened_from_poster,
    "i": invitations.accepted,
    "b": partners.invited,
    "t": checkin.scanned,
    "k": checkin.opened_by_code,
    "w": programme.link,
    "g": volunteers.guardian_opened,
    "m": missions.link,
    "e": company_contacts.invited,
    "a": employees.invited,
    "v": papers.link,
}


@command("start", N_("Begin"))
async def start(update: Update, context: Context) -> None:
    """Welcome the person, or go straight to what the link leads to."""
    if context.person.is_staff:  # an admin named in the settings was never given a role in the chat
        context.house.outgoing.put_commands(context.person.telegram_id)
    payload = context.args[0] if context.args else ""
    kind, _, code = payload.partition("_")
    if code and kind in LINKS:
        await LINKS[kind](update, context, code)
        return
    context.say("start.welcome")
    await forms.offer_to_continue(context)


@screen("start.welcome")
async def welcome(view: View) -> Message:
    """Three short lines, the language row under them, and the first steps."""
    text = view.texts(
        "Welcome to team {lab}.\n"
        "A problem in your neighbourhood or douar? An idea? Write, speak or send a photo.\n"
        "We study it and tell you here what becomes of it.",
        lab=view.house.lab.name.pick(view.person.language),
    )
    return Message(text, rows=[language_row(view, "welcome"), *menu.first_rows(view)])
