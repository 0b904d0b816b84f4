from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.lab import Dates, Lab, Quiet, QuietSpan
from services.quiet_hours import add_awake, is_quiet, last_allowed, next_allowed

CASABLANCA = ZoneInfo("Africa/Casablanca")


def at(wall: str, zone: ZoneInfo = CASABLANCA) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=zone)


@pytest.fixture
def ramadan_of_2026(lab: Lab) -> Lab:
    dates = (Dates.model_validate({"first": "2026-02-19", "last": "2026-03-20"}),)
    return lab.model_copy(update={"quiet": Quiet(ramadan=lab.quiet.ramadan.model_copy(update={"dates": dates}))})


@pytest.mark.parametrize(
    ("now", "quiet", "allowed", "before"),
    [
        ("2026-10-05T20:59", False, "2026-10-05T20:59", "2026-10-05T20:59"),
        ("2026-10-05T21:00", True, "2026-10-06T08:00", "2026-10-05T20:00"),
        ("2026-10-06T06:30", True, "2026-10-06T08:00", "2026-10-05T20:00"),
        ("2026-10-06T08:00", False, "2026-10-06T08:00", "2026-10-06T08:00"),
        # Ramadan: the morning and the ftour are quiet; the hour before counts from each span.
        ("2027-02-10T22:30", False, "2027-02-10T22:30", "2027-02-10T22:30"),
        ("2027-02-11T01:00", True, "2027-02-11T10:00", "2027-02-10T22:00"),
        ("2027-02-11T18:00", True, "2027-02-11T20:30", "2027-02-11T16:30"),
        # The night before the first day begins by the usual hours and ends by Ramadan's; the last one the other way.
        ("2027-02-07T22:00", True, "2027-02-08T10:00", "2027-02-07T20:00"),
        ("2027-03-09T23:30", True, "2027-03-10T08:00", "2027-03-09T22:00"),
    ],
)
def test_quiet_hours_by_the_wall_clock(lab: Lab, now: str, quiet: bool, allowed: str, before: str) -> None:
    moment = at(now)
    assert is_quiet(moment, CASABLANCA, lab) is quiet
    assert next_allowed(moment, CASABLANCA, lab) == at(allowed)
    assert last_allowed(moment, CASABLANCA, lab) == at(before)


def test_the_night_in_which_the_clocks_change_ends_by_the_new_time(ramadan_of_2026: Lab) -> None:
    evening = at("2026-02-14T23:00")  # UTC+1; the clocks go back to UTC+0 at 3:00 on the 15th
    assert next_allowed(evening, CASABLANCA, ramadan_of_2026) == datetime(2026, 2, 15, 8, tzinfo=UTC)
    assert next_allowed(at("2026-02-20T09:00"), CASABLANCA, ramadan_of_2026) == datetime(2026, 2, 20, 10, tzinfo=UTC)


def test_a_lab_without_quiet_hours_and_a_zone_elsewhere(lab: Lab) -> None:
    night = at("2026-10-05T23:00")
    loud = lab.model_copy(update={"quiet": Quiet(hours=())})
    assert next_allowed(night, CASABLANCA, loud) == night
    assert add_awake(night, timedelta(days=10), loud) == night + timedelta(days=10)
    assert is_quiet(night, ZoneInfo("America/New_York"), lab) is False


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-10-05T10:00", 2, "2026-10-05T12:00"),
        ("2026-10-05T20:00", 2, "2026-10-06T09:00"),
        ("2026-10-05T23:00", 2, "2026-10-06T10:00"),
        ("2026-10-05T19:00", 2, "2026-10-05T21:00"),
        ("2026-10-05T09:00", 24, "2026-10-06T20:00"),
    ],
)
def test_a_timer_stops_at_night(lab: Lab, start: str, hours: int, end: str) -> None:
    assert add_awake(at(start), timedelta(hours=hours), lab) == at(end)


def test_a_day_that_is_quiet_all_along_is_refused() -> None:
    with pytest.raises(ValueError, match="four hours a day must not be quiet"):
        Quiet(hours=(QuietSpan.model_validate({"begin": "08:00", "end": "07:00"}),))
