"""The record of real projects as a paper and a link: made, brought up to date, taken back."""

import asyncio
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import records as conversation
from conversations.form import Answers
from conversations.records import FORM, paper
from handlers import forms
from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context, House
from handlers.registering import name_of
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from locales.marks import N_
from services import papers, records
from services.people import Person
from storage import records as rows
from storage import volunteers


async def ways(view: View) -> Rows:
    """What one can do with one's own record."""
    row, texts = await rows.of(view.session, view.person.id), view.texts
    if row is None or papers.withdrawn(row):
        return [[Button(texts.plain("📄 Make a paper and a link"), data("record.ask"))]]
    return [
        [Button(texts.plain("📄 Make the paper again"), data("record.ask"))],
        [Button(texts.plain("📋 Copy the link"), copy=view.house.proof(row.code))],
        [Button(texts.plain("↩️ Take the link back"), data("record.withdraw"))],
    ]


@taps("record.ask")
async def ask(update: Update, context: Context) -> None:
    """Which name stands on it?"""
    busy = await forms.opened(context)
    if busy and busy.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        card = await volunteers.of(session, context.person.id)
        beside: dict[str, Any] = {"called": card.name if card else name_of(update)}
        await forms.begin(context, session, FORM.name, **beside)


class _Record(Served):
    """The name is asked, then the paper comes."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> str:
        """The name by which we know them."""
        return str(one.beside["called"])

    def send_label(self, one: Open) -> str:
        """Make it."""
        return N_("Yes, make my record")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Make it."""
        name = conversation.name(answers, one.beside["called"])
        row = await records.make(session, context.person, name, context.house.clock.now())
        context.say("record.file", edit=row is None)


serve(_Record())


@screen("record.file")
async def file_screen(view: View) -> Message:
    """The paper, for whom it is."""
    row, house, texts = await rows.of(view.session, view.person.id), view.house, view.texts
    back = [[Button(texts.plain("📜 What I did"), data("mission.record"))]]
    if row is None or papers.withdrawn(row):
        return Message(
            texts("We cannot make your record: nothing is confirmed yet, or the team withdrew it."), rows=back
        )
    where = house.proof(row.code)
    content = await asyncio.to_thread(paper, house.catalogues, house.lab.name, row, where)
    text = texts(
        "📄 Here is your record, in French and Arabic. Whoever has the link sees the same as on the paper. "
        "You can take the link back at any time under “What I did”."
    )
    return Message(text, media=Media("document", content=content, filename=f"{row.code}.pdf"), rows=back)


@taps("record.withdraw")
async def withdraw(update: Update, context: Context, sure: str = "") -> None:
    """The link leads nowhere any more; asks once more."""
    if sure != "yes":
        context.say("record.sure", edit=True)
        return
    async with context.transaction() as session:
        await records.withdraw(session, context.person, context.house.clock.now())
        context.say("mission.record", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@screen("record.sure")
async def sure_screen(view: View) -> Message:
    """What that means."""
    text = view.texts(
        "Take the link back? Whoever opens it, or scans a paper that you gave, reads that it was withdrawn. "
        "A new one has another link."
    )
    yes = Button(view.texts.plain("↩️ Yes, take it back"), data("record.withdraw", "yes"))
    return Message(text, rows=[[yes], [Button(view.texts.plain("Back"), data("mission.record"))]])
