"""/live/here-…: the code of a session on a screen while people are checked in to it; it shows no names.

A screen that shows six digits comes here once a facilitator has sent them to the bot.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from locales.texts import Catalogues
from services import checkin
from services.clock import Clock
from services.lab import Lab
from services.words import spoken
from storage import checkin as rows
from storage.database import AWAY, Database
from storage.seals import Seals
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow
from web import live
from web.live import RETRY_AFTER, one_said, page, qr, sides
from web.wording import CHECKIN

PATH = r"/live/{token:here-\d{1,9}-[0-9a-f]{12}}"


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in; the wall's own link takes any payload."""

    database: Database
    seals: Seals
    clock: Clock
    catalogues: Catalogues
    lab: Lab
    wall: live.Host


def add_routes(app: web.Application, door: Host) -> None:
    """Add the page; add it before the wall, whose addresses look alike."""
    texts = [door.catalogues[code] for code in sides(door.catalogues.languages)]

    async def shown(request: web.Request) -> web.Response:
        try:
            async with door.database.reading() as session:
                found = await _found(session, door, request.match_info["token"])
        except AWAY:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
        if found is None:
            raise web.HTTPNotFound
        workshop, values = found
        event = [one_said(one, one.lines([spoken(workshop.title, one.language)])) for one in texts]
        return page("checkin.html", texts, door.wall, CHECKIN, event=event, **values)

    app.router.add_get(PATH, shown)


async def _found(session: AsyncSession, door: Host, token: str) -> tuple[WorkshopRow, dict[str, Any]] | None:
    """The workshop, and what its screen shows: no digits once check-in is closed."""
    meeting = await session.get(MeetingRow, checkin.meeting_of(door.seals, token) or 0)
    workshop = await session.get(WorkshopRow, meeting.workshop_id) if meeting else None
    if meeting is None or workshop is None or workshop.state != PUBLISHED:
        return None
    now = door.clock.now()
    is_open = checkin.opens(meeting, door.lab) <= now < checkin.closes(meeting, door.lab)
    digits = checkin.code(door.seals, meeting.id) if is_open else ""
    square = qr(f"k_{digits}", door.wall.link) if digits else ""
    came = (await rows.attendance(session, [meeting.id]))[meeting.id]
    return workshop, {"digits": digits, "qr": square, "came": came}
