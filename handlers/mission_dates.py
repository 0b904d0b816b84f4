"""The dates of one mission: "I come to all", or each of them by a tap."""

from datetime import datetime

from telegram import Update

from handlers import mission_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.mission_words import title_of
from handlers.missions import CLOSED, MARKS, NO_CARD, NO_GUARDIAN, answered
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.marks import N_
from services import mission_dates, missions
from services.missions import NoCard, NoGuardian
from storage import missions as rows
from storage.missions import GOING, WAITING

YES, NO = "yes", "no"
ALL = N_("✓ You come: {going}. In the line: {waiting}. A date at which you are elsewhere stays as it was.")
NONE = N_("✖️ Noted. Thank you for telling us!")


@taps("mission.dates")
async def dates(update: Update, context: Context, code: str) -> None:
    """All of them."""
    context.say("mission.dates", edit=True, code=code)


@screen("mission.dates")
async def dates_screen(view: View, *, code: str) -> Message:
    """Each date with its free places; one's own are marked."""
    texts, mission = view.texts, await rows.by_code(view.session, code)
    other = Button(texts.plain("🗓 Missions"), data("missions.list"))
    found = await mission_dates.of(view.session, mission, view.house.clock.now()) if mission else []
    if mission is None or not found:
        return Message(texts(CLOSED), rows=[[other]])
    lines, buttons, comes = [bold(texts("📅 The dates of “{mission}”", mission=title_of(view, mission)))], [], 0
    for one in found:
        hand = await rows.hand(view.session, one.id, view.person.id)
        mine = hand is not None and hand.state in (GOING, WAITING)
        free = missions.free_of(one, await rows.count(view.session, one.id, GOING))
        lines.append(texts("• {when} · places free: {free} of {all}", when=words.day_of(view, one), free=free,
                           all=one.capacity))  # fmt: skip
        day = texts.short_day(datetime.fromisoformat(one.begins).date())
        label = f"{MARKS[hand.state]}{day}" if hand and mine else day
        buttons.append(Button(label, data("mission.date", code, one.code, NO if mine else YES)))
        comes += mine
    lines.append(texts("Press a date to say that you come, or once more that you do not. Each has its own places."))
    if comes < len(found):
        buttons.insert(0, Button(texts.plain("✅ I come to all"), data("mission.all", code, YES)))
    if comes:
        buttons.append(Button(texts.plain("✖️ I come to none"), data("mission.all", code, NO)))
    back = Button(texts.plain("Back"), data("mission.see", code))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back, other]))


@taps("mission.date")
async def one_date(update: Update, context: Context, code: str, date: str, wanted: str) -> None:
    """They come on this date, or not (any more)."""
    await answered(context, date, comes=wanted == YES, among=code)


@taps("mission.all")
async def every_date(update: Update, context: Context, code: str, wanted: str) -> None:
    """They come on every date that they can, or on none."""
    async with context.transaction() as session:
        mission, now = await rows.by_code(session, code), context.house.clock.now()
        context.say("mission.dates", edit=True, code=code)
        try:
            lab, comes = context.house.lab, wanted == YES
            found = await mission_dates.say(session, lab, context.person, mission, comes, now) if mission else []
        except NoCard:
            context.toast(context.texts.plain(NO_CARD), alert=True)
            return
        except NoGuardian:
            context.toast(context.texts.plain(NO_GUARDIAN), alert=True)
            return
        states = [one.state for one in found]
        said = {"going": states.count(GOING), "waiting": states.count(WAITING)}
        context.toast(context.texts.plain(ALL, **said) if comes else context.texts.plain(NONE), alert=comes)
