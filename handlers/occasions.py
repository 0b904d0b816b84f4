"""What is scheduled: the team sees it in plain words and wall time, moves it or calls it off.

@about("reminder.day", Role.FACILITATOR)
async def reminder(view, row) -> Safe | None:      # what happens then; None if it does not concern this person
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import rights
from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import occasions
from services.occasions import WALL, Changed, TooEarly, in_utc
from services.quiet_hours import is_quiet
from services.roles import Role, holds
from storage import occasions as rows
from storage.occasions import EXPIRED, WAITING, OccasionRow

PAGE = 8
IN_A_ROW = 4
MISSED_FOR = timedelta(days=7)
BUTTON_WALL = "%Y%m%d%H%M"  # a colon would end the field
STEPS = {-60: N_("1 h earlier"), 60: N_("1 h later"), -1440: N_("A day earlier"), 1440: N_("A day later")}
MOVED, OFF = N_("✅ Moved"), N_("✖️ Called off")

Tell = Callable[[View, OccasionRow], Awaitable[Safe | None]]


@dataclass(frozen=True, slots=True)
class About:
    """How occasions of one kind are told, and who may move them."""

    tell: Tell
    role: Role
    movable: bool


_about: dict[str, About] = {}


def about(kind: str, role: Role, movable: bool = True) -> Callable[[Tell], Tell]:
    """Register the function that says what happens on occasions of this kind, and which role may move them."""

    def register(tell: Tell) -> Tell:
        _about[kind] = About(tell, role, movable)
        return tell

    return register


@about("digest", Role.MODERATOR, movable=False)
async def digest(view: View, row: OccasionRow) -> Safe | None:
    """Everybody sees their own alone."""
    return view.texts("🔔 Your morning digest") if row.person_id == view.person.id else None


@taps("when.list")
async def listed(update: Update, context: Context, page: str) -> None:
    """What is scheduled, for the team."""
    if not context.person.roles:
        rights.refuse(context)
        return
    context.say("when.list", edit=page != "new", page=number(page))


@screen("when.list")
async def list_screen(view: View, *, page: int = 0) -> Message:
    """What comes, soonest first, eight at a time; then what did not happen within the last week."""
    if not view.person.roles:
        return rights.refusal(view)
    texts, coming = view.texts, await _told(view, await rows.waiting(view.session))
    shown = coming[page * PAGE : (page + 1) * PAGE]
    lines = [
        bold(texts("📅 Scheduled")),
        *(_line(view, place, row, said) for place, (row, said) in enumerate(shown, 1)),
    ]
    if not shown:
        lines.append(texts("Nothing is scheduled."))
    missed = await rows.missed(view.session, view.house.clock.now() - MISSED_FOR)
    lines += [_missed(view, row, said) for row, said in (await _told(view, missed))[:PAGE]]
    return Message("\n".join(lines), rows=_list_rows(view, shown, page, len(coming)))


async def _told(view: View, found: list[OccasionRow]) -> list[tuple[OccasionRow, Safe]]:
    """Those that concern this person, in words."""
    mine = [row for row in found if row.kind in _about and holds(view.person.roles, _about[row.kind].role)]
    told = [(row, await _about[row.kind].tell(view, row)) for row in mine]
    return [(row, said) for row, said in told if said is not None]


def _line(view: View, place: int, row: OccasionRow, said: Safe) -> Safe:
    return view.texts("No. {n}, {when}: {what}", n=place, when=view.texts.day_and_time(_wall(row)), what=said)


def _missed(view: View, row: OccasionRow, said: Safe) -> Safe:
    when = view.texts.day_and_time(_wall(row))
    if row.state == EXPIRED:
        return view.texts("⚠️ Not sent, it was too late: {what} ({when})", what=said, when=when)
    return view.texts("✖️ Called off: {what} ({when})", what=said, when=when)


def _wall(row: OccasionRow) -> datetime:
    return datetime.strptime(row.wall, WALL)


def _list_rows(view: View, shown: list[tuple[OccasionRow, Safe]], page: int, total: int) -> Rows:
    numbers = [
        Button(str(place), data("when.one", row.id))
        for place, (row, _) in enumerate(shown, 1)
        if _about[row.kind].movable
    ]
    found: list[list[Button]] = [numbers[start : start + IN_A_ROW] for start in range(0, len(numbers), IN_A_ROW)]
    turn = [Button(view.texts.plain("‹ Earlier"), data("when.list", page - 1))] if page else []
    if (page + 1) * PAGE < total:
        turn.append(Button(view.texts.plain("Later ›"), data("when.list", page + 1)))
    return [*found, turn] if turn else found


@taps("when.one")
async def one(update: Update, context: Context, occasion: str) -> None:
    """One of them."""
    context.say("when.one", edit=True, occasion=number(occasion))


@screen("when.one")
async def one_screen(view: View, *, occasion: int, sure: bool = False) -> Message:
    """What happens, when, and what the team can do about it; `sure` asks before it is called off."""
    row = await view.session.get(OccasionRow, occasion)
    told = await _told(view, [row]) if row and row.state == WAITING else []
    if not view.person.roles:
        return rights.refusal(view)
    back = Button(view.texts.plain("Back"), data("when.list", 0))
    if row is None or not told:
        return Message(view.texts("This is no longer scheduled."), rows=[[back]])
    lines = [bold(told[0][1]), view.texts("When: {when}", when=view.texts.day_and_time(_wall(row)))]
    if sure:
        yes = Button(view.texts.plain("✖️ Yes, call it off"), data("when.off", row.id, _seen(row)))
        keep = Button(view.texts.plain("Back"), data("when.one", row.id))
        return Message("\n".join([*lines, view.texts("It will not happen. Call it off?")]), rows=[[yes], [keep]])
    return Message("\n".join(lines), rows=[*_steps(view, row), [back]])


def _steps(view: View, row: OccasionRow) -> list[list[Button]]:
    moves = [
        Button(view.texts.plain(label), data("when.move", row.id, _seen(row), minutes))
        for minutes, label in STEPS.items()
    ]
    return [moves[:2], moves[2:], [Button(view.texts.plain("✖️ Call it off"), data("when.sure", row.id))]]


def _seen(row: OccasionRow) -> str:
    return f"{_wall(row):{BUTTON_WALL}}"


@taps("when.sure")
async def sure(update: Update, context: Context, occasion: str) -> None:
    """Ask before it is called off."""
    context.say("when.one", edit=True, occasion=number(occasion), sure=True)


@taps("when.move")
async def move(update: Update, context: Context, occasion: str, seen: str, minutes: str) -> None:
    """Put it a step earlier or later, on the clock of its place; not into quiet hours, not into the past."""
    step = next((one for one in STEPS if str(one) == minutes), 0)
    await _change(context, number(occasion), seen, timedelta(minutes=step))


@taps("when.off")
async def off(update: Update, context: Context, occasion: str, seen: str) -> None:
    """It does not happen."""
    await _change(context, number(occasion), seen, None)


async def _change(context: Context, occasion: int, seen: str, step: timedelta | None) -> None:
    """Move it by a step, or with none call it off, for those who may; then show what is."""
    async with context.transaction() as session:
        row = await session.get(OccasionRow, occasion)
        kind = _about.get(row.kind) if row else None
        if row is None or kind is None or not kind.movable or not holds(context.person.roles, kind.role):
            rights.refuse(context)
            return
        said = await _done(context, session, row, _unseen(seen), step)
        context.toast(context.texts.plain(said), alert=said not in (MOVED, OFF))
        if step is None:
            context.say("when.list", edit=True)
        else:
            context.say("when.one", edit=True, occasion=occasion)


async def _done(context: Context, session: AsyncSession, row: OccasionRow, seen: str, step: timedelta | None) -> str:
    """Do it; says what came of it."""
    now, lab = context.house.clock.now(), context.house.lab
    try:
        if step is None:
            await occasions.call_off(session, context.person, row.id, seen, now)
            return OFF
        wall = occasions.later(seen, step) if seen else row.wall
        if is_quiet(in_utc(wall, row.zone), ZoneInfo(row.zone), lab):
            return N_("🌙 These are quiet hours. Choose another time.")
        await occasions.move(session, context.person, row.id, seen, wall, now)
    except Changed:
        return N_("Somebody was faster, or it has happened.")
    except TooEarly:
        return N_("That time is over already.")
    return MOVED


def _unseen(seen: str) -> str:
    """The wall time that a button carries; nothing for anything else."""
    with suppress(ValueError):
        return datetime.strptime(seen, BUTTON_WALL).strftime(WALL)
    return ""
