"""A room with an open question and phones that hold it, for the tests of the ballot box and the short way of votes."""

from typing import Any

from sqlalchemy import select

from handlers import ballots
from handlers.buttons import keyboard
from sandbox.phone import Phone
from services import people, rooms, tallies, votes
from services.people import Person
from services.presses import Press
from services.rooms import Asked
from storage import rooms as rows
from storage.ballots import BallotRow
from storage.questions import QuestionRow
from tests.bot.kit import House

BUS = Asked("single", {"fr": "Le bus ?", "ar": "الطوبيس؟"}, ({"fr": "Oui", "ar": "نعم"}, {"fr": "Non", "ar": "لا"}))


class Room:
    """The room, its one question, and who sits in it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.opener: Person
        self.id = self.question = 0

    @property
    def database(self) -> Any:
        return self.house.bot.house.database

    async def met(self, telegram_id: int, language: str = "fr") -> Person:
        async with self.database.transaction() as session:
            await people.meet(session, telegram_id, language, self.house.clock.now())
            found = await people.find(session, telegram_id)
            assert found is not None
            return await people.speak(session, found, language)

    async def opens(self, asked: Asked = BUS) -> None:
        self.opener = await self.met(1)
        seals, now = self.house.bot.house.seals, self.house.clock.now()
        async with self.database.transaction() as session:
            room = await rooms.create(session, self.opener, [asked], now)
            (question,) = await rows.questions(session, room.id)
            self.id, self.question = room.id, question.id
            await votes.open_question(session, seals, self.opener, Press(room.id), question.id, now)

    async def closes(self) -> None:
        async with self.database.transaction() as session:
            seals, now = self.house.bot.house.seals, self.house.clock.now()
            await votes.close_question(session, seals, self.opener, Press(self.id), now)

    async def seats(self, telegram_id: int, language: str = "fr") -> None:
        person = await self.met(telegram_id, language)
        async with self.database.transaction() as session:
            room = await session.get_one(rows.RoomRow, self.id)
            await rooms.join(session, person, room, self.house.clock.now())

    async def hands_to(self, phone: Phone, language: str = "fr") -> int:
        """Seat the phone's owner and send them the question; the message's id."""
        await self.seats(phone.id, language)
        question = await self.row()
        bot = self.house.bot.bot
        markup = keyboard(ballots.rows(question, language), rtl=language != "fr")
        sent = await bot.send_message(chat_id=phone.id, text="?", reply_markup=markup)
        return sent.message_id

    async def row(self) -> QuestionRow:
        async with self.database.reading() as session:
            found: QuestionRow = await session.get_one(QuestionRow, self.question)
            return found

    async def result(self) -> tuple[int, tuple[int, ...]]:
        async with self.database.reading() as session:
            counted = await tallies.result(session, await session.get_one(QuestionRow, self.question))
            return counted.voters, counted.counts

    async def voters(self) -> int:
        async with self.database.reading() as session:
            return len(list(await session.scalars(select(BallotRow.voter))))

    def vote(self, option: int) -> str:
        return f"v:{self.question}:{option}"
