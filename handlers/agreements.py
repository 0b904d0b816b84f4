"""Agreements for both sides and the team: one page with its steps, milestones, the last word, what comes by itself."""

from collections.abc import Awaitable, Callable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import agreement_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.occasions import about
from handlers.rights import staff_only
from handlers.screens import Media, Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from services import agreement_lacks, agreement_reminders, agreements
from services.agreement_lacks import COMPANY, HOST
from services.agreements import AGREED, ALONE, BEGUN, CALLED_OFF, DRAFTED, GIVEN, LACKS, SAID
from services.roles import Role
from services.words import spoken
from storage import agreements as rows
from storage.agreements import ACTIVE, CLOSED, CLOSING, DRAFT, RUNNING, Case, MilestoneRow, SheetRow
from storage.occasions import OccasionRow

GONE = N_("This agreement is gone, or is for others.")
STALE = N_("This is no longer so. Here is how it stands.")
NOTED = N_("✓ Noted")
LABEL = 24  # UTF-16 units on a button
HEADS: dict[str, str] = {
    DRAFTED: N_("📄 The team wrote the draft of your agreement. Look through it: nothing is signed yet."),
    LACKS: N_("📝 Your agreement can be printed as soon as this is known. It takes a minute:"),
    GIVEN: N_("📝 An organisation has given what this agreement still lacked of it."),
    BEGUN: N_("▶️ Your agreement is signed. The milestones count from now on."),
    SAID: N_("🏁 The other side says what was done. Was it so?"),
    AGREED: N_("🎉 Both sides say so: it is done. Thank you!"),
    CALLED_OFF: N_("✖️ This agreement was called off."),
    ALONE: N_("✖️ This agreement ended: the other side, or what was needed, is no longer here."),
}
STATES: dict[str, tuple[str, ...]] = {
    DRAFTED: (DRAFT,),
    LACKS: (DRAFT,),
    GIVEN: (DRAFT,),
    BEGUN: (RUNNING,),
    SAID: (CLOSING,),
}


@taps("agreement.see")
async def see(update: Update, context: Context, agreement: str) -> None:
    """One agreement."""
    context.say("agreement.see", edit=True, agreement=number(agreement))


@screen("agreement.see")
async def see_screen(view: View, *, agreement: int) -> Message:
    """How it stands, and what this person can do."""
    case = await agreements.sees(view.session, view.person, agreement)
    if case is None:
        return Message(view.texts(GONE), rows=[[Button(view.texts.plain("🏢 Our organisation"), data("company.open"))]])
    return await _page(view, case, [])


async def _page(view: View, case: Case, head: list[Safe]) -> Message:
    lines = [*head, *await words.lines(view, case), *await _whose_turn(view, case)]
    buttons = [*await _of_team(view, case), *await _of_sides(view, case), *await _of_all(view, case)]
    return Message("\n".join(lines), rows=one_a_row([*buttons, *_back(view, case)]))


async def _whose_turn(view: View, case: Case) -> list[Safe]:
    turn = await agreements.turn(view.session, case)
    if turn is None:
        return []
    return [view.texts("👉 Now it is for {who} to say whether it was so.", who=words.name_of(view, case, turn))]


async def _of_team(view: View, case: Case) -> list[Button]:
    """The team writes, adds steps, and says that it is signed."""
    texts, row, found = view.texts, case.row, list[Button]()
    if not agreements.leads(view.person) or not case.whole:
        return found
    if row.state == DRAFT:
        found.append(Button(texts.plain("✏️ Change the draft"), data("agreement.write", row.partnership_id or 0)))
        lacks = await agreement_lacks.lacks(view.session, case)
        if COMPANY in lacks or (HOST in lacks and not row.ours):
            found.append(Button(texts.plain("📨 Ask for what is missing"), data("agreement.ask", row.id)))
        for one in await rows.milestones(view.session, row.id):
            found.append(Button(f"🗑 {_label(view, one)}", data("agreement.drop", one.id)))
        if not lacks:
            found.append(Button(texts.plain("✅ It is signed: begin"), data("agreement.begin", row.id)))
    if row.state in (DRAFT, RUNNING):
        found.append(Button(texts.plain("🚩 One more milestone"), data("agreement.step", row.id)))
    return found


def _label(view: View, one: MilestoneRow) -> str:
    return cut_at_word(spoken(one.what, view.texts.language), LABEL)


async def _of_sides(view: View, case: Case) -> list[Button]:
    """Each side: what is missing of theirs, what was done, whether it was so."""
    texts, row = view.texts, case.row
    mine = await agreements.sides(view.session, view.person, case)
    turn, found = await agreements.turn(view.session, case), list[Button]()
    if row.state == DRAFT and await _lacks_of(view, case):
        found.append(Button(texts.plain("📝 The rest, for an agreement"), data("company.form", "more")))
    if row.state == RUNNING and mine:
        found.append(Button(texts.plain("🏁 It is over: what was done"), data("agreement.close", row.id)))
    if turn in mine:
        said = (await rows.sheets(view.session, row.id))[-1]
        if said.person_id != view.person.id:
            found.append(Button(texts.plain("✅ Yes, it was so"), data("agreement.yes", row.id, said.id)))
        found.append(Button(texts.plain("✏️ It was different"), data("agreement.close", row.id)))
    if row.state == CLOSED and COMPANY in mine:
        found.append(Button(texts.plain("💶 What a day is worth"), data("agreement.rate", row.id)))
    return found


async def _lacks_of(view: View, case: Case) -> bool:
    """Whether this person's own organisation still has to say something."""
    mine = await agreements.sides(view.session, view.person, case)
    lacks = await agreement_lacks.lacks(view.session, case)
    return any(side in lacks and not (side == HOST and case.row.ours) for side in mine)


async def _of_all(view: View, case: Case) -> list[Button]:
    """Reading, marking milestones, hearing voices, calling it off."""
    texts, row, found = view.texts, case.row, list[Button]()
    if row.state == RUNNING:
        for one in await rows.milestones(view.session, row.id):
            mark = "✓" if one.done_at else "▫️"
            found.append(Button(f"{mark} {_label(view, one)}", data("agreement.done", one.id, int(not one.done_at))))
    if case.whole and row.state != CLOSED and not await agreement_lacks.lacks(view.session, case):
        found.append(Button(texts.plain("📄 Read the draft (PDF)"), data("agreement.file", row.id)))
    if row.state == CLOSED and case.company:
        found.append(Button(texts.plain("📊 Impact sheet (PDF)"), data("agreement.impact", row.id)))
    for said in await rows.sheets(view.session, row.id):
        if said.voice:
            name = cut_at_word(words.name_of(view, case, said.side), LABEL)
            found.append(Button(f"🎤 {name}", data("agreement.voice", said.id)))
    if row.state in ACTIVE:
        found.append(Button(texts.plain("✖️ Call the agreement off"), data("agreement.stop", row.id)))
    return found


def _see(view: View, agreement: int) -> Button:
    return Button(view.texts.plain("Back"), data("agreement.see", agreement))


def _back(view: View, case: Case) -> list[Button]:
    if agreements.leads(view.person) and case.need:
        return [Button(view.texts.plain("🏢 To the need"), data("need.panel", case.need.id))]
    return [Button(view.texts.plain("📨 What we are asked for"), data("needs.mine"))]


# Steps by a tap

Step = Callable[[AsyncSession, Context], Awaitable[bool]]


async def _does(context: Context, agreement: int, step: Step, said: str = NOTED) -> None:
    """Take a step, say whether it counted, and show how it stands."""
    async with context.transaction() as session:
        done = await step(session, context)
        context.toast(context.texts.plain(said if done else STALE), alert=not done)
        context.say("agreement.see", edit=True, agreement=agreement)


@taps("agreement.ask")
@staff_only(Role.MODERATOR)
async def ask(update: Update, context: Context, agreement: str) -> None:
    """Ask the organisations for what is missing."""
    house, one = context.house, number(agreement)

    async def step(session: AsyncSession, context: Context) -> bool:
        now = house.clock.now()
        return await agreements.ask_what_lacks(session, house.lab, context.person, one, now) > 0

    await _does(context, one, step, N_("📨 Asked: once a day at most."))


@taps("agreement.begin")
@staff_only(Role.MODERATOR)
async def begin(update: Update, context: Context, agreement: str) -> None:
    """It is signed on paper."""
    house, one = context.house, number(agreement)

    async def step(session: AsyncSession, context: Context) -> bool:
        return await agreements.begin(session, house.lab, context.person, one, house.clock.now())

    await _does(context, one, step, N_("▶️ It runs. Both sides are told."))


@taps("agreement.yes")
async def yes(update: Update, context: Context, agreement: str, sheet: str) -> None:
    """So it was."""
    house, one = context.house, number(agreement)

    async def step(session: AsyncSession, context: Context) -> bool:
        return await agreements.confirm(session, house.lab, context.person, one, number(sheet), house.clock.now())

    await _does(context, one, step, N_("✅ Thank you! Both sides say so."))


@taps("agreement.done")
async def done(update: Update, context: Context, milestone: str, wanted: str) -> None:
    """A milestone is done, or not after all."""
    async with context.transaction() as session:
        one, now = await session.get(MilestoneRow, number(milestone)), context.house.clock.now()
        kept = await agreements.mark(session, context.person, number(milestone), wanted == "1", now)
        context.toast(context.texts.plain(NOTED if kept else STALE), alert=not kept)
        context.say("agreement.see", edit=True, agreement=one.agreement_id if one else 0)


@taps("agreement.drop")
@staff_only(Role.MODERATOR)
async def drop(update: Update, context: Context, milestone: str) -> None:
    """The team takes a milestone away."""
    async with context.transaction() as session:
        one = await session.get(MilestoneRow, number(milestone))
        agreement = one.agreement_id if one else 0
        kept = await agreements.drop_milestone(session, context.person, number(milestone))
        context.toast(context.texts.plain(NOTED if kept else STALE), alert=not kept)
        context.say("agreement.see", edit=True, agreement=agreement)


@taps("agreement.stop")
async def stop(update: Update, context: Context, agreement: str, sure: str = "") -> None:
    """Call it off; asks once more."""
    house, one = context.house, number(agreement)
    if sure != "yes":
        context.say("agreement.sure", edit=True, agreement=one)
        return

    async def step(session: AsyncSession, context: Context) -> bool:
        return await agreements.stop(session, house.lab, context.person, one, house.clock.now())

    await _does(context, one, step)


@screen("agreement.sure")
async def sure_screen(view: View, *, agreement: int) -> Message:
    """What calling it off means."""
    case = await agreements.sees(view.session, view.person, agreement)
    if case is None or case.row.state not in ACTIVE:
        return Message(view.texts(STALE if case else GONE), rows=[[_see(view, agreement)]])
    text = view.texts("Call off “{need}”? The others are told, and no more reminders come. What is signed on paper is "
                      "between you.", need=words.title_of(view, case.row))  # fmt: skip
    sure = Button(view.texts.plain("✖️ Yes, call it off"), data("agreement.stop", agreement, "yes"))
    return Message(text, rows=one_a_row([sure, _see(view, agreement)]))


@taps("agreement.voice")
async def voice(update: Update, context: Context, sheet: str) -> None:
    """What one side said in a voice message."""
    context.say("agreement.voice", sheet=number(sheet))


@screen("agreement.voice")
async def voice_screen(view: View, *, sheet: int) -> list[Message]:
    """The voice message, for both sides and the team."""
    row = await view.session.get(SheetRow, sheet)
    case = await agreements.sees(view.session, view.person, row.agreement_id) if row else None
    return [Message(media=Media("voice", row.voice))] if row and row.voice and case else []


# What comes by itself


@screen(agreements.NEWS)
async def news(view: View, *, agreement: int, what: str) -> list[Message]:
    """Something happened; nothing if it is no longer so."""
    case = await agreements.sees(view.session, view.person, agreement)
    if case is None or case.row.state not in STATES.get(what, (case.row.state,)):
        return []
    if what == LACKS and not await _lacks_of(view, case):
        return []
    if what == SAID and await agreements.turn(view.session, case) not in await agreements.sides(
        view.session, view.person, case
    ):
        return []
    return [await _page(view, case, [bold(view.texts(HEADS[what]))])]


@screen(agreement_reminders.REMIND)
async def milestone(view: View, *, milestone: int, late: bool) -> list[Message]:
    """A milestone is tomorrow, or was yesterday; nothing if it is done meanwhile."""
    one = await view.session.get(MilestoneRow, milestone)
    case = await agreements.sees(view.session, view.person, one.agreement_id) if one else None
    if one is None or case is None or one.done_at or case.row.state != RUNNING:
        return []
    msgid = N_("⏰ Is it done? It was due on {day}: {what}") if late else N_("🚩 Tomorrow, {day}: {what}")
    head = view.texts(msgid, day=view.texts.date(date.fromisoformat(one.day)),
                      what=spoken(one.what, view.texts.language))  # fmt: skip
    return [await _page(view, case, [bold(head)])]


@screen(agreement_reminders.ASK)
async def over(view: View, *, agreement: int) -> list[Message]:
    """The last day is over."""
    case = await agreements.sees(view.session, view.person, agreement)
    if case is None or case.row.state != RUNNING:
        return []
    return [await _page(view, case, [bold(view.texts("🏁 The last day is over. What was done?"))])]


@about(agreement_reminders.SOON, Role.MODERATOR)
@about(agreement_reminders.LATE, Role.MODERATOR)
async def due(view: View, row: OccasionRow) -> Safe | None:
    """For the list of what is scheduled."""
    one = await view.session.get(MilestoneRow, row.subject_id)
    return view.texts("🚩 Reminder of a milestone: {what}", what=_label(view, one)) if one else None


@about(agreement_reminders.OVER, Role.MODERATOR)
async def ends(view: View, row: OccasionRow) -> Safe | None:
    """The same for the last day."""
    case = await rows.case(view.session, row.subject_id)
    return view.texts("🏁 Asking what was done: {need}", need=words.title_of(view, case.row)) if case else None
