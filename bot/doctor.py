"""`twiza doctor`: everything that must be right, one line each, with what to do where it is not."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import zone
from bot.settings import Settings, lab_of
from locales.catalogues import CatalogueError
from locales.texts import Catalogues
from services.lab import Lab, LabError
from storage import migrate
from storage.database import Database

ENOUGH_SPACE = 1024**3
NEWEST_RULES = "2026c"
AFTER_THE_CHANGE = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do; nothing to do means that it is well."""

    what: str
    found: str
    todo: str = ""

    @property
    def line(self) -> str:
        """`✓ disk: 80 GB free` or `✗ disk: 0.2 GB free → make room`."""
        return f"✗ {self.what}: {self.found} → {self.todo}" if self.todo else f"✓ {self.what}: {self.found}"


async def look_around(settings: Settings) -> list[Finding]:
    """All that can be seen without Telegram."""
    local = (env_file, data_dir, keys, disk, lab, catalogues, time_zone, pages)
    return [*(check(settings) for check in local), *await database(settings)]


async def database(settings: Settings) -> list[Finding]:
    """Whether the database answers and its schema is the newest."""
    store = Database(settings.database_url)
    shown = store.url.render_as_string(hide_password=True)
    try:
        if store.file and not store.file.exists():
            return [Finding("database", f"{store.file} is not there yet; the first start makes it")]
        if not await store.is_there():
            return [Finding("database", f"no answer from {shown}", "check DATABASE_URL, and that its server runs")]
        return [Finding("database", shown), await _schema(store)]
    finally:
        await store.close()


async def _schema(store: Database) -> Finding:
    revision = await migrate.revision(store)
    if revision == migrate.head():
        return Finding("schema", f"the newest ({revision})")
    if revision is not None and not migrate.knows(revision):
        return Finding("schema", f"{revision} is of a newer Twiza", "update this Twiza")
    return Finding("schema", f"{revision or 'empty'}, not {migrate.head()}", "run: ./run migrate")


def env_file(_settings: Settings) -> Finding:
    """Whether only its owner reads `.env`, which holds the token."""
    path = Path(".env")
    if not path.exists():
        return Finding(".env", "none; settings come from the environment")
    if _readable_by_others([path]):
        return Finding(".env", "others on this machine can read the token", "run: chmod 600 .env")
    return Finding(".env", "read by its owner only")


def data_dir(settings: Settings) -> Finding:
    """Whether files can be written there."""
    existing = next(path for path in [settings.data_dir, *settings.data_dir.absolute().parents] if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return Finding("data", f"{settings.data_dir.absolute()} can be written")
    return Finding("data", f"{existing} cannot be written", "choose another DATA_DIR or change its owner")


def keys(settings: Settings) -> Finding:
    """Whether only their owner reads the keys."""
    files = sorted(settings.keys_dir.glob("*.key")) if settings.keys_dir.is_dir() else []
    if _readable_by_others(files):
        return Finding("keys", "others on this machine can read them", f"run: chmod 600 {settings.keys_dir}/*.key")
    return Finding("keys", f"{len(files)} in {settings.keys_dir}, read by their owner only")


def _readable_by_others(files: Iterable[Path]) -> bool:
    return any(file.stat().st_mode & 0o077 for file in files)


def disk(settings: Settings) -> Finding:
    """Whether a gigabyte is left for files and backups."""
    there = next(path for path in [settings.data_dir, *settings.data_dir.absolute().parents] if path.exists())
    free = shutil.disk_usage(there).free
    return Finding("disk", f"{free / 1024**3:.1f} GB free", "" if free >= ENOUGH_SPACE else "make room: 1 GB at least")


def lab(settings: Settings) -> Finding:
    """Whether the lab's file reads well."""
    return _reads("lab", LabError, lambda: _filled_in(lab_of(settings)), "mend LAB_FILE as it says")


def _filled_in(known: Lab) -> str:
    """The lab's name, and what its notice of law 09-08 still lacks."""
    lacking = [f"privacy.{name}" for name in ("cndp", "contact") if not getattr(known.privacy, name)]
    return ", not filled in: ".join([str(known.name.fr), *([" and ".join(lacking)] if lacking else [])])


def catalogues(settings: Settings) -> Finding:
    """Whether every language can be spoken."""
    return _reads(
        "languages",
        (CatalogueError, LabError),
        lambda: ", ".join(Catalogues.load(languages=lab_of(settings).languages).languages),
        "get the missing file back from the release",
    )


def _reads(
    what: str, error: type[Exception] | tuple[type[Exception], ...], read: Callable[[], str], todo: str
) -> Finding:
    try:
        return Finding(what, read())
    except error as said:
        return Finding(what, str(said), todo)


def time_zone(settings: Settings) -> Finding:
    """Whether Morocco's change of 2026-09-20 to UTC+0 is known; shows the lab's time to compare with a watch."""
    try:
        name = lab_of(settings).timezone
    except LabError as said:
        return Finding("time zone", str(said), "mend LAB_FILE as it says")
    now = datetime.now(ZoneInfo(name))
    found = f"{name} {now:%Y-%m-%d %H:%M} (UTC{now:%z}), rules {zone.version()}"
    current = AFTER_THE_CHANGE.astimezone(ZoneInfo("Africa/Casablanca")).utcoffset() == timedelta(0)
    return Finding("time zone", found, "" if current and zone.version() >= NEWEST_RULES else "update tzdata to 2026.3")


def pages(settings: Settings) -> Finding:
    """Whether links that people get can be opened by them."""
    if settings.public_url is None:
        return Finding("pages", f"PUBLIC_URL is not set: links point at {settings.base_url}, this machine only")
    if not settings.public_url.startswith("https://"):
        return Finding("pages", settings.public_url, "Telegram and browsers want https:// in PUBLIC_URL")
    return Finding("pages", settings.public_url)
