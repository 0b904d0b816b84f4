"""Taking private things out of what the public sees: other words, hidden words, hidden photos, boxes over a photo.

The original stays for the team; each act is in the audit log.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, desk, outbox
from services.challenges import remove_after_commit
from services.cleaning import clean
from services.folding import refold
from services.media import QUALITY
from services.people import Person
from services.publicity import HIDDEN, SHOWN
from storage import redactions as rows
from storage.challenges import ChallengeRow, subject_of
from storage.media import MediaRow
from storage.redactions import RedactionRow

LINK_LIFE = timedelta(minutes=30)
MOST_BOXES = 40
SMALLEST = 0.005  # of a side: a slip of the finger is no box
INK = (28, 28, 28)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle over a photo, in parts of its width and height from the upper left corner (0 to 1)."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        edges = (self.left, self.top, self.right, self.bottom)
        if not all(0 <= edge <= 1 for edge in edges):
            raise ValueError("a box ends inside the photo")
        if self.right - self.left < SMALLEST or self.bottom - self.top < SMALLEST:
            raise ValueError("a box that covers nothing")

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The same in whole pixels of a photo of this size, rounded outwards."""
        return (
            int(self.left * width),
            int(self.top * height),
            min(width, int(self.right * width) + 1),
            min(height, int(self.bottom * height) + 1),
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to cover, and what alone is to be seen (None: all)."""

    covered: tuple[Box, ...]
    crop: Box | None = None


async def write(
    session: AsyncSession, challenge_id: int, words: str | None, actor: Person, now: datetime
) -> ChallengeRow:
    """Give the public the team's words, or (None) the author's again. Raises Faster, LookupError."""
    challenge = await desk.still_there(session, challenge_id)
    challenge.public_words = clean(words) if words is not None else None
    await refold(session, challenge)
    audit.note(session, actor.id, "desk.public", subject_of(challenge.id), now, own=words is not None)
    return challenge


async def hide_text(
    session: AsyncSession, challenge_id: int, hidden: bool, actor: Person, now: datetime
) -> ChallengeRow:
    """Let the public read no words of this report, or read them again. Raises Faster, LookupError."""
    challenge = await desk.still_there(session, challenge_id)
    if challenge.text_hidden is not hidden:
        challenge.text_hidden = hidden
        audit.note(session, actor.id, "desk.hide" if hidden else "desk.show", subject_of(challenge.id), now)
    return challenge


async def photo(session: AsyncSession, media_id: int) -> tuple[MediaRow, ChallengeRow]:
    """A photo of a report that still stands, with the report. Raises LookupError, Faster."""
    media = await session.get(MediaRow, media_id)
    if media is None or media.challenge_id is None or not media.shown_path:
        raise LookupError(media_id)
    return media, await desk.still_there(session, media.challenge_id)


async def release(session: AsyncSession, media_id: int, state: str, actor: Person, now: datetime) -> MediaRow:
    """Show a photo to the public, or hide it from them. Raises LookupError, Faster."""
    media, challenge = await photo(session, media_id)
    if state not in (SHOWN, HIDDEN):
        raise LookupError(state)
    if media.public != state:
        media.public = state
        action = "desk.photo_shown" if state == SHOWN else "desk.photo_hidden"
        audit.note(session, actor.id, action, subject_of(challenge.id), now, media=media.id)
    return media


async def link(session: AsyncSession, media_id: int, actor: Person, now: datetime) -> str:
    """A link, for one browser, to the page where boxes are drawn; its token is kept nowhere. LookupError, Faster."""
    _, challenge = await photo(session, media_id)
    token = secrets.token_urlsafe(24)
    session.add(
        RedactionRow(token_hash=_hash(token), person_id=actor.id, media_id=media_id, expires_at=now + LINK_LIFE)
    )
    audit.note(session, actor.id, "desk.media", subject_of(challenge.id), now, media=media_id)
    return token


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def enter(session: AsyncSession, token: str, now: datetime) -> tuple[RedactionRow, str] | None:
    """The first browser keeps the link: the row and its cookie; None if it was opened, used or is too old."""
    row = await rows.by_hash(session, _hash(token), now)
    if row is None or row.browser_hash is not None:
        return None
    cookie = secrets.token_urlsafe(24)
    row.browser_hash = _hash(cookie)
    return row, cookie


async def known(session: AsyncSession, token: str, cookie: str, now: datetime) -> RedactionRow | None:
    """The link, for the browser that opened it."""
    row = await rows.by_hash(session, _hash(token), now)
    if row is None or row.browser_hash is None or not hmac.compare_digest(row.browser_hash, _hash(cookie)):
        return None
    return row


def draw(folder: Path, name: str, drawing: Drawing) -> str:
    """A copy of the picture `name` with the boxes filled and the rest cut away; its name. Blocking."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - as in services/media.py

    with Image.open(folder / name) as opened:
        picture = opened.convert("RGB")
    brush = ImageDraw.Draw(picture)
    for box in drawing.covered:
        left, top, right, bottom = box.pixels(*picture.size)
        brush.rectangle((left, top, right - 1, bottom - 1), fill=INK)  # filled: what is blurred can be guessed
    if drawing.crop:
        picture = picture.crop(drawing.crop.pixels(*picture.size))
    fresh = f"{secrets.token_hex(16)}-public.jpg"
    picture.save(folder / fresh, "JPEG", quality=QUALITY)
    (folder / fresh).chmod(0o600)
    return fresh


async def keep(
    session: AsyncSession, row: RedactionRow, actor: Person, name: str, folder: Path, now: datetime
) -> MediaRow:
    """The redacted copy takes its place, the link is used up, and the member sees the copy in the chat."""
    media, challenge = await photo(session, row.media_id)
    if media.public_path:
        remove_after_commit(session, [folder / media.public_path])
    media.public_path, row.saved_at = name, now
    audit.note(session, actor.id, "desk.redact", subject_of(challenge.id), now, media=media.id)
    values, dedupe = {"media": media.id}, f"redacted:{row.id}"
    await outbox.enqueue(session, person_id=actor.id, screen="photo.saved", values=values, dedupe=dedupe, due_at=now)
    return media


def drawing_of(read: object) -> Drawing:
    """What a browser sent, checked: {"covered": [[l, t, r, b], …], "crop": [l, t, r, b] or null}. Raises ValueError."""
    if not isinstance(read, dict) or not isinstance(read.get("covered"), list):
        raise ValueError("no drawing")
    if len(read["covered"]) > MOST_BOXES:
        raise ValueError("too many boxes")
    crop = read.get("crop")
    return Drawing(tuple(_box(one) for one in read["covered"]), _box(crop) if crop is not None else None)


def _box(read: object) -> Box:
    numbers: Sequence[object] = read if isinstance(read, list) else []
    if len(numbers) != 4 or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        raise ValueError("a box has four numbers")
    return Box(*(float(one) for one in numbers))  # type: ignore[arg-type]
