"""Time zones from the pinned tzdata package, never from the machine's older copy.

Morocco is on permanent UTC+0 since 2026-09-20 (tz database 2026c); system data from before is an hour wrong, and
`zoneinfo` prefers it.
"""

import zoneinfo
from importlib.resources import files


def use_packaged_zones() -> None:
    """Make `zoneinfo` read the tzdata package only; call it before the first zone is made."""
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()


def version() -> str:
    """The tz database's version, such as `2026c`."""
    return files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text().split("\n", 1)[0].removeprefix("# version ")
