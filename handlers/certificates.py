"""Certificates: asked for on a workshop's card or in a volunteer's record, under the name one wants."""

import asyncio
from datetime import datetime
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
from storage.certificates import ATTENDANCE, CertificateRow

NOTHING = N_("We cannot make this certificate: your presence or your hours are not confirmed, or the team withdrew it.")


@taps("certificate.ask")
async def ask(update: Update, context: Context, workshop: str = "") -> None:
    """Which name stands on it? Without a workshop it is about a volunteer's hours."""
    await _begin(update, context, workshop=number(workshop) if workshop else None)


@taps("certificate.firm")
async def ask_of_employee(update: Update, context: Context, company: str) -> None:
    """The same, of what they did for who employs them."""
    await _begin(update, context, company=number(company))


async def _begin(update: Update, context: Context, workshop: int | None = None, company: int | None = None) -> None:
    busy = await forms.opened(context)
    if busy and busy.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        card = None if workshop else await volunteers.of(session, context.person.id)
        employer = await certificates.employer(session, context.person, company) if company is not None else None
        if company is not None and employer is None:
            context.toast(context.texts.plain(NOTHING), alert=True)
            return
        beside: dict[str, Any] = {"workshop": workshop, "called": card.name if card else name_of(update),
                                  "company": employer.id if employer else None,
                                  "employer": employer.name if employer else ""}  # fmt: skip
        await forms.begin(context, session, FORM.name, **beside)


class _Certificate(Served):
    """The name is asked, then the paper comes."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The name that Telegram shows, and who employs them."""
        return Naming(one.beside["called"], one.beside["employer"])

    def send_label(self, one: Open) -> str:
        """Make it."""
        return N_("Yes, make it")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Issue it."""
        name = conversation.name(answers, Naming(one.beside["called"]))
        person, now, workshop = context.person, context.house.clock.now(), one.beside["workshop"]
        if one.beside["company"]:
            row = await _of_employee(session, person, one.beside["company"], name, answers, now)
        elif workshop is None:
            row = await certificates.issue_for_hours(session, person, name, now)
        else:
            row = await certificates.issue(session, person, workshop, name, now)
        context.say("certificate.file", edit=row is None, certificate=row.id if row else 0)


async def _of_employee(
    session: AsyncSession, person: Person, company_id: int, name: str, answers: Answers, now: datetime
) -> CertificateRow | None:
    company = await certificates.employer(session, person, company_id)
    named = answers.value("employer") == "yes"
    return await certificates.issue_for_employee(session, person, company, name, named, now) if company else None


serve(_Certificate())


@screen("certificate.file")
async def file_screen(view: View, *, certificate: int) -> Message:
    """The paper, for whom it is."""
    row = await view.session.get(CertificateRow, certificate)
    if row is None or row.person_id != view.person.id or papers.withdrawn(row):
        return Message(view.texts(NOTHING), rows=menu.rows(view))
    house = view.house
    content = await asyncio.to_thread(
        paper, house.catalogues, house.lab.name, row, house.proof(row.code), row.issued_at
    )
    text = view.texts("📜 Here is your certificate, in Arabic and French. Whoever doubts it can scan its square.")
    back = [[Button(view.texts.plain("📜 What I did"), data("mission.record"))]] if row.kind != ATTENDANCE else ()
    return Message(text, media=Media("document", content=content, filename=f"{row.code}.pdf"), rows=back)
