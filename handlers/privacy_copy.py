"""The copy of one's data: a zip with a readable page, the same as JSON, and the media."""

import asyncio
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from handlers.kept import KEPT, LABELS, TECHNICAL
from handlers.screens import View
from services.belongings import Row, belongings, tables, tagged

_pages = Environment(loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True)


async def build(view: View) -> bytes:
    """The zip file: index.html, data.json and media/."""
    found = await belongings(view.session, view.house.seals, view.person, view.house.clock.now())
    return await asyncio.to_thread(_zipped, page(view, found), found, view.house.data_dir / "media")


def _zipped(readable: str, found: dict[str, list[Row]], folder: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", readable)
        archive.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=1, default=_plain))
        for row in found.get("media", []):
            _add_media(archive, folder, row)
    return file.getvalue()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _add_media(archive: zipfile.ZipFile, folder: Path, row: Row) -> None:
    if row["path"] and (folder / row["path"]).exists():
        archive.write(folder / row["path"], f"media/{row['path']}")


def page(view: View, found: dict[str, list[Row]]) -> str:
    """The readable page, in the person's language."""
    texts = view.texts
    sections = [(texts(KEPT[name][0]), texts(KEPT[name][1]), _rows(view, name, rows)) for name, rows in found.items()]
    template = _pages.get_template("privacy.html")
    title = texts.plain("This is everything we keep about you.")
    return template.render(title=title, sections=sections, language=texts.language, rtl=texts.rtl)


def _rows(view: View, name: str, rows: list[Row]) -> list[list[tuple[str, str]]]:
    table = next(one for one in tables() if one.__tablename__ == name)
    columns = [one.name for one in tagged(table, "personal") if one.name not in TECHNICAL]
    return [[(view.texts(LABELS[one]), _shown(view, row[one])) for one in columns if row.get(one)] for row in rows]


def _shown(view: View, value: Any) -> str:
    if isinstance(value, datetime):
        return str(view.texts.day_and_time(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
