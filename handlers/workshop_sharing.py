"""Sharing a workshop: the square to scan, the link, and a text to forward, ready in each language."""

from urllib.parse import quote

from telegram import Update

from conversations import workshops as words
from conversations.workshops import Told
from handlers.buttons import Button, data, in_rows, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from locales.formats import Safe, escape
from locales.languages import NAMES
from locales.lengths import utf16_len
from locales.texts import ltr
from services import squares
from services.roles import Role, holds
from storage import workshops as rows
from storage.workshops import INVITED, PUBLISHED, WorkshopRow

COPIED = 256  # characters that a copying button of Telegram's takes
WHATSAPP = "https://wa.me/?text="


@taps("workshop.share")
@staff_only(Role.FACILITATOR)
async def share(update: Update, context: Context, workshop: str) -> None:
    """The square, then the text."""
    context.say("workshop.share", workshop=number(workshop))
    context.say("workshop.text", workshop=number(workshop), language=context.person.language)


@taps("workshop.text")
@staff_only(Role.FACILITATOR)
async def text(update: Update, context: Context, workshop: str, language: str) -> None:
    """The text in another language."""
    if language in context.house.catalogues.languages:
        context.say("workshop.text", edit=True, workshop=number(workshop), language=language)


async def _published(view: View, workshop: int) -> WorkshopRow | None:
    row = await view.session.get(WorkshopRow, workshop)
    return row if row and row.state == PUBLISHED and holds(view.person.roles, Role.FACILITATOR) else None


def link_of(view: View, row: WorkshopRow) -> str:
    """What people open: the page, or of a workshop for invited people the invitation in the bot."""
    if row.access == INVITED:
        return view.house.link(f"w_{row.code}_{row.invitation}")
    return view.house.workshop_page(row.code)


@screen("workshop.share")
async def share_screen(view: View, *, workshop: int) -> Message:
    """The square to print or to show, and the link."""
    row = await _published(view, workshop)
    if row is None:
        return refusal(view)
    texts, link = view.texts, link_of(view, row)
    text = texts("{title}\nScan this, or open {link}", title=words.title(texts, row), link=ltr(link))
    copy = Button(texts.plain("📋 Copy the link"), copy=link)
    return Message(text, media=Media("photo", content=squares.png(link), filename=f"{row.code}.png"), rows=[[copy]])


@screen("workshop.text")
async def text_screen(view: View, *, workshop: int, language: str) -> Message:
    """The text as it will be read, with buttons that take it to WhatsApp or copy it."""
    row = await _published(view, workshop)
    if row is None:
        return refusal(view)
    told = Told(row, await rows.meetings(view.session, row.id))
    ready = words.to_forward(view.house.catalogues[language], told, link_of(view, row))
    others = [code for code in view.house.catalogues.languages if code != language]
    buttons = [Button(view.texts.plain("🟢 Send it with WhatsApp"), url=WHATSAPP + quote(ready, safe=""))]
    if utf16_len(ready) <= COPIED:
        buttons.append(Button(view.texts.plain("📋 Copy this text"), copy=ready))
    languages = [Button(NAMES[code], data("workshop.text", row.id, code)) for code in others]
    head = view.texts("📤 This text is ready to be forwarded:")
    return Message(f"{head}\n\n{Safe(escape(ready))}", rows=[*[[one] for one in buttons], *in_rows(languages)])
