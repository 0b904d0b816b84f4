"""What certificates and records share: a code, a name, and what became of the paper."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import certificates, records
from storage.certificates import CertificateRow
from storage.records import RecordRow

PaperRow = CertificateRow | RecordRow
REPLACED, EXPIRED = "replaced", "expired"  # how a paper ended that says nothing any more
SAYS: dict[type, tuple[str, ...]] = {
    CertificateRow: ("person_id", "name", "title", "organisation", "first", "last", "minutes", "missions"),
    RecordRow: ("person_id", "name", "entries"),
}


async def by_code(session: AsyncSession, code: str) -> PaperRow | None:
    """The certificate or record of this code."""
    return await certificates.by_code(session, code) or await records.by_code(session, code)


async def replace(session: AsyncSession, row: PaperRow) -> None:
    """Another takes its place: it says nothing any more."""
    for name in SAYS[type(row)]:
        setattr(row, name, None)
    row.ended = REPLACED
    await session.flush()


async def empty_before(session: AsyncSession, before: datetime) -> None:
    """Those made before that moment say nothing any more, as if their person were erased."""
    for table, made in ((CertificateRow, CertificateRow.issued_at), (RecordRow, RecordRow.made_at)):
        emptied: dict[str, Any] = dict.fromkeys(SAYS[table]) | {"ended": EXPIRED}
        await session.execute(update(table).where(made < before, table.name.is_not(None)).values(**emptied))
