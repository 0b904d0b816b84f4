"""The living panels of an announcement under way: one for each member of the team who looks at it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import cards
from storage import cards as rows
from storage.announcements import subject_of

SCREEN = "announcement"


def panels(announcement_id: int) -> str:
    """What the subjects of all its panels begin with."""
    return f"{subject_of(announcement_id)}:panel:"


async def put(
    session: AsyncSession, announcement_id: int, person_id: int, chat_id: int, now: datetime, message_id: int | None
) -> None:
    """This person's panel is this message (a new one without), whichever it was before."""
    subject = f"{panels(announcement_id)}{person_id}"
    await rows.drop(session, subject)
    values = {"announcement": announcement_id}
    await cards.want(session, subject, screen=SCREEN, values=values, now=now, chat_id=chat_id, message_id=message_id)


async def refresh(session: AsyncSession, announcement_id: int, now: datetime) -> None:
    """All of its panels show how far it is now."""
    await cards.touch_all(session, panels(announcement_id), now)
