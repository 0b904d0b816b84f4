"""Progress cards: while a delivery goes on, the cards that show how far it is are renewed every 3 seconds."""

from datetime import UTC, datetime, timedelta

from handlers.context import House
from services import cards
from services.deliveries import cards_of

PACE = timedelta(seconds=3)


class ProgressCards:
    """Says when a delivery's cards have something new to show; bot/cards.py edits them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._told: dict[int, datetime] = {}

    async def moved(self, delivery_id: int) -> None:
        """One more of its rows is settled."""
        now = self._house.clock.now()
        if now >= self._next(delivery_id):
            await self._tell(delivery_id, now)

    async def ended(self, delivery_id: int) -> None:
        """It is over."""
        await self._tell(delivery_id, max(self._house.clock.now(), self._next(delivery_id)))
        self._told.pop(delivery_id, None)

    def _next(self, delivery_id: int) -> datetime:
        return self._told.get(delivery_id, datetime.min.replace(tzinfo=UTC)) + PACE

    async def _tell(self, delivery_id: int, at: datetime) -> None:
        self._told[delivery_id] = at
        async with self._house.database.transaction() as session:
            await cards.touch_all(session, cards_of(delivery_id), at)
        self._house.wake({"cards"})
