"""Missions as volunteers see them: the list, one mission, their answers, being there."""

from datetime import datetime

from telegram import Update

from handlers import employees
from handlers import mission_words as words
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.mission_words import title_of
from handlers.screens import Media, Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from services import employees as employment
from services import hours, mission_dates, missions
from services.missions import CODE_LENGTH, Busy, Closed, NoCard, NoGuardian, TeamOnly
from services.words import spoken
from storage import missions as rows
from storage import volunteers
from storage.missions import CANNOT, DECLINED, GOING, INVITED, LAPSED, OPEN, WAITING, HandRow, MissionRow

MOST = 20
MARKS = {GOING: "✅ ", WAITING: "⏳ ", INVITED: "📨 "}
SAID: dict[str, str] = {
    GOING: N_("✅ Thank you! You are in."),
    WAITING: N_("⏳ Every place is taken: you are in the line."),
    DECLINED: N_("✖️ Noted. Thank you for telling us!"),
    CANNOT: N_("✖️ Noted. Thank you for telling us!"),
}
STANDS: dict[str, str] = {
    GOING: N_("✅ You come. Thank you!"),
    WAITING: N_("⏳ You are in the line: we tell you as soon as a place is free."),
    INVITED: N_("📨 We ask you: can you come?"),
    DECLINED: N_("✖️ You said no. You can still change your mind."),
    CANNOT: N_("✖️ You said that you cannot come after all."),
    LAPSED: N_("You have not answered. You can still come if there is a place."),
}
NOT_UNDER = N_("Another organisation leads this mission: it is for people of age. The team's own are open to you.")
BUSY = N_("You already come to “{mission}” at that time. Say there first that you cannot.")
NO_CARD = N_("Please sign up as a volunteer first: two minutes.")
NO_GUARDIAN = N_("Your guardian has to say yes first.")
CLOSED = N_("This mission is over or called off.")


@taps("missions.list")
async def listed(update: Update, context: Context) -> None:
    """What one could help with."""
    context.say("missions.list")


@screen("missions.list")
async def list_screen(view: View) -> Message:
    """Open missions, soonest first; one's own are marked."""
    texts, now = view.texts, view.house.clock.now()
    mine = {mission.id: hand for hand, mission in await rows.of_person(view.session, view.person.id)}
    found = (await missions.open_to(view.session, now, mine))[:MOST]
    done = sum(one.minutes for one in await hours.confirmed(view.session, view.person.id))
    told = [texts("⏱ Hours that you gave so far: {hours}", hours=words.duration(view, done))] if done else []
    record = [[Button(texts.plain("📜 What I did"), data("mission.record"))]] if done else []
    back = [
        *record,
        [Button(texts.plain("🤝 My card"), data("volunteer.open"))],
        [Button(texts.plain("🏠 Menu"), data("menu.open"))],
    ]
    if not found:
        text = texts("No mission is open just now.\nWe ask you here when one fits.")
        return Message("\n".join([text, *told]), rows=back)
    lines, buttons = [bold(texts("🗓 Missions")), *told], list[Button]()
    for one in found:
        mark = MARKS.get(mine[one.id].state, "") if one.id in mine else ""
        lines.append(texts("• {when}: {mission}", when=words.day_of(view, one), mission=title_of(view, one)))
        buttons.append(Button(f"{mark}{words.label(view, one)}", data("mission.see", one.code)))
    return Message("\n".join(lines), rows=[*one_a_row(buttons), *back])


@taps("mission.see")
async def see(update: Update, context: Context, code: str) -> None:
    """One mission."""
    context.say("mission.see", code=code)


async def link(update: Update, context: Context, code: str) -> None:
    """The link of a mission."""
    context.say("mission.see", code=code[:CODE_LENGTH].lower())


@screen("mission.see")
async def see_screen(view: View, *, code: str) -> Message:
    """One mission, how one stands, and what one can do."""
    mission = await rows.by_code(view.session, code)
    if mission is None:
        other = Button(view.texts.plain("🗓 Missions"), data("missions.list"))
        return Message(view.texts("We do not find this mission. Perhaps its link was cut."), rows=[[other]])
    return await card(view, mission, [])


async def card(view: View, mission: MissionRow, head: list[Safe]) -> Message:
    """One mission under these lines, how one stands, and what one can do."""
    texts, now = view.texts, view.house.clock.now()
    hand = await rows.hand(view.session, mission.id, view.person.id)
    lines = [*head, *await words.lines(view, mission)]
    if mission.state != OPEN or mission.ends_at <= now:
        lines.append(texts(CLOSED))
    else:
        free = missions.free_of(mission, await rows.count(view.session, mission.id, GOING))
        lines.append(texts("Places free: {free} of {all}", free=free, all=mission.capacity))
    if hand:
        lines += _stands(view, mission, hand, now)
    told, employee = await employees.of_mission(view, mission, hand)
    lines, buttons = [*lines, *told], [*await _answers(view, mission, hand, now), *employee]
    hear = [[Button(texts.plain("🎤 Listen"), data("mission.listen", mission.code))]] if mission.voice else []
    others = [[Button(texts.plain("🗓 Missions"), data("missions.list"))]]
    return Message("\n".join(lines), rows=[*buttons, *hear, *await _dates(view, mission), *others])


async def _dates(view: View, mission: MissionRow) -> Rows:
    """The other dates of the same mission, if there are some."""
    found = await mission_dates.of(view.session, mission, view.house.clock.now())
    label = view.texts.plain("📅 All its dates: {count}", count=len(found))
    return [[Button(label, data("mission.dates", mission.code))]] if len(found) > 1 else []


@taps("mission.listen")
async def listen(update: Update, context: Context, code: str) -> None:
    """What is to be done, in a voice."""
    context.say("mission.listen", code=code)


@screen("mission.listen")
async def listen_screen(view: View, *, code: str) -> list[Message]:
    """The voice message, while it is kept."""
    mission = await rows.by_code(view.session, code)
    if mission is None or not mission.voice:
        return [Message(view.texts("This voice message is gone."))]
    return [Message(media=Media("voice", mission.voice))]


def _stands(view: View, mission: MissionRow, hand: HandRow, now: datetime) -> list[Safe]:
    if hand.confirmed_at and hand.minutes:
        return [view.texts("⏱ Your hours, confirmed: {hours}", hours=words.duration(view, hand.minutes))]
    if mission.state == OPEN and mission.ends_at > now:
        return [view.texts(STANDS[hand.state])]
    return []


async def _answers(view: View, mission: MissionRow, hand: HandRow | None, now: datetime) -> Rows:
    texts, code, state = view.texts, mission.code, hand.state if hand else ""
    if hand and state == GOING and missions.is_on(mission, now) and not hand.confirmed_at:
        return _there(view, mission, hand, now)
    if mission.state != OPEN or mission.ends_at <= now:
        return []
    if state in (GOING, WAITING):
        label = N_("I can't come after all") if state == GOING else N_("Leave the line")
        return [[Button(texts.plain(label), data("mission.no", code))]]
    mine = await volunteers.of(view.session, view.person.id)
    if mine is None:
        return [[Button(texts.plain("🤝 Sign up first: two minutes"), data("volunteer.form", code))]]
    yes = [Button(texts.plain("✅ I come"), data("mission.yes", code))]
    no = [Button(texts.plain("✖️ Not this time"), data("mission.no", code))]
    return [yes, no] if state == INVITED else [yes]


def _there(view: View, mission: MissionRow, hand: HandRow, now: datetime) -> Rows:
    texts = view.texts
    if hand.in_at is None:
        buttons = [Button(texts.plain("📍 I am here"), data("mission.here", mission.code))]
        late = now < mission.begins_at
        return one_a_row([*buttons, *([Button(texts.plain("I can't come after all"), data("mission.no", mission.code))]
                                      if late else [])])  # fmt: skip
    if hand.out_at is None:
        return [[Button(texts.plain("🏁 I am leaving"), data("mission.left", mission.code))]]
    return []


# Answers


@taps("mission.yes")
async def comes(update: Update, context: Context, code: str) -> None:
    """They come."""
    await answered(context, code, comes=True)


@taps("mission.no")
async def stays_away(update: Update, context: Context, code: str) -> None:
    """They do not come, or cannot after all."""
    await answered(context, code, comes=False)


@taps("employee.yes")
async def comes_for_company(update: Update, context: Context, code: str) -> None:
    """They come on the time of the organisation that employs them."""
    await answered(context, code, comes=True, for_company=True)


async def answered(context: Context, code: str, *, comes: bool, for_company: bool = False, among: str = "") -> None:
    """Keep their answer and show the mission (or, of `among`, its dates); what came of it is said in a word."""
    async with context.transaction() as session:
        mission = await rows.by_code(session, code)
        context.say("mission.dates" if among else "mission.see", edit=True, code=among or code)
        try:
            lab, now = context.house.lab, context.house.clock.now()
            hand = await missions.say(session, lab, context.person, mission.id if mission else 0, comes, now)
            if for_company:
                await employment.come(session, context.person, hand.mission_id, True)
            context.toast(context.texts.plain(SAID[hand.state]))
        except Closed:
            context.toast(context.texts.plain(CLOSED), alert=True)
        except NoCard:
            context.toast(context.texts.plain(NO_CARD), alert=True)
        except NoGuardian:
            context.toast(context.texts.plain(NO_GUARDIAN), alert=True)
        except Busy as elsewhere:
            title = spoken(elsewhere.mission.title, context.texts.language)
            context.toast(context.texts.plain(BUSY, mission=cut_at_word(title, words.LABEL)), alert=True)
        except TeamOnly:
            context.toast(context.texts.plain(NOT_UNDER), alert=True)


@taps("mission.here")
async def here(update: Update, context: Context, code: str) -> None:
    """They say that they are there."""
    async with context.transaction() as session:
        mission = await rows.by_code(session, code)
        now = context.house.clock.now()
        found = await missions.arrive(session, context.person, mission.id, now) if mission else None
        context.toast(context.texts.plain("📍 Noted, thank you for coming!" if found else CLOSED))
        context.say("mission.see", edit=True, code=code)


@taps("mission.left")
async def left(update: Update, context: Context, code: str) -> None:
    """They say that they leave."""
    async with context.transaction() as session:
        mission = await rows.by_code(session, code)
        now = context.house.clock.now()
        found = await missions.leave(session, context.person, mission.id, now) if mission else None
        context.toast(context.texts.plain("🏁 Noted. Thank you!" if found else CLOSED))
        context.say("mission.see", edit=True, code=code)
