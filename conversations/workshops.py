"""What is said of a workshop, in the bot and on its page alike: when, where, in which languages, whether there is room.

told = Told(workshop, meetings, free)            # free: seats that nobody holds, None without a limit
lines(texts, told)                               # "📅 samedi 28 novembre 2026, 14:30 - 17:00" and the rest
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from locales.formats import Safe
from locales.isolates import bare
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Texts, ltr, time_range
from services.words import spoken
from storage.workshops import CANCELLED, DRAFT, MeetingRow, WorkshopRow

LEFT = N_("🪑 Seats left: {count}")
FULL = N_("🪑 Every seat is taken. You may stand in the line: whoever is first in it gets the next seat.")
ROOM = N_("🪑 There is room for everybody.")
ONLINE = N_("💻 Online")
CALLED_OFF = N_("🚫 This workshop is called off.")
OVER = N_("This workshop is over. Thank you!")


@dataclass(frozen=True, slots=True)
class Told:
    """A workshop with its sessions, and the seats that nobody holds (None: there is no limit)."""

    workshop: WorkshopRow
    meetings: Sequence[MeetingRow]
    free: int | None = None

    def over(self, now: datetime) -> bool:
        """Whether its last session has ended."""
        return not self.meetings or self.meetings[-1].ends_at <= now


def title(texts: Texts, workshop: WorkshopRow) -> str:
    """Its title in this language, or the next best."""
    return spoken(workshop.title, texts.language)


def session(texts: Texts, begins: str, ends: str) -> Safe:
    """`samedi 28 novembre 2026, 14:30 – 17:00`, from wall times."""
    first, last = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    return texts("{date}, {hours}", date=texts.long_date(first), hours=time_range(first, last))


def sessions(texts: Texts, walls: Sequence[tuple[str, str]]) -> list[Safe]:
    """A line for each session; several are numbered."""
    if len(walls) == 1:
        return [texts("📅 {session}", session=session(texts, *walls[0]))]
    return [texts("📅 Session {number}: {session}", number=number, session=session(texts, *one))
            for number, one in enumerate(walls, 1)]  # fmt: skip


def walls(meetings: Sequence[MeetingRow]) -> list[tuple[str, str]]:
    """Begin and end of each session as wall times."""
    return [(one.begins, one.ends) for one in meetings]


def where(texts: Texts, workshop: WorkshopRow) -> list[Safe]:
    """The place, and that it is online; the link itself is for those who come."""
    found = [texts("📍 {place}", place=spoken(workshop.place, texts.language))] if workshop.place else []
    return [*found, texts(ONLINE)] if workshop.link else found


def lines(texts: Texts, told: Told, now: datetime, seated: bool = False) -> list[Safe]:
    """When, where, in which languages; whether there is room, for whoever has no seat (or place in the line) yet."""
    workshop = told.workshop
    found = [*sessions(texts, walls(told.meetings)), *where(texts, workshop)]
    if workshop.languages and len(workshop.languages) < len(NAMES):
        found.append(texts("🗣 {languages}", languages=texts.listing([NAMES[code] for code in workshop.languages])))
    if workshop.state == CANCELLED:
        return [texts(CALLED_OFF), *found]
    if told.over(now):
        return [*found, texts(OVER)]
    return found if seated else [*found, room(texts, told)]


def room(texts: Texts, told: Told) -> Safe:
    """How many seats are left; how long the line is, nobody needs to know."""
    if told.free is None:
        return texts(ROOM)
    return texts(LEFT, count=told.free) if told.free > 0 else texts(FULL)


def about(texts: Texts, workshop: WorkshopRow) -> Safe | None:
    """What it is about, in the team's words."""
    words = spoken(workshop.about, texts.language)
    return texts.lines(words.split("\n")) if words else None


def to_forward(texts: Texts, told: Told, link: str) -> str:
    """A text for WhatsApp: plain, short, with the link; the name in stars is bold there."""
    workshop = told.workshop
    name = texts.plain("*{title}*", title=title(texts, workshop))
    when = [texts.plain("📅 {session}", session=session(texts, *one)) for one in walls(told.meetings)]
    places = [texts.plain("📍 {place}", place=spoken(workshop.place, texts.language))] if workshop.place else []
    ask = texts.plain("Tell us here whether you come, it takes one tap: {link}", link=ltr(link))
    return bare("\n".join([name, *when, *places, ask]))


def is_open(told: Told, now: datetime) -> bool:
    """Whether people may answer."""
    return told.workshop.state not in (CANCELLED, DRAFT) and not told.over(now)
