"""/company: what a company or organisation offers, who speaks for it, the team's badge, joining one that is here."""

from collections.abc import Sequence

from telegram import Update

from conversations.company_words import WELCOME
from handlers import company_forms, employees, forms, menu
from handlers.buttons import Button, data, one_a_row, taps
from handlers.commands import command
from handlers.company_lines import card_lines, contact_lines
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from locales.formats import Safe
from locales.marks import N_
from services import charge, companies
from services.companies import MORE
from services.roles import Role, holds
from storage import companies as rows
from storage import company_sign_ups as sign_ups
from storage import employees as employed
from storage.companies import CompanyRow, ContactRow
from storage.missions import MissionRow

PAGE = 8


@command("company", N_("A company or organisation helps"))
async def asked(update: Update, context: Context) -> None:
    """The card, or what an organisation can do here."""
    context.say("company.card")


@taps("company.open")
async def opened(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("company.card")


@taps("company.form")
async def begin(update: Update, context: Context, more: str = "") -> None:
    """The five answers, or the rest."""
    if busy := await forms.opened(context):
        if busy.draft.form not in company_forms.OURS:
            context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    await company_forms.begin(update, context, more == "more")


@taps("company.pause")
async def pause(update: Update, context: Context, wanted: str) -> None:
    """Be asked for nothing for a while, or again."""
    async with context.transaction() as session:
        await companies.pause(session, context.person, wanted == "1", context.house.clock.now())
        context.say("company.card", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@taps("company.leave")
async def leave(update: Update, context: Context, sure: str = "") -> None:
    """Speak for it no more; asks once more."""
    if sure != "yes":
        context.say("company.leaving", edit=True)
        return
    async with context.transaction() as session:
        await companies.leave(session, context.person, context.house.clock.now())
        context.say("company.left", edit=True)


@screen("company.leaving")
async def leaving(view: View) -> Message:
    """What goes."""
    texts, found = view.texts, await rows.of(view.session, view.person.id)
    if found is None:
        return _welcome(view)
    alone = len(await rows.contacts(view.session, found[0].id)) == 1
    goes = N_("Leave?\nNobody else speaks for {name}: its card goes at once.")
    stays = N_("Leave?\nYour name and number go at once; {name} stays with its other contacts.")
    buttons = [
        Button(texts.plain("Yes, leave"), data("company.leave", "yes")),
        Button(texts.plain("⏸ Only pause"), data("company.pause", 1)),
        Button(texts.plain("Back"), data("company.open")),
    ]
    lines = [texts(goes if alone else stays, name=found[0].name)]
    if alone and (helping := len(await employed.of_company(view.session, found[0].id))):
        lines.append(texts("People who help for it, and will be told: {count}", count=helping))
    return Message("\n".join(lines), rows=one_a_row(buttons))


@screen("company.left")
async def left(view: View) -> Message:
    """It is done."""
    return Message(view.texts("It is done. Thank you for what you did!\nYou can come back whenever you like: /company"),
                   rows=menu.rows(view))  # fmt: skip


@screen("company.card")
async def card_screen(view: View, *, fresh: bool = False) -> Message:
    """The card and what one can do with it."""
    texts, found = view.texts, await rows.of(view.session, view.person.id)
    if found is None:
        return _welcome(view, await employees.door(view))
    company, _ = found
    head = [texts("✅ Thank you! It is kept.")] if fresh else []
    lines = [*head, *await card_lines(view, *found), _next(view, company)]
    paused = company.paused_at is not None
    buttons = [
        Button(texts.plain("🙏 Something that we need"), data("need.ours")),
        Button(texts.plain("📝 The rest, for an agreement"), data("company.form", "more")),
        Button(texts.plain("✏️ Change"), data("company.form")),
        Button(texts.plain("🎓 Our internships, trainings"), data("opening.ours")),
        Button(texts.plain("📨 What we are asked for"), data("needs.mine")),
        *_in_charge(view, await charge.of(view.session, view.person.id, 1)),
        Button(texts.plain("👥 Our contacts"), data("company.contacts", company.id)),
        Button(texts.plain("👷 Our people who help"), data("employee.list")),
        Button(texts.plain("📣 A problem of our own"), data("challenge.ours")),
        Button(texts.plain("▶️ Write to us again"), data("company.pause", 0)) if paused
        else Button(texts.plain("⏸ Pause"), data("company.pause", 1)),
        Button(texts.plain("👋 Leave"), data("company.leave")),
    ]  # fmt: skip
    mine = await employees.door(view)
    return Message("\n".join(lines), rows=one_a_row([*buttons, *mine, *_of_staff(view), _menu(view)]))


def _in_charge(view: View, missions: Sequence[MissionRow]) -> list[Button]:
    return [Button(view.texts.plain("🤝 Our missions"), data("charge.list"))] if missions else []


def _welcome(view: View, mine: Sequence[Button] = ()) -> Message:
    texts = view.texts
    begin = Button(texts.plain("🏢 We want to help"), data("company.form"))
    return Message(texts(WELCOME), rows=one_a_row([begin, *_page(view), *mine, *_of_staff(view), _menu(view)]))


def _page(view: View) -> list[Button]:
    """The same on a page, where the world reaches ours."""
    url = f"{view.house.public_url}/company?language={view.texts.language}"
    return [Button(view.texts.plain("🌐 On a web page"), url=url)] if view.house.public_url else []


def _of_staff(view: View) -> list[Button]:
    if not holds(view.person.roles, Role.MODERATOR):
        return []
    return [
        Button(view.texts.plain("🗂 All organisations"), data("company.list", 0)),
        Button(view.texts.plain("🎓 Openings to look at"), data("opening.desk")),
    ]


def _menu(view: View) -> Button:
    return Button(view.texts.plain("🏠 Menu"), data("menu.open"))


def _next(view: View, company: CompanyRow) -> Safe:
    if company.paused_at:
        return view.texts("⏸ You are taking a break: we write to you about nothing until you say so.")
    if company.verified_at is None:
        return view.texts("The team reads it and confirms who you are, with a call perhaps. Then it may ask you here.")
    if not (company.by_skill or any(getattr(company, name) for name in MORE)):
        return view.texts("The team may ask you here when a need fits. The rest can wait until then.")
    return view.texts("The team may ask you here when a need fits.")


# One that is here already


@screen("company.twin")
async def twin_screen(view: View, *, company: int) -> Sequence[Message]:
    """Perhaps it is the same."""
    row = await view.session.get(CompanyRow, company)
    if row is None:
        return []
    text = view.texts(
        "There is already an organisation called “{name}”. Is it yours?\nIf so, ask to join it: one of its contacts "
        "says yes, and nothing is there twice.",
        name=row.name,
    )
    rows_ = [
        Button(view.texts.plain("🤝 Yes, ask to join"), data("company.join", company)),
        Button(view.texts.plain("No, it is another one"), data("company.apart", company)),
    ]
    return [Message(text, rows=one_a_row(rows_))]


@taps("company.apart")
async def apart(update: Update, context: Context, company: str) -> None:
    """It is another one: they are not asked again."""
    async with context.transaction() as session:
        await companies.keep_apart(session, context.person, number(company), context.house.clock.now())
        context.say("company.card", edit=True)


@taps("company.join")
async def join(update: Update, context: Context, company: str) -> None:
    """Ask those who speak for it."""
    async with context.transaction() as session:
        house = context.house
        now, wanted = house.clock.now(), number(company)
        asked = await companies.ask_to_join(session, house.lab, context.person, wanted, house.admins, now)
        context.say("company.asked", edit=True, asked=asked)


@screen("company.asked")
async def asked_screen(view: View, *, asked: bool = True) -> Message:
    """What happens now."""
    yes = N_("✓ Asked. You hear here as soon as somebody answers.")
    no = N_("This cannot be asked (any more). If you belong there, one of its contacts can send you a link: /company, "
            "“👥 Our contacts”.")  # fmt: skip
    return Message(view.texts(yes if asked else no), rows=[[_menu(view)]])


@screen(companies.JOINING)
async def joining_screen(view: View, *, contact: int) -> Sequence[Message]:
    """Somebody asks to speak for the company too."""
    row, ours = await view.session.get(ContactRow, contact), await rows.of(view.session, view.person.id)
    if row is None or ours is None or row.wants_id != ours[0].id:
        return []
    text = view.texts("👥 {name} asks to speak for your organisation here too. Do you know them?", name=row.name)
    buttons = [
        Button(view.texts.plain("✅ Yes, let them in"), data("company.let", contact, 1)),
        Button(view.texts.plain("✖️ No"), data("company.let", contact, 0)),
    ]
    return [Message(text, rows=one_a_row(buttons))]


@taps("company.let")
async def let(update: Update, context: Context, contact: str, yes: str) -> None:
    """Yes or no from one of its contacts."""
    async with context.transaction() as session:
        house, who = context.house, number(contact)
        now = house.clock.now()
        done = await companies.answer_join(session, house.lab, context.person, who, yes == "1", now)
        said = N_("✓ Noted") if done else N_("Somebody has answered already.")
        context.toast(context.texts.plain(said))
        context.say("company.card", edit=True)


@screen(companies.JOINED)
async def joined_screen(view: View, *, yes: bool) -> Message:
    """What came of it."""
    in_ = N_("✅ You now speak for this organisation too.")
    out = N_("They did not know you there. Your own card stays as it is.")
    return Message(view.texts(in_ if yes else out),
                   rows=[[Button(view.texts.plain("🏢 Our organisation"), data("company.open"))]])  # fmt: skip


# The team


@taps("company.list")
@staff_only(Role.MODERATOR)
async def listed(update: Update, context: Context, page: str) -> None:
    """Every organisation, those without a badge first."""
    context.say("company.list", edit=True, page=number(page))


@screen("company.list")
async def list_screen(view: View, *, page: int) -> Message:
    """A page of them."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, found = view.texts, await rows.everything(view.session)
    shown = found[page * PAGE : (page + 1) * PAGE]
    buttons = [
        Button(f"{'✅' if one.verified_at else '⏳'} {one.name[:28]}", data("company.see", one.id)) for one in shown
    ]
    if len(found) > (page + 1) * PAGE:
        buttons.append(Button(texts.plain("More"), data("company.list", page + 1)))
    if asking := len(await rows.asking(view.session)):
        buttons.append(Button(texts.plain("👥 Requests to join: {n}", n=asking), data("company.requests")))
    if by_web := await sign_ups.count(view.session):
        buttons.append(Button(texts.plain("🌐 By the web: {n}", n=by_web), data("company.by_web")))
    text = texts("Organisations: {count}", count=len(found))
    return Message(text, rows=one_a_row([*buttons, _menu(view)]))


@taps("company.see")
@staff_only(Role.MODERATOR)
async def see(update: Update, context: Context, company: str) -> None:
    """One of them; reading who speaks for it is written down."""
    async with context.transaction() as session:
        companies.note_read(session, context.person, number(company), context.house.clock.now())
        context.say("company.one", edit=True, company=number(company))


@taps("company.badge")
@staff_only(Role.MODERATOR)
async def badge(update: Update, context: Context, company: str, wanted: str) -> None:
    """The team knows it, or takes the badge back."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        await companies.verify(session, context.person, number(company), wanted == "1", now)
        context.say("company.one", edit=True, company=number(company))


def _voices(view: View, contact: ContactRow) -> list[Button]:
    """What a contact said instead of writing it."""
    heads = {"": contact.name[:24], "period": view.texts.plain("Period"), "conditions": view.texts.plain("Conditions")}
    return [
        Button(f"🎤 {head}", data("company.voice", contact.id, *([about] if about else [])))
        for about, head in heads.items() if companies.voice_of(contact, about)
    ]  # fmt: skip


@screen("company.one")
async def one_screen(view: View, *, company: int) -> Message:
    """What the team sees of one."""
    row = await view.session.get(CompanyRow, company)
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    back = Button(view.texts.plain("Back"), data("company.list", 0))
    if row is None:
        return Message(view.texts("This organisation is gone."), rows=[[back]])
    lines, contacts = await card_lines(view, row, None), await rows.contacts(view.session, company)
    for contact in contacts:
        lines += contact_lines(view, contact)
    who = Button(view.texts.plain("👥 Contacts"), data("company.contacts", company))
    if twin := await companies.like(view.session, row.name, row.ice, [row.id]):
        lines.append(view.texts("🔁 Perhaps the same as: {name}", name=twin.name))
    voices = [button for one in contacts for button in _voices(view, one)]
    give = Button(view.texts.plain("✅ We know it"), data("company.badge", company, 1))
    take = Button(view.texts.plain("↩️ Take the badge back"), data("company.badge", company, 0))
    return Message("\n".join(lines), rows=one_a_row([*voices, take if row.verified_at else give, who, back]))
