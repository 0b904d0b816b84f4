"""/announce: the list of announcements, and one of them as it stands, until it leaves.

What it says is in announcement_forms.py, who gets it in announcement_audience.py, when in announcement_times.py, how
it goes in announcement_panels.py, what people receive in announced.py.
"""

from datetime import datetime

from telegram import Update

from handlers import announced, announcement_panels
from handlers.announcement_acts import MISTAKES, change, show
from handlers.announcement_words import (
    SIGNS,
    STATES,
    back,
    home,
    languages,
    left_out_lines,
    rule_lines,
    staff_screen,
    title_of,
    topic_name,
    wording_lines,
)
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_words import colleague, number
from handlers.occasions import about
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.languages import NAMES
from locales.marks import N_
from services import announcements, audiences
from services.announcements import Changed, Wordless
from services.audiences import Count, Rule
from services.roles import Role, holds
from storage import announcements as rows
from storage.announcements import AWAITING, DRAFT, MISSED, OVER, RUNNING, SCHEDULED, AnnouncementRow
from storage.occasions import OccasionRow

LISTED = 10


@command("announce", N_("Announcements"), Role.COMMUNICATOR)
@staff_only(Role.COMMUNICATOR)
async def opened(update: Update, context: Context) -> None:
    """The list, with what is under way first."""
    context.say("announcement.home")


@taps("an.begin")
@staff_only(Role.COMMUNICATOR)
async def begun(update: Update, context: Context) -> None:
    """The list, from the menu."""
    context.say("announcement.home")


@taps("an.home")
@staff_only(Role.COMMUNICATOR)
async def listed(update: Update, context: Context) -> None:
    """The list, in place."""
    context.say("announcement.home", edit=True)


@taps("an.past")
@staff_only(Role.COMMUNICATOR)
async def past(update: Update, context: Context) -> None:
    """What was sent before."""
    context.say("announcement.home", edit=True, past=True)


@screen("announcement.home")
async def home_screen(view: View, *, past: bool = False) -> Message:
    """Drafts, scheduled and running ones; or those that are over."""
    if not holds(view.person.roles, Role.COMMUNICATOR):
        return refusal(view)
    texts, found = view.texts, list[AnnouncementRow]()
    for states in (OVER,) if past else (RUNNING, (SCHEDULED, AWAITING), (DRAFT, MISSED)):
        found += await rows.in_states(view.session, states, LISTED)
    buttons = [Button(f"{SIGNS[row.state]} {await title_of(view, row)}", data("an.open", row.id)) for row in found]
    if past:
        head = texts("📁 Announcements that were sent") if found else texts("Nothing was sent yet.")
        return Message(bold(head), rows=one_a_row([*buttons, home(view)]))
    head = texts("📢 Announcements: to many people, each in their language.")
    hint = texts("Choose one to go on with it, or begin a new one.") if found else texts("Begin a new one.")
    new = Button(texts.plain("✏️ New announcement"), data("an.new"))
    older = Button(texts.plain("📁 Those that were sent"), data("an.past"))
    scheduled = Button(texts.plain("📅 Scheduled"), data("when.list", "new"))
    return Message(f"{bold(head)}\n{hint}", rows=one_a_row([new, *buttons, scheduled, older]))


@taps("an.open")
@staff_only(Role.COMMUNICATOR)
async def one(update: Update, context: Context, announcement: str) -> None:
    """One announcement, in place."""
    async with context.transaction() as session:
        await show(context, session, number(announcement))


@staff_screen("announcement")
async def shown(view: View, row: AnnouncementRow) -> Message:
    """How it stands: being written, waiting, or under way."""
    if row.state in RUNNING or (row.state in OVER and row.started_at):
        return await announcement_panels.shown(view, row)
    house = view.house
    count = await audiences.count(view.session, row, house.lab.announcements, house.clock.now(), house.admins)
    lines = [bold(_state(view, row)), *await told(view, row, count)]
    if row.state == AWAITING:
        lines.append(view.texts("It leaves once a second person says yes. Asked by: {name}",
                                name=await colleague(view, row.asked_by)))  # fmt: skip
    if leaves := row.due_at or _wanted_at(view, row):
        lines.append(bold(view.texts("🕐 Leaves on {when}.", when=view.texts.day_and_time(leaves))))
    return Message("\n".join(lines), rows=await _rows(view, row, count))


def _wanted_at(view: View, row: AnnouncementRow) -> datetime | None:
    """When one that waits to be sent off would leave, if a time was chosen: the night is heeded."""
    house = view.house
    leaves = announcements.leaves_at(row, house.lab, house.clock.now(), alone=False)
    return leaves if row.wall and row.state in (DRAFT, AWAITING) else None


def _state(view: View, row: AnnouncementRow) -> str:
    return f"{SIGNS[row.state]} {view.texts(STATES[row.state])}"


async def told(view: View, row: AnnouncementRow, count: Count) -> list[Safe]:
    """What it says in each language, about what, to whom."""
    texts = view.texts
    return [
        *await wording_lines(view, row, count),
        texts("🏷 Topic: {topic}", topic=topic_name(view, row)),
        *await rule_lines(view, Rule.read(row.rule)),
        bold(texts("People who get it: {count}", count=count.people)),
        *left_out_lines(view, count),
    ]


async def _rows(view: View, row: AnnouncementRow, count: Count) -> Rows:
    texts = view.texts
    if row.state == AWAITING:
        return await _awaiting_rows(view, row)
    if row.state == SCHEDULED:
        off = Button(texts.plain("✖️ Cancel, it does not leave"), data("an.off", row.id))
        return one_a_row([off, home(view)])
    wordings = await rows.wordings(view.session, row.id)
    written = [Button(f"{'✓' if code in wordings else '➕'} {NAMES[code]}", data("an.lang", row.id, code))
               for code in languages(view)]  # fmt: skip
    steps = [
        Button(texts.plain("👥 Who gets it: {count}", count=count.people), data("an.who", row.id, "take")),
        Button(texts.plain("🏷 Topic"), data("an.topics", row.id)),
        Button(texts.plain("🕐 When"), data("an.when", row.id)),
        Button(texts.plain("👁 Send it to me first"), data("an.me", row.id)),
        Button(texts.plain("📤 Send…"), data("an.send", row.id)),
    ]
    last = [Button(texts.plain("🗑 Throw away"), data("an.drop", row.id)), home(view)]
    return [*in_rows(written), *one_a_row([*steps, *last])]


async def _awaiting_rows(view: View, row: AnnouncementRow) -> Rows:
    texts = view.texts
    mine = [Button(texts.plain("👁 Send it to me first"), data("an.me", row.id))]
    if row.asked_by != view.person.id:
        mine.append(Button(texts.plain("✅ Yes, send it"), data("an.yes", row.id, row.revision)))
    off = Button(texts.plain("✏️ Change it, it does not leave"), data("an.off", row.id))
    return one_a_row([*mine, off, home(view)])


@taps("an.me")
@staff_only(Role.COMMUNICATOR)
async def to_me(update: Update, context: Context, announcement: str) -> None:
    """Send it to whoever asks, in each language that has words."""
    async with context.reading() as session:
        row = await rows.of(session, number(announcement))
        wordings = await rows.wordings(session, row.id) if row else {}
        codes = [one for one in context.house.catalogues.languages if one in wordings or (row and row.workshop_id)]
    if row is None or not codes:
        context.toast(context.texts.plain(MISTAKES[Wordless]), alert=True)
        return
    for code in codes:
        context.say("announcement.preview", announcement=row.id, language=code)
    context.say("announcement", announcement=row.id)


@staff_screen("announcement.preview")
async def preview(view: View, row: AnnouncementRow, *, language: str) -> Message:
    """What people get whose language this is; its button stops nothing."""
    found = await announced.dressed(view, row, language, stop=data("an.tried"))
    return found or Message(
        view.texts("Nobody gets this: the workshop is called off, over, or for invited people only."),
        rows=[[home(view)]],
    )


@taps("an.tried")
@staff_only(Role.COMMUNICATOR)
async def tried(update: Update, context: Context) -> None:
    """The button of a preview."""
    context.toast(context.texts.plain("People press this to stop the topic. Here it does nothing."))


@taps("an.topics")
@staff_only(Role.COMMUNICATOR)
async def topics(update: Update, context: Context, announcement: str) -> None:
    """Choose what it is about."""
    context.say("announcement.topics", edit=True, announcement=number(announcement))


@staff_screen("announcement.topics")
async def topics_screen(view: View, row: AnnouncementRow) -> Message:
    """The topics of the lab: people stop one of them, not all."""
    text = view.texts("🏷 What is it about?\nPeople can stop a topic: choose the one that fits.")
    buttons = [
        Button(
            f"{'✓ ' if one.key == row.topic else ''}{one.words.pick(view.texts.language)}",
            data("an.topic", row.id, one.key),
        )
        for one in view.house.lab.announcements.topics
    ]
    return Message(text, rows=one_a_row([*buttons, back(view, row)]))


@taps("an.topic")
@staff_only(Role.COMMUNICATOR)
async def topic(update: Update, context: Context, announcement: str, key: str) -> None:
    """It is about this topic."""
    known = {one.key for one in context.house.lab.announcements.topics}
    if key in known:
        await change(context, announcement, "announcement", {"topic": key})


@taps("an.drop")
@staff_only(Role.COMMUNICATOR)
async def drop(update: Update, context: Context, announcement: str) -> None:
    """Ask before a draft is thrown away."""
    context.say("announcement.drop", edit=True, announcement=number(announcement))


@staff_screen("announcement.drop")
async def drop_screen(view: View, row: AnnouncementRow) -> Message:
    """Really?"""
    text = view.texts("Throw this announcement away? Nobody gets it, and what was written is lost.")
    yes = Button(view.texts.plain("🗑 Yes, throw away"), data("an.dropped", row.id))
    return Message(text, rows=[[yes], [back(view, row)]])


@taps("an.dropped")
@staff_only(Role.COMMUNICATOR)
async def dropped(update: Update, context: Context, announcement: str) -> None:
    """It is never sent."""
    async with context.transaction() as session:
        try:
            await announcements.discard(session, context.person, number(announcement), context.house.clock.now())
        except Changed:
            context.toast(context.texts.plain(MISTAKES[Changed]))
        context.say("announcement.home", edit=True)


@about(announcements.KIND, Role.COMMUNICATOR, movable=False)
async def scheduled(view: View, occasion: OccasionRow) -> Safe | None:
    """How the list of what is scheduled tells of it; a yes is for the time too, so it is moved as it is edited."""
    row = await rows.of(view.session, occasion.subject_id)
    return view.texts("📢 Announcement: {title}", title=await title_of(view, row)) if row else None
