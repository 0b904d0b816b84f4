"""Time zones come from the pinned package."""

import zoneinfo
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import zone


def test_the_packaged_rules_are_new_enough() -> None:
    assert zoneinfo.TZPATH == ()
    assert zone.version() >= "2026c"


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        (datetime(2026, 1, 15, 12), 1),
        (datetime(2026, 3, 1, 12), 0),  # Ramadan
        (datetime(2026, 9, 19, 12), 1),
        (datetime(2026, 9, 21, 12), 0),
        (datetime(2034, 7, 1, 12), 0),
    ],
)
def test_casablanca_is_on_utc_since_20_september_2026(moment: datetime, hours: int) -> None:
    assert moment.replace(tzinfo=ZoneInfo("Africa/Casablanca")).utcoffset() == timedelta(hours=hours)
