"""What the pages ask for, read and checked: values as a JSON object, files as multipart."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.checks import Upload, sound

Json = dict[str, Any]
Kind = tuple[str, Callable[[Any], bool]]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


WORDS: Kind = "words", lambda value: isinstance(value, str)
MAYBE_WORDS: Kind = "words or null", lambda value: value is None or isinstance(value, str)
NUMBER: Kind = "a whole number", _whole
MAYBE_NUMBER: Kind = "a whole number or null", lambda value: value is None or _whole(value)
FRACTION: Kind = "a number", lambda value: _whole(value) or isinstance(value, float)
SWITCH: Kind = "true or false", lambda value: isinstance(value, bool)
CHOICE: Kind = "a list of whole numbers", lambda value: isinstance(value, list) and all(map(_whole, value))
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("payload", "text", "data", "emoji", "kind", "name", "role", "language", "fault", "play"), WORDS),
    **{"tomorrow": WORDS, "number": MAYBE_WORDS, "message_id": NUMBER, "reply_to": MAYBE_NUMBER},
    **{"latitude": FRACTION, "longitude": FRACTION, "minutes": FRACTION, "options": CHOICE, "on": SWITCH},
}


async def values_of(request: web.Request) -> Json:
    """The JSON object of a request; ValueError with a sentence for anything else."""
    values = _parsed(await request.read())
    if not isinstance(values, dict):
        raise ValueError("a JSON object is expected")
    for name, value in values.items():
        words, fits = KINDS.get(name, WORDS)
        if name in KINDS and not fits(value):
            raise ValueError(f"{name} has to be {words}")
    return values


def _parsed(body: bytes) -> Any:
    # Half a character (a lone surrogate) cannot be sent: it would break the stream of every page.
    try:
        values = json.loads(body)
        json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as wrong:
        raise ValueError("this is no JSON") from wrong
    return values


async def sent(request: web.Request) -> tuple[list[Upload], Json]:
    """The files of a multipart form, at least one, and its other fields."""
    if not request.content_type.startswith("multipart/"):
        raise ValueError("files come as multipart/form-data, in parts named file")
    files: list[Upload] = []
    values: Json = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        if part.filename is None:
            values[part.name or ""] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files.append(Upload(sound(part.filename), sound(mime), content))
    if not files:
        raise ValueError("no file came along")
    return files, values
