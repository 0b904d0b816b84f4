"""A workshop for the calendar of a phone (RFC 5545): UTC, SEQUENCE, and a CANCEL once it is called off.

content = calendar(texts, workshop, meetings, Owner("NOTIL", "https://…/w/k7m3qx"), now)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conversations.workshops import title
from locales.texts import Texts
from services.occasions import in_utc
from services.words import spoken
from storage.workshops import CANCELLED, MeetingRow, WorkshopRow

if TYPE_CHECKING:
    from icalendar import Event

TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is: the lab, the page of the workshop, and what makes our ids ours."""

    lab: str
    page: str
    domain: str = "twiza"


def calendar(
    texts: Texts,
    workshop: WorkshopRow,
    meetings: Sequence[MeetingRow],
    owner: Owner,
    now: datetime,
    mine: bool = True,
    gone: Sequence[MeetingRow] = (),
) -> bytes:
    """One event a session, all replaced by the next file of this workshop. `mine`: with the link, for who comes.

    `gone` are sessions that were taken away: they leave the calendar.
    """
    from icalendar import Calendar, vText  # noqa: PLC0415 - 6 MB, which only whoever asks for a file needs

    found = Calendar()
    found.add("prodid", f"-//{owner.lab}//Twiza//{texts.language.upper()}")
    found.add("version", "2.0")
    found.add("method", "CANCEL" if workshop.state == CANCELLED else "PUBLISH")
    for one in meetings:
        found.add_component(_event(texts, workshop, one, owner, now, mine))
    for one in gone:
        event = _event(texts, workshop, one, owner, now, mine)
        event["status"] = vText("CANCELLED")
        found.add_component(event)
    content: bytes = found.to_ical()
    return content


def removed(known: Sequence[Sequence[str]], left: int) -> list[MeetingRow]:
    """Of the sessions that people knew (begin, end, zone) those beyond the first `left`: they are no more."""
    return [
        MeetingRow(position=position, begins_at=in_utc(begins, zone), ends_at=in_utc(ends, zone))
        for position, (begins, ends, zone) in enumerate(known)
        if position >= left
    ]


def _event(
    texts: Texts, workshop: WorkshopRow, meeting: MeetingRow, owner: Owner, now: datetime, mine: bool
) -> "Event":
    from icalendar import Event, vText, vUri  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", f"workshop-{workshop.code}-{meeting.position}@{owner.domain}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.begins_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("sequence", workshop.sequence)
    event.add("status", "CANCELLED" if workshop.state == CANCELLED else "CONFIRMED")
    event.add("summary", vText(title(texts, workshop)))
    if place := _place(texts, workshop, mine):
        event.add("location", vText(place))
    if workshop.latitude is not None and workshop.longitude is not None:
        event.add("geo", (workshop.latitude, workshop.longitude))
    about = [spoken(workshop.about, texts.language), workshop.link if mine and workshop.link else "", owner.page]
    event.add("description", vText("\n\n".join(filter(None, about))))
    event.add("url", vUri(owner.page))
    return event


def _place(texts: Texts, workshop: WorkshopRow, mine: bool) -> str:
    """The place in words; of what is only online the link."""
    return spoken(workshop.place, texts.language) or (workshop.link if mine and workshop.link else "")
