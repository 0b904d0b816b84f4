"""An announcement under way: a living card that says how far it is, with what can be done about it."""

from telegram import Update

from handlers.announcement_acts import steer
from handlers.announcement_words import SIGNS, STATES, back, home, languages, staff_screen, title_of
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import ltr
from services import deliveries, underway
from services.deliveries import Progress
from services.roles import Role
from storage import announcements as rows
from storage.announcements import DELETED, PAUSED, RUNNING, SENDING, AnnouncementRow, subject_of
from storage.deliveries import RUNNING as LEAVING

BLOCKS = 12
SIDE_BY_SIDE = 16  # letters: few rows, so that the bar stays on the screen when messages come below


@screen("announcement.moved")
async def moved(view: View) -> Message:
    """The living message stands below."""
    return Message(view.texts("📢 This announcement stands further down."))


async def shown(view: View, row: AnnouncementRow) -> Message:
    """How far it is: a bar, numbers, speed and the end; then what can be done."""
    delivery, now = await deliveries.of(view.session, subject_of(row.id)), view.house.clock.now()
    told = await deliveries.progress(view.session, delivery, now, view.house.lab) if delivery else Progress(SENDING)
    texts = view.texts
    lines = [
        bold(f"{SIGNS[row.state]} {texts(STATES[row.state])}"),
        texts("📢 Announcement: {title}", title=await title_of(view, row)),
    ]
    lines += [texts("It is being prepared…")] if delivery is None else _numbers(view, told)
    lines += await _rework_lines(view, row)
    return Message("\n".join(lines), rows=_rows(view, row, told))


def _numbers(view: View, told: Progress) -> list[Safe]:
    texts, full = view.texts, round(told.done * BLOCKS)
    bar = "▓" * full + "░" * (BLOCKS - full)
    lines = [
        texts("Progress: {bar} {percent}", bar=ltr(bar), percent=ltr(f"{told.done:.0%}")),
        texts("Delivered: {count} of {total}", count=told.delivered, total=told.total),
        texts("Not reached: {count}", count=told.unreachable + told.not_sent),
        texts("Uncertain: {count}", count=told.uncertain),
        texts("Left: {count}", count=told.left),
    ]
    if told.left and told.rate and told.state == LEAVING and not told.waits_until:
        lines.append(texts("Speed, messages a second: {rate}", rate=round(told.rate, 1)))
    if told.waits_until:
        lines.append(texts("🌙 At night nothing leaves: it waits until {time}.", time=texts.time(told.waits_until)))
    if told.ends_at:
        lines.append(texts("It ends at about {time}.", time=texts.time(told.ends_at)))
    return lines


async def _rework_lines(view: View, row: AnnouncementRow) -> list[Safe]:
    """How far its correction, or its deletion, is."""
    name = f"{subject_of(row.id)}:delete" if row.state == DELETED else f"{subject_of(row.id)}:correct:{row.revision}"
    job = await deliveries.of(view.session, name)
    if job is None:
        return []
    told, texts = await deliveries.progress(view.session, job, view.house.clock.now(), view.house.lab), view.texts
    done = N_("🗑 Deleted at: {count} of {total}") if row.state == DELETED else N_("✏️ Corrected at: {count} of {total}")
    lines = [texts(done, count=told.delivered, total=told.total)]
    if row.state == DELETED:
        lines.append(texts("Telegram lets us delete what is younger than 48 hours."))
    return lines


def _rows(view: View, row: AnnouncementRow, told: Progress) -> Rows:
    texts, buttons = view.texts, list[Button]()
    if row.state == SENDING:
        buttons.append(Button(texts.plain("⏸ Pause"), data("an.pause", row.id)))
    if row.state == PAUSED:
        buttons.append(Button(texts.plain("▶️ Go on"), data("an.resume", row.id)))
    if row.state in RUNNING:
        buttons.append(Button(texts.plain("⏹ Stop for good"), data("an.stop", row.id)))
    if told.undecided:
        buttons.append(Button(texts.plain("❔ Uncertain: {count}", count=told.undecided), data("an.unsure", row.id, 0)))
    if row.state != DELETED:
        buttons.append(Button(texts.plain("✏️ Correct it"), data("an.correct", row.id)))
        buttons.append(Button(texts.plain("🗑 Delete it"), data("an.delete", row.id)))
    buttons.append(Button(texts.plain("📊 Report"), data("an.report", row.id)))
    return in_rows([*buttons, home(view)], narrow=SIDE_BY_SIDE)


@taps("an.pause")
@staff_only(Role.COMMUNICATOR)
async def pause(update: Update, context: Context, announcement: str) -> None:
    """Nothing more leaves until somebody lets it go on."""
    await steer(context, announcement, underway.pause)


@taps("an.resume")
@staff_only(Role.COMMUNICATOR)
async def resume(update: Update, context: Context, announcement: str) -> None:
    """It goes on where it was."""
    await steer(context, announcement, underway.resume)


@taps("an.stop")
@staff_only(Role.COMMUNICATOR)
async def stop(update: Update, context: Context, announcement: str) -> None:
    """Pause at once, then ask whether it shall end for good: while somebody reads, nothing more leaves."""
    async with context.transaction() as session:
        row = await rows.of(session, number(announcement))
        if row and row.state == SENDING:
            await underway.pause(session, context.person, row.id, context.house.clock.now())
        context.say("announcement.stop", announcement=number(announcement))


@staff_screen("announcement.stop")
async def stop_screen(view: View, row: AnnouncementRow) -> Message:
    """Really?"""
    texts = view.texts
    text = texts("⏸ It is paused. Stop it for good?\nWhoever has it keeps it; nobody else gets it.")
    yes = Button(texts.plain("⏹ Yes, stop it for good"), data("an.stopped", row.id))
    on = Button(texts.plain("▶️ No, go on"), data("an.resume", row.id))
    return Message(text, rows=[[yes], [on], [back(view, row)]])


@taps("an.stopped")
@staff_only(Role.COMMUNICATOR)
async def stopped(update: Update, context: Context, announcement: str) -> None:
    """Whoever has not got it never will."""
    await steer(context, announcement, underway.cancel)


@taps("an.correct")
@staff_only(Role.COMMUNICATOR)
async def correct(update: Update, context: Context, announcement: str) -> None:
    """Choose the language whose words were wrong."""
    context.say("announcement.correct", announcement=number(announcement))


@staff_screen("announcement.correct")
async def correct_screen(view: View, row: AnnouncementRow) -> Message:
    """The languages that have words; of a workshop also what is planned."""
    wordings = await rows.wordings(view.session, row.id)
    text = view.texts("✏️ In which language? The message changes where it was received; phones do not ring again.")
    buttons = [Button(NAMES[code], data("an.fix", row.id, code))
               for code in languages(view) if code in wordings and wordings[code].text]  # fmt: skip
    if row.workshop_id:
        buttons.append(Button(view.texts.plain("🔄 Bring the workshop's words up to date"), data("an.fresh", row.id)))
    return Message(text, rows=one_a_row([*buttons, back(view, row)]))


@taps("an.fresh")
@staff_only(Role.COMMUNICATOR)
async def fresh(update: Update, context: Context, announcement: str) -> None:
    """What arrived shows the workshop as it is planned now."""
    await steer(context, announcement, underway.correct)


@taps("an.delete")
@staff_only(Role.COMMUNICATOR)
async def delete(update: Update, context: Context, announcement: str) -> None:
    """Ask before it is taken away everywhere."""
    context.say("announcement.delete", announcement=number(announcement))


@staff_screen("announcement.delete")
async def delete_screen(view: View, row: AnnouncementRow) -> Message:
    """Really?"""
    text = view.texts(
        "🗑 Delete it wherever it was received in the last 48 hours? Older ones stay: Telegram allows no more.\n"
        "Some have read it already."
    )
    yes = Button(view.texts.plain("🗑 Yes, delete it"), data("an.deleted", row.id))
    return Message(text, rows=[[yes], [back(view, row)]])


@taps("an.deleted")
@staff_only(Role.COMMUNICATOR)
async def deleted(update: Update, context: Context, announcement: str) -> None:
    """Take it away."""
    await steer(context, announcement, underway.take_away)
