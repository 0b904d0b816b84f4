"""The options of a live vote, behind ⋯: how people may vote. Each is a switch that says what it will do."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.buttons import Button, data
from handlers.screens import View
from locales.formats import Safe
from locales.marks import N_
from services import pads, rooms, sharing
from services.people import Person
from services.rooms import Press
from storage.rooms import RoomRow

MENU = "options"
SHARED = {
    True: N_("👥 A phone can be handed on now."),
    False: N_("👥 Each phone votes for one person now."),
}
PADS = {
    True: N_("🎛 Everybody gets a pad now."),
    False: N_("🎛 Each question goes to the phones again."),
}


def lines(view: View, room: RoomRow) -> list[Safe]:
    """What differs from how people usually vote."""
    texts = view.texts
    shared = [texts("👥 A phone can be handed on to the next person.")] if room.shared else []
    on_pads = texts("🎛 Pads: everybody holds the letters, the question is on the big screen.")
    return [*shared, *([on_pads] if room.pads else [])]


def buttons(view: View, room: RoomRow) -> list[Button]:
    """The switches."""
    texts, here = view.texts, (room.id, room.version)
    share = N_("👥 One person a phone") if room.shared else N_("👥 Several people a phone")
    held = N_("🎛 Questions on the phones") if room.pads else N_("🎛 Pads, for many people")
    return [
        Button(texts.plain("➕ Add a question"), data("room.ask", room.id)),
        Button(texts.plain("🌐 Add a language"), data("room.languages", room.id)),
        Button(texts.plain(share), data("room.do", *here, "share")),
        Button(texts.plain(held), data("room.do", *here, "pads")),
    ]


async def turn(session: AsyncSession, actor: Person, press: Press, what: str, now: datetime) -> str | None:
    """Turn a switch; the msgid of the toast, None if there is no such switch. Stale."""
    if what == "share":
        return SHARED[(await sharing.allow(session, actor, press, now)).shared]
    if what == "pads":
        room = await rooms.stepped(session, press, now)
        await pads.switch(session, room, actor, now)
        return PADS[room.pads]
    return None
