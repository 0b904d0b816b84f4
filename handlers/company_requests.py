"""What the team does beside the list of organisations: hears a voice, answers who asks to speak for one."""

from collections.abc import Sequence

from telegram import Update

from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.words import bold
from locales.marks import N_
from services import companies
from services.roles import Role, holds
from storage import companies as rows
from storage.companies import CompanyRow, ContactRow

SHOWN = 10


@taps("company.voice")
@staff_only(Role.MODERATOR)
async def voice(update: Update, context: Context, contact: str, about: str = "") -> None:
    """What they offer (or what they said `about` something else), in their voice; that it was heard is written down."""
    async with context.transaction() as session:
        row = await session.get(ContactRow, number(contact))
        if row is not None:
            companies.note_read(session, context.person, row.company_id, context.house.clock.now())
        context.say("company.voice", contact=number(contact), about=about)


@screen("company.voice")
async def voice_screen(view: View, *, contact: int, about: str = "") -> list[Message]:
    """The voice message, while it is kept."""
    row = await view.session.get(ContactRow, contact)
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    said = companies.voice_of(row, about) if row else None
    if not said:
        return [Message(view.texts("This voice message is gone."))]
    return [Message(media=Media("voice", file_id=said))]


@taps("company.requests")
@staff_only(Role.MODERATOR)
async def requests(update: Update, context: Context) -> None:
    """Who asks to speak for an organisation that is here already."""
    context.say("company.requests", edit=True)


@screen("company.requests")
async def requests_screen(view: View) -> Message:
    """The oldest first, a yes and a no for each."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, found = view.texts, await rows.asking(view.session)
    lines = [bold(texts("👥 Who asks to speak for an organisation"))] if found else [texts("Nobody asks to join now.")]
    buttons = []
    for contact, own, wanted in found[:SHOWN]:
        lines.append(
            texts("• {name} ({own}) asks to join {wanted}", name=contact.name, own=own.name, wanted=wanted.name)
        )
        yes = Button(f"✅ {contact.name[:12]}", data("company.decide", contact.id, 1))
        buttons.append([yes, Button(f"✖️ {contact.name[:12]}", data("company.decide", contact.id, 0))])
    back = [Button(texts.plain("Back"), data("company.list", 0))]
    return Message("\n".join(lines), rows=[*buttons, back])


@screen(companies.UNANSWERED)
async def unanswered_screen(view: View, *, contact: int) -> Sequence[Message]:
    """Nobody of that organisation answered; nothing once somebody did."""
    row = await view.session.get(ContactRow, contact)
    if row is None or row.wants_id is None or not holds(view.person.roles, Role.MODERATOR):
        return []
    wanted = await view.session.get_one(CompanyRow, row.wants_id)
    text = view.texts("👥 {name} asks to speak for {wanted} too, and nobody there has answered. Please call them.",
                      name=row.name, wanted=wanted.name)  # fmt: skip
    see = Button(view.texts.plain("👥 Who asks"), data("company.requests"))
    return [Message(text, rows=[[see]])]


@taps("company.decide")
@staff_only(Role.MODERATOR)
async def decide(update: Update, context: Context, contact: str, yes: str) -> None:
    """Yes or no from the team, who called them."""
    async with context.transaction() as session:
        house, who = context.house, number(contact)
        now = house.clock.now()
        done = await companies.answer_join(session, house.lab, context.person, who, yes == "1", now)
        context.toast(context.texts.plain(N_("✓ Noted") if done else N_("Somebody has answered already.")))
        context.say("company.requests", edit=True)
