"""Sending an announcement off: what leaves is shown once more, a second person says yes, it can be called off."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import announcements as screens
from handlers.announcement_acts import act, steer
from handlers.announcement_words import back, staff_screen, title_of
from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import announcements, audiences
from services.people import Person
from services.roles import Role, holds
from storage import announcements as rows
from storage.announcements import AWAITING, AnnouncementRow

NOBODY_ELSE = N_("✋ A second person must say yes, and there is nobody else who may announce.")


@taps("an.send")
@staff_only(Role.COMMUNICATOR)
async def send(update: Update, context: Context, announcement: str) -> None:
    """Show once more what would leave, before it does."""
    context.say("announcement.send", edit=True, announcement=number(announcement))


@staff_screen("announcement.send")
async def send_screen(view: View, row: AnnouncementRow) -> Message:
    """Who gets what, when, and by whose leave."""
    house, texts, now = view.house, view.texts, view.house.clock.now()
    count = await audiences.count(view.session, row, house.lab.announcements, now, house.admins)
    needed = await announcements.who_must_agree(view.session, view.person, row, count.people, house.lab, house.admins)
    lines = [bold(texts("📤 Send this announcement?")), *await screens.told(view, row, count)]
    lines += _leave_lines(view, row, now, alone=needed is None)
    if needed is not None:
        names = texts.listing([one.name or texts.plain("a colleague") for one in needed])
        lines.append(texts("✋ A second person must say yes: {names}", names=names) if needed else texts(NOBODY_ELSE))
    yes = Button(texts.plain("📤 Yes, send it"), data("an.ask", row.id, row.revision))
    return Message("\n".join(lines), rows=[[yes], [back(view, row)]])


def _leave_lines(view: View, row: AnnouncementRow, now: datetime, *, alone: bool) -> list[Safe]:
    texts, lab = view.texts, view.house.lab
    leaves = announcements.leaves_at(row, lab, now, alone=alone)
    lines = [texts("🕐 Leaves on {when}.", when=texts.day_and_time(leaves))]
    if alone:
        lines.append(texts("Until then you can cancel it."))
    if not row.urgent and announcements.waits_for_morning(row, lab, now, alone=alone):
        lines.append(texts("🌙 Before that are quiet hours: nobody is woken."))
    if row.urgent:
        lines.append(texts("🔔 Urgent: also at night, and also to those who had many announcements."))
    return lines


@taps("an.ask")
@staff_only(Role.COMMUNICATOR)
async def ask(update: Update, context: Context, announcement: str, revision: str) -> None:
    """Send it as it was shown: at its time, or once a second person agrees."""
    house, now = context.house, context.house.clock.now()

    async def asked(session: AsyncSession, person: Person) -> AnnouncementRow:
        return await announcements.ask(
            session, person, number(announcement), number(revision), house.lab, house.admins, now
        )

    await act(context, announcement, asked)


@taps("an.yes")
@staff_only(Role.COMMUNICATOR)
async def agree(update: Update, context: Context, announcement: str, revision: str) -> None:
    """A second person says yes to what they saw."""
    house, now = context.house, context.house.clock.now()

    async def agreed(session: AsyncSession, person: Person) -> AnnouncementRow:
        return await announcements.approve(session, person, number(announcement), number(revision), house.lab, now)

    await act(context, announcement, agreed)


@taps("an.off")
@staff_only(Role.COMMUNICATOR)
async def off(update: Update, context: Context, announcement: str) -> None:
    """It does not leave; it can be changed."""
    await steer(context, announcement, announcements.call_off)


@screen("announcement.asked")
async def asked_screen(view: View, *, announcement: int, revision: int) -> Message | list[Message]:
    """A colleague wants to send it: as it is then, with the button that says yes."""
    row = await rows.of(view.session, announcement)
    asked = row is not None and row.state == AWAITING and row.revision == revision
    if row is None or not asked or not holds(view.person.roles, Role.COMMUNICATOR):
        return []
    return await screens.shown(view, row)


@screen("announcement.missed")
async def missed_screen(view: View, *, announcement: int) -> Message:
    """It was not sent, since the bot was away when it should have left."""
    texts, row = view.texts, await rows.of(view.session, announcement)
    title = await title_of(view, row) if row else "…"
    text = texts(
        "⚠️ This announcement was not sent: {title}\n"
        "The bot was away when it should have left, and now it would come too late. Choose another time.",
        title=title,
    )
    open_it = Button(texts.plain("📢 Open it"), data("an.open", announcement))
    return Message(text, rows=[[open_it]])
