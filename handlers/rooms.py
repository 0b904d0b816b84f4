"""/workshop: leading a live vote from a phone. Rights are checked at each tap, and a button pressed twice acts once."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import forms, options, panels, room_forms, workshop_forms, workshops
from handlers.buttons import Button, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from locales.marks import N_
from locales.texts import Texts, ltr
from services import audit, checkin, leading, outcomes, pads, rooms, squares, trials, votes
from services.leading import Step
from services.letters import DIGITS
from services.presses import Press, Stale
from services.roles import Role, holds
from storage import rooms as rows
from storage.rooms import ENDED, RoomRow
from storage.workshops import subject_of

SCREEN_DIGITS = re.compile(r"\s*(\d{3})\s?(\d{3})\s*")
DONE: dict[Step, str] = {
    Step.OPEN: N_("▶️ The question leaves for the phones."),
    Step.CLOSE: N_("⏹ The vote is closed."),
    Step.REVEAL: N_("📊 The result leaves for the phones."),
    Step.PODIUM: N_("🏆 The podium is on the wall."),
    Step.END: N_("🏁 The session has ended."),
}
MOST_OVER = 10  # sessions of the last weeks in the list
MOVED_ON = N_("The vote has moved on: look at the panel.")

Doing = Callable[[AsyncSession, Press], Awaitable[str]]  # does it; the msgid of the toast


@command("workshop", N_("Lead a vote or a workshop"), Role.FACILITATOR)
@staff_only(Role.FACILITATOR)
async def opened(update: Update, context: Context) -> None:
    """Votes and workshops: those that are there, and new ones; `/workshop new` and `/workshop vote` go straight on."""
    wanted = context.args[0].casefold() if context.args else ""
    if wanted == "new":
        await workshop_forms.begin(context)
    elif wanted == "vote":
        await room_forms.begin(context)
    else:
        context.say("room.list")


@taps("room.begin")
@staff_only(Role.FACILITATOR)
async def opened_by_button(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("room.list")


@screen("room.list")
async def list_screen(view: View) -> Message:
    """The votes that run (any facilitator may take part in leading), workshops that come, results of the last weeks."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    texts = view.texts
    buttons = [
        Button(texts.plain("🗳 Vote {code}", code=ltr(one.code or "")), data("room.panel", one.id))
        for one in await rows.running(view.session)
    ]
    new = Button(texts.plain("➕ New live vote"), data("room.new"))
    since = view.house.clock.now() - outcomes.LISTED
    over = [
        Button(texts.plain("📁 Results: {date}", date=day), data("room.results", one.id))
        for one, day in _days(texts, (await rows.ended(view.session, since))[:MOST_OVER])
    ]
    events = await workshops.list_buttons(view)
    text = texts(
        "🗳 A live vote: people answer your questions on their phones, now.\n"
        "📅 A workshop: a day, a place, seats; people say whether they come."
    )
    return Message(text, rows=one_a_row([*buttons, new, *events, *over]))


def _days(texts: Texts, over: list[RoomRow]) -> list[tuple[RoomRow, str]]:
    """Each session with the day of its end; several on one day with the time too."""
    days = [(one, str(texts.date(one.ended_at)), texts.time(one.ended_at)) for one in over if one.ended_at]
    known = Counter(day for _, day, _ in days)
    return [(one, f"{day} · {time}" if known[day] > 1 else day) for one, day, time in days]


@taps("room.panel")
@staff_only(Role.FACILITATOR)
async def panel(update: Update, context: Context, room: str) -> None:
    """A panel of one's own for a vote that runs."""
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is None or row.state == ENDED:
            context.toast(context.texts.plain(MOVED_ON))
            return
        audit.note(session, context.person.id, "room.lead", f"room:{row.id}", context.house.clock.now())
        await panels.put(context, session, row.id)


@taps("room.go")
@staff_only(Role.FACILITATOR)
async def go(update: Update, context: Context, room: str, version: str) -> None:
    """The large button."""

    async def doing(session: AsyncSession, press: Press) -> str:
        house, now = context.house, context.house.clock.now()
        if leading.just_stepped(await session.get_one(RoomRow, press.room_id, populate_existing=True), now):
            raise Stale
        act = await leading.go(session, house.seals, context.person, press, now)
        row = await session.get_one(RoomRow, press.room_id)
        on_pads = act.step is Step.OPEN and act.question is not None and pads.serves(row, act.question)
        return N_("▶️ The question is on the big screen.") if on_pads else DONE[act.step]

    await _press(context, room, version, doing)


@taps("room.do")
@staff_only(Role.FACILITATOR)
async def do(update: Update, context: Context, room: str, version: str, what: str) -> None:
    """What stands behind ⋯, confirmed where it cannot be taken back."""
    house, person, now = context.house, context.person, context.house.clock.now()

    async def doing(session: AsyncSession, press: Press) -> str:
        if what == "time":
            await votes.more_time(session, person, press, now)
            return N_("⏱ Noted.")
        if what == "reopen":
            await votes.reopen(session, house.seals, person, press, now)
            return N_("🟢 The vote is open again.")
        if what == "reset":
            await rooms.reset(session, house.seals, person, press, now)
            return N_("♻️ Back at the first question.")
        if what == "end":
            await rooms.end(session, house.seals, person, press, now)
            return DONE[Step.END]
        if turned := await options.turn(session, person, press, what, now):
            return turned
        raise Stale

    await _press(context, room, version, doing)


@taps("room.tried")
@staff_only(Role.FACILITATOR)
async def tried(update: Update, context: Context, room: str) -> None:
    """End a trial: nothing of it stays, the panels show the prepared vote again."""
    await context.house.votes_in()
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        home = row.trial_of if row else None
        if row and home:
            await trials.end(session, context.house.seals, row)
            audit.note(session, context.person.id, "room.tried", f"room:{home}", context.house.clock.now())
            await panels.show(context, session, home)
        context.toast(context.texts.plain(N_("🧪 The trial is over. Nothing of it stays.")))
    if home:
        context.house.room_changed(home)


async def _press(context: Context, room: str, version: str, doing: Doing) -> None:
    """Do it if the room is still as the button showed it, and show the panel as it is now."""
    press = Press(number(room), number(version))
    await context.house.votes_in()
    async with context.transaction() as session:
        row = await session.get(RoomRow, press.room_id)
        if row is None:
            context.toast(context.texts.plain(MOVED_ON))
            return
        try:
            done = await doing(session, press)
        except Stale:
            done = MOVED_ON
        context.toast(context.texts.plain(done))
        await panels.show(context, session, row.id)
    context.house.room_changed(press.room_id)


@taps("room.menu")
@staff_only(Role.FACILITATOR)
async def menu(update: Update, context: Context, room: str, which: str = "") -> None:
    """Open or close a menu of the panel."""
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is not None and which in panels.MENUS:
            await panels.show(context, session, row.id, which)


@taps("room.invite")
@staff_only(Role.FACILITATOR)
async def invite(update: Update, context: Context, room: str) -> None:
    """The picture that lets people in, ready to be forwarded; the panel follows it."""
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is not None and row.state != ENDED:
            context.say("room.invite", room=row.id)


@screen("room.invite")
async def invite_screen(view: View, *, room: int) -> list[Message]:
    """The square to scan, the link and the code, in the lab's languages; and how a screen becomes the wall."""
    row = await view.session.get(RoomRow, room)
    if row is None or row.code is None:
        return []
    link = view.house.invitation(row.code)
    every = [view.house.catalogues[code] for code in view.house.catalogues.languages]
    text = "\n\n".join(_invitation(one, link, row.code, view.house.bot_username) for one in every)
    picture = Media("photo", content=squares.png(link), filename=f"{row.code}.png")
    copy = Button(view.texts.plain("📋 Copy the link"), copy=link)
    return [Message(text, media=picture, rows=[[copy]])]


def _invitation(texts: Texts, link: str, code: str, bot: str) -> str:
    return texts(
        "🗳 Vote with us: scan this, open {link} or send {code} to {bot}",
        link=ltr(link),
        code=ltr(code),
        bot=ltr(f"@{bot}"),
    )


async def digits_sent(update: Update, context: Context) -> bool:
    """Take the six digits of a screen from a facilitator; other digits may answer an open form."""
    text = update.effective_message.text if update.effective_message else None
    found = SCREEN_DIGITS.fullmatch(text.translate(DIGITS)) if text else None
    if not found:
        return False
    digits = found[1] + found[2]
    if holds(context.person.roles, Role.FACILITATOR):
        return await _paired(context, digits)
    if not await context.house.on_a_screen(digits):
        return False
    context.say("room.not_yours")
    return True


async def _paired(context: Context, digits: str) -> bool:
    """Let the screen show the vote that this facilitator leads, or the code of the room; False if it is not meant."""
    house, now = context.house, context.house.clock.now()
    async with context.reading() as session:
        room = await panels.led_by(session, context.person)
        doors = [] if room else await checkin.open_meetings(session, house.lab, now)
    token = room.token if room else checkin.wall(house.seals, doors[-1].id) if doors else ""
    paired = bool(token) and await house.pair_wall(digits, token)
    if not paired and await forms.opened(context) is not None:
        return False
    async with context.transaction() as session:
        context.say("room.wall", room=room.id if room else 0, paired=paired)
        if paired:
            subject = f"room:{room.id}" if room else subject_of(doors[-1].workshop_id)
            audit.note(session, context.person.id, "room.wall", subject, now)
        if room and paired:
            await rows.pair(session, room.id)
            await panels.put(context, session, room.id)
    return True


@screen("room.not_yours")
async def not_yours(view: View) -> Message:
    """Somebody in the room sent what the screen asks the team for."""
    return Message(
        view.texts(
            "🖥 These six digits are for the team.\n"
            "To vote, wait for the code of 5 digits: it comes on the screen in a moment."
        )
    )


@screen("room.wall")
async def wall(view: View, *, room: int, paired: bool) -> Message:
    """The screen shows the vote, or why it does not."""
    if paired and not room:
        return Message(view.texts("✓ The screen shows the code of the room."))
    if not room:
        return Message(view.texts("First open the panel of your vote: /workshop"))
    if not paired:
        return Message(
            view.texts(
                "No screen shows these digits. Open this page on it: {page}", page=ltr(f"{view.house.web_address}/live")
            )
        )
    return Message(view.texts("✓ The screen shows the vote."))
