"""Posters at the desk: made in three questions, sent as PDF and SVG, counted by what comes of them."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import poster_form as conversation
from conversations.form import Answers
from handlers import desk as counter
from handlers import forms, poster_papers
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.poster_papers import about
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.texts import ltr
from services import posters
from services.posters import Hung
from services.roles import Role, holds
from storage import posters as rows
from storage.posters import PosterRow


@taps("poster.list")
@staff_only(Role.MODERATOR)
async def listed(update: Update, context: Context, page: str) -> None:
    """The posters, and what came by each."""
    context.say("poster.list", page=number(page))


@taps("poster.new")
@staff_only(Role.MODERATOR)
async def new(update: Update, context: Context) -> None:
    """Ask where it hangs."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, conversation.FORM.name)


@taps("poster.again")
@staff_only(Role.MODERATOR)
async def again(update: Update, context: Context, poster: str) -> None:
    """The files of a poster once more."""
    async with context.reading() as session:
        found = await session.get(PosterRow, number(poster))
    if found is None:
        counter.old_button(context)
    else:
        context.say("poster.files", poster=found.id)


class _Poster(Served):
    form = conversation.FORM
    needs = Role.MODERATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Make it, and send its files."""
        hung = Hung(answers.value("commune"), answers.value("category"), answers.value("partner"))
        house = context.house
        row = await posters.make(session, house.lab, hung, context.person.id, house.clock.now())
        context.say("poster.files", poster=row.id)


serve(_Poster())


def hung_of(row: PosterRow) -> Hung:
    """Where a poster hangs."""
    return Hung(row.commune, row.category, row.partner)


@screen("poster.files")
async def files(view: View, *, poster: int) -> list[Message]:
    """The poster as PDF to print and as SVG to change, with its link."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row = await view.session.get(PosterRow, poster)
    if row is None:
        return []
    house, texts, hung = view.house, view.texts, hung_of(row)
    link = house.link(f"p_{row.code}")
    made = poster_papers.lines(house.catalogues, house.lab, hung, link)
    text = [texts("🖨 Print it on A4. What comes by it is counted."), texts("Link: {link}", link=ltr(link))]
    if where := about(texts, house.lab, hung):
        text.insert(0, texts("Poster: {about}", about=where))
    drawn = await asyncio.to_thread(poster_papers.pdf, made, link)  # a second or two on a small machine
    pdf = Media("document", content=drawn, filename=f"poster-{row.code}.pdf")
    svg = Media("document", content=poster_papers.svg(made, link), filename=f"poster-{row.code}.svg")
    to_list = Button(texts.plain("🖨 All posters"), data("poster.list", 0))
    return [
        Message("\n".join(text), media=pdf),
        Message(texts("✏️ The same poster, to change in a drawing program (SVG)."), media=svg, rows=[[to_list]]),
    ]


@screen("poster.list")
async def list_screen(view: View, *, page: int) -> list[Message]:
    """Each poster with how often it was opened and how many reports came by it."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    texts, total = view.texts, await rows.count(view.session)
    page = min(page, max(0, (total - 1) // posters.ON_A_PAGE))
    shown = list(enumerate(await posters.counted(view.session, page), page * posters.ON_A_PAGE + 1))
    lines = [bold(texts("🖨 Posters: {n}", n=total))]
    for n, one in shown:
        where = about(texts, view.house.lab, hung_of(one.poster)) or texts.plain("everywhere")
        lines.append(texts("Poster {n}: {about}", n=n, about=where))
        lines.append(texts("Opened: {opened}, reports: {reports}", opened=one.poster.opened, reports=one.reports))
    buttons = [Button(texts.plain("🖨 Poster {n}", n=n), data("poster.again", one.poster.id)) for n, one in shown]
    if (page + 1) * posters.ON_A_PAGE < total:
        buttons.append(Button(texts.plain("Next ›"), data("poster.list", page + 1)))
    new_one = Button(texts.plain("➕ New poster"), data("poster.new"))
    return [Message("\n".join(lines), rows=one_a_row([new_one, *buttons]))]
