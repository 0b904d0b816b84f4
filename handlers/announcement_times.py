"""When an announcement leaves: at once, or at a time that was written or chosen by taps; at night only if urgent."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import announcements as conversation
from conversations.form import Answers
from handlers.announcement_acts import change, show
from handlers.announcement_forms import begin
from handlers.announcement_words import back, staff_screen
from handlers.buttons import Button, data, in_rows, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Message, View
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.texts import ltr
from services import announcements, quiet_hours
from services.announcements import Changed
from services.occasions import WALL, in_utc
from services.people import Person
from services.roles import Role
from storage.announcements import AnnouncementRow

DAYS = 14
HALF_HOURS = 48
WIDE = 18  # characters of a day, two of which stand side by side
DAY = "%Y%m%d"
LATE = (30, 120, 720, 1440)  # minutes for which it may be late, one after the other
COMPACT = "%Y%m%d%H%M"  # a button's data have no colon to spare


@taps("an.when")
@staff_only(Role.COMMUNICATOR)
async def when(update: Update, context: Context, announcement: str) -> None:
    """The days to choose from."""
    context.say("announcement.when", edit=True, announcement=number(announcement))


@staff_screen("announcement.when")
async def when_screen(view: View, row: AnnouncementRow) -> Message:
    """At once, or one of the next two weeks' days."""
    texts, lab, now = view.texts, view.house.lab, view.house.clock.now()
    leaves = texts.day_and_time(announcements.leaves_at(row, lab, now, alone=True))
    lines = [bold(texts("🕐 When shall it leave?")), texts("As it stands, on {when} at the earliest.", when=leaves)]
    if not row.urgent:
        lines.append(texts("🌙 In quiet hours nothing leaves: it waits until they are over."))
    late = texts.duration(timedelta(minutes=row.late_minutes))
    lines.append(
        texts("⏳ If the bot was away: later than {duration} it does not leave, and you are told.", duration=late)
    )
    today = now.astimezone(lab.zone).date()
    days = [today + timedelta(days=n) for n in range(DAYS)]
    buttons = [Button(texts.brief_day(day), data("an.day", row.id, f"{day:{DAY}}"))
               for day in days]  # fmt: skip
    at_once = Button(
        f"{'' if row.wall else '✓ '}{texts.plain('⚡ As soon as it is sent off')}", data("an.at", row.id, 0)
    )
    urgent = Button(f"{'✅' if row.urgent else '⬜'} {texts.plain('🔔 Urgent: also at night')}",
                    data("an.urgent", row.id, 0 if row.urgent else 1))  # fmt: skip
    last = [[_written(view, row)], [urgent], [_late(view, row)], [back(view, row)]]
    return Message("\n".join(lines), rows=[[at_once], *in_rows(buttons, narrow=WIDE), *last])


def _written(view: View, row: AnnouncementRow) -> Button:
    return Button(view.texts.plain("⌨️ Write day and time"), data("an.clock", row.id))


def _late(view: View, row: AnnouncementRow) -> Button:
    """The next longer time, or again the shortest."""
    longer = next((minutes for minutes in LATE if minutes > row.late_minutes), LATE[0])
    now = view.texts.duration(timedelta(minutes=row.late_minutes))
    return Button(view.texts.plain("⏳ Late at most: {duration}", duration=now), data("an.late", row.id, longer))


@taps("an.late")
@staff_only(Role.COMMUNICATOR)
async def late(update: Update, context: Context, announcement: str, minutes: str) -> None:
    """It may be late for so long; after that it does not leave."""
    if number(minutes) in LATE:
        await change(context, announcement, "announcement.when", {"late_minutes": number(minutes)})


@taps("an.day")
@staff_only(Role.COMMUNICATOR)
async def day(update: Update, context: Context, announcement: str, day: str) -> None:
    """The hours of a day."""
    if _day(day) is not None:
        context.say("announcement.day", edit=True, announcement=number(announcement), day=day)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, DAY).date()
    except ValueError:
        return None


@staff_screen("announcement.day")
async def day_screen(view: View, row: AnnouncementRow, *, day: str) -> Message:
    """Every half hour at which it may leave."""
    texts, chosen = view.texts, _day(day)
    walls = _walls(view, row, chosen) if chosen else []
    buttons = [Button(ltr(f"{wall:%H:%M}"), data("an.at", row.id, f"{wall:{COMPACT}}")) for wall in walls]
    text = texts("🕐 On {day}, at what time?", day=texts.long_date(chosen or view.house.clock.now()))
    if not walls:
        text = texts("Nothing may leave on that day any more. Choose another one.")
    other = Button(texts.plain("📅 Another day"), data("an.when", row.id))
    return Message(text, rows=[*in_rows(buttons), [_written(view, row)], [other]])


def _walls(view: View, row: AnnouncementRow, day: date) -> list[datetime]:
    """The local half hours of a day that are ahead, and not quiet unless it is urgent."""
    lab, now = view.house.lab, view.house.clock.now()
    midnight = datetime(day.year, day.month, day.day)
    found = []
    for wall in (midnight + n * timedelta(minutes=30) for n in range(HALF_HOURS)):
        moment = in_utc(wall.strftime(WALL), row.zone)
        if moment > now and (row.urgent or not quiet_hours.is_quiet(moment, lab.zone, lab)):
            found.append(wall)
    return found


@taps("an.at")
@staff_only(Role.COMMUNICATOR)
async def at(update: Update, context: Context, announcement: str, wall: str) -> None:
    """It leaves at this wall time, or (0) as soon as it is sent off."""
    if wall == "0":
        await change(context, announcement, "announcement", {"wall": None})
        return
    try:
        moment = datetime.strptime(wall, COMPACT)
    except ValueError:
        return
    await change(context, announcement, "announcement", {"wall": moment.strftime(WALL)})


@taps("an.clock")
@staff_only(Role.COMMUNICATOR)
async def clock(update: Update, context: Context, announcement: str) -> None:
    """Ask for the day and the time in words."""
    await begin(context, conversation.TIME.name, announcement=number(announcement))


class _Time(Served):
    """One message says when; it may be as far ahead as they like."""

    form = conversation.TIME
    needs = Role.COMMUNICATOR

    def around(self, house: House, person: Person, one: Open) -> datetime:
        """What clocks show now."""
        return house.clock.now().astimezone(house.lab.zone).replace(tzinfo=None)

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """It leaves then."""
        announcement, now = one.beside["announcement"], context.house.clock.now()
        try:
            await announcements.edit(session, context.person, announcement, now, wall=answers.value("when"))
        except Changed:
            context.say("announcement.too_late", announcement=announcement)
            return
        await session.flush()
        await show(context, session, announcement, edit=False)


serve(_Time())


@taps("an.urgent")
@staff_only(Role.COMMUNICATOR)
async def urgent(update: Update, context: Context, announcement: str, wanted: str) -> None:
    """Also at night, which two people have to say; or no longer."""
    await change(context, announcement, "announcement.when", {"urgent": wanted == "1"})
