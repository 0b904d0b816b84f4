"""Ready answers for a status, and ready questions: the lab's own (lab.toml) and what staff wrote in the chat.

A wording is never changed in place. Whoever changes or removes one writes a row that stands in its place, so that the
history of a challenge keeps the words that people were told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.lab import Lab, Reason
from services.people import Person
from services.words import spoken
from storage import reasons as rows
from storage.reasons import ReasonRow

ASK = "ask"
STATUSES = ("study", "workshop", "taken_up", "progress", "solved", "not_ours", "duplicate", "closed", ASK)


class Gone(Exception):
    """This wording was changed or removed by somebody else meanwhile."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready answer: `key` is lab.toml's, or the number of what staff wrote. No `category`: for all of them."""

    key: str
    status: str
    words: Mapping[str, str]
    category: str | None = None

    def pick(self, language: str) -> str:
        """The words in a language, or the next best."""
        return spoken(self.words, language)


async def every(session: AsyncSession, lab: Lab, status: str) -> list[Ready]:
    """The ready answers for a status, the lab's first."""
    written = await rows.of_status(session, status)
    replaced = {one.replaces for one in written}
    found = [_of_lab(one, status) for one in lab.reasons_for(status)] + [_of_row(one) for one in written if one.words]
    return [one for one in found if one.key not in replaced]


async def fitting(session: AsyncSession, lab: Lab, status: str, category: str | None) -> list[Ready]:
    """Those for a status that fit a category: its own first, then those for all."""
    found = [one for one in await every(session, lab, status) if one.category in (None, category)]
    return sorted(found, key=lambda one: one.category is None)


async def of(session: AsyncSession, lab: Lab, key: str) -> Ready | None:
    """One wording, also one that was changed or removed since: what was said with it stays."""
    if key.isdecimal():
        row = await session.get(ReasonRow, int(key))
        return _of_row(row) if row else None
    return next((_of_lab(one, one.statuses[0]) for one in lab.reasons if one.key == key), None)


def _of_lab(one: Reason, status: str) -> Ready:
    return Ready(one.key, status, one.words.model_dump(), one.category)


def _of_row(one: ReasonRow) -> Ready:
    return Ready(str(one.id), one.status, one.words, one.category)


async def write(session: AsyncSession, lab: Lab, actor: Person, new: Ready, now: datetime) -> str:
    """Write a wording; one with a `key` takes the place of that one. Its key.

    Raises Gone, or LookupError for a status or category that the lab does not have and for one without words.
    """
    known = new.status in STATUSES and (new.category is None or new.category in lab.category_keys)
    if not known or not any(new.words.values()):
        raise LookupError(new.status)
    return await _put(session, lab, actor, new, now)


async def remove(session: AsyncSession, lab: Lab, actor: Person, status: str, key: str, now: datetime) -> str:
    """Offer this wording no more; the key by which that is taken back. Raises Gone."""
    return await _put(session, lab, actor, Ready(key, status, {}), now)


async def bring_back(session: AsyncSession, actor: Person, key: str, now: datetime) -> str:
    """Offer again what was removed with `key`; its status. Raises Gone if that was no removal."""
    row = await session.get(ReasonRow, int(key)) if key.isdecimal() else None
    if row is None or row.words:
        raise Gone
    audit.note(session, actor.id, "reason.back", f"reason:{row.replaces}", now)
    await session.delete(row)
    return row.status


async def _put(session: AsyncSession, lab: Lab, actor: Person, new: Ready, now: datetime) -> str:
    if new.key and new.key not in [one.key for one in await every(session, lab, new.status)]:
        raise Gone
    row = ReasonRow(status=new.status, category=new.category, replaces=new.key or None, by_id=actor.id, at=now)
    row.words = {code: words for code, words in new.words.items() if words}
    session.add(row)
    await session.flush()
    action = "reason.write" if row.words else "reason.remove"
    audit.note(session, actor.id, action, f"reason:{row.id}", now, replaces=row.replaces)
    return str(row.id)
