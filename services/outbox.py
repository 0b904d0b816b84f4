"""The outbox: what will be said to whom, and when. One row a recipient; ringing twice adds nothing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.authors import coarse
from services.message_classes import NOTIFICATION
from storage import outbox as rows
from storage.challenges import ChallengeRow, challenge_of


async def enqueue(
    session: AsyncSession,
    *,
    screen: str,
    values: dict[str, Any],
    dedupe: str,
    due_at: datetime,
    person_id: int | None = None,
    sealed_to: bytes | None = None,
    message_class: str = NOTIFICATION,
    subject: str | None = None,
    expires_at: datetime | None = None,
    may_wait: bool = False,
    target: int | None = None,
) -> bool:
    """Say `screen` with `values` to a person (or a sealed address) at `due_at`; False if `dedupe` is known already.

    What `may_wait` comes after the end to whoever leads a live session just then. With a `target` that message is
    rewritten, or without a screen taken away.
    """
    if (person_id is None) == (sealed_to is None):
        raise ValueError("a message goes to a person or to a sealed address")
    row = {
        "person_id": person_id,
        "sealed_to": sealed_to,
        "screen": screen,
        "values": values,
        "dedupe": dedupe,
        "due_at": due_at,
        "message_class": message_class,
        "subject": subject,
        "expires_at": expires_at,
        "state": "ready",
        "fence": 0,
        "attempt": 0,
        "may_wait": may_wait,
        "target": target,
    }
    return await rows.add(session, row)


async def enqueue_all(
    session: AsyncSession,
    people: Collection[int],
    *,
    screen: str,
    values: dict[str, Any],
    dedupe: str,
    due_at: datetime,
    message_class: str = NOTIFICATION,
    subject: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    """The same to many people; `dedupe` and the person together are each row's key."""
    same = {
        "screen": screen,
        "values": values,
        "due_at": due_at,
        "message_class": message_class,
        "subject": subject,
        "expires_at": expires_at,
        "state": "ready",
        "fence": 0,
        "attempt": 0,
        "may_wait": False,
    }
    await rows.add_all(session, [same | {"person_id": one, "dedupe": f"{dedupe}:{one}"} for one in people])


@dataclass(frozen=True, slots=True)
class Letter:
    """What differs from one person to the next when many are told; to a person or to a sealed address."""

    values: dict[str, Any]
    dedupe: str
    person_id: int | None = None
    sealed_to: bytes | None = None
    subject: str | None = None
    message_class: str = NOTIFICATION


async def enqueue_each(session: AsyncSession, letters: Sequence[Letter], screen: str, due_at: datetime) -> None:
    """Say a screen to many people, to each with values of their own; what is there already stays as it is."""
    same = {"screen": screen, "due_at": due_at, "state": "ready", "fence": 0, "attempt": 0, "may_wait": False}
    await rows.add_all(session, [same | asdict(letter) for letter in letters])


async def recall_each(session: AsyncSession, dedupes: Sequence[str]) -> None:
    """Take back what has not left yet of these."""
    await rows.recall_each(session, dedupes)


async def waits(session: AsyncSession, person_id: int, screen: str, subject: str, now: datetime) -> bool:
    """Whether this is going to be said to this person after `now`."""
    return await rows.waits(session, person_id, screen, subject, now)


async def coarsened(session: AsyncSession, subject: str | None, due_at: datetime, columns: dict[str, Any]) -> Any:
    """What is written of a row that is settled: beside an anonymous report the day alone."""
    if columns["state"] in rows.WAITING or not await _is_anonymous(session, subject):
        return columns
    sent_at = columns.get("sent_at")
    return columns | {"due_at": coarse(due_at), "sent_at": coarse(sent_at) if sent_at else None}


async def _is_anonymous(session: AsyncSession, subject: str | None) -> bool:
    challenge_id = challenge_of(subject)
    challenge = await session.get(ChallengeRow, challenge_id) if challenge_id else None
    return challenge is not None and challenge.author_id is None


async def recall(session: AsyncSession, dedupe: str | None = None, *, subject: str | None = None) -> int:
    """Take back what has not left yet, by its dedupe key or everything about a subject; how many rows."""
    if (dedupe is None) == (subject is None):
        raise ValueError("recall by dedupe key or by subject")
    return await rows.recall(session, dedupe, subject)


async def forget_like(session: AsyncSession, screen: str, dedupe: str) -> None:
    """Drop what is, or was, said with this screen under dedupe keys like this (% stands for anything)."""
    await rows.forget_like(session, screen, dedupe)
