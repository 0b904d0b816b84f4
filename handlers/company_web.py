"""Organisations that came by the page: somebody opens the link and speaks for one; the team sees those that wait."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import company_form, company_rest
from conversations.company_form import Registering
from conversations.form import Answer, Answers
from handlers.buttons import Button, data, one_a_row, taps
from handlers.company_lines import card_lines
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import companies, company_sign_ups, skills
from services.companies import Card, Details
from services.roles import Role, holds
from storage import companies as kept
from storage import company_sign_ups as rows
from storage.companies import CompanyRow, ContactRow
from storage.company_sign_ups import SignUpRow

MOST = 15
GONE = N_("Nothing waits here any more: it was finished already, or its time is over.")


async def _cards(session: AsyncSession, house: House, row: SignUpRow) -> tuple[Card, Details | None]:
    """What was sent, as the forms understand it."""
    first, rest = (Answers({name: Answer(*one) for name, one in row.said[part].items()}) for part in ("first", "rest"))
    around = Registering(house.lab, await skills.everything(session, house.lab))
    card = company_form.card(first, around)
    more = company_rest.with_reach(company_rest.details(rest), card.phone, card.email) if rest else None
    return card, more


async def _lines(view: View, row: SignUpRow) -> list[Safe]:
    """What was sent, as a card shows it."""
    card, more = await _cards(view.session, view.house, row)
    values = more.values if more else {}
    company = CompanyRow(kind=card.kind, name=card.name, commune=card.commune, skills=" ".join(card.skills),
                         by_skill=more.by_skill if more else {}, **values)  # fmt: skip
    contact = ContactRow(name=card.contact, phone=card.phone, email=card.email, words=card.words)
    if more:
        contact.function, contact.phone, contact.email = more.function, more.phone, more.email
    return await card_lines(view, company, contact, badge=False)


# Whoever opens the link


async def opened(context: Context, token: str) -> bool:
    """Whether this link belongs to one that came by the page; if so, it is shown."""
    async with context.reading() as session:
        found = await company_sign_ups.find(session, token)
    if found:
        context.say("company.web", token=token)
    return found is not None


@screen("company.web")
async def claim_screen(view: View, *, token: str) -> Message:
    """What was sent, and what a yes means."""
    texts, row = view.texts, await company_sign_ups.find(view.session, token)
    menu = Button(texts.plain("🏠 Menu"), data("menu.open"))
    if row is None:
        return Message(texts(GONE), rows=[[menu]])
    lines = [bold(texts("🌐 This came by our page:")), *await _lines(view, row)]
    if mine := await kept.of(view.session, view.person.id):
        lines.append(texts("You speak for {name} already. One person speaks for one organisation here: a colleague can "
                           "open this link, or you leave the other one first.", name=mine[0].name))  # fmt: skip
        return Message("\n".join(lines), rows=[[Button(texts.plain("🏢 Our organisation"), data("company.open"))]])
    lines.append(texts("If it is yours: by saying yes you speak for it here. Team {lab} keeps this and may write to "
                       "you about needs that fit. You can change it, pause or leave at any time: /company",
                       lab=view.house.lab.name.pick(texts.language)))  # fmt: skip
    yes = Button(texts.plain("✅ Yes, it is ours"), data("company.tie", token))
    return Message("\n".join(lines), rows=one_a_row([yes, menu]))


@taps("company.tie")
async def tie(update: Update, context: Context, token: str) -> None:
    """From now on they speak for it."""
    async with context.transaction() as session:
        row = await company_sign_ups.find(session, token, hold=True)
        if row is None or await kept.of(session, context.person.id):
            context.say("company.web", edit=True, token=token)
            return
        house = context.house
        card, more = await _cards(session, house, row)
        version, now = house.lab.privacy.version, house.clock.now()
        company = await company_sign_ups.tie(session, row, context.person, card, more, version, now)
        context.say("company.card", edit=True, fresh=True)
        if twin := await companies.twin(session, company):
            context.say("company.twin", company=twin.id)


# The team


@taps("company.by_web")
@staff_only(Role.MODERATOR)
async def listed(update: Update, context: Context) -> None:
    """Those that nobody's account speaks for yet."""
    context.say("company.by_web", edit=True)


@screen("company.by_web")
async def list_screen(view: View) -> Message:
    """The newest first."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, found = view.texts, await rows.waiting(view.session, MOST)
    lines = [bold(texts("🌐 By the web, not yet tied to anybody: {n}", n=await rows.count(view.session)))]
    lines.append(texts("Whoever wrote one finishes it by a link. Call them if you like: ask for the reference."))
    buttons = [Button(f"{one.ref} · {one.name[:18]}", data("company.web_one", one.id)) for one in found]
    return Message("\n".join(lines), rows=one_a_row([*buttons, Button(texts.plain("Back"), data("company.list", 0))]))


@taps("company.web_one")
@staff_only(Role.MODERATOR)
async def one(update: Update, context: Context, sign_up: str) -> None:
    """One of them; that it was read is written down."""
    async with context.transaction() as session:
        if row := await session.get(SignUpRow, number(sign_up)):
            company_sign_ups.note_read(session, context.person, row, context.house.clock.now())
        context.say("company.web_one", edit=True, sign_up=number(sign_up))


@screen("company.web_one")
async def one_screen(view: View, *, sign_up: int) -> Message:
    """What was sent, since when, and what one can do."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, row = view.texts, await view.session.get(SignUpRow, sign_up)
    back = Button(texts.plain("Back"), data("company.by_web"))
    if row is None:
        return Message(texts(GONE), rows=[[back]])
    lines = [texts("🌐 By the web on {date}, not yet tied to anybody. Reference: {ref}",
                   date=texts.date(row.created_at.astimezone(view.house.lab.zone)), ref=ltr(row.ref))]  # fmt: skip
    lines += await _lines(view, row)
    card, more = await _cards(view.session, view.house, row)
    ice = more.values["ice"] if more else None
    if twin := await companies.like(view.session, card.name, ice):
        lines.append(texts("🔁 Perhaps the same as: {name}", name=twin.name))
    buttons = [
        Button(texts.plain("🔗 A new link for them"), data("company.web_link", sign_up)),
        Button(texts.plain("🗑 Throw it away"), data("company.web_drop", sign_up)),
        back,
    ]
    return Message("\n".join(lines), rows=one_a_row(buttons))


@taps("company.web_link")
@staff_only(Role.MODERATOR)
async def link(update: Update, context: Context, sign_up: str) -> None:
    """For somebody who lost theirs."""
    async with context.transaction() as session:
        row = await session.get(SignUpRow, number(sign_up), with_for_update=True)
        if row is None:
            context.say("company.web_one", edit=True, sign_up=number(sign_up))
            return
        token = await company_sign_ups.new_link(session, context.person, row, context.house.clock.now())
        context.say("company.web_link", token=token)


@screen("company.web_link")
async def link_screen(view: View, *, token: str) -> Message:
    """To be sent to whoever wrote it."""
    address = view.house.link(f"e_{token}")
    text = view.texts("Send this link to the person who wrote it, and to nobody else: whoever opens it speaks for the "
                      "organisation. The one before works no more.\nLink: {link}", link=ltr(address))  # fmt: skip
    return Message(text, rows=[[Button(view.texts.plain("📋 Copy the link"), copy=address)]])


@taps("company.web_drop")
@staff_only(Role.MODERATOR)
async def drop(update: Update, context: Context, sign_up: str, sure: str = "") -> None:
    """Throw one away; asks once."""
    if sure != "yes":
        context.say("company.web_drop", edit=True, sign_up=number(sign_up))
        return
    async with context.transaction() as session:
        if row := await session.get(SignUpRow, number(sign_up)):
            await company_sign_ups.drop(session, context.person, row, context.house.clock.now())
        context.say("company.by_web", edit=True)


@screen("company.web_drop")
async def drop_screen(view: View, *, sign_up: int) -> Message:
    """The question."""
    row = await view.session.get(SignUpRow, sign_up)
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    if row is None:
        return Message(view.texts(GONE), rows=[[Button(view.texts.plain("Back"), data("company.by_web"))]])
    text = view.texts("Throw away what {name} sent by the web? It cannot be brought back.", name=row.name)
    yes = Button(view.texts.plain("Yes, throw it away"), data("company.web_drop", sign_up, "yes"))
    return Message(text, rows=one_a_row([yes, Button(view.texts.plain("Back"), data("company.web_one", sign_up))]))
