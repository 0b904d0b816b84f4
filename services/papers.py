"""Certificates and records as those see them who check a code: whether one stands, and what became of it if not.

The team takes one back and may give it back; its person hears of both. What their person withdrew, what was erased, or
too old, says nothing any more and cannot come back.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.cleaning import clean
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from storage import papers as rows
from storage.papers import PaperRow
from storage.records import RecordRow

TAKEN, GIVEN = "paper.taken", "paper.given"  # screens by which its person hears of it


class Standing(StrEnum):
    """What whoever checks it learns."""

    TRUE = "true"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPIRED = "expired"


def standing(row: PaperRow) -> Standing:
    """Whether it counts, or why not."""
    if row.name is not None:
        return Standing.WITHDRAWN if row.revoked_at else Standing.TRUE
    return Standing(row.ended) if row.ended else Standing.WITHDRAWN


def withdrawn(row: PaperRow) -> bool:
    """Whether it counts no more, for whatever reason."""
    return standing(row) is not Standing.TRUE


def may_return(row: PaperRow) -> bool:
    """Whether the team took it back, and can give it back."""
    return row.name is not None and row.revoked_at is not None


def one_line(name: str) -> str:
    """A name as a paper shows it: in one line, and nothing in it turns what stands beside it."""
    return " ".join(clean(name).split())


async def revoke(session: AsyncSession, lab: Lab, actor: Person, code: str, now: datetime) -> bool:
    """The team takes it back; False if there is nothing to take back."""
    row = await rows.by_code(session, code)
    if row is None or withdrawn(row):
        return False
    row.revoked_at = now
    await _tell(session, lab, actor, row, TAKEN, now)
    return True


async def give_back(session: AsyncSession, lab: Lab, actor: Person, code: str, now: datetime) -> bool:
    """It counts again; False if the team did not take it, or nothing stands on it any more."""
    row = await rows.by_code(session, code)
    if row is None or not may_return(row):
        return False
    row.revoked_at = None
    await _tell(session, lab, actor, row, GIVEN, now)
    return True


async def _tell(session: AsyncSession, lab: Lab, actor: Person, row: PaperRow, screen: str, now: datetime) -> None:
    kind = "record" if isinstance(row, RecordRow) else "certificate"
    audit.note(session, actor.id, f"{kind}.{'revoke' if screen == TAKEN else 'return'}", f"{kind}:{row.id}", now)
    if row.person_id is not None:
        await outbox.enqueue(session, person_id=row.person_id, screen=screen, values={"code": row.code},
                             dedupe=f"{screen}:{row.code}:{now.timestamp():.0f}",
                             due_at=next_allowed(now, lab.zone, lab))  # fmt: skip
    await session.flush()
