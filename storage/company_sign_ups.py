"""Organisations that came by the page, as long as nobody's account speaks for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, UniqueConstraint, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, UtcDateTime


class SignUpRow(Base):
    """What somebody without an account wrote on the page; only the hash of the token of their link is kept.

    `said`: the answers to the first form and to the rest, kind and value by the name of their step.
    """

    __tablename__ = "company_sign_ups"
    __table_args__ = (UniqueConstraint("token_hash"), UniqueConstraint("ref"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info=PLAIN)
    ref: Mapped[str] = mapped_column(String(9), info=PLAIN)
    name: Mapped[str] = mapped_column(String(120), info=PLAIN)
    said: Mapped[dict[str, Any]] = mapped_column(JSON, info=PSEUDONYMOUS)
    language: Mapped[str] = mapped_column(String(3), info=PLAIN)
    text_version: Mapped[str] = mapped_column(String(20), info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


async def by_token(session: AsyncSession, token_hash: bytes, hold: bool = False) -> SignUpRow | None:
    """The one that this link leads to; with `hold` nobody else ties it until the transaction ends."""
    query = select(SignUpRow).where(SignUpRow.token_hash == token_hash)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def waiting(session: AsyncSession, most: int) -> Sequence[SignUpRow]:
    """Those that are tied to nobody, newest first."""
    return (await session.scalars(select(SignUpRow).order_by(SignUpRow.id.desc()).limit(most))).all()


async def count(session: AsyncSession) -> int:
    """How many are tied to nobody."""
    return await session.scalar(select(func.count(SignUpRow.id))) or 0


async def forget_before(session: AsyncSession, before: datetime) -> None:
    """Those that nobody finished since then go."""
    await session.execute(delete(SignUpRow).where(SignUpRow.created_at < before))
