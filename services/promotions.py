"""From a vote to the desk: an answer that a room chose, an idea or a question from the audience becomes a challenge.

    every = await promotions.items(session, question)      # what can be taken up
    words, language = promotions.words_of(every[0], question.words, "fr")
    made = await promotions.promote(session, actor, Origin(question, every[0].name), words, "fr", admins, now)
    made.challenge.ref                  # what to tell the facilitator; made.is_new is False the second time

The same item becomes a challenge once, however often and by however many it is pressed. Rights are the caller's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, challenges, entries, outcomes
from services.people import Person
from services.words import FALLBACK, spoken
from storage.challenges import ChallengeRow, subject_of
from storage.promotions import PromotionRow
from storage.questions import BUDGET, CLOSED, IDEAS, MULTIPLE, PAIRS, QUEUE, RANKING, SHOWN, SINGLE, TEXT, QuestionRow
from storage.rooms import RoomRow

CHOSEN = (SINGLE, MULTIPLE, RANKING, BUDGET, PAIRS)  # whose options are things that one can take up
TOLD = (TEXT, IDEAS, QUEUE)  # what people write on these too
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Item:
    """What can be taken up: `name` is option:2 (the place from 0) or text:17 (the id), `sign` stands before it.

    `words` are by language; of a text there are no languages, only `text`.
    """

    name: str
    sign: str
    words: Mapping[str, str]
    text: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where it comes from: the question, and the name of an item of it."""

    question: QuestionRow
    item: str


@dataclass(frozen=True, slots=True)
class Made:
    """The challenge, and whether it was made just now."""

    challenge: ChallengeRow
    is_new: bool


def possible(question: QuestionRow) -> bool:
    """Whether something of this question can be taken up: its vote is over."""
    return question.kind in (*CHOSEN, *TOLD) and question.state in (CLOSED, SHOWN)


async def items(session: AsyncSession, question: QuestionRow) -> list[Item]:
    """What can be taken up: the answers in their order; texts that everybody could see, the most supported first, then
    the newest."""
    if not possible(question):
        return []
    if question.kind in CHOSEN:
        found = (await outcomes.of_question(session, question)).answers
        return [Item(f"option:{one.place}", one.letter, one.words) for one in found]
    kept = sorted(await entries.kept(session, question), key=lambda one: (-one.count, -one.id))
    return [Item(f"text:{one.id}", str(rank), {}, one.text, one.count) for rank, one in enumerate(kept, 1)]


async def item(session: AsyncSession, question: QuestionRow, name: str) -> Item | None:
    """The item of that name; None if there is none that can be taken up."""
    return next((one for one in await items(session, question) if one.name == name), None)


def words_of(one: Item, asked: Mapping[str, str], language: str) -> tuple[str, str]:
    """The words of a challenge about an item below those of its question, and their language.

    Of an option: the first of the fall-back that has both. A text is as it was written: only its letters tell.
    """
    if one.text:
        language = _language_of(one.text, language)
        return f"{spoken(asked, language)}\n– {one.text}", language
    order = [code for code in FALLBACK.get(language, FALLBACK["fr"]) if one.words.get(code)]
    spoken_by = next((code for code in order if asked.get(code)), order[0])
    return f"{spoken(asked, spoken_by)}\n– {one.words[spoken_by]}", spoken_by


def _language_of(text: str, language: str) -> str:
    """The language that a text is taken for: the reader's, if it is written with these letters."""
    if not _ARABIC.search(text):
        return "fr"
    return language if language in ("ar", "ary") else "ar"


async def promote(
    session: AsyncSession,
    actor: Person,
    origin: Origin,
    words: str,
    language: str,
    admins: frozenset[int],
    now: datetime,
) -> Made:
    """Make the challenge, unless it was made before."""
    question = origin.question
    await session.refresh(question, with_for_update=True)  # who presses at the same moment waits, and finds it
    before = await session.get(PromotionRow, (question.id, origin.item), populate_existing=True)
    if before:
        return Made(await session.get_one(ChallengeRow, before.challenge_id), is_new=False)
    challenge = await challenges.of_the_room(session, words, language, admins, now)
    session.add(PromotionRow(question_id=question.id, item=origin.item, challenge_id=challenge.id))
    told = {"question": question.id, "item": origin.item, "challenge": subject_of(challenge.id)}
    audit.note(session, actor.id, "room.promote", f"room:{question.room_id}", now, None, **told)
    await session.flush()
    return Made(challenge, is_new=True)


async def made_of(session: AsyncSession, question_id: int) -> dict[str, str]:
    """The references of the challenges that came out of a question, by item."""
    query = select(PromotionRow.item, ChallengeRow.ref).join(ChallengeRow, ChallengeRow.id == PromotionRow.challenge_id)
    found = await session.execute(query.where(PromotionRow.question_id == question_id))
    return {row.item: row.ref for row in found}


async def workshop_of(session: AsyncSession, challenge_id: int) -> datetime | None:
    """When the live vote was that brought up this challenge; None if none did."""
    query = select(RoomRow).join(QuestionRow, QuestionRow.room_id == RoomRow.id)
    query = query.join(PromotionRow, PromotionRow.question_id == QuestionRow.id)
    room = await session.scalar(query.where(PromotionRow.challenge_id == challenge_id))
    return await outcomes.day_of(session, room) if room else None
