"""/menu: what one can do here."""

from telegram import Update

from handlers.buttons import Button, Rows, data, in_rows, taps
from handlers.commands import command
from handlers.context import Context
from handlers.screens import Message, View, screen
from locales.marks import N_
from services.roles import Role, holds
from storage import partners

SIDE_BY_SIDE = 16  # letters that half a narrow phone shows whole


def rows(view: View) -> Rows:
    """The menu's buttons, short ones side by side; who leads votes or works at the desk sees that besides."""
    texts = view.texts
    buttons = [
        Button(texts.plain("📣 Report a problem"), data("challenge.begin")),
        Button(texts.plain("📂 My reports"), data("mine.open")),
        Button(texts.plain("👀 Reports of others"), data("browse.open")),
        Button(texts.plain("📅 Workshops"), data("workshops.list")),
        Button(texts.plain("🤝 Offer a hand"), data("volunteer.open")),
        Button(texts.plain("🏢 Our organisation"), data("company.open")),
        Button(texts.plain("🔔 News near me"), data("alert.list")),
        Button(texts.plain("🔒 My data"), data("privacy.open")),
        Button(texts.plain("🌍 Language"), data("language.ask")),
        Button(texts.plain("❓ Help"), data("help.open")),
    ]
    if holds(view.person.roles, Role.COMMUNICATOR):
        buttons.insert(0, Button(texts.plain("📢 Announcements"), data("an.begin")))
    if holds(view.person.roles, Role.FACILITATOR):
        buttons.insert(0, Button(texts.plain("🗳 Votes and workshops"), data("room.begin")))
    if holds(view.person.roles, Role.MODERATOR):
        buttons.insert(0, Button(texts.plain("🤝 Missions"), data("missions.desk")))
        buttons.insert(0, Button(texts.plain("🗂 Desk"), data("desk.open")))
    return in_rows(buttons, narrow=SIDE_BY_SIDE)


def first_rows(view: View) -> Rows:
    """What a newcomer sees under the welcome: few buttons, so that the words above them stay on the screen."""
    if view.person.is_staff:
        return rows(view)
    texts = view.texts
    return in_rows([
        Button(texts.plain("📣 Report a problem"), data("challenge.begin")),
        Button(texts.plain("📅 Workshops"), data("workshops.list")),
        Button(texts.plain("🤝 Offer a hand"), data("volunteer.open")),
        Button(texts.plain("☰ The whole menu"), data("menu.open")),
    ], narrow=SIDE_BY_SIDE)  # fmt: skip


@command("menu", N_("Menu"))
async def menu(update: Update, context: Context) -> None:
    """Show the menu."""
    context.say("menu")


@taps("menu.open")
async def opened(update: Update, context: Context) -> None:
    """Show the menu from a button."""
    context.say("menu")


@screen("menu")
async def menu_screen(view: View) -> Message:
    """The question and the buttons."""
    seated = await partners.seats_of(view.session, view.person.id, view.house.clock.now())
    passed = [[Button(view.texts.plain("🏛 Passed to us"), data("partner.list"))]] if seated else []
    return Message(view.texts("What would you like to do?"), rows=[*passed, *rows(view)])
