"""Files of the sandbox: ids, paths for download, and the objects that messages carry."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox import images
from sandbox.checks import Upload
from sandbox.errors import ApiError, bad

Json = dict[str, Any]
DOWNLOAD = 20 * 1024 * 1024
UPLOAD = 50 * 1024 * 1024
PHOTO = 10 * 1024 * 1024
FOLDERS = {
    "photo": ("photos", ".jpg", "AgACAgQ"),
    "voice": ("voice", ".oga", "AwACAgQ"),
    "audio": ("music", ".mp3", "CQACAgQ"),
    "video": ("videos", ".mp4", "BAACAgQ"),
    "document": ("documents", "", "BQACAgQ"),
    "animation": ("animations", ".mp4", "CgACAgQ"),
    "sticker": ("stickers", ".webp", "CAACAgQ"),
    "video_note": ("video_notes", ".mp4", "DQACAgQ"),
}


@dataclass(frozen=True)
class Stored:
    """One file: kind, bytes, and where it is fetched from (`photos/file_7.jpg`)."""

    id: str
    unique_id: str
    kind: str
    content: bytes
    filename: str
    mime: str
    path: str

    def card(self) -> Json:
        """The fields that all file objects share."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class Files:
    """All files by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(self, kind: str, file: Upload) -> Stored:
        """Store bytes under new ids; the unique id follows the content."""
        folder, ending, prefix = FOLDERS[kind]
        number = len(self._by_id)
        digest = hashlib.sha256(kind.encode() + file.content).digest()
        unique = base64.urlsafe_b64encode(digest[:11]).decode().rstrip("=")
        file_id = prefix + base64.urlsafe_b64encode(digest[11:] + number.to_bytes(6, "big")).decode().rstrip("=")
        ending = ending or ("." + file.filename.rpartition(".")[2] if "." in file.filename else "")
        path = f"{folder}/file_{number}{ending}"
        stored = Stored(file_id, unique, kind, file.content, file.filename, file.mime, path)
        self._by_id[file_id] = self._by_path[path] = stored
        return stored

    def get(self, file_id: str) -> Stored:
        """A file by its id; an id that is not ours raises 400."""
        if file_id not in self._by_id:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def at(self, path: str) -> bytes | None:
        """Bytes for a download path, None when there is nothing."""
        stored = self._by_path.get(path)
        return stored.content if stored else None

    def resolve(self, kind: str, value: str | Upload, uploads: Mapping[str, Upload]) -> Stored:
        """A file of a call: an upload, `attach://name`, or the id of a known file."""
        if isinstance(value, str) and value.startswith("attach://"):
            name = value.removeprefix("attach://")
            if name not in uploads:
                raise bad("can't find the attached file")
            value = uploads[name]
        if isinstance(value, Upload):
            return self._uploaded(kind, value)
        if value.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        return self._known(kind, value)

    def _uploaded(self, kind: str, file: Upload) -> Stored:
        if len(file.content) > UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if not file.content:
            raise bad("file must be non-empty")
        if kind == "photo" and len(file.content) > PHOTO:
            raise bad("file is too big for a photo")
        if kind == "photo" and not images.is_picture(file.content):
            raise bad("IMAGE_PROCESS_FAILED")
        return self.keep(kind, file)

    def _known(self, kind: str, file_id: str) -> Stored:
        if file_id not in self._by_id:
            raise bad("wrong file identifier/HTTP URL specified")
        stored = self._by_id[file_id]
        if stored.kind != kind:
            found, wanted = stored.kind.replace("_", " ").title(), kind.replace("_", " ").title()
            raise bad(f"can't use file of type {found} as {wanted}")
        return stored


def card(stored: Stored, **told: Any) -> Json | list[Json]:
    """The object that a message carries for a file; `told` are duration, width, height, title, performer."""
    known = {name: value for name, value in told.items() if value is not None}
    if stored.kind == "photo":
        return _sizes(stored)
    return stored.card() | OBJECTS[stored.kind](stored, known)


def _sizes(stored: Stored) -> list[Json]:
    """A photo in up to three sizes, the largest last; all sizes serve the same bytes."""
    width, height = images.size(stored.content)
    sides = [side for side in (90, 320) if side < max(width, height)]
    small = [
        {
            **stored.card(),
            "file_unique_id": f"{stored.unique_id}{side}",
            "width": max(1, width * side // max(width, height)),
            "height": max(1, height * side // max(width, height)),
        }
        for side in sides
    ]
    return [*small, {**stored.card(), "width": width, "height": height}]


def _named(stored: Stored) -> Json:
    return {"file_name": stored.filename, "mime_type": stored.mime}


OBJECTS: dict[str, Callable[[Stored, Json], Json]] = {
    "voice": lambda stored, told: {"duration": 1, "mime_type": stored.mime} | told,
    "audio": lambda stored, told: {"duration": 1, **_named(stored)} | told,
    "video": lambda stored, told: {"width": 640, "height": 360, "duration": 1, **_named(stored)} | told,
    "animation": lambda stored, told: {"width": 320, "height": 240, "duration": 1, **_named(stored)} | told,
    "video_note": lambda stored, told: {"length": 240, "duration": 1} | told,
    "document": lambda stored, told: _named(stored) | told,
    "sticker": lambda stored, told: (
        {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False} | told
    ),
}
