"""A room full of people with an open question, for any load generator that drives the running bot.

    python bench/room.py --people 300 --first-id 1000000 --database sqlite+aiosqlite:///data/twiza.db
    {"options": [{"text": "Éclairage", "callback_data": "v:1:0"}, …]}

The database is fresh; person i has the Telegram id first-id + i and holds the question in message 10 + i. Then start
the bot on it, let people tap, and compare with `twiza tally`.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import ballots
from services import people, rooms, votes
from services.presses import Press
from services.rooms import Asked
from services.words import spoken
from storage import rooms as rows
from storage.database import Database, insert_if_new
from storage.migrate import upgrade
from storage.people import PersonRow
from storage.questions import OPEN, QuestionRow
from storage.seals import Seals
from storage.seats import SeatRow

FIRST_MESSAGE = 10
QUESTION = Asked(
    "single",
    {"fr": "Par où commencer ?", "ar": "بماذا نبدأ؟", "ary": "باش نبداو؟"},
    tuple(
        {"fr": french, "ar": arabic}
        for french, arabic in (("Éclairage", "الإنارة"), ("Déchets", "النفايات"), ("Routes", "الطرق"), ("Eau", "الماء"))
    ),
)


async def fill(url: str, count: int, first_id: int) -> QuestionRow:
    """Make the room, opened by the first of its people; its open question."""
    database, now = Database(url), datetime.now(UTC)
    await upgrade(database)
    async with database.transaction() as session:
        ids = await _meet(session, range(first_id, first_id + count), now)
        opener = await people.get(session, ids[0])
        assert opener
        room = await rooms.create(session, opener, [QUESTION], now)
        (question,) = await rows.questions(session, room.id)
        await _seat(session, question, ids, now)
        with tempfile.TemporaryDirectory() as keys:  # nothing is sealed before the first vote
            await votes.open_question(session, Seals(Path(keys)), opener, Press(room.id), question.id, now)
    await database.close()
    return question


async def _meet(session: AsyncSession, telegram_ids: range, now: datetime) -> list[int]:
    known = [{"telegram_id": one, "language": "fr", "language_chosen": True, "created_at": now} for one in telegram_ids]
    await session.execute(insert_if_new(session, PersonRow), known)
    return list(await session.scalars(select(PersonRow.id).order_by(PersonRow.telegram_id)))


async def _seat(session: AsyncSession, question: QuestionRow, ids: list[int], now: datetime) -> None:
    shared = {"room_id": question.room_id, "question_id": question.id, "joined_at": now, "stage": OPEN}
    seats = [{"person_id": one, "message_id": FIRST_MESSAGE + number, **shared} for number, one in enumerate(ids)]
    await session.execute(insert(SeatRow), seats)


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        "bench/room.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--first-id", type=int, default=1_000_000)
    parser.add_argument("--database", required=True, help="a URL, as DATABASE_URL")
    asked = parser.parse_args(arguments)
    question = asyncio.run(fill(asked.database, asked.people, asked.first_id))
    buttons = [button for row in ballots.rows(question, "fr") for button in row]
    texts = [spoken(words, "fr") for words in question.options]
    options = [{"text": text, "callback_data": one.data} for text, one in zip(texts, buttons, strict=True)]
    print(json.dumps({"options": options}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
