"""One status for all that a search found: which, why, are you sure, done, undo."""

from telegram import Update

from handlers import desk as counter
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_menus import NEEDS_WHY
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.search_screens import told
from handlers.statuses import EMOJI, explained, label
from handlers.words import bold, ref_label
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.texts import unbroken
from services import bulk, reasons, searches, statuses
from services.roles import Role, holds
from services.statuses import Status, Step
from storage import searches as rows
from storage.challenges import GRACE, ChallengeRow, StatusRow

NO_WHY = "-"
LABEL = 40  # UTF-16 units of a ready answer on a button


@taps("bulk.ask")
@staff_only(Role.MODERATOR)
async def which(update: Update, context: Context) -> None:
    """To which status?"""
    context.say("bulk.ask", edit=True)


@taps("bulk.why")
@staff_only(Role.MODERATOR)
async def why(update: Update, context: Context, status: str) -> None:
    """With which words?"""
    if status in bulk.WHAT:
        context.say("bulk.why", edit=True, status=status)
    else:
        counter.old_button(context)


@taps("bulk.sure")
@staff_only(Role.MODERATOR)
async def sure(update: Update, context: Context, status: str, reason: str) -> None:
    """Ask once more, with the count."""
    if status in bulk.WHAT and (reason != NO_WHY or status not in NEEDS_WHY):
        context.say("bulk.sure", edit=True, status=status, reason=reason)
    else:
        counter.old_button(context)


@taps("bulk.do")
@staff_only(Role.MODERATOR)
async def do(update: Update, context: Context, status: str, reason: str, count: str, upto: str) -> None:
    """Move them all; if others fit by now, ask again."""
    if status not in bulk.WHAT or (reason == NO_WHY and status in NEEDS_WHY):
        counter.old_button(context)
        return
    step = Step(Status(status), {} if reason == NO_WHY else {"template": reason})
    house, now, asked = context.house, context.house.clock.now(), (number(count), number(upto))
    async with context.transaction() as session:
        try:
            done = await bulk.done_before(session, context.person, step.status, *asked, now)
            done = done or await bulk.change(session, house.lab, context.person, step, *asked, now)
        except bulk.Changed:
            context.toast(
                context.texts.plain("What is found has changed meanwhile: please look once more."), alert=True
            )
            context.say("bulk.sure", edit=True, status=status, reason=reason)
            return
        except LookupError:
            counter.old_button(context)
            return
        context.say("bulk.done", edit=True, status=status, count=done.count, first=done.first, last=done.last)


@taps("bulk.undo")
@staff_only(Role.MODERATOR)
async def undo(update: Update, context: Context, first: str, last: str) -> None:
    """Take all of it back, while nobody was told."""
    async with context.transaction() as session:
        count = await bulk.undo(session, number(first), number(last), context.person, context.house.clock.now())
        if count:
            context.say("bulk.undone", edit=True, count=count)
        else:
            context.toast(context.texts.plain("Too late: it has gone."), alert=True)


def _back(view: View) -> Button:
    return Button(view.texts.plain("🔍 Search"), data("find.back"))


async def _found(view: View) -> tuple[int, int]:
    now = view.house.clock.now()
    search = await searches.of(view.session, view.person, now)
    return await rows.count(view.session, bulk.condition(search, view.person, now))


async def _left_out(view: View, count: int) -> list[Safe]:
    now = view.house.clock.now()
    search = await searches.of(view.session, view.person, now)
    found, _ = await rows.count(view.session, searches.condition(search, view.person, now))
    said = view.texts("Left out, joined to others or spam: {n}", n=found - count)
    return [said] if found > count else []


@screen("bulk.ask")
async def ask_screen(view: View) -> Message:
    """The statuses, one a row; too many at once are refused with what helps."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    count, _ = await _found(view)
    if not 0 < count <= bulk.MOST:
        text = view.texts("Found: {n}. At most {most} can be changed at once: please choose more filters.",
                          n=count, most=bulk.MOST)  # fmt: skip
        return Message(text, rows=[[_back(view)]])
    buttons = [Button(label(view, one), data("bulk.why", one)) for one in bulk.WHAT]
    text = view.texts("🚦 Which status for all of them? Reports: {n}", n=count)
    return Message(text, rows=[*one_a_row(buttons), [_back(view)]])


@screen("bulk.why")
async def why_screen(view: View, *, status: str) -> Message:
    """The ready answers that fit all of them; without words where that is enough."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    search = await searches.of(view.session, view.person, view.house.clock.now())
    ready = await reasons.fitting(view.session, view.house.lab, status, search.category)
    buttons = [
        Button(cut_at_word(one.pick(view.texts.language), LABEL), data("bulk.sure", status, one.key)) for one in ready
    ]
    if status not in NEEDS_WHY:
        buttons.insert(0, Button(view.texts.plain("✓ Without details"), data("bulk.sure", status, NO_WHY)))
    lines = [bold(label(view, status)), view.texts("Which answer do the authors read?")]
    lines += [view.texts("{n}. {words}", n=n, words=one.pick(view.texts.language)) for n, one in enumerate(ready, 1)]
    return Message("\n".join(lines), rows=[*one_a_row(buttons), [_back(view)]])


@screen("bulk.sure")
async def sure_screen(view: View, *, status: str, reason: str) -> Message:
    """How many, to what, with which words, and that each author hears of it once."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, (count, upto) = view.texts, await _found(view)
    search = await searches.of(view.session, view.person, view.house.clock.now())
    lines = [bold(texts("Change {n} reports?", n=count)), *await told(view, search)]
    lines += await _left_out(view, count)
    lines.append(texts("New status: {status}", status=label(view, status)))
    ready = await reasons.of(view.session, view.house.lab, reason) if reason != NO_WHY else None
    if ready:
        lines.append(texts("Words: {words}", words=ready.pick(texts.language)))
    if Status(status) in statuses.TOLD:
        lines.append(texts("Each author is told once, after two minutes. Until then you can undo it."))
    else:
        lines.append(
            texts("Authors see it on their card, without a message; supporters are told once. "
                  "Within two minutes you can undo it.")
        )  # fmt: skip
    yes = Button(texts.plain("✓ Yes, change {n}", n=count), data("bulk.do", status, reason, count, upto))
    return Message("\n".join(lines), rows=[*([[yes]] if count else []), [_back(view)]])


@screen("bulk.done")
async def done_screen(view: View, *, status: str, count: int, first: int, last: int) -> Message:
    """How many moved, and the way back."""
    texts = view.texts
    minutes = texts.duration(GRACE)
    text = texts("✓ Changed: {n}. New status: {status}\nYou can undo it within {time}.",
                 n=count, status=label(view, status), time=minutes)  # fmt: skip
    undo_row: Rows = (
        [[Button(texts.plain("↩️ Undo all: {n}", n=count), data("bulk.undo", first, last))]] if count else []
    )
    return Message(text, rows=[*undo_row, [_back(view)]])


@screen("bulk.undone")
async def undone_screen(view: View, *, count: int) -> Message:
    """It is as it was."""
    return Message(view.texts("↩️ Undone: {n}. Nobody was told.", n=count), rows=[[_back(view)]])


@screen("status.several")
async def several(view: View, *, told: list[list[int]]) -> list[Message]:
    """What became of several reports of one person; what was undone meanwhile is not said.

    One cannot answer it: each has its own page for that.
    """
    lines: list[Safe] = []
    buttons: list[Button] = []
    for step, challenge in told:
        row, own = await view.session.get(StatusRow, step), await view.session.get(ChallengeRow, challenge)
        subject = await view.session.get(ChallengeRow, row.challenge_id) if row else None
        if row is None or own is None or subject is None or row.undone_at or own.withdrawn_at:
            continue
        lines.append(Safe(f"{bold(view.texts('Report {ref}', ref=unbroken(own.ref)))} · {label(view, row.status)}"))
        lines.append(await explained(view, subject, row, mine=False))
        buttons.append(Button(ref_label(view, EMOJI[Status(row.status)], own.ref), data("mine.see", own.id)))
    if not lines:
        return []
    mine = Button(view.texts.plain("📂 My reports"), data("mine.open"))
    return [Message("\n".join([view.texts("News of your reports:"), *lines]), rows=[*one_a_row(buttons), [mine]])]
