"""/staff: who belongs to the team, and with which roles."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers.buttons import Button, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_words import ROLES, number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from locales.formats import Safe
from locales.marks import N_
from services import digests, staff
from services.roles import Role
from services.staff import FixedAdmin, LastAdmin, Member
from storage import blocking

ON_A_PAGE = 15  # names may be long, and Telegram takes 4,096 characters


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
async def team(update: Update, context: Context, page: str = "") -> None:
    """Back to the team, or on to its next page, in place."""
    context.say("staff.team", edit=True, page=number(page))


@screen("staff.team")
async def team_screen(view: View, *, page: int = 0) -> list[Message]:
    """One page of the members, with their roles."""
    if Role.ADMIN not in view.person.roles:
        return [refusal(view)]
    texts, members = view.texts, await staff.members(view.session, view.house.admins)
    first = min(page, (len(members) - 1) // ON_A_PAGE) * ON_A_PAGE
    shown = members[first : first + ON_A_PAGE]
    lines = [texts("👥 The team"), *(_line(view, one) for one in shown)]
    buttons = [Button(f"👤 {name_of(view, one)}", data("staff.one", one.id)) for one in shown]
    following = (first // ON_A_PAGE + 1) * (first + ON_A_PAGE < len(members))  # after the last page the first one
    turn = [Button(texts.plain("Next ›"), data("staff.team", following))] if len(members) > ON_A_PAGE else []
    more = [
        *turn,
        Button(texts.plain("➕ Invite"), data("staff.invite")),
        Button(texts.plain("🔔 How I hear of new reports"), data("staff.notices")),
        Button(texts.plain("🎙 Voices"), data("voice.list")),
    ]
    if n := await blocking.count(view.session):
        more.append(Button(texts.plain("🚫 Blocked: {n}", n=n), data("staff.blocked", 0)))
    return [Message("\n".join(lines), rows=one_a_row([*buttons, *more]))]


def _line(view: View, one: Member) -> Safe:
    return view.texts("Name: {name}, roles: {roles}", name=name_of(view, one), roles=_roles(view, one))


def name_of(view: View, one: Member) -> str:
    """The name by which colleagues see a member."""
    return one.name or view.texts.plain("a colleague")


def _roles(view: View, one: Member) -> Safe:
    return view.texts.listing([view.texts(ROLES[role]) for role in Role if role in one.roles])


def back(view: View) -> Button:
    """The way back to the team."""
    return Button(view.texts.plain("Back"), data("staff.team"))


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
        return [Message(texts("This person is not in the team."), rows=[[back(view)]])]
    lines = [texts("👤 {name}", name=name_of(view, one)), texts("Roles: {roles}", roles=_roles(view, one))]
    if one.fixed:
        lines.append(texts("Admin by the settings of the program (ADMIN_IDS): change it there."))
    buttons = [_switch(view, one, role) for role in Role if not (one.fixed and role is Role.ADMIN)]
    if not one.fixed:
        buttons.append(Button(texts.plain("🚪 Remove from the team"), data("staff.remove", one.id)))
    return [Message("\n".join(lines), rows=[*one_a_row(buttons), [back(view)]])]


def _switch(view: View, one: Member, role: Role) -> Button:
    held = role in one.roles
    label = f"{'✅' if held else '▫️'} {view.texts.plain(ROLES[role])}"
    return Button(label, data("staff.switch", one.id, role, 0 if held else 1))


@taps("staff.switch")
@staff_only(Role.ADMIN)
async def switch(update: Update, context: Context, person: str, role: str, wanted: str) -> None:
    """Give a role, or take it away, as the button said: tapped again, it does no more."""
    if role not in set(Role):
        return
    house, who, held = context.house, number(person), wanted == "1"
    async with context.transaction() as session:
        try:
            await staff.set_role(session, context.person, who, Role(role), held, house.admins, house.clock.now())
            await _follow(context, session, who)
        except (LastAdmin, FixedAdmin, LookupError) as error:
            _explain(context, error)
        context.say("staff.one", edit=True, person=who)
    await _new_menu(context, who)


async def _follow(context: Context, session: AsyncSession, person_id: int) -> None:
    """Whoever is at the desk from now on hears of new challenges; whoever no longer is does not."""
    house = context.house
    await session.flush()
    if one := await staff.member(session, person_id, house.admins):
        await digests.follow(session, one, house.lab, house.clock.now())


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
