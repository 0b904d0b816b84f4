"""Messages of the program itself to one person or to the admins, through the outbox."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.context import House
from services import outbox
from storage.people import by_telegram_id


async def tell(
    session: AsyncSession, house: House, telegram_id: int, screen: str, values: dict[str, Any], key: str
) -> None:
    """Say a screen to this person, once for each `key`; nothing if they never met the bot."""
    person = await by_telegram_id(session, telegram_id)
    if person is not None:
        dedupe = f"{screen}:{key}:{person.id}"
        await outbox.enqueue(
            session, person_id=person.id, screen=screen, values=values, dedupe=dedupe, due_at=house.clock.now()
        )


async def tell_admins(session: AsyncSession, house: House, screen: str, values: dict[str, Any], key: str) -> None:
    """Say a screen to every admin who has met the bot, once for each `key`."""
    for admin in house.admins:
        await tell(session, house, admin, screen, values, key)
