"""The options of a live vote, behind ⋯: how people may vote. Each is a switch that says what it will do."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.buttons import Button, Rows, data
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import names, pads, presses, rooms, sharing, trials
from services.leading import Act, Step
from services.people import Person
from services.presses import Press
from storage.questions import QuestionRow
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
NAMES = {
    True: N_("👁 The next question shows names. Everybody is told before they tap."),
    False: N_("🔒 The next question is secret."),
}
SHOWS_NAMES = N_("👁 It shows names: everybody is told before they tap.")
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


def names_lines(view: View, room: RoomRow, question: QuestionRow) -> list[Safe]:
    """What the facilitator is told of the next question, if it shows names."""
    if not question.named:
        return []
    on_pads = [view.texts("📱 It goes to each phone as a message, not to the pads.")] if room.pads else []
    return [view.texts(SHOWS_NAMES), *on_pads]


def buttons(view: View, room: RoomRow, following: QuestionRow | None) -> list[Button]:
    """The switches; `following` is the next question, where it may be switched."""
    texts, here = view.texts, (room.id, room.version)
    share = N_("👥 One person a phone") if room.shared else N_("👥 Several people a phone")
    held = N_("🎛 Questions on the phones") if room.pads else N_("🎛 Pads, for many people")
    wall, label = NEXT_WALL[room.wall]
    trial = [Button(texts.plain("🧪 Try it first"), data("room.do", *here, "try"))] if room.state == READY else []
    return [
        *trial,
        Button(texts.plain("➕ Add a question"), data("room.ask", room.id)),
        Button(texts.plain("🌐 Add a language"), data("room.languages", room.id)),
        *_names(view, room, following),
        Button(texts.plain(share), data("room.do", *here, "share")),
        Button(texts.plain(held), data("room.do", *here, "pads")),
        Button(texts.plain(label), data("room.do", *here, wall)),
    ]


def _names(view: View, room: RoomRow, following: QuestionRow | None) -> list[Button]:
    if following is None:
        return []
    label = N_("🔒 Next question secret") if following.named else N_("👁 Next question with names")
    return [Button(view.texts.plain(label), data("room.do", room.id, room.version, "names"))]


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
    if what == "names":
        return NAMES[(await names.switch(session, actor, press, now)).named]
    if what == "share":
        return SHARED[(await sharing.allow(session, actor, press, now)).shared]
    if what == "pads":
        room = await presses.stepped(session, press, now)
        await pads.switch(session, room, actor, now)
        return PADS[room.pads]
    if what in WALLS:
        return WALLS[(await rooms.show_on_wall(session, actor, press, what, now)).wall]
    return None
