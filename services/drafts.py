"""Drafts: what somebody began and has not sent, sealed under a key that goes when it is sent, cancelled or too old."""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.drafts import DraftRow, all_keys, drop_expired
from storage.seals import SealError, Seals, destroy_after_commit

KEPT_FOR = timedelta(hours=24)
AT_ONCE = 100  # drafts that expire in one transaction
KEY_PREFIX = "draft-"
ORPHAN_AFTER = 3600.0  # seconds: a key without a row may belong to a transaction that has not committed yet


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it was kept: the form's name, its state (JSON), and when its next question is due, if it waits."""

    form: str
    state: dict[str, Any]
    prompt_due: datetime | None
    changed_at: datetime


async def load(session: AsyncSession, seals: Seals, person_id: int, now: datetime) -> Saved | None:
    """The draft of this person; None if there is none, if it expired, or if its key is gone."""
    row = await session.get(DraftRow, person_id)
    if row is None or row.expires_at <= now:
        return None
    try:
        state = json.loads(seals.open(row.key, row.sealed))
    except SealError:
        return None
    return Saved(row.form, state, row.prompt_due, row.changed_at)


async def save(
    session: AsyncSession,
    seals: Seals,
    person_id: int,
    form: str,
    state: dict[str, Any],
    now: datetime,
    prompt_due: datetime | None = None,
) -> None:
    """Keep `state` as this person's draft; a draft of another form, or an expired one, gives way to it."""
    row = await session.get(DraftRow, person_id)
    if row is not None and (row.form != form or row.expires_at <= now):
        destroy_after_commit(session, seals, row.key)
        row.key = _new_key()
    if row is None:
        row = DraftRow(person_id=person_id, key=_new_key())
        session.add(row)
    row.form, row.sealed = form, seals.seal(row.key, json.dumps(state).encode())
    row.prompt_due, row.changed_at, row.expires_at = prompt_due, now, now + KEPT_FOR


async def drop(session: AsyncSession, seals: Seals, person_id: int) -> None:
    """Forget this person's draft; what it said is unreadable once this transaction has committed."""
    row = await session.get(DraftRow, person_id)
    if row is not None:
        await session.delete(row)
        await session.flush()
        destroy_after_commit(session, seals, row.key)


async def expire(session: AsyncSession, now: datetime) -> list[str]:
    """Forget drafts past their time, at most AT_ONCE; the names of their keys, to be destroyed after the commit."""
    return await drop_expired(session, now, AT_ONCE)


async def orphans(session: AsyncSession, old: Collection[str]) -> list[str]:
    """The keys among those that were `old` that no draft has: a crash came between the commit and their end."""
    known = await all_keys(session)
    return [name for name in old if name not in known]


def old_keys(seals: Seals) -> list[str]:
    """The names of keys that are older than any transaction (reads a folder: not on the event loop)."""
    return [name for name in seals.names(KEY_PREFIX) if seals.age(name) > ORPHAN_AFTER]


def destroy(seals: Seals, keys: Collection[str]) -> None:
    """What was sealed under these keys is unreadable from now on (waits for the disk: not on the event loop)."""
    for key in keys:
        seals.destroy(key)


def _new_key() -> str:
    return KEY_PREFIX + secrets.token_hex(16)
