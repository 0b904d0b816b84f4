"""Crash points: before and after every commit, every call to Telegram, every file made or destroyed.

All is wrapped from outside, in the bot's own process. A point's name says what happens there and for which time since
the points were armed, such as `after commit of done_marks+drafts #2`; the process kills itself at the one it is told.
"""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.request import AiohttpRequest
from services import media
from storage.seals import Seals

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
# What also happens when nothing happens: only the first two of these are points.
BACKGROUND = (
    "commit of leases",
    "commit of failed_updates",
    "commit of done_marks+outbox",
    "commit of nothing",
    "getUpdates as before",
    "getUpdates with nothing",
)
MOST_OF_BACKGROUND = 2


class Points:
    """Counts points into the file `trace` while the file `armed` is there; `crash` names the one that kills."""

    def __init__(self, trace: Path, armed: Path, crash: str | None) -> None:
        self._trace = os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._armed, self._crash = armed, crash
        self._seen: Counter[str] = Counter()

    def __call__(self, label: str) -> None:
        """Here is a point."""
        if not self._armed.exists():
            return
        self._seen[label] += 1
        if label.partition(" ")[2] in BACKGROUND and self._seen[label] > MOST_OF_BACKGROUND:
            return
        name = f"{label} #{self._seen[label]}"
        os.write(self._trace, f"{name}\n".encode())
        if name == self._crash:
            os.kill(os.getpid(), signal.SIGKILL)


def watch_calls(point: Points) -> None:
    """Every call to Telegram, and every download."""
    do_request, last = AiohttpRequest.do_request, [""]

    async def watched(self: AiohttpRequest, url: str, method: str, request_data: Any = None, *args: Any,
                      **named: Any) -> tuple[int, bytes]:  # fmt: skip
        name = "download" if "/file/bot" in url else url.rpartition("/")[2]
        asked = name
        if name == "getUpdates":
            offset = str(request_data.parameters.get("offset"))
            asked, last[0] = f"{name} {'as before' if offset == last[0] else 'that confirms'}", offset
        point(f"before {asked}")
        status, body = await do_request(self, url, method, request_data, *args, **named)
        point(f"after {name}{_kinds(body) if name == 'getUpdates' else ''}")
        return status, body

    AiohttpRequest.do_request = watched  # type: ignore[method-assign]


def _kinds(body: bytes) -> str:
    updates = orjson.loads(body).get("result") or []
    kinds = sorted({kind for update in updates for kind in update if kind != "update_id"})
    return f" with {'+'.join(kinds) or 'nothing'}"


def watch_commits(point: Points, engine: Engine) -> None:
    """Every commit, by the tables that it writes."""
    do_commit = engine.dialect.do_commit

    def written(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if table := WRITES.match(statement):
            connection.connection.info.setdefault("written", set()).add(table.group(1))

    def forget(connection: Any) -> None:
        if not connection.invalidated:
            connection.connection.info.pop("written", None)

    def watched(connection: Any) -> None:
        tables = "+".join(sorted(connection.info.pop("written", ()))) or "nothing"
        point(f"before commit of {tables}")
        do_commit(connection)
        point(f"after commit of {tables}")

    event.listen(engine, "before_cursor_execute", written)
    event.listen(engine, "rollback", forget)
    engine.dialect.do_commit = watched  # type: ignore[method-assign]


def watch_files(point: Points) -> None:
    """Every key made or destroyed, every copy of a file."""
    Seals._make = _watched(Seals._make, point, "a key is made")  # type: ignore[method-assign]
    Seals.destroy = _watched(Seals.destroy, point, "a key goes")  # type: ignore[method-assign]
    media.keep = _watched(media.keep, point, "a file is kept")


def _watched(function: Callable[..., Any], point: Points, label: str) -> Callable[..., Any]:
    def watched(*args: Any) -> Any:
        point(f"before {label}")
        result = function(*args)
        point(f"after {label}")
        return result

    return watched
