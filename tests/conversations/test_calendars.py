"""The file for the calendar, read back by icalendar and by another parser."""

from datetime import UTC, datetime
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from conversations.calendars import Owner, calendar, removed
from locales.texts import Catalogues
from storage.workshops import MeetingRow, WorkshopRow

ZONE = "Africa/Casablanca"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
OWNER = Owner("NOTIL", "https://notil.ma/w/k7m3qx")
TITLE = "Sans eau ; que faire, \\ensemble?\nBEGIN:VEVENT"


def workshop(**columns: Any) -> WorkshopRow:
    known = {"code": "k7m3qx", "state": "published", "title": {"fr": TITLE, "ar": "بلا ماء"}, "sequence": 3,
             "about": {"fr": "Apportez\nde quoi écrire"}, "place": {"fr": "Dar Chabab, Bouskoura"},
             "latitude": 33.45, "longitude": -7.65, "link": "https://meet.example/1"}  # fmt: skip
    return WorkshopRow(**(known | columns))


def meeting(position: int, day: int) -> MeetingRow:
    begins_at, ends_at = datetime(2026, 11, day, 14, 30, tzinfo=UTC), datetime(2026, 11, day, 17, tzinfo=UTC)
    return MeetingRow(position=position, begins_at=begins_at, ends_at=ends_at)


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues.load()


def test_both_parsers_read_the_same(catalogues: Catalogues) -> None:
    content = calendar(catalogues["fr"], workshop(), [meeting(0, 21), meeting(1, 28)], OWNER, NOW)
    ours, theirs = Calendar.from_ical(content), vobject.readOne(content.decode())
    first, second = ours.walk("VEVENT")
    assert [str(each) for each in (ours["method"], first["status"], first["sequence"], second["uid"])] == [
        "PUBLISH", "CONFIRMED", "3", "workshop-k7m3qx-1@twiza",
    ]  # fmt: skip
    assert b"DTSTART:20261128T143000Z" in content and max(map(len, content.split(b"\r\n"))) <= 75
    for event in (first, theirs.vevent_list[0]):
        title = event["summary"] if event is first else event.summary.value
        assert str(title) == TITLE  # nothing of what people wrote can begin an event of its own
    assert theirs.vevent_list[1].dtstart.value == datetime(2026, 11, 28, 14, 30, tzinfo=UTC)
    assert "https://meet.example/1" in theirs.vevent_list[0].description.value


def test_called_off_it_is_taken_out_of_the_calendar(catalogues: Catalogues) -> None:
    content = calendar(catalogues["ary"], workshop(state="cancelled", sequence=4), [meeting(0, 28)], OWNER, NOW)
    theirs = vobject.readOne(content.decode())
    assert (theirs.method.value, theirs.vevent.status.value, theirs.vevent.sequence.value) == (
        "CANCEL",
        "CANCELLED",
        "4",
    )
    assert theirs.vevent.summary.value == "بلا ماء"


def test_a_session_that_was_taken_away_leaves_the_calendar(catalogues: Catalogues) -> None:
    gone = removed([["2026-11-21T14:30", "2026-11-21T17:00", ZONE], ["2026-11-28T14:30", "2026-11-28T17:00", ZONE]], 1)
    content = calendar(catalogues["fr"], workshop(), [meeting(0, 21)], OWNER, NOW, gone=gone)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [(str(one["uid"]), str(one["status"]), one["dtstart"].dt) for one in events] == [
        ("workshop-k7m3qx-0@twiza", "CONFIRMED", datetime(2026, 11, 21, 14, 30, tzinfo=UTC)),
        ("workshop-k7m3qx-1@twiza", "CANCELLED", datetime(2026, 11, 28, 14, 30, tzinfo=UTC)),
    ]


def test_the_link_is_for_those_who_come(catalogues: Catalogues) -> None:
    content = calendar(catalogues["fr"], workshop(place={}), [meeting(0, 28)], OWNER, NOW, mine=False)
    assert b"meet.example" not in content
