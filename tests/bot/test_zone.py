"""Time zones come from the pinned package."""

import os
import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta
from pathlib import Path
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


STALE = """
import sys
from datetime import datetime, timedelta
sys.path.insert(0, sys.argv[1])
from zoneinfo import ZoneInfo
after = datetime(2026, 10, 5, 12, tzinfo=ZoneInfo("Africa/Casablanca"))
print(after.utcoffset() == timedelta(hours=1))     # what the machine believes
from bot.zone import use_packaged_zones
use_packaged_zones()
from services.occasions import in_utc
print(in_utc("2026-10-05T12:00", "Africa/Casablanca").hour)
"""


def test_a_machine_with_rules_from_before_the_change_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "Africa").mkdir()
    rules = b"<+01>-1\n"  # always an hour ahead, as it was until then
    header = b"TZif2" + bytes(15)
    none = b"".join(n.to_bytes(4, "big") for n in (0, 0, 0, 0, 1, 4))
    zone_type = (3600).to_bytes(4, "big") + b"\0\0" + b"+01\0"
    (tmp_path / "Africa" / "Casablanca").write_bytes(2 * (header + none + zone_type) + b"\n" + rules)
    here = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", STALE, str(here)], env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.split() == ["True", "12"]
