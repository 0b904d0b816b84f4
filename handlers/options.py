"""The options of a live vote, behind ⋯: how people may vote. Each is a switch that says what it will do."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.buttons import Button, Rows, data
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import pads, presses, rooms, sharing, trials
from services.leading import Act, Step
from services.people import Person
from services.presses import Press
from storage.rooms import AT_ONCE, COUNT, HIDDEN, READY, RoomRow

MENU = "options"
SHARED = {
    True: N_("👥 A phone can be handed on now."),
    False: N_("👥 Each phone votes for one person now."),
}
PADS = {
    True: N_("🎛 Everybody gets a pad now."),
    False: N_("🎛 Each question goes to the phones again."),
}

WALLS = {
    HIDDEN: N_("🙈 The wall hides how many voted, until the result."),
    COUNT: N_("🔢 The wall shows how many voted, not what."),
    AT_ONCE: N_("📊 The wall shows every vote at once."),
}
NEXT_WALL = {
    COUNT: (AT_ONCE, N_("📊 Show votes at once")),
    AT_ONCE: (HIDDEN, N_("🙈 Hide how many voted")),
    HIDDEN: (COUNT, N_("🔢 Show how many voted")),
}


def lines(view: View, room: RoomRow) -> list[Safe]:
    """What differs from how people usually vote."""
    texts = view.texts
    shared = [texts("👥 A phone can be handed on to the next person.")] if room.shared else []
    on_pads = texts("🎛 Pads: everybody holds the letters, the question is on the big screen.")
    wall = [texts(WALLS[room.wall])] if room.wall != COUNT else []
    return [*shared, *([on_pads] if room.pads else []), *wall]


def buttons(view: View, room: RoomRow) -> list[Button]:
    """The switches."""
    texts, here = view.texts, (room.id, room.version)
    share = N_("👥 One person a phone") if room.shared else N_("👥 Several people a phone")
    held = N_("🎛 Questions on the phones") if room.pads else N_("🎛 Pads, for many people")
    wall, label = NEXT_WALL[room.wall]
    trial = [Button(texts.plain("🧪 Try it first"), data("room.do", *here, "try"))] if room.state == READY else []
    return [
        *trial,
        Button(texts.plain("➕ Add a question"), data("room.ask", room.id)),
        Button(texts.plain("🌐 Add a language"), data("room.languages", room.id)),
        Button(texts.plain(share), data("room.do", *here, "share")),
        Button(texts.plain(held), data("room.do", *here, "pads")),
        Button(texts.plain(label), data("room.do", *here, wall)),
    ]


def trial_lines(view: View) -> list[Safe]:
    """What stands above the panel of a trial."""
    texts = view.texts
    return [
        bold(texts("🧪 TRIAL: simulated people vote. Nothing of it stays.")),
        texts("Simulated people: {count}", count=trials.CROWD),
    ]


def trial_rows(view: View, room: RoomRow, act: Act, labels: Mapping[Step, str]) -> Rows:
    """The large button as it will be, and the end at any moment."""
    texts = view.texts
    end = Button(texts.plain("🧪 End the trial"), data("room.tried", room.id))
    if act.question is None:
        return [[end]]
    label = texts.plain(labels[act.step], number=act.question.position + 1)
    return [[Button(label, data("room.go", room.id, room.version))], [end]]


async def turn(session: AsyncSession, actor: Person, press: Press, what: str, now: datetime) -> str | None:
    """Turn a switch; the msgid of the toast, None if there is no such switch. Stale."""
    if what == "try":
        await trials.begin(session, actor, press, now)
        return N_("🧪 The trial begins: press the large button.")
    if what == "share":
        return SHARED[(await sharing.allow(session, actor, press, now)).shared]
    if what == "pads":
        room = await presses.stepped(session, press, now)
        await pads.switch(session, room, actor, now)
        return PADS[room.pads]
    if what in WALLS:
        return WALLS[(await rooms.show_on_wall(session, actor, press, what, now)).wall]
    return None
