"""What our messages of two days show of reports that are erased is taken from the chats where it stands."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox, threads
from storage import said
from storage.challenges import ReplyMark
from storage.seals import Seals

DELETABLE = timedelta(hours=48)  # a bot may delete its own messages for so long


async def take_back(
    session: AsyncSession, seals: Seals, reports: Collection[int], now: datetime, but: int | None = None
) -> None:
    """Have what shows these reports taken from every private chat, `but` one; before their marks go."""
    found = select(ReplyMark.mac).where(ReplyMark.challenge_id.in_(reports))
    marks = set(await session.scalars(found)) if reports else set()
    for chat, message, reader in await said.everywhere(session, now - DELETABLE, but) if marks else []:
        if _marks(seals, chat, message, reports) & marks:
            await outbox.enqueue(
                session,
                screen="",
                values={},
                dedupe=f"take back:{reader}:{message}",
                due_at=now,
                person_id=reader,
                expires_at=now + DELETABLE,
                target=message,
            )


def _marks(seals: Seals, chat: int, message: int, reports: Collection[int]) -> set[bytes]:
    """The marks that a message has if it belongs to one of these reports, or shows it to the team."""
    showing = {threads.shown_mark(seals, chat, message, one) for one in reports}
    return {threads.mark_of(seals, chat, message), *showing}
