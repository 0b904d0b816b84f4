"""What became of an announcement: its report by language and reason, and those of whom nobody knows."""

from typing import Any

from telegram import Update

from handlers.announcement_acts import steer
from handlers.announcement_words import back, languages, staff_screen, title_of
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Message, View
from handlers.words import bold
from locales.formats import Safe
from locales.languages import NAMES
from locales.marks import N_
from services import audit, deliveries, underway
from services.roles import Role
from storage import announcements as rows
from storage.announcements import STOPPED, AnnouncementRow, subject_of
from storage.people import BLOCKED

# Why somebody did not get it: (state of the row, its reason) -> words; a state alone stands for all other reasons.
WHY: dict[tuple[str, str], str] = {
    ("recalled", STOPPED): N_("they stopped this topic in time"),
    ("recalled", ""): N_("the team stopped the announcement"),
    ("nothing", ""): N_("it was deleted, or the workshop was called off or over"),
    ("unreachable", "stopped"): N_("they want no messages"),
    ("unreachable", BLOCKED): N_("the team blocked them"),
    ("unreachable", ""): N_("they blocked the bot or left Telegram"),
    ("expired", ""): N_("it was too late for them"),
    ("failed", ""): N_("Telegram refused the message"),
    ("uncertain", ""): N_("nobody knows whether it arrived"),
    ("unknown", ""): N_("nobody knows whether it arrived"),
    ("ready", ""): N_("not yet"),
}


@taps("an.report")
@staff_only(Role.COMMUNICATOR)
async def report(update: Update, context: Context, announcement: str) -> None:
    """What became of it, by language and reason."""
    context.say("announcement.report", announcement=number(announcement))


@staff_screen("announcement.report")
async def report_screen(view: View, row: AnnouncementRow) -> Message:
    """For each language: how many got it, and how many did not, with the reasons."""
    texts, found = view.texts, await rows.outcomes(view.session, subject_of(row.id))
    lines: list[Any] = [bold(texts("📊 Report")), texts("📢 Announcement: {title}", title=await title_of(view, row))]
    if row.started_at:
        lines.append(texts("It left on {when}.", when=texts.day_and_time(row.started_at)))
    for code in languages(view):
        mine = [(state, reason, n) for language, state, reason, n in found if language == code]
        if mine:
            lines += ["", *_language_lines(view, code, mine)]
    if not found:
        lines.append(texts("Nobody was written to yet."))
    return Message("\n".join(lines), rows=[[back(view, row)]])


def _language_lines(view: View, code: str, mine: list[tuple[str, str, int]]) -> list[Safe]:
    texts = view.texts
    got, total = sum(n for state, _, n in mine if state == "sent"), sum(n for *_, n in mine)
    head = texts("In {language}, delivered: {count} of {total}", language=NAMES[code], count=got, total=total)
    why: dict[str, int] = {}
    for state, reason, n in mine:
        if state != "sent":
            msgid = WHY.get((state, reason)) or WHY.get((state, "")) or WHY["ready", ""]
            why[msgid] = why.get(msgid, 0) + n
    return [
        bold(head),
        *(texts("• Reason: {why}. People: {count}", why=texts(msgid), count=n) for msgid, n in why.items()),
    ]


@taps("an.unsure")
@staff_only(Role.COMMUNICATOR)
async def unsure(update: Update, context: Context, announcement: str, after: str) -> None:
    """Those of whom nobody knows whether it arrived; who looked is noted."""
    async with context.transaction() as session:
        context.say("announcement.unsure", announcement=number(announcement), after=number(after))
        subject, now = subject_of(number(announcement)), context.house.clock.now()
        audit.note(session, context.person.id, "announcement.unsure", subject, now)


@staff_screen("announcement.unsure")
async def unsure_screen(view: View, row: AnnouncementRow, *, after: int = 0) -> Message:
    """Who they are, twenty at a time, and what to do about all of them."""
    texts, delivery = view.texts, await deliveries.of(view.session, subject_of(row.id))
    found = await deliveries.uncertain(view.session, delivery.id, after) if delivery else []
    known = await rows.names(view.session, [one.person_id for one in found if one.person_id])
    head = texts(
        "❔ The connection broke while these were being sent: perhaps they have it, perhaps not.\n"
        "Send again: some get it twice. Leave it: some never get it."
    )
    nameless = texts.plain("without a name")
    lines = [texts("• Name: {name}, language: {language}", name=name or nameless, language=NAMES[language])
             for name, language in known.values()]  # fmt: skip
    if not found:
        return Message(texts("There is nobody left to decide about."), rows=[[back(view, row)]])
    buttons = [
        Button(texts.plain("📤 Send again to all of them"), data("an.again", row.id)),
        Button(texts.plain("✋ Leave it"), data("an.letbe", row.id)),
    ]
    if len(found) == deliveries.PAGE:
        buttons.append(Button(texts.plain("➡️ Further ones"), data("an.unsure", row.id, found[-1].id)))
    return Message("\n".join([head, *lines]), rows=one_a_row([*buttons, back(view, row)]))


@taps("an.again")
@staff_only(Role.COMMUNICATOR)
async def again(update: Update, context: Context, announcement: str) -> None:
    """The uncertain ones get it once more."""
    await steer(context, announcement, underway.send_again)


@taps("an.letbe")
@staff_only(Role.COMMUNICATOR)
async def let_be(update: Update, context: Context, announcement: str) -> None:
    """The uncertain ones are left in peace."""
    await steer(context, announcement, underway.let_be)
