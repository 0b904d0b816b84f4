"""Challenges: what residents sent, its parts, its thread with the lab, its statuses."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Float, ForeignKey, LargeBinary, String, Text, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.media import FILES, MediaRow

AUTHOR_KEY = "authors"
GRACE = timedelta(minutes=2)  # in which the team can undo a step


class ChallengeRow(Base):
    """One challenge.

    Of an anonymous one `author_id` and `author_name` stay empty: `author_mac` lets its author find it, `return_address`
    (sealed Telegram id) lets the bot deliver an answer, both under keys outside the database, and times are whole days.
    Until `listening_until` (whole hours) what its author sends outside a form belongs to its thread.
    `public_words` are the team's words for the public (None: the author's, masked), `folded` is what the desk searches
    (services/searches.py), `origin` where a forwarded message came from, `profile_id` who on a shared phone speaks,
    `company_id` the organisation whose own problem it is.
    """

    __tablename__ = "challenges"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="author_id", mac="author_mac", mac_key=AUTHOR_KEY)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    ref: Mapped[str] = mapped_column(String(16), unique=True, info=PLAIN)
    author_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    author_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, info=PSEUDONYMOUS)
    return_address: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    author_name: Mapped[str | None] = mapped_column(String(200), info=PERSONAL)
    visibility: Mapped[str] = mapped_column(String(10), default="hidden", info=PLAIN)
    language: Mapped[str] = mapped_column(String(3), info=PLAIN)
    words: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    commune: Mapped[str | None] = mapped_column(String(20), index=True, info=PLAIN)
    landmark: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    latitude: Mapped[float | None] = mapped_column(Float, info=PERSONAL)
    longitude: Mapped[float | None] = mapped_column(Float, info=PERSONAL)
    category: Mapped[str | None] = mapped_column(String(30), index=True, info=PLAIN)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=PERSONAL)
    danger: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    source: Mapped[str | None] = mapped_column(String(64), info=PLAIN)
    consent_version: Mapped[str] = mapped_column(String(20), info=PLAIN)
    status: Mapped[str] = mapped_column(String(16), default="received", index=True, info=PLAIN)
    holder_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PERSONAL)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    put_off_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    listening_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    wrote_after_end: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    public_words: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    text_hidden: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    folded: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    spam_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    spam_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    origin: Mapped[str | None] = mapped_column(String(200), info=PERSONAL)
    profile_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("profiles.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )
    company_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )


class PartRow(Base):
    """One message of the challenge, in the order it came: a text, a file or a location."""

    __tablename__ = "challenge_parts"
    __table_args__ = NEVER_AGAIN
    rights = Rights(through="challenge_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    position: Mapped[int] = mapped_column(info=PLAIN)
    about: Mapped[str] = mapped_column(String(30), default="words", info=PLAIN)
    kind: Mapped[str] = mapped_column(String(12), info=PLAIN)
    text: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    media_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("media.id"), info=PLAIN)
    latitude: Mapped[float | None] = mapped_column(Float, info=PERSONAL)
    longitude: Mapped[float | None] = mapped_column(Float, info=PERSONAL)
    transcript: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    transcript_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)


def _not_said(line: Any, now: datetime) -> ColumnElement[bool]:
    """Notes of the team, and what has not left yet."""
    return or_(line.side == "note", and_(line.side == "staff", line.at > now))


class ThreadRow(Base):
    """One message between the lab and the author: side is resident, staff, note (staff only) or body."""

    __tablename__ = "challenge_thread"
    __table_args__ = NEVER_AGAIN
    rights = Rights(through="challenge_id", hidden=_not_said)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    side: Mapped[str] = mapped_column(String(10), info=PLAIN)
    staff_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    partner_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("partners.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    kind: Mapped[str] = mapped_column(String(12), default="text", info=PLAIN)
    text: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    media_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("media.id"), info=PLAIN)
    latitude: Mapped[float | None] = mapped_column(Float, info=PERSONAL)
    longitude: Mapped[float | None] = mapped_column(Float, info=PERSONAL)
    asks: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


def _not_final(step: Any, now: datetime) -> ColumnElement[bool]:
    """Steps of the team that were undone, or can still be."""
    return or_(step.undone_at.is_not(None), and_(step.staff_id.is_not(None), step.at > now - GRACE))


class StatusRow(Base):
    """One step on the status ladder; `reason` is a template's key or words of staff per language.

    `holder_before` and `waiting_before` are what undoing it brings back.
    """

    __tablename__ = "challenge_statuses"
    __table_args__ = NEVER_AGAIN
    rights = Rights(through="challenge_id", hidden=_not_final)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    status: Mapped[str] = mapped_column(String(16), info=PLAIN)
    before: Mapped[str | None] = mapped_column(String(16), info=PLAIN)
    reason: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=PLAIN)
    staff_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    holder_before: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    waiting_before: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class ReplyMark(Base):
    """Which challenge a message of ours belongs to, by a keyed hash of chat and message, so that replies find it.

    Under another key: which message shows it to the team, so that it can be taken away.
    """

    __tablename__ = "reply_marks"
    rights = Rights(through="challenge_id")

    mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=PSEUDONYMOUS)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )


def subject_of(challenge_id: int) -> str:
    """How the audit log, the outbox and the cards name a challenge."""
    return f"challenge:{challenge_id}"


def challenge_of(subject: str | None) -> int | None:
    """The challenge that a subject names; None if it names something else."""
    kind, _, number = (subject or "").partition(":")
    return int(number) if kind == "challenge" else None


async def matching(session: AsyncSession, condition: ColumnElement[bool]) -> list[ChallengeRow]:
    """The challenges that fit, newest first."""
    return list(await session.scalars(select(ChallengeRow).where(condition).order_by(ChallengeRow.id.desc())))


async def drop_parts(session: AsyncSession, challenge_id: int) -> set[int]:
    """Take all parts away; returns the ids of their files, which stay."""
    mine = PartRow.challenge_id == challenge_id
    files = set(await session.scalars(select(PartRow.media_id).where(mine, PartRow.media_id.is_not(None))))
    await session.execute(delete(PartRow).where(mine))
    return {file for file in files if file is not None}


async def drop_media(session: AsyncSession, media_ids: set[int]) -> list[str]:
    """Take these files away; returns their paths below DATA_DIR/media."""
    gone = MediaRow.id.in_(media_ids)
    paths = (await session.execute(select(*FILES).where(gone))).all()
    await session.execute(delete(MediaRow).where(gone))
    return [path for each in paths for path in each if path]
