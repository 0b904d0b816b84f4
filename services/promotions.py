"""From a vote to the desk: an answer that a room chose, an idea or a question from the audience becomes a challenge.

    made = await promotions.promote(session, actor, Origin(question, "option:0"), words, "fr", admins, now)
    made.challenge.ref                  # what to tell the facilitator; made.is_new is False the second time

The same item becomes a challenge once, however often and by however many it is pressed. Rights are the caller's.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, challenges, outcomes
from services.people import Person
from services.words import FALLBACK
from storage.challenges import ChallengeRow, subject_of
from storage.rooms import CLOSED, MULTIPLE, SHOWN, SINGLE, PromotionRow, QuestionRow, RoomRow

KINDS = (SINGLE, MULTIPLE)  # whose options are things that one can take up


@dataclass(frozen=True, slots=True)
class Origin:
    """Where it comes from: the question, and the item of it: `option:2`, the place from 0."""

    question: QuestionRow
    item: str


@dataclass(frozen=True, slots=True)
class Made:
    """The challenge, and whether it was made just now."""

    challenge: ChallengeRow
    is_new: bool


def possible(question: QuestionRow) -> bool:
    """Whether the options of this question can be taken up: its vote is over."""
    return question.kind in KINDS and question.state in (CLOSED, SHOWN)


def of_option(question: QuestionRow, place: int, language: str) -> tuple[str, str]:
    """The words of a challenge about one option, and their language: the first of the fall-back that has both.

    ValueError if there is no such option.
    """
    if not possible(question) or not 0 <= place < len(question.options):
        raise ValueError(f"question {question.id} has no option {place} to take up")
    option = question.options[place]
    order = [code for code in FALLBACK.get(language, FALLBACK["fr"]) if option.get(code)]
    spoken_by = next((code for code in order if question.words.get(code)), order[0])
    asked = question.words.get(spoken_by) or next(iter(question.words.values()))
    return f"{asked}\n– {option[spoken_by]}", spoken_by


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
