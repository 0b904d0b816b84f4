"""Needs as the team sees them: the list, one need, which organisations fit and why (or why not), asking, connecting."""

from telegram import Update

from handlers import need_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.need_words import BARS, STATES, label, title_of
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import own_needs, partnerships, skills
from services.matching import Match
from services.roles import Role, holds
from storage import agreements
from storage import partnerships as rows
from storage.challenges import ChallengeRow
from storage.companies import CompanyRow
from storage.partnerships import CONNECTED, INTERESTED, NeedRow, PartnershipRow

MOST, BEST, BARRED = 20, 8, 5
STALE = N_("This is no longer so. Here is how it stands.")
NAME = 22


@taps("needs.desk")
@staff_only(Role.MODERATOR)
async def desk(update: Update, context: Context) -> None:
    """The team's list."""
    context.say("needs.desk", edit=True)


@screen("needs.desk")
async def desk_screen(view: View) -> Message:
    """Needs, open ones first, and the ways on."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, found = view.texts, await rows.newest(view.session, MOST)
    lines = [bold(texts("🏢 What organisations can give"))]
    for one in found:
        lines.append(await _line(view, one))
    if not found:
        lines.append(texts("There is none."))
    marks = {one.id: "🙏 " if one.stated and not one.closed_at else "" for one in found}
    buttons = [Button(f"{marks[one.id]}{label(view, one)}", data("need.panel", one.id)) for one in found]
    ways = [
        Button(texts.plain("➕ New need"), data("need.new")),
        Button(texts.plain("🗂 All organisations"), data("company.list", 0)),
        Button(texts.plain("🤝 Missions"), data("missions.desk")),
    ]
    return Message("\n".join(lines), rows=one_a_row([*buttons, *ways]))


async def _line(view: View, need: NeedRow) -> Safe:
    states = [one.state for one in await rows.asked(view.session, need.id)]
    return view.texts("• {need} · asked: {asked} · interested: {interested} · connected: {connected}",
                      need=title_of(view, need), asked=len(states), interested=states.count(INTERESTED),
                      connected=states.count(CONNECTED))  # fmt: skip


@taps("need.panel")
@staff_only(Role.MODERATOR)
async def panel(update: Update, context: Context, need: str) -> None:
    """One need."""
    context.say("need.panel", edit=True, need=number(need))


@screen("need.panel")
async def panel_screen(view: View, *, need: int) -> Message:
    """One need: whom it was proposed to, who fits besides and why, who does not and why not."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, row = view.texts, await view.session.get(NeedRow, need)
    back = Button(texts.plain("Back"), data("needs.desk"))
    if row is None:
        return Message(texts("This need is gone."), rows=[[back]])
    lines = [*await words.lines(view, row), *words.stated(view, row), await _whom(view, row), *await _report(view, row)]
    buttons = _mission(view, row)
    for one in await rows.asked(view.session, need):
        lines, buttons = await _asked(view, one, lines, buttons)
    connected = any(one.state == CONNECTED for one in await rows.asked(view.session, need))
    if connected and not row.stated:
        buttons.append(_plan(view, row))
    if row.closed_at:
        lines.append(texts("🔒 Closed: nobody else is asked."))
    else:
        lines, buttons = await _fitting(view, row, lines, buttons)
        buttons.append(Button(texts.plain("🔒 Ask nobody else"), data("need.close", need)))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


def _plan(view: View, need: NeedRow) -> Button:
    return Button(view.texts.plain("🗓 Plan a mission for it"), data("mission.new", "need", need.id))


def _mission(view: View, need: NeedRow) -> list[Button]:
    """The way to its mission, or to one of what an organisation needs; what they said in a voice."""
    texts = view.texts
    listen = [Button(texts.plain("🎤 Listen"), data("need.listen", need.id))] if need.voice else []
    if need.mission_id:
        return [*listen, Button(texts.plain("🤝 To the mission"), data("mission.panel", need.mission_id))]
    if not need.stated or need.closed_at:
        return listen
    if own_needs.ready(need, view.house.lab, view.house.clock.now()):
        return [*listen, Button(texts.plain("🗓 Make it a mission"), data("need.mission", need.id))]
    return [*listen, _plan(view, need)]


async def _whom(view: View, need: NeedRow) -> Safe:
    company = await view.session.get(CompanyRow, need.organisation_id) if need.organisation_id else None
    return view.texts("For whom: {who}", who=company.name if company else view.texts.plain("Our team"))


async def _report(view: View, need: NeedRow) -> list[Safe]:
    challenge = await view.session.get(ChallengeRow, need.challenge_id) if need.challenge_id else None
    return [view.texts("For report {ref}", ref=ltr(challenge.ref))] if challenge else []


async def _asked(
    view: View, one: PartnershipRow, lines: list[Safe], buttons: list[Button]
) -> tuple[list[Safe], list[Button]]:
    company = await view.session.get(CompanyRow, one.company_id)
    name = company.name if company else ""
    told = view.texts("• {name}: {state}", name=name, state=view.texts(STATES[one.state]))
    if one.state == CONNECTED:
        return [*lines, told], [*buttons, await _agreement(view, one, name)]
    if one.state != INTERESTED:
        return [*lines, told], buttons
    meet = view.texts.plain("🤝 Connect {name}", name=name[:NAME])
    return [*lines, told], [*buttons, Button(meet, data("need.connect", one.need_id, one.company_id))]


async def _agreement(view: View, one: PartnershipRow, name: str) -> Button:
    """The agreement with an organisation that is connected, or the way to write it."""
    row = await agreements.of_partnership(view.session, one.id)
    if row:
        return Button(view.texts.plain("📄 Agreement: {name}", name=name[:NAME]), data("agreement.see", row.id))
    return Button(view.texts.plain("📝 Agree with {name}", name=name[:NAME]), data("agreement.write", one.id))


async def _fitting(
    view: View, need: NeedRow, lines: list[Safe], buttons: list[Button]
) -> tuple[list[Safe], list[Button]]:
    found = await partnerships.fitting(view.session, view.house.lab, need)
    every = await skills.everything(view.session, view.house.lab)
    told = [bold(view.texts("👀 Organisations that fit: {count}", count=len(found)))]
    for place, match in enumerate(found[:BEST], 1):
        company = await view.session.get_one(CompanyRow, match.offer.id)
        why = await words.why(view, _reasons(match), every)
        told.append(view.texts("No. {place} {name}: {reasons}", place=place, name=company.name, reasons=why))
        ask = view.texts.plain("📨 Ask {name}", name=company.name[:NAME])
        buttons.append(Button(ask, data("need.ask", need.id, company.id)))
    return [*lines, *told, *await _barred(view, need)], buttons


def _reasons(match: Match) -> list[list[str]]:
    return [[one.why, *one.values] for one in match.reasons]


async def _barred(view: View, need: NeedRow) -> list[Safe]:
    told = []
    for one in (await partnerships.barred(view.session, need))[:BARRED]:
        company = await view.session.get_one(CompanyRow, one.id)
        if one.barred in BARS:
            why = view.texts(BARS[one.barred])
            told.append(view.texts("✖️ {name} cannot be asked: {why}", name=company.name, why=why))
    return told


@taps("need.ask")
@staff_only(Role.MODERATOR)
async def ask(update: Update, context: Context, need: str, company: str) -> None:
    """Propose it to one organisation."""
    async with context.transaction() as session:
        house = context.house
        done = await partnerships.propose(session, house.lab, context.person, number(need), number(company),
                                          house.clock.now())  # fmt: skip
        context.toast(context.texts.plain("📨 Asked. You hear of their answer." if done else STALE), alert=not done)
        context.say("need.panel", edit=True, need=number(need))


@taps("need.connect")
@staff_only(Role.MODERATOR)
async def connect(update: Update, context: Context, need: str, company: str) -> None:
    """Let both sides know each other."""
    async with context.transaction() as session:
        house = context.house
        done = await partnerships.connect(session, house.lab, context.person, number(need), number(company),
                                          house.clock.now())  # fmt: skip
        said = N_("🤝 Connected. Both sides are told.")
        context.toast(context.texts.plain(said if done else STALE), alert=not done)
        context.say("need.panel", edit=True, need=number(need))


@taps("need.close")
@staff_only(Role.MODERATOR)
async def close(update: Update, context: Context, need: str) -> None:
    """Nobody else is asked."""
    async with context.transaction() as session:
        await partnerships.close(session, context.person, number(need), context.house.clock.now())
        context.say("need.panel", edit=True, need=number(need))


@screen(partnerships.ANSWERED)
async def answered(view: View, *, need: int) -> list[Message]:
    """An organisation is interested; nothing if they took it back meanwhile."""
    row = await view.session.get(NeedRow, need)
    waiting = [one for one in await rows.asked(view.session, need) if one.state == INTERESTED]
    if row is None or not waiting or not holds(view.person.roles, Role.MODERATOR):
        return []
    said = view.texts("✋ An organisation is interested in “{need}”. Connect both sides when you are ready.",
                      need=title_of(view, row))  # fmt: skip
    return [Message(said, rows=[[Button(view.texts.plain("🏢 To the need"), data("need.panel", row.id))]])]
