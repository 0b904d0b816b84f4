"""Invitations to the team: a link for one person and 15 minutes, and the welcome of who opens it."""

from telegram import Update

from handlers import menu, notices
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import ROLES
from handlers.rights import staff_only
from handlers.screens import Media, Message, View, screen
from handlers.staff import back, name_of
from locales.texts import ltr
from services import digests, squares, staff
from services.roles import Role


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
    return Message(text, rows=[*one_a_row(buttons), [back(view)]])


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
    picture = Media("photo", content=squares.png(address, "m", scale=8), filename="invitation.png")
    return [Message(text, media=picture, rows=[[Button(view.texts.plain("📋 Copy the link"), copy=address)]])]


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
        await digests.follow(session, context.person.trusted(role), context.house.lab, now)
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
        "👥 New in the team: {name}, role: {role}", name=name_of(view, one), role=view.texts(ROLES[Role(role)])
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
    return Message(text, rows=[*menu.rows(view), *notices.row(view)])
