"""/staff: who belongs to the team, with which roles; invitations; how one hears of new challenges."""

from collections.abc import Sequence
from io import BytesIO

import segno
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import menu
from handlers.buttons import Button, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_words import ROLES, number
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import digests, staff
from services.roles import Role
from services.staff import FixedAdmin, Hears, LastAdmin, Member

HEARS: dict[Hears, str] = {
    Hears.DAILY: N_("☀️ Once a day, in the morning"),
    Hears.NOW: N_("⚡ At once"),
    Hears.NONE: N_("🔕 Not at all"),
}


@screen("staff.refused")
async def refused(view: View) -> Message:
    """For those who are not of the team."""
    return refusal(view)


@command("staff", N_("The team"), Role.MODERATOR)
@staff_only(Role.MODERATOR)
async def opened(update: Update, context: Context) -> None:
    """Show the team to an admin; to others of the desk, how they hear of new challenges."""
    context.house.outgoing.put_commands(context.person.telegram_id)
    async with context.transaction() as session:
        await _introduce(update, context, session)
        context.say("staff.team" if Role.ADMIN in context.person.roles else "staff.notices")


async def _introduce(update: Update, context: Context, session: AsyncSession) -> None:
    if user := update.effective_user:
        await staff.introduce(session, context.person, user.full_name)
    await digests.follow(session, context.person, context.house.lab, context.house.clock.now())


@taps("staff.team")
@staff_only(Role.ADMIN)
async def team(update: Update, context: Context) -> None:
    """Back to the team, in place."""
    context.say("staff.team", edit=True)


@screen("staff.team")
async def team_screen(view: View) -> list[Message]:
    """Every member with their roles."""
    if Role.ADMIN not in view.person.roles:
        return [refusal(view)]
    texts = view.texts
    members = await staff.members(view.session, view.house.admins)
    lines = [texts("👥 The team"), *(_line(view, one) for one in members)]
    buttons = [Button(f"👤 {_name(view, one)}", data("staff.one", one.id)) for one in members]
    more = [
        Button(texts.plain("➕ Invite"), data("staff.invite")),
        Button(texts.plain("🔔 How I hear of new reports"), data("staff.notices")),
    ]
    return [Message("\n".join(lines), rows=one_a_row([*buttons, *more]))]


def _line(view: View, one: Member) -> Safe:
    return view.texts("Name: {name}, roles: {roles}", name=_name(view, one), roles=_roles(view, one))


def _name(view: View, one: Member) -> str:
    return one.name or view.texts.plain("a colleague")


def _roles(view: View, one: Member) -> Safe:
    return view.texts.listing([view.texts(ROLES[role]) for role in Role if role in one.roles])


@taps("staff.invite")
@staff_only(Role.ADMIN)
async def choose_role(update: Update, context: Context) -> None:
    """Invite: with which role?"""
    context.say("staff.invite", edit=True)


@screen("staff.invite")
async def invite_screen(view: View) -> Message:
    """The roles and what each may do."""
    texts = view.texts
    text = texts(
        "What will this person do?\n"
        "Desk: reads reports and answers.\nFacilitation: leads workshops.\n"
        "Announcements: writes to many.\nAdmin: all of it, and the team."
    )
    buttons = [Button(texts.plain(ROLES[role]), data("staff.link", role)) for role in Role]
    return Message(text, rows=[*one_a_row(buttons), [_back(view)]])


def _back(view: View) -> Button:
    return Button(view.texts.plain("Back"), data("staff.team"))


@taps("staff.link")
@staff_only(Role.ADMIN)
async def link(update: Update, context: Context, role: str) -> None:
    """Make an invitation and show its link, which is kept nowhere."""
    if role not in set(Role):
        return
    async with context.transaction() as session:
        token = await staff.invite(session, Role(role), context.person, context.house.clock.now())
        context.say("staff.link", token=token, role=role)


@screen("staff.link")
async def link_screen(view: View, *, token: str, role: str) -> list[Message]:
    """The link, for one person and 15 minutes, as text and as a QR code."""
    if Role.ADMIN not in view.person.roles:
        return []
    address = view.house.link(f"i_{token}")
    text = view.texts(
        "Invitation: {role}\nSend this link to one person, or let them scan the code:\n{link}\n"
        "It works once, within {time}.",
        role=view.texts(ROLES[Role(role)]),
        link=ltr(address),
        time=view.texts.duration(staff.INVITATION_LIFE),
    )
    picture = Media("photo", content=_qr(address), filename="invitation.png")
    return [Message(text, media=picture, rows=[[Button(view.texts.plain("📋 Copy the link"), copy=address)]])]


def _qr(address: str) -> bytes:
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=4)
    return out.getvalue()


async def accepted(update: Update, context: Context, code: str) -> None:
    """Somebody opened an invitation."""
    async with context.transaction() as session:
        now, admins = context.house.clock.now(), context.house.admins
        if await staff.known_role(session, code, context.person, admins, now):
            context.say("staff.already")
            return
        name = update.effective_user.full_name if update.effective_user else ""
        role = await staff.accept(session, code, context.person, name, now)
        if role is None:
            context.say("staff.too_late")
            return
        await digests.follow(session, context.person, context.house.lab, now)
        context.say("staff.welcome", role=role)
    context.house.outgoing.put_commands(context.person.telegram_id)


@screen("staff.too_late")
async def too_late(view: View) -> Message:
    """The invitation was used, or is too old."""
    return Message(view.texts("This invitation no longer works. Please ask for a new one."), rows=menu.rows(view))


@screen("staff.already")
async def already(view: View) -> Message:
    """A member opened an invitation to what they have; it still works for somebody else."""
    return Message(view.texts("You are in the team already."), rows=menu.rows(view))


@screen("staff.joined")
async def joined(view: View, *, person: int, role: str) -> list[Message]:
    """Somebody used the invitation of this admin."""
    one = await staff.member(view.session, person, view.house.admins)
    if one is None or Role.ADMIN not in view.person.roles:
        return []
    text = view.texts(
        "👥 New in the team: {name}, role: {role}", name=_name(view, one), role=view.texts(ROLES[Role(role)])
    )
    return [Message(text, rows=[[Button(view.texts.plain("👥 The team"), data("staff.team"))]])]


@screen("staff.welcome")
async def welcome(view: View, *, role: str) -> Message:
    """Welcome to the team."""
    text = view.texts(
        "✓ Welcome to the team! Your role: {role}\n"
        "Your colleagues see the name that you have on Telegram.\n"
        "What you read and do here is written down.",
        role=view.texts(ROLES[Role(role)]),
    )
    notices = Button(view.texts.plain("🔔 How I hear of new reports"), data("staff.notices"))
    return Message(text, rows=[*menu.rows(view), [notices]])


@taps("staff.one")
@staff_only(Role.ADMIN)
async def member(update: Update, context: Context, person: str) -> None:
    """One member."""
    context.say("staff.one", edit=True, person=number(person))


@screen("staff.one")
async def member_screen(view: View, *, person: int) -> list[Message]:
    """One member: roles to switch, and removing."""
    if Role.ADMIN not in view.person.roles:
        return []
    texts, one = view.texts, await staff.member(view.session, person, view.house.admins)
    if one is None:
        return [Message(texts("This person is not in the team."), rows=[[_back(view)]])]
    lines = [texts("👤 {name}", name=_name(view, one)), texts("Roles: {roles}", roles=_roles(view, one))]
    if one.fixed:
        lines.append(texts("Admin by the settings of the program (ADMIN_IDS): change it there."))
    buttons = [_switch(view, one, role) for role in Role if not (one.fixed and role is Role.ADMIN)]
    if not one.fixed:
        buttons.append(Button(texts.plain("🚪 Remove from the team"), data("staff.remove", one.id)))
    return [Message("\n".join(lines), rows=[*one_a_row(buttons), [_back(view)]])]


def _switch(view: View, one: Member, role: Role) -> Button:
    sign = "✅" if role in one.roles else "▫️"
    return Button(f"{sign} {view.texts.plain(ROLES[role])}", data("staff.switch", one.id, role))


@taps("staff.switch")
@staff_only(Role.ADMIN)
async def switch(update: Update, context: Context, person: str, role: str) -> None:
    """Give a role, or take it away."""
    if role not in set(Role):
        return
    house, who = context.house, number(person)
    async with context.transaction() as session:
        try:
            await staff.switch_role(session, context.person, who, Role(role), house.admins, house.clock.now())
        except (LastAdmin, FixedAdmin, LookupError) as error:
            _explain(context, error)
        context.say("staff.one", edit=True, person=who)
    await _new_menu(context, who)


@taps("staff.remove")
@staff_only(Role.ADMIN)
async def remove(update: Update, context: Context, person: str) -> None:
    """Ask before somebody leaves the team."""
    context.say("staff.remove", edit=True, person=number(person))


@screen("staff.remove")
async def remove_screen(view: View, *, person: int) -> Message:
    """Really?"""
    name = await staff.name_of(view.session, person) or view.texts.plain("a colleague")
    text = view.texts("Remove from the team: {name}\nThe cards they hold go back to the new ones.", name=name)
    yes = Button(view.texts.plain("🚪 Yes, remove"), data("staff.removed", person))
    return Message(text, rows=[[yes], [Button(view.texts.plain("Back"), data("staff.one", person))]])


@taps("staff.removed")
@staff_only(Role.ADMIN)
async def removed(update: Update, context: Context, person: str) -> None:
    """Somebody leaves the team, at once."""
    house, who = context.house, number(person)
    async with context.transaction() as session:
        try:
            await staff.remove(session, context.person, who, house.admins, house.clock.now())
        except (LastAdmin, FixedAdmin, LookupError) as error:
            _explain(context, error)
        context.say("staff.team", edit=True)
    await _new_menu(context, who)


def _explain(context: Context, error: Exception) -> None:
    texts = context.texts
    if isinstance(error, LastAdmin):
        context.toast(texts.plain("The team needs an admin: first make somebody else one."), alert=True)
    elif isinstance(error, FixedAdmin):
        context.toast(texts.plain("Admin by the settings of the program (ADMIN_IDS): change it there."), alert=True)
    else:
        context.toast(texts.plain("This person is not in the team."))


async def _new_menu(context: Context, person_id: int) -> None:
    """The commands that this person sees have changed."""
    async with context.reading() as session:
        chat_id = await staff.chat_of(session, person_id)
    if chat_id:
        context.house.outgoing.put_commands(chat_id)


@taps("staff.notices")
async def notices(update: Update, context: Context) -> None:
    """How do I hear of new challenges?"""
    context.say("staff.notices")


@taps("staff.hears")
async def hears(update: Update, context: Context, choice: str) -> None:
    """From now on like this."""
    if not context.person.is_staff or choice not in set(Hears):
        context.toast(context.texts.plain("This is for the team of the lab."))
        return
    house = context.house
    async with context.transaction() as session:
        await staff.choose_notices(session, context.person, Hears(choice), house.clock.now())
        await session.flush()
        await digests.follow(session, context.person, house.lab, house.clock.now())
        context.say("staff.notices", edit=True)


@screen("staff.notices")
async def notices_screen(view: View) -> Sequence[Message]:
    """The three ways, the chosen one ticked."""
    if not view.person.is_staff:
        return [refusal(view)]
    now = await staff.notices_of(view.session, view.person)
    text = view.texts("🔔 How do you want to hear of new reports?\nDangers are always told at once.")
    ticks = {one: "✓ " if one is now else "" for one in Hears}
    buttons = [Button(ticks[one] + view.texts.plain(HEARS[one]), data("staff.hears", one)) for one in Hears]
    return [Message(text, rows=one_a_row(buttons))]
