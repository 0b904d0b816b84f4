"""The copy of one's data, in as many parts as Telegram's limit asks for: a readable page, the same as JSON, the files.

Each part is a zip that reads by itself: the page with everything in words, and the files that are in it.
"""

import asyncio
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.context import House
from handlers.privacy_page import page
from handlers.screens import View
from services.belongings import Row, belongings
from services.people import Person

LARGEST = 45 * 1024 * 1024  # bytes of files in one part: bots may send 50 MB


async def count(session: AsyncSession, house: House, person: Person) -> int:
    """In how many parts the copy comes."""
    found = await belongings(session, house.seals, person, house.clock.now())
    return len(parted(found.get("media", [])))


async def build(view: View, part: int) -> tuple[bytes, int] | None:
    """The zip of one part (the first is 1) and how many there are; None if there are fewer by now."""
    found = await belongings(view.session, view.house.seals, view.person, view.house.clock.now())
    parts = parted(found.get("media", []))
    if part > len(parts):
        return None
    places = {row["id"]: number for number, rows in enumerate(parts, start=1) for row in rows}
    readable = await page(view, found, places, part)
    folder = view.house.data_dir / "media"
    return await asyncio.to_thread(_zipped, readable, found, folder, parts[part - 1]), len(parts)


def parted(media: Iterable[Row]) -> list[list[Row]]:
    """The files that we have, so that no part is too large; at least one part."""
    parts: list[list[Row]] = [[]]
    room = LARGEST
    for row in media:
        if not row["path"]:
            continue
        if row["size"] > room and parts[-1]:
            parts.append([])
            room = LARGEST
        parts[-1].append(row)
        room -= row["size"]
    return parts


def _zipped(readable: str, found: dict[str, list[Row]], folder: Path, files: list[Row]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", readable)
        archive.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=1, default=_plain))
        for row in files:
            if (folder / row["path"]).exists():
                archive.write(folder / row["path"], f"media/{row['path']}", zipfile.ZIP_STORED)
    return file.getvalue()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
