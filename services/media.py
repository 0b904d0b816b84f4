"""Our copies of files: the type is told from the content, names are random, pictures are shown without EXIF."""

import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import filetype  # type: ignore[import-untyped]

from storage.media import MediaRow
from storage.seals import Seals

MEDIA_KEY = "media"  # seals the file_id of an anonymous author
MOST_BYTES = 20_000_000  # Telegram lets bots download "up to 20 MB": the smaller of its two readings
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560
QUALITY = 85

IMAGES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/gif")
SOUNDS = ("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/x-wav", "audio/x-flac", "audio/amr")
FILMS = ("video/mp4", "video/quicktime", "video/webm", "video/3gpp", "video/x-matroska")
PAPERS = (
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
)
WORDS = "text/plain"
ALLOWED = {
    "photo": IMAGES,
    "voice": (*SOUNDS, "video/webm"),
    "audio": SOUNDS,
    "video": FILMS,
    "video_note": FILMS,
    "document": (*IMAGES, *SOUNDS, *FILMS, *PAPERS, WORDS),
}


class Refused(Exception):
    """This file is not kept: too big, or its content is not what it should be."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy on our disk; paths are relative to the media folder, `shown_path` only for pictures."""

    path: str
    shown_path: str | None
    mime: str
    size: int


def keep(folder: Path, kind: str, content: bytes) -> Kept:
    """Write a copy of `content` under a random name; Refused if it is not fit. Blocking: call it in a thread."""
    mime, extension = _type_of(kind, content)
    shown = _without_exif(content) if mime in IMAGES and mime != "image/heic" else None
    name = secrets.token_hex(16)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _write(folder, f"{name}.{extension}", content)
    shown_path = _write(folder, f"{name}-shown.jpg", shown) if shown else None
    return Kept(path, shown_path, mime, len(content))


def file_id_of(seals: Seals, row: MediaRow) -> str | None:
    """Telegram's id of a file; None of an anonymous author's once the copy is kept. SealError if its key is gone."""
    if row.sealed_file_id is not None:
        return seals.open(MEDIA_KEY, row.sealed_file_id).decode()
    return row.file_id


def blur(folder: Path, kept: Kept, day: float) -> None:
    """Let a copy look as if it was made at `day` (epoch seconds): its moment would tell who sent it."""
    for path in filter(None, (kept.path, kept.shown_path)):
        os.utime(folder / path, (day, day))


def discard(folder: Path, kept: Kept) -> None:
    """Remove a copy that nobody wants any more."""
    for path in filter(None, (kept.path, kept.shown_path)):
        (folder / path).unlink(missing_ok=True)


def old_files(folder: Path, before: float) -> list[Path]:
    """The copies, whole or half, of before `before` (epoch seconds). Blocking: call it in a thread."""
    return [path for path in folder.glob("*") if path.stat().st_mtime < before]


def _type_of(kind: str, content: bytes) -> tuple[str, str]:
    if len(content) > MOST_BYTES:
        raise Refused("too big")
    found = filetype.guess(content)
    mime, extension = (found.mime, found.extension) if found else _words(content)
    if mime not in ALLOWED.get(kind, ()):
        raise Refused(f"a {kind} that is {mime}")
    return mime, extension


def _words(content: bytes) -> tuple[str, str]:
    """Text has no mark of its own: it is what reads as UTF-8 and holds no NUL."""
    try:
        plain = "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        plain = False
    return (WORDS, "txt") if plain else ("of no known type", "")


def _without_exif(content: bytes) -> bytes:
    """The picture as JPEG, turned as its EXIF said, with nothing but the picture in it."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - 5 MB, which only whoever keeps a picture needs

    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("too many pixels")
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright.info.clear()
            target = io.BytesIO()
            upright.save(target, "JPEG", quality=QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(f"a picture that does not open ({type(error).__name__})") from None
    return target.getvalue()


def _write(folder: Path, name: str, content: bytes) -> str:
    # Under another name first: a crash in between must not leave half a file that looks whole.
    fresh = folder / f".{name}"
    with fresh.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.chmod(0o600)
    fresh.rename(folder / name)
    return name
