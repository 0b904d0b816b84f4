"""Who speaks for an organisation: its contacts and the team see the list, invite one more, remove somebody."""

from telegram import Update

from handlers import company_web
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.registering import name_of
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.marks import N_
from locales.texts import ltr
from services import companies, company_contacts
from services.roles import Role, holds
from storage import companies as rows
from storage.companies import CompanyRow, ContactRow

LONGEST_TOKEN = 40
NOT_YOURS = N_("This was done already, or is not yours to do.")
DEAD = N_("This link no longer works. Please ask for a new one.")


def _menu(view: View) -> Button:
    return Button(view.texts.plain("🏠 Menu"), data("menu.open"))


@taps("company.contacts")
async def contacts(update: Update, context: Context, company: str) -> None:
    """The list."""
    async with context.transaction() as session:
        if holds(context.person.roles, Role.MODERATOR):
            companies.note_read(session, context.person, number(company), context.house.clock.now())
        context.say("company.contacts", edit=True, company=number(company))


@screen("company.contacts")
async def contacts_screen(view: View, *, company: int) -> Message:
    """Each with their function and since when; links that nobody has used."""
    texts, row = view.texts, await view.session.get(CompanyRow, company)
    back = Button(texts.plain("🏢 Our organisation"), data("company.open"))
    if row is None or not await company_contacts.manages(view.session, view.person, company):
        return Message(texts("This is for those who speak for it."), rows=[[back]])
    lines, buttons, inside = [bold(texts("👥 Who speaks for {name}", name=row.name))], list[Button](), False
    for one in await rows.contacts(view.session, company):
        who = " · ".join(filter(None, (one.name, one.function)))
        day = texts.date(one.joined_at.astimezone(view.house.lab.zone))
        lines.append(texts("• {who}, since {date}", who=who, date=day))
        if one.person_id == view.person.id:
            inside = True
        else:
            buttons.append(Button(f"✖️ {one.name[:26]}", data("company.remove", one.id)))
    if waiting := await rows.links(view.session, company, view.house.clock.now()):
        lines.append(texts("🔗 Links that nobody has used yet: {n}", n=waiting))
        buttons.append(Button(texts.plain("🔗 Withdraw these links"), data("company.unlink", company)))
    more = [Button(texts.plain("👥 One more contact"), data("company.invite"))] if inside else []
    back = back if inside else Button(texts.plain("Back"), data("company.see", company))
    return Message("\n".join(lines), rows=one_a_row([*more, *buttons, back]))


@taps("company.unlink")
async def unlink(update: Update, context: Context, company: str) -> None:
    """The links that wait lead nowhere any more."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        await company_contacts.withdraw_links(session, context.person, number(company), now)
        context.say("company.contacts", edit=True, company=number(company))


@taps("company.remove")
async def remove(update: Update, context: Context, contact: str, sure: str = "") -> None:
    """Somebody speaks for it no more; asks once."""
    if sure != "yes":
        context.say("company.remove", edit=True, contact=number(contact))
        return
    async with context.transaction() as session:
        house = context.house
        now, whom = house.clock.now(), number(contact)
        company = await company_contacts.remove(session, house.lab, context.person, whom, now)
        context.toast(
            context.texts.plain("✓ Noted" if company else N_("This was done already, or is not yours to do."))
        )
        if company is None:
            context.say("company.card", edit=True)
        else:
            context.say("company.contacts", edit=True, company=company.id)


@screen("company.remove")
async def remove_screen(view: View, *, contact: int) -> Message:
    """What goes."""
    texts, row = view.texts, await view.session.get(ContactRow, contact)
    if row is None or not await company_contacts.manages(view.session, view.person, row.company_id):
        return Message(texts("This is for those who speak for it."), rows=[[_menu(view)]])
    company = await view.session.get_one(CompanyRow, row.company_id)
    alone = len(await rows.contacts(view.session, row.company_id)) == 1
    stays = N_("Remove {name}? They speak for {company} no more, their number and words go, and they are told.")
    goes = N_("Remove {name}? Nobody else speaks for {company}: its card goes too. They are told.")
    yes = Button(texts.plain("Yes, remove"), data("company.remove", contact, "yes"))
    back = Button(texts.plain("Back"), data("company.contacts", row.company_id))
    return Message(texts(goes if alone else stays, name=row.name, company=company.name), rows=one_a_row([yes, back]))


@screen(company_contacts.REMOVED)
async def removed_screen(view: View, *, company: int) -> Message:
    """What whoever was removed hears."""
    row = await view.session.get(CompanyRow, company)
    name = row.name if row else view.texts("an organisation")
    return Message(view.texts("You no longer speak for {name} here: one of its contacts or the team took you off its "
                              "list. Your name and number there are gone. A mistake? Ask them for a new link.",
                              name=name), rows=[[_menu(view)]])  # fmt: skip


# One more contact


@taps("company.invite")
async def invite(update: Update, context: Context) -> None:
    """A link for one more contact."""
    async with context.transaction() as session:
        token = await companies.invite(session, context.person, context.house.clock.now())
        if token is None:
            context.say("company.card", edit=True)
        else:
            context.say("company.link", token=token)


@screen("company.link")
async def link_screen(view: View, *, token: str) -> Message:
    """The link, which works once."""
    address = view.house.link(f"e_{token}")
    text = view.texts(
        "Send this link to one colleague. Whoever opens it speaks for your organisation too.\n{link}\n"
        "It works once, within {time}.",
        link=ltr(address),
        time=view.texts.duration(companies.INVITATION_LIFE),
    )
    return Message(text, rows=[[Button(view.texts.plain("📋 Copy the link"), copy=address)]])


async def invited(update: Update, context: Context, token: str) -> None:
    """Somebody opened a link, of a colleague or of what came by the page: what it means, before it counts. No link of
    ours is longer than a button's data."""
    if not await company_web.opened(context, token):
        context.say("company.invited", token=token[:LONGEST_TOKEN])


@screen("company.invited")
async def invited_screen(view: View, *, token: str) -> Message:
    """For which organisation, and what saying yes means; whoever speaks for one already reads that."""
    texts, house = view.texts, view.house
    link = await rows.invitation(view.session, companies.hashed(token), rows.CONTACT, house.clock.now())
    if link is None:
        return Message(texts(DEAD), rows=[[_menu(view)]])
    company = await view.session.get_one(CompanyRow, link.company_id)
    if mine := await rows.of(view.session, view.person.id):
        ours = Button(texts.plain("🏢 Our organisation"), data("company.open"))
        same = N_("You speak for {mine} already. The link still works: for a colleague.")
        other = N_("You speak for {mine}, and this link is for {other}. One person speaks for one organisation here: "
                   "leave the first one, then open the link again.")  # fmt: skip
        said = same if mine[0].id == company.id else other
        return Message(texts(said, mine=mine[0].name, other=company.name), rows=[[ours]])
    text = texts(
        "👥 A colleague invites you to speak for {name} here.\n"
        "If you say yes, team {lab} keeps your name and may write to you about needs that fit. You can leave at any "
        "time.",
        name=company.name,
        lab=house.lab.name.pick(texts.language),
    )
    yes = Button(texts.plain("✅ Yes, I join"), data("company.accept", token))
    return Message(text, rows=one_a_row([yes, _menu(view)]))


@taps("company.accept")
async def accept(update: Update, context: Context, token: str) -> None:
    """One more contact."""
    house = context.house
    async with context.transaction() as session:
        if await rows.of(session, context.person.id):
            context.say("company.invited", edit=True, token=token)
            return
        name, version, now = name_of(update), house.lab.privacy.version, house.clock.now()
        company = await companies.accept(session, token, context.person, name, version, now)
        if company is None:
            context.toast(context.texts.plain(DEAD), alert=True)
        context.say("company.card", edit=True, fresh=company is not None)
