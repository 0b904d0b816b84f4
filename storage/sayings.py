"""Sayings: what people wrote on a question of a room, and who supports it."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId
from storage.questions import QuestionRow

# Waits for the facilitator; everybody may read it; nobody else does; it was answered aloud.
HELD, VISIBLE, HIDDEN, ANSWERED = "held", "visible", "hidden", "answered"


class SayingRow(Base):
    """One text on one question. Its id gives the order in which texts came; no time stands here.

    `voter` is a keyed hash under the key of the question, as on a ballot (services/ballots.py), and goes with that key:
    then nothing leads from the text to a person. `folded` is the spelling by which the words of a cloud meet.
    `supports` are those counted when they lost their voters. What was said into the phone has no text until the
    facilitator has written it down: `voice` is Telegram's id of the file.
    """

    __tablename__ = "room_sayings"
    __table_args__ = (Index("ix_room_sayings_of", "question_id", "voter"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), info=PLAIN)
    voter: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=PSEUDONYMOUS)
    text: Mapped[str] = mapped_column(String(400), info=PSEUDONYMOUS)
    folded: Mapped[str] = mapped_column(String(400), default="", info=PSEUDONYMOUS)
    source: Mapped[str] = mapped_column(String(8), info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default=HELD, info=PLAIN)
    supports: Mapped[int] = mapped_column(default=0, info=PLAIN)
    voice: Mapped[str | None] = mapped_column(Text, info=PSEUDONYMOUS)


class SupportRow(Base):
    """Somebody supports a text; `voter` is their hash under the key of the same question."""

    __tablename__ = "room_supports"

    saying_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_sayings.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    voter: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=PSEUDONYMOUS)


async def of_voter(session: AsyncSession, question_id: int, voter: bytes) -> list[SayingRow]:
    """What this voter wrote on a question, in order."""
    query = select(SayingRow).where(SayingRow.question_id == question_id, SayingRow.voter == voter)
    return list(await session.scalars(query.order_by(SayingRow.id).execution_options(populate_existing=True)))


async def supported(session: AsyncSession, question_id: int, voter: bytes) -> set[int]:
    """The ids of what this voter supports."""
    query = select(SupportRow.saying_id).join(SayingRow, SayingRow.id == SupportRow.saying_id)
    return set(await session.scalars(query.where(SayingRow.question_id == question_id, SupportRow.voter == voter)))


async def listed(session: AsyncSession, question_id: int) -> list[tuple[int, str, str, int]]:
    """The texts of a question: id, text, state, how many support it; in order. Not voices."""
    counted = select(SupportRow.saying_id, func.count().label("now")).join(SayingRow)
    now = counted.where(SayingRow.question_id == question_id).group_by(SupportRow.saying_id).subquery()
    both = SayingRow.supports + func.coalesce(now.c.now, 0)
    query = select(SayingRow.id, SayingRow.text, SayingRow.state, both).outerjoin(now, now.c.saying_id == SayingRow.id)
    query = query.where(SayingRow.question_id == question_id, SayingRow.voice.is_(None))
    return [(number, text, state, times) for number, text, state, times in await session.execute(
        query.order_by(SayingRow.id))]  # fmt: skip


async def spellings(session: AsyncSession, question_id: int) -> list[tuple[str, str, str, int, int]]:
    """The words of a cloud: folded form, spelling, state, how often, the first id; in order."""
    kinds = (SayingRow.folded, SayingRow.text, SayingRow.state)
    first = func.min(SayingRow.id)
    query = select(*kinds, func.count(), first).where(SayingRow.question_id == question_id, SayingRow.voice.is_(None))
    found = await session.execute(query.group_by(*kinds).order_by(first))
    return [(folded, text, state, times, number) for folded, text, state, times, number in found]


async def voices(session: AsyncSession, question_id: int) -> list[tuple[int, str]]:
    """What was said and nobody has written down yet: id and state, in order."""
    spoken = (SayingRow.question_id == question_id, SayingRow.voice.is_not(None))
    query = select(SayingRow.id, SayingRow.state).where(*spoken).order_by(SayingRow.id)
    return [(number, state) for number, state in await session.execute(query)]


async def written(session: AsyncSession, question_id: int) -> int:
    """How many texts there are."""
    return await session.scalar(select(func.count()).where(SayingRow.question_id == question_id)) or 0


async def newest(session: AsyncSession, question_id: int) -> int:
    """The id of the newest text, 0 if there is none."""
    return await session.scalar(select(func.max(SayingRow.id)).where(SayingRow.question_id == question_id)) or 0


async def with_held(session: AsyncSession, room_id: int) -> set[int]:
    """The ids of the questions of a room, of every round, of which texts wait for the facilitator."""
    query = select(SayingRow.question_id).join(QuestionRow, QuestionRow.id == SayingRow.question_id)
    return set(await session.scalars(query.where(QuestionRow.room_id == room_id, SayingRow.state == HELD).distinct()))


async def writers(session: AsyncSession, question_id: int) -> dict[str, int]:
    """How many people wrote, by source, while it is known."""
    people = func.count(SayingRow.voter.distinct()).label("people")
    query = select(SayingRow.source, people).where(SayingRow.question_id == question_id).group_by(SayingRow.source)
    return {row.source: row.people for row in await session.execute(query)}


async def are_linked(session: AsyncSession, question_id: int) -> bool:
    """Whether texts of this question still have their voters."""
    linked = (SayingRow.question_id == question_id, SayingRow.voter.is_not(None))
    return await session.scalar(select(SayingRow.id).where(*linked).limit(1)) is not None


async def unlink(session: AsyncSession, question_id: int) -> None:
    """The texts lose their voters; supports are counted and go."""
    of_it = select(SayingRow.id).where(SayingRow.question_id == question_id)
    now = select(func.count()).where(SupportRow.saying_id == SayingRow.id).scalar_subquery()
    linked = (SayingRow.question_id == question_id, SayingRow.voter.is_not(None))
    cut = update(SayingRow).where(*linked).values(voter=None, supports=SayingRow.supports + now)
    await session.execute(cut.execution_options(synchronize_session=False))
    await session.execute(delete(SupportRow).where(SupportRow.saying_id.in_(of_it)))


async def drop(session: AsyncSession, question_id: int, voter: bytes) -> None:
    """What this voter wrote on a question goes, and what they supported there."""
    of_it = select(SayingRow.id).where(SayingRow.question_id == question_id)
    mine = (SupportRow.saying_id.in_(of_it), SupportRow.voter == voter)
    await session.execute(delete(SupportRow).where(*mine))
    await session.execute(delete(SayingRow).where(SayingRow.question_id == question_id, SayingRow.voter == voter))
