"""Certificates: asked for on a workshop's card or in a volunteer's record, under the name one wants."""

import asyncio
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import certificates as conversation
from conversations.certificates import FORM, Naming, paper
from conversations.form import Answers, Around
from handlers import forms, menu
from handlers.buttons import Button, data, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.registering import name_of
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from locales.marks import N_
from services import certificates, papers
from services.people import Person
from storage import volunteers
from storage.certificates import VOLUNTEERING, CertificateRow


@taps("certificate.ask")
async def ask(update: Update, context: Context, workshop: str = "") -> None:
    """Which name stands on it? Without a workshop it is about a volunteer's hours."""
    busy = await forms.opened(context)
    if busy and busy.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        card = None if workshop else await volunteers.of(session, context.person.id)
        about = number(workshop) if workshop else None
        beside: dict[str, Any] = {"workshop": about, "called": card.name if card else name_of(update)}
        await forms.begin(context, session, FORM.name, **beside)


class _Certificate(Served):
    """The name is asked, then the paper comes."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The name that Telegram shows."""
        return Naming(one.beside["called"])

    def send_label(self, one: Open) -> str:
        """Make it."""
        return N_("Yes, make it")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Issue it."""
        name = conversation.name(answers, Naming(one.beside["called"]))
        person, now, workshop = context.person, context.house.clock.now(), one.beside["workshop"]
        if workshop is None:
            row = await certificates.issue_for_hours(session, person, name, now)
        else:
            row = await certificates.issue(session, person, workshop, name, now)
        context.say("certificate.file", edit=row is None, certificate=row.id if row else 0)


serve(_Certificate())


@screen("certificate.file")
async def file_screen(view: View, *, certificate: int) -> Message:
    """The paper, for whom it is."""
    row = await view.session.get(CertificateRow, certificate)
    if row is None or row.person_id != view.person.id or papers.withdrawn(row):
        text = view.texts(
            "We cannot make this certificate: your presence or your hours are not confirmed, or the team withdrew it."
        )
        return Message(text, rows=menu.rows(view))
    house = view.house
    content = await asyncio.to_thread(
        paper, house.catalogues, house.lab.name, row, house.proof(row.code), row.issued_at
    )
    text = view.texts("📜 Here is your certificate, in Arabic and French. Whoever doubts it can scan its square.")
    back = [[Button(view.texts.plain("📜 What I did"), data("mission.record"))]] if row.kind == VOLUNTEERING else ()
    return Message(text, media=Media("document", content=content, filename=f"{row.code}.pdf"), rows=back)
