"""A step told to many supporters while the bot is killed again and again: what stands in each chat, and how often."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from services import challenges, people, statuses
from services.challenges import Chat, Piece, Submission
from services.desk import Spot, Tab
from services.lab import Lab
from services.statuses import Status, Step
from storage.challenges import GRACE
from storage.database import Database
from storage.outbox import WAITING, OutboxRow
from storage.people import PersonRow
from storage.seals import Seals
from storage.supporters import SupporterRow
from tests.crashes.announcing import death
from tests.crashes.life import Life, Nursery, living
from tests.crashes.runs import Fresh
from tests.waiting import until_known

RATE = 30
LATENCY = 0.04
LANGUAGES = ("fr", "ar", "ary")
SAYS = {"fr": "Statut", "ar": "الحالة", "ary": "فين وصل"}


@dataclass
class Followed:
    """What came of it: messages in each chat, how many of them in another language, rows by state."""

    people: int
    arrived: Counter[int]
    foreign: int
    states: Counter[str]
    in_flight: list[int] = field(default_factory=list)

    def wrongs(self) -> list[str]:
        """What should not be: nobody is left out, nobody hears it three times, twice only who was in flight."""
        found = [f"{n} messages in chat {chat}" for chat, n in self.arrived.items() if n > 2]
        twice = sum(n == 2 for n in self.arrived.values())
        if len(self.arrived) != self.people:
            found.append(f"{self.people - len(self.arrived)} people heard nothing")
        if twice > sum(self.in_flight):
            found.append(f"{twice} people heard it twice, in flight at the deaths: {self.in_flight}")
        if self.foreign or set(self.states) - {"sent"}:
            found.append(f"{self.foreign} messages in another language, rows are {dict(self.states)}")
        return found


async def followed(nursery: Nursery, fresh: Fresh, folder: Path, people_: int, kills: int, seed: int) -> Followed:
    """Solve what so many support; the bot dies so often, after so many messages as the dice say, in mid-flight."""
    (folder / "data").mkdir(parents=True)
    dice = random.Random(seed)
    with fresh() as url:
        database = Database(url)
        async with living(nursery, folder, url, send_rate=RATE) as life:
            life.world.faults.latency = LATENCY
            spoken = await _write(life, database, folder, people_)
            life.begin()
            in_flight = [await death(life, database, people_, kills, dice) for _ in range(kills)]
            await until_known(lambda: _over(database), "the end", seconds=300, meanwhile=life.let_time_pass)
            await life.end()
            outcome = await _outcome(life, database, spoken)
            outcome.in_flight = in_flight
        await database.close()
        return outcome


async def _write(life: Life, database: Database, folder: Path, many: int) -> dict[int, str]:
    """A challenge, its supporters and the step, which is old enough to be told: who speaks what."""
    now, seals, lab = life.clock.now() - 2 * GRACE, Seals(folder / "data" / "keys"), Lab.load()
    phones = [life.world.phone(f"P{number}") for number in range(many)]
    spoken = {one.id: LANGUAGES[number % 3] for number, one in enumerate(phones)}
    for one in phones:
        one.account.started = True
    async with database.transaction() as session:
        known = [{"telegram_id": chat, "language": language, "language_chosen": True, "created_at": now}
                 for chat, language in spoken.items()]  # fmt: skip
        await session.execute(insert(PersonRow), known)
        await people.meet(session, 1, "fr", now)
        author = await people.find(session, 1)
        assert author
        sent = Submission("fr", "1", (Piece("text", "Lampe"),))
        row = await challenges.submit(session, seals, author, sent, Chat(1), frozenset(), now - timedelta(days=1))
        await session.execute(insert(SupporterRow), [
            {"challenge_id": row.id, "person_id": one, "since": now}
            for one in await session.scalars(select(PersonRow.id).where(PersonRow.id != author.id))
        ])  # fmt: skip
        step = Step(Status.SOLVED, {})
        await statuses.change(session, lab, Spot(row.id, row.version, Tab.ONE), step, author, now)
        await people.set_reachable(session, 1, False, now)
    return spoken


async def _over(database: Database) -> bool:
    async with database.reading() as session:
        left = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_((*WAITING, "sending")))
        return not await session.scalar(left)


async def _outcome(life: Life, database: Database, spoken: dict[int, str]) -> Followed:
    said = {number: list(chat.messages.values()) for number, chat in life.world.chats.items() if number in spoken}
    arrived = Counter({number: len(messages) for number, messages in said.items() if messages})
    foreign = sum(SAYS[spoken[number]] not in str(one) for number, messages in said.items() for one in messages)
    async with database.reading() as session:
        told = select(OutboxRow.state, func.count()).where(OutboxRow.screen == "status.notice")
        counted = await session.execute(told.where(OutboxRow.subject.is_(None)).group_by(OutboxRow.state))
        return Followed(len(spoken), arrived, foreign, Counter({row[0]: row[1] for row in counted}))
