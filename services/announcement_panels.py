"""The living panels of an announcement under way: one for each member of the team who looks at it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import cards
from storage import cards as rows
from storage import deliveries
from storage.announcements import DELETED, RUNNING, AnnouncementRow, announcement_of, subject_of

SCREEN = "announcement"


def panels(announcement_id: int) -> str:
    """What the subjects of all its panels begin with."""
    return f"{subject_of(announcement_id)}:panel:"


async def at_work(session: AsyncSession) -> set[int]:
    """The announcements of which something leaves now: they themselves, a correction, a deletion."""
    jobs = [announcement_of(":".join(one.name.split(":")[:2])) for one in await deliveries.running(session)]
    return {number for number in jobs if number}


async def moves(session: AsyncSession, row: AnnouncementRow) -> bool:
    """Whether what can be told of it changes by itself."""
    return row.state in (*RUNNING, DELETED) or row.id in await at_work(session)


async def put(
    session: AsyncSession, announcement_id: int, person_id: int, chat_id: int, now: datetime, message_id: int | None
) -> int | None:
    """This person's panel is this message (a new one without); the message that was it before and is not any more."""
    subject = f"{panels(announcement_id)}{person_id}"
    before = await rows.drop(session, subject)
    values = {"announcement": announcement_id}
    await cards.want(session, subject, screen=SCREEN, values=values, now=now, chat_id=chat_id, message_id=message_id)
    return before if before != message_id else None


async def refresh(session: AsyncSession, announcement_id: int, now: datetime) -> None:
    """All of its panels show how far it is now."""
    await cards.touch_all(session, panels(announcement_id), now)
