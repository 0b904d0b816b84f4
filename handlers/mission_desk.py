"""Missions as the team sees them: the list, one mission, who fits and why, asking them, calling it off."""

from collections.abc import Sequence

from telegram import Update

from handlers import mission_words as words
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.mission_words import title_of
from handlers.occasions import about
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import employees, hours, mission_reminders, missions, skills, volunteers, waves
from services.matching import Match
from services.roles import Role, holds
from storage import employees as employed
from storage import missions as rows
from storage import partnerships as needs
from storage import volunteers as cards
from storage.missions import DECLINED, GOING, INVITED, OPEN, WAITING, MissionRow
from storage.occasions import OccasionRow

MOST, BEST, PAST = 20, 10, 10
TOLD = {
    waves.KIND: N_("Mission, the next are asked: {mission}"),
    mission_reminders.DAY: N_("Mission, reminder the evening before: {mission}"),
    mission_reminders.HOURS: N_("Mission, last reminder: {mission}"),
    mission_reminders.AFTER: N_("Mission, thanks and hours: {mission}"),
}
STALE = N_("This mission has begun, is over or called off.")


async def _told(view: View, row: OccasionRow) -> Safe | None:
    mission = await view.session.get(MissionRow, row.subject_id)
    return view.texts(TOLD[row.kind], mission=title_of(view, mission)) if mission else None


for _kind in TOLD:
    about(_kind, Role.MODERATOR, movable=_kind != waves.KIND)(_told)


@taps("missions.desk")
@staff_only(Role.MODERATOR)
async def desk(update: Update, context: Context, when: str = "coming") -> None:
    """The team's list."""
    context.say("missions.desk", edit=when == "past", past=when == "past")


@screen("missions.desk")
async def desk_screen(view: View, *, past: bool = False) -> Message:
    """Missions to come (or past ones) with who comes, and the ways on."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, now = view.texts, view.house.clock.now()
    found = await rows.past(view.session, now, PAST) if past else (await rows.coming(view.session, now))[:MOST]
    lines = [bold(texts("🤝 Missions that are over") if past else texts("🤝 Missions"))]
    for one in found:
        lines.append(await _line(view, one, past))
    if not found:
        lines.append(texts("There is none."))
    buttons = [Button(words.label(view, one), data("mission.panel", one.id)) for one in found]
    ways = [Button(texts.plain("➕ New mission"), data("mission.new")),
            Button(texts.plain("🏢 What organisations can give"), data("needs.desk")),
            Button(texts.plain("💪 The list of skills"), data("skills.list")),
            Button(texts.plain("🗂 Desk"), data("desk.open"))]  # fmt: skip
    if not past:
        ways.insert(1, Button(texts.plain("⏱ Missions that are over"), data("missions.desk", "past")))
    if needed := await needs.unanswered(view.session):
        ways.insert(0, Button(texts.plain("🙏 Organisations need: {count}", count=needed), data("needs.desk")))
    if calls := len(await cards.to_call(view.session)):
        ways.insert(0, Button(texts.plain("☎️ Guardians to call: {count}", count=calls), data("guardians.calls")))
    return Message("\n".join(lines), rows=one_a_row([*buttons, *ways]))


async def _line(view: View, one: MissionRow, past: bool) -> Safe:
    if past:
        sums = await hours.totals(view.session, one)
        return view.texts("• {when}: {mission} · people: {people}, hours: {hours}", when=words.day_of(view, one),
                          mission=title_of(view, one), people=sums.people,
                          hours=words.duration(view, sums.minutes))  # fmt: skip
    going = await rows.count(view.session, one.id, GOING)
    return view.texts("• {when}: {mission} · {going} of {all}", when=words.day_of(view, one),
                      mission=title_of(view, one), going=going, all=one.capacity)  # fmt: skip


@taps("mission.panel")
@staff_only(Role.MODERATOR)
async def panel(update: Update, context: Context, mission: str) -> None:
    """One mission."""
    context.say("mission.panel", edit=True, mission=number(mission))


@screen("mission.panel")
async def panel_screen(view: View, *, mission: int) -> Message:
    """One mission as it stands, and what one can do."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, now = view.texts, view.house.clock.now()
    counts = {state: await rows.count(view.session, row.id, state) for state in (GOING, WAITING, INVITED, DECLINED)}
    lines = [*await words.lines(view, row),
             texts("Come: {going} of {all} · in the line: {waiting} · asked: {asked} · said no: {no}",
                   going=counts[GOING], all=row.capacity, waiting=counts[WAITING], asked=counts[INVITED],
                   no=counts[DECLINED]),
             texts("Link: {link}", link=ltr(view.house.link(f"m_{row.code}")))]  # fmt: skip
    if row.state != OPEN:
        lines.append(texts("✖️ Called off."))
    elif row.inviting and now < row.begins_at:
        lines.append(texts("📨 The next are asked by themselves, until every place is taken."))
    before = row.state == OPEN and now < row.begins_at
    return Message("\n".join(lines), rows=[*await _employees(view, row, before), *_ways(view, row, before)])


async def _employees(view: View, row: MissionRow, before: bool) -> Rows:
    found = await employed.of_mission(view.session, row.id) if before else []
    if not found:
        return []
    label = view.texts.plain("👷 Ask the organisation’s: {count}", count=len(found))
    return [[Button(label, data("mission.employees", row.id))]]


@taps("mission.employees")
@staff_only(Role.MODERATOR)
async def ask_employees(update: Update, context: Context, mission: str) -> None:
    """Ask the people of the organisations that help with it, each once."""
    house = context.house
    async with context.transaction() as session:
        asked = await employees.ask(session, house.lab, context.person, number(mission), house.clock.now())
        said = N_("📨 Asked, as far as they have not answered: {count}")
        context.toast(context.texts.plain(STALE if asked is None else said, count=asked or 0), alert=asked is None)
        context.say("mission.panel", edit=True, mission=number(mission))


def _ways(view: View, row: MissionRow, before: bool) -> Sequence[Sequence[Button]]:
    def button(msgid: str, name: str) -> Button:
        return Button(view.texts.plain(msgid), data(name, row.id))

    hush, ask = button(N_("⏸ Ask nobody else"), "mission.hush"), button(N_("📨 Ask them"), "mission.ask")
    asking = hush if row.inviting else ask
    first = [button(N_("👀 Who fits"), "mission.fits"), asking] if before else []
    share = Button(view.texts.plain("📋 Copy the link"), copy=view.house.link(f"m_{row.code}"))
    people = button(N_("👥 People and hours"), "mission.people")
    charge = button(N_("👤 Who is in charge"), "mission.charge")
    again = button(N_("🔁 On other dates"), "mission.again")
    firms = Button(view.texts.plain("🏢 Ask organisations"), data("need.new", "mission", row.id))
    off = [button(N_("✏️ Change the mission"), "mission.edit"),
           button(N_("✖️ Call the mission off"), "mission.cancel")] if before else []  # fmt: skip
    back = Button(view.texts.plain("🤝 Missions"), data("missions.desk"))
    return one_a_row([*first, firms, people, charge, again, share, *off, back])


@taps("mission.fits")
@staff_only(Role.MODERATOR)
async def fits(update: Update, context: Context, mission: str) -> None:
    """Who fits; reading their names is noted."""
    async with context.transaction() as session:
        row = await session.get(MissionRow, number(mission))
        for match in await waves.candidates(session, context.house.lab, row, BEST) if row else []:
            card = await cards.of(session, match.offer.id)
            if card:
                volunteers.note_read(session, context.person, card, context.house.clock.now())
        context.say("mission.fits", edit=True, mission=number(mission))


@screen("mission.fits")
async def fits_screen(view: View, *, mission: int) -> Message:
    """The best ones, each with the reasons in words."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts = view.texts
    found = await waves.candidates(view.session, view.house.lab, row)
    lines = [bold(texts("👀 For “{mission}” fit, in all: {count}", mission=title_of(view, row), count=len(found)))]
    every = await skills.everything(view.session, view.house.lab)
    for place, match in enumerate(found[:BEST], 1):
        lines.append(await _match(view, place, match, await words.reasons_told(view, _reasons(match), every)))
    if not found:
        lines.append(texts("Nobody fits who was not asked yet. Share the link, or announce it."))
    first = min(view.house.lab.missions.wave, len(found))
    label = texts.plain("📨 Ask the first ones: {count}", count=first)
    ask = [Button(label, data("mission.ask", row.id))] if found else []
    return Message("\n".join(lines), rows=one_a_row([*ask, Button(texts.plain("Back"), data("mission.panel", row.id))]))


def _reasons(match: Match) -> list[list[str]]:
    return [[one.why, *one.values] for one in match.reasons]


async def _match(view: View, place: int, match: Match, why: Safe) -> Safe:
    card = await cards.of(view.session, match.offer.id)
    name = card.name if card else ""
    return view.texts("No. {place} {name}: {reasons}", place=place, name=name, reasons=why)


@taps("mission.ask")
@staff_only(Role.MODERATOR)
async def ask(update: Update, context: Context, mission: str) -> None:
    """Ask the first ones, and from now on the next."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        asked = await waves.start(session, context.house.lab, context.person, number(mission), now)
        if asked is None:
            context.toast(context.texts.plain(STALE), alert=True)
        else:
            context.toast(context.texts.plain("📨 Asked: {count}", count=asked))
        context.say("mission.panel", edit=True, mission=number(mission))


@taps("mission.hush")
@staff_only(Role.MODERATOR)
async def hush(update: Update, context: Context, mission: str) -> None:
    """Ask nobody else."""
    async with context.transaction() as session:
        await waves.stop(session, context.person, number(mission), context.house.clock.now())
        context.say("mission.panel", edit=True, mission=number(mission))


@taps("mission.cancel")
@staff_only(Role.MODERATOR)
async def cancel(update: Update, context: Context, mission: str, sure: str = "") -> None:
    """Call it off; asks once more."""
    if sure != "yes":
        context.say("mission.sure", edit=True, mission=number(mission))
        return
    async with context.transaction() as session:
        lab, now = context.house.lab, context.house.clock.now()
        done = await missions.cancel(session, lab, context.person, number(mission), now)
        if done is None:
            context.toast(context.texts.plain(STALE), alert=True)
        context.say("mission.panel", edit=True, mission=number(mission))


@screen("mission.sure")
async def sure(view: View, *, mission: int) -> Message:
    """Who will hear of it."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    told = len(await rows.hands(view.session, mission, (GOING, WAITING, INVITED)))
    text = view.texts("Call the mission off? People who are told at once: {count}. This cannot be undone.", count=told)
    yes = Button(view.texts.plain("✖️ Yes, no mission"), data("mission.cancel", mission, "yes"))
    return Message(text, rows=in_rows([yes, Button(view.texts.plain("Back"), data("mission.panel", mission))]))


@screen(waves.NOBODY)
async def nobody(view: View, *, mission: int) -> list[Message]:
    """Nobody else fits."""
    row = await view.session.get(MissionRow, mission)
    if row is None or row.state != OPEN or not holds(view.person.roles, Role.MODERATOR):
        return []
    said = view.texts(
        "🤝 “{mission}”: everybody who fits was asked, and places are still free. Share the link, or announce it.",
        mission=title_of(view, row),
    )
    return [Message(said, rows=[[Button(view.texts.plain("🤝 To the mission"), data("mission.panel", row.id))]])]
