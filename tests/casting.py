"""Counting taps within a test's own session, as the ballot box does in its transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import ballots
from services.ballots import Questions, Tap, Told
from storage.seals import Seals


async def cast(session: AsyncSession, seals: Seals, taps: Sequence[Tap], now: datetime) -> list[Told]:
    """Count these taps on the session's connection, after what the session has not written yet."""
    await session.flush()
    connection = await session.connection()
    return await connection.run_sync(ballots.cast, seals, taps, now, Questions())
