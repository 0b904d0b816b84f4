"""Employees who help on their organisation's time: their own yes by a link, what each side sees, leaving."""

from telegram import Update

from handlers import menu
from handlers import mission_words as words
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.registering import name_of
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import employees
from services.companies import INVITATION_LIFE
from services.employees import UnderAge
from storage import companies, volunteers
from storage import employees as rows
from storage import missions as mission_rows
from storage.companies import CompanyRow
from storage.missions import GOING, OPEN, WAITING, HandRow, MissionRow

LONGEST_TOKEN, MOST = 40, 5
FOR_IT = N_("👷 I come for my organisation")
UNDER_AGE = N_("This is for people of age. The team’s missions are open to you.")
TOO_OLD = N_("This link no longer works. Please ask for a new one.")


async def door(view: View) -> list[Button]:
    """What /company offers to whoever helps for an organisation."""
    if await rows.of(view.session, view.person.id) is None:
        return []
    return [Button(view.texts.plain("👷 I help for my organisation"), data("employee.card"))]


# The link


async def invited(update: Update, context: Context, token: str) -> None:
    """Somebody opened the link: what it means, before it counts."""
    context.say("employee.invited", token=token[:LONGEST_TOKEN])


@screen("employee.invited")
async def invited_screen(view: View, *, token: str) -> Message:
    """Who asks, what saying yes means, who sees what."""
    texts = view.texts
    if await rows.of(view.session, view.person.id):
        return await _card(view)
    company = await employees.inviting(view.session, token, view.house.clock.now())
    if company is None:
        return Message(texts(TOO_OLD), rows=[[_menu(view)]])
    lab = view.house.lab.name.pick(texts.language)
    lines = [
        bold(texts("👷 “{company}” asks you: will you help on its time?", company=company.name)),
        texts("You choose each mission of team {lab} yourself, and may say no to all of them.", lab=lab),
        texts("Your organisation sees your name, and how many days all its people gave together, nothing of your own "
              "card. It reads in which missions you are, and your hours, only where it leads the mission itself: the "
              "mission says so."),
        texts("Your yes can be taken back at any time, here or under /privacy."),
    ]  # fmt: skip
    yes = Button(texts.plain("✅ Yes, I agree"), data("employee.accept", token))
    return Message("\n".join(lines), rows=one_a_row([yes, Button(texts.plain("✖️ No, thank you"), data("menu.open"))]))


@taps("employee.accept")
async def accept(update: Update, context: Context, token: str) -> None:
    """Their yes."""
    house = context.house
    async with context.transaction() as session:
        version, now = house.lab.privacy.version, house.clock.now()
        card = await volunteers.of(session, context.person.id)
        name = card.name if card else name_of(update)
        try:
            accepted = await employees.accept(session, token, context.person, name, version, now)
        except UnderAge:
            context.toast(
                context.texts.plain("This is for people of age. The team’s missions are open to you."), alert=True
            )
            return
        if accepted:
            context.toast(context.texts.plain("✓ Noted"))
        elif await rows.of(session, context.person.id) is None:
            context.toast(context.texts.plain(TOO_OLD), alert=True)
        context.say("employee.card", edit=True)


# The employee


@taps("employee.card")
async def opened(update: Update, context: Context) -> None:
    """One's card as an employee."""
    context.say("employee.card", edit=True)


@screen("employee.card")
async def card_screen(view: View) -> Message:
    """For whom they help, what comes next, how it ends."""
    return await _card(view)


async def _card(view: View) -> Message:
    texts, found = view.texts, await rows.of(view.session, view.person.id)
    if found is None:
        return Message(texts("You help for no organisation. Its contact can send you a link."), rows=[[_menu(view)]])
    employee, company = found
    lines = [bold(texts("👷 You help for “{company}”.", company=company.name)),
             texts("It sees this name: {name}", name=employee.name)]  # fmt: skip
    if company.verified_at is None:
        lines.append(texts("The team has to confirm your organisation again before you can come for it."))
    if await volunteers.of(view.session, view.person.id):
        lines.append(texts("Say yes to a mission, then press “I come for my organisation”."))
        button = Button(texts.plain("🗓 Missions"), data("missions.list"))
    else:
        lines.append(texts("Next: say what you can do and when. The team then asks you when a mission fits."))
        button = Button(texts.plain("🤝 My card"), data("volunteer.open"))
    buttons = [button, *await _helped_with(view, company)]
    leave = Button(texts.plain("👋 Help for it no more"), data("employee.leave"))
    record = Button(texts.plain("📜 What I did"), data("mission.record"))
    return Message("\n".join(lines), rows=one_a_row([*buttons, record, leave, _menu(view)]))


async def _helped_with(view: View, company: CompanyRow) -> list[Button]:
    """Missions ahead that their organisation helps with."""
    if company.verified_at is None:
        return []
    found = await rows.missions_of(view.session, company.id, view.house.clock.now())
    return [Button(words.label(view, one), data("mission.see", one.code)) for one in found[:MOST]]


@taps("employee.leave")
async def leave(update: Update, context: Context, sure: str = "") -> None:
    """Help for it no more; asks once."""
    if sure != "yes":
        context.say("employee.leaving", edit=True)
        return
    async with context.transaction() as session:
        await employees.leave(session, context.person, context.house.clock.now())
        context.say("employee.card", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@screen("employee.leaving")
async def leaving_screen(view: View) -> Message:
    """What goes, what stays."""
    text = view.texts(
        "Help for it no more? Your name goes from its list at once. Missions that you said yes to stay, as your own. "
        "What you did stays as a number, and your certificates stay yours."
    )
    yes = Button(view.texts.plain("👋 Yes, I leave"), data("employee.leave", "yes"))
    return Message(text, rows=one_a_row([yes, Button(view.texts.plain("Back"), data("employee.card"))]))


@screen(employees.OUT)
async def out_screen(view: View, *, company: int) -> list[Message]:
    """Their organisation ended it."""
    row, found = await view.session.get(CompanyRow, company), await rows.of(view.session, view.person.id)
    if row is None or (found and found[1].id == company):
        return []
    said = view.texts("“{company}” says that you help for it no more. What you did stays yours, and you can go on "
                      "helping as a volunteer.", company=row.name)  # fmt: skip
    return [Message(said, rows=menu.rows(view))]


# A mission on its time


async def of_mission(view: View, mission: MissionRow, hand: HandRow | None) -> tuple[list[Safe], Rows]:
    """Whether they come on their organisation's time, and the button that says so."""
    if hand is None or hand.state not in (GOING, WAITING):
        return [], await _may_say(view, mission)
    company = await view.session.get(CompanyRow, hand.company_id) if hand.company_id else None
    told = [view.texts("👷 You come for “{company}”.", company=company.name)] if company else []
    if not await _may_change(view, mission, hand):
        return told, []
    label, wanted = (N_("🙋 I come as myself"), 0) if company else (FOR_IT, 1)
    return told, [[Button(view.texts.plain(label), data("employee.for", mission.code, wanted))]]


async def _may_say(view: View, mission: MissionRow) -> Rows:
    over = mission.state != OPEN or mission.ends_at <= view.house.clock.now()
    if over or not await employees.sent_by(view.session, view.person):
        return []
    if await volunteers.of(view.session, view.person.id) is None:
        return []
    return [[Button(view.texts.plain(FOR_IT), data("employee.yes", mission.code))]]


async def _may_change(view: View, mission: MissionRow, hand: HandRow) -> bool:
    if mission.state != OPEN or hand.confirmed_at is not None:
        return False
    return hand.company_id is not None or await employees.sent_by(view.session, view.person) is not None


@taps("employee.for")
async def for_company(update: Update, context: Context, code: str, wanted: str) -> None:
    """They come on their organisation's time, or on their own."""
    async with context.transaction() as session:
        mission = await mission_rows.by_code(session, code)
        if mission and not await employees.come(session, context.person, mission.id, wanted == "1"):
            context.toast(context.texts.plain("This cannot be changed any more."), alert=True)
        context.say("mission.see", edit=True, code=code)


# Who speaks for the organisation


@taps("employee.list")
async def listed(update: Update, context: Context) -> None:
    """Who agreed, and the days of all together."""
    context.say("employee.list", edit=True)


@screen("employee.list")
async def list_screen(view: View) -> Message:
    """Names and one number."""
    return await _list(view)


async def _list(view: View) -> Message:
    texts, found = view.texts, await companies.of(view.session, view.person.id)
    back = Button(texts.plain("Back"), data("company.open"))
    if found is None:
        return Message(texts("You do not speak for an organisation here."), rows=[[_menu(view)]])
    company, people = found[0], await rows.of_company(view.session, found[0].id)
    minutes = await rows.minutes(view.session, company.id)
    lines = [bold(texts("👷 Colleagues who help: {count}", count=len(people)))]
    lines += [texts("• {name}, since {date}", name=one.name, date=texts.date(one.agreed_at)) for one in people]
    if minutes:
        told = {"days": texts.number(employees.days(minutes)), "hours": words.duration(view, minutes)}
        lines.append(texts("Days that all gave together: {days} ({hours})", **told))
    lines.append(texts("Each chooses their missions. You see who agreed and the days of all; names and hours of a "
                       "mission only where you lead it."))  # fmt: skip
    buttons = [Button(f"✖️ {one.name[:24]}", data("employee.out", one.id)) for one in people]
    if company.verified_at:
        buttons.insert(0, Button(texts.plain("➕ A link for a colleague"), data("employee.invite")))
    else:
        lines.append(texts("⏳ You can invite colleagues once the team has confirmed your organisation."))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


@taps("employee.invite")
async def invite(update: Update, context: Context) -> None:
    """A link for one colleague."""
    async with context.transaction() as session:
        token = await employees.invite(session, context.person, context.house.clock.now())
        if token is None:
            context.say("employee.list", edit=True)
        else:
            context.say("employee.link", token=token)


@screen("employee.link")
async def link_screen(view: View, *, token: str) -> Message:
    """The link, which works once."""
    address, texts = view.house.link(f"a_{token}"), view.texts
    text = texts(
        "Send this link to one colleague. Whoever opens it reads what it means and says yes or no.\n{link}\n"
        "It works once, within {time}.",
        link=ltr(address),
        time=texts.duration(INVITATION_LIFE),
    )
    copy = Button(texts.plain("📋 Copy the link"), copy=address)
    more = Button(texts.plain("➕ A link for a colleague"), data("employee.invite"))
    return Message(text, rows=one_a_row([copy, more, Button(texts.plain("Back"), data("employee.list"))]))


@taps("employee.out")
async def out(update: Update, context: Context, employee: str, sure: str = "") -> None:
    """Somebody helps for the organisation no more; asks once."""
    house, which = context.house, number(employee)
    if sure != "yes":
        context.say("employee.sure", edit=True, employee=which)
        return
    async with context.transaction() as session:
        await employees.dismiss(session, house.lab, context.person, which, house.clock.now())
        context.say("employee.list", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@screen("employee.sure")
async def sure_screen(view: View, *, employee: int) -> Message:
    """What that means; only for who speaks for the same organisation."""
    row, ours = await view.session.get(rows.EmployeeRow, employee), await companies.of(view.session, view.person.id)
    if row is None or ours is None or row.company_id != ours[0].id:
        return await _list(view)
    text = view.texts("{name} helps for your organisation no more? They hear of it. What was done stays as a number.",
                      name=row.name)  # fmt: skip
    yes = Button(view.texts.plain("✖️ Yes, end it"), data("employee.out", employee, "yes"))
    return Message(text, rows=one_a_row([yes, Button(view.texts.plain("Back"), data("employee.list"))]))


def _menu(view: View) -> Button:
    return Button(view.texts.plain("🏠 Menu"), data("menu.open"))
