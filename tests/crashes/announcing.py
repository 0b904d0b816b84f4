"""An announcement to many people while the bot is killed again and again, and what became of every message."""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, insert, select, text

from services import deliveries
from services.message_classes import ANNOUNCEMENT
from storage.database import Database
from storage.deliveries import ENDED
from storage.outbox import OutboxRow
from storage.people import PersonRow
from tests.crashes.life import Life, Nursery, living
from tests.crashes.runs import Fresh
from tests.waiting import until, until_known

NAME = "flood:1"
SCREEN = "flood.warning"  # any that needs no values
LATENCY = 0.04
MORTAL = "mortal"  # how PostgreSQL calls the sessions of the bot
LIVING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name")
RATE = 30


@dataclass
class Announced:
    """What came of it. `in_flight` is how many attempts were written and not settled at each death."""

    people: int
    arrived: Counter[int]  # how many messages stand in each chat
    states: Counter[str]
    in_flight: list[int] = field(default_factory=list)
    state: str = ""

    def wrongs(self) -> list[str]:
        """What should not be; nothing, if every row is accounted for and nobody got it twice."""
        found = [f"{count} messages in chat {chat}" for chat, count in self.arrived.items() if count > 1]
        if set(self.states) - {"sent", "uncertain"} or self.states.total() != self.people:
            found.append(f"rows are {dict(self.states)}")
        if self.states["uncertain"] != sum(self.in_flight):
            found.append(f"{self.states['uncertain']} uncertain, in flight at the deaths: {self.in_flight}")
        if len(self.arrived) < self.states["sent"]:
            found.append(f"{self.states['sent']} rows are called sent, {len(self.arrived)} messages arrived")
        if self.state != ENDED:
            found.append(f"the delivery is {self.state}")
        return found


async def announced(nursery: Nursery, fresh: Fresh, folder: Path, people: int, kills: int, seed: int) -> Announced:
    """Send one to so many people; the bot dies so often, after so many messages as the dice say, in mid-flight."""
    (folder / "data").mkdir(parents=True)
    dice = random.Random(seed)
    with fresh() as url:
        database = Database(url)
        async with living(nursery, folder, _named(url), send_rate=RATE) as life:
            life.world.faults.latency = LATENCY
            await _write(life, database, people)
            life.begin()
            in_flight = [await death(life, database, people, kills, dice) for _ in range(kills)]
            await until_known(lambda: _over(database), "the end", seconds=300, meanwhile=life.let_time_pass)
            await life.end()
            outcome = await _outcome(life, database, people)
            outcome.in_flight = in_flight
        await database.close()
        return outcome


def _named(url: str) -> str:
    """The database as the bot enters it: what PostgreSQL still does for a dead one can be told."""
    return url if url.startswith("sqlite") else f"{url}{'&' if '?' in url else '?'}application_name={MORTAL}"


async def _write(life: Life, database: Database, people: int) -> None:
    now = life.clock.now()
    ids = []
    for number in range(people):
        phone = life.world.phone(f"P{number}")
        phone.account.started = True
        ids.append(phone.id)
    async with database.transaction() as session:
        known = [{"telegram_id": one, "language": "fr", "language_chosen": True, "created_at": now} for one in ids]
        await session.execute(insert(PersonRow), known)
        job = await deliveries.begin(session, NAME, now, at_night=True)
        rows = [
            {"dedupe": f"{NAME}:{one}", "person_id": one, "screen": SCREEN, "values": {}, "due_at": now,
             "message_class": ANNOUNCEMENT, "delivery_id": job}
            for one in await session.scalars(select(PersonRow.id))
        ]  # fmt: skip
        await session.execute(insert(OutboxRow), rows)
        await deliveries.complete(session, job)


async def death(life: Life, database: Database, people: int, kills: int, dice: random.Random) -> int:
    """Kill it after some more messages; how many it had in flight."""
    enough = _sent(life) + dice.randint(1, max(1, people // (kills + 1) - 10))
    # Time takes its time: hurried, it would leave no pause between two messages.
    await until(lambda: _sent(life) >= enough, "messages to arrive")
    async with life.dead():
        if not database.is_sqlite:
            await until_known(lambda: _forgotten(database), "PostgreSQL to end what the dead one had asked for")
        async with database.reading() as session:
            doubtful = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "sending")
            return await session.scalar(doubtful) or 0


async def _forgotten(database: Database) -> bool:
    """Whether no session of the dead one is left: nothing that it asked for comes after this."""
    async with database.reading() as session:
        return not await session.scalar(LIVING, {"name": MORTAL})


def _sent(life: Life) -> int:
    return sum(len(chat.messages) for chat in life.world.chats.values())


async def _over(database: Database) -> bool:
    async with database.reading() as session:
        delivery = await deliveries.of(session, NAME)
        return delivery is not None and delivery.state == ENDED


async def _outcome(life: Life, database: Database, people: int) -> Announced:
    arrived = Counter({number: len(chat.messages) for number, chat in life.world.chats.items() if chat.messages})
    async with database.reading() as session:
        delivery = await deliveries.of(session, NAME)
        assert delivery
        counted = await session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
        return Announced(people, arrived, Counter({row[0]: row[1] for row in counted}), state=delivery.state)
