"""What comes by itself of a mission: asked, a place, a reminder, another time, off; thanks, and the hours."""

from handlers import mission_words as words
from handlers.buttons import Button, data
from handlers.mission_words import title_of
from handlers.missions import NOT_UNDER, card
from handlers.screens import Message, View, screen
from handlers.words import bold
from services import charge, guardians, hours, mission_places, mission_reminders, missions, waves
from services import employees as employment
from storage import missions as rows
from storage import volunteers
from storage.missions import GOING, INVITED, OPEN, WAITING, HandRow, MissionRow


@screen(waves.INVITE)
async def invite(view: View, *, mission: int) -> list[Message]:
    """We ask somebody, and say why; nothing if they answered, paused or left meanwhile."""
    row, hand = await _both(view, mission)
    mine = await volunteers.of(view.session, view.person.id)
    if row is None or hand is None or hand.state != INVITED or mine is None or mine.paused_at:
        return []
    if not await guardians.agreed(view.session, mine):
        return []
    why = await words.reasons_told(view, hand.reasons)
    head = [bold(view.texts("🤝 Can you help?")), view.texts("Why we ask you: {reasons}", reasons=why)]
    if hand.answer_by:
        head.append(view.texts("Please answer before {when}; then we ask others.",
                               when=view.texts.day_and_time(hand.answer_by)))  # fmt: skip
    return [await card(view, row, head)]


async def _both(view: View, mission: int) -> tuple[MissionRow | None, HandRow | None]:
    row = await view.session.get(MissionRow, mission)
    if row is None or row.state != OPEN:
        return None, None
    return row, await rows.hand(view.session, row.id, view.person.id)


@screen(employment.ASKED)
async def employees_asked(view: View, *, mission: int) -> list[Message]:
    """Their organisation helps with it; nothing if they answered or left it meanwhile."""
    row, hand = await _both(view, mission)
    company = await employment.sent_by(view.session, view.person)
    if row is None or hand is not None or company is None:
        return []
    head = view.texts(
        "👷 “{company}” helps with this mission. Do you come? You are free to say no.", company=company.name
    )
    return [await card(view, row, [bold(head)])]


@screen(mission_places.PLACE)
async def place_free(view: View, *, mission: int) -> list[Message]:
    """A place is free for somebody who waited."""
    row, hand = await _both(view, mission)
    if row is None or hand is None or hand.state != GOING:
        return []
    return [await card(view, row, [view.texts("🎉 A place is free: you are in!")])]


@screen(mission_reminders.REMIND)
async def reminder(view: View, *, mission: int) -> list[Message]:
    """It is near."""
    row, hand = await _both(view, mission)
    if row is None or hand is None or hand.state != GOING or row.begins_at <= view.house.clock.now():
        return []
    return [await card(view, row, [view.texts("⏰ A reminder: your mission.")])]


@screen(mission_reminders.OVER)
async def over(view: View, *, mission: int) -> list[Message]:
    """It is over: thank you; whoever is in charge confirms the hours."""
    row, hand = await _both(view, mission)
    if row is None or hand is None or hand.state != GOING:
        return []
    said = view.texts("🙏 “{mission}” is over. Thank you for your time!\nYour hours come once they are confirmed.",
                      mission=title_of(view, row))  # fmt: skip
    leave = [[Button(view.texts.plain("🏁 I am leaving"), data("mission.left", row.code))]]
    return [Message(said, rows=leave if hand.in_at and hand.out_at is None else [])]


@screen(hours.THANKS)
async def thanks(view: View, *, mission: int) -> list[Message]:
    """The hours are confirmed."""
    row, hand = await _both(view, mission)
    if row is None or hand is None or not hand.minutes:
        return []
    told = words.duration(view, hand.minutes)
    said = view.texts(
        "🙏 Thank you for “{mission}”!\nYour hours, confirmed: {hours}", mission=title_of(view, row), hours=told
    )
    return [Message(said, rows=[[Button(view.texts.plain("🗓 Missions"), data("missions.list"))]])]


@screen(missions.OFF)
async def off(view: View, *, mission: int) -> list[Message]:
    """It does not take place."""
    row = await view.session.get(MissionRow, mission)
    if row is None:
        return []
    said = view.texts("✖️ “{mission}” does not take place. We are sorry; thank you for being ready to help.",
                      mission=title_of(view, row))  # fmt: skip
    return [Message(said, rows=[[Button(view.texts.plain("🗓 Missions"), data("missions.list"))]])]


@screen(mission_places.TEAM_ONLY)
async def team_only(view: View, *, mission: int) -> list[Message]:
    """Another organisation leads it now: nobody under age comes."""
    row = await view.session.get(MissionRow, mission)
    if row is None or row.state != OPEN:
        return []
    said = [bold(view.texts("🤝 Mission: {mission}", mission=title_of(view, row))), view.texts(NOT_UNDER)]
    return [Message("\n".join(said), rows=[[Button(view.texts.plain("🗓 Missions"), data("missions.list"))]])]


@screen(charge.LED)
async def led(view: View, *, mission: int) -> list[Message]:
    """Somebody of an organisation reads names and hours now; nothing if they are in charge no more."""
    row, hand = await _both(view, mission)
    if row is None or hand is None or hand.state not in (GOING, WAITING, INVITED):
        return []
    if await charge.contact(view.session, row) is None:
        return []
    head = [bold(view.texts("📣 This mission is now led by: {who}", who=row.organisation or ""))]
    if row.begins_at > view.house.clock.now():
        head.append(view.texts("If you do not want that, say below that you do not come. Nobody asks why."))
    return [await card(view, row, head)]


@screen(missions.CHANGED)
async def changed(view: View, *, mission: int) -> list[Message]:
    """Another time or place."""
    row, hand = await _both(view, mission)
    if row is None or hand is None or hand.state not in (GOING, WAITING, INVITED):
        return []
    return [await card(view, row, [bold(view.texts("📣 The time or the place has changed. Does it still suit you?"))])]
