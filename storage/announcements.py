"""Announcements: what is said to many, to whom, by whose leave; saved audiences; topics that people stopped."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, Text, and_, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.audit import AuditRow
from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime, UtcDay
from storage.database import insert_if_new
from storage.deliveries import DeliveryRow
from storage.media import MediaRow
from storage.outbox import WAITING, OutboxRow
from storage.people import PersonRow

DRAFT, AWAITING, SCHEDULED, SENDING = "draft", "awaiting", "scheduled", "sending"
PAUSED, CANCELLED, DONE, MISSED, DELETED = "paused", "cancelled", "done", "missed", "deleted"
OPEN = (DRAFT, AWAITING, SCHEDULED, MISSED)  # nobody was written to yet: it can be changed
RUNNING = (SENDING, PAUSED)
OVER = (DONE, CANCELLED, DELETED)
SENT = (SENDING, PAUSED, DONE, CANCELLED)  # somebody may have got it

SCREEN = "announcement.message"  # what each recipient is shown
STOPPED = "topic stopped"  # why a row was recalled: its person wants no more of this topic


class AnnouncementRow(Base):
    """One announcement. Each edit raises `revision`; a yes of a second person counts for `approved_revision` alone.

    draft -> awaiting (a second person) -> scheduled -> sending <-> paused -> done, or cancelled, missed, deleted.
    `wall` (YYYY-MM-DDTHH:MM in `zone`) is when staff want it to leave, empty for at once; `due_at` is when it will,
    quiet hours heeded; more than `late_minutes` after that it is missed. While it is sent, `gathered_to` is the last
    person looked at for the outbox; once `gathered_at` is set, all rows are there (services/audiences.py). `rule` says
    who gets it, `urgent` that it goes at night and beyond anybody's cap: two people say so.
    """

    __tablename__ = "announcements"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    author_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    topic: Mapped[str] = mapped_column(String(24), info=PLAIN)
    workshop_id: Mapped[int | None] = mapped_column(BigId, index=True, info=PLAIN)
    media_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("media.id"), info=PLAIN)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=PLAIN)
    random_order: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    urgent: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    state: Mapped[str] = mapped_column(String(12), default=DRAFT, index=True, info=PLAIN)
    revision: Mapped[int] = mapped_column(default=1, info=PLAIN)
    wall: Mapped[str | None] = mapped_column(String(16), info=PLAIN)
    zone: Mapped[str] = mapped_column(String(40), info=PLAIN)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    late_minutes: Mapped[int] = mapped_column(info=PLAIN)
    asked_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    approved_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    approved_revision: Mapped[int | None] = mapped_column(info=PLAIN)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    gathered_to: Mapped[int] = mapped_column(BigId, default=0, info=PLAIN)
    gathered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)

    @property
    def approved(self) -> bool:
        """Whether a second person said yes to what it says now."""
        return self.approved_revision == self.revision


class WordingRow(Base):
    """What an announcement says in one language: a text, a file of its own, or both."""

    __tablename__ = "announcement_words"

    announcement_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    language: Mapped[str] = mapped_column(String(3), primary_key=True, info=PLAIN)
    text: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    media_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("media.id"), info=PLAIN)


class SegmentRow(Base):
    """An audience that staff saved under a name. It never changes, so that whoever uses it knows what it says."""

    __tablename__ = "segments"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    name: Mapped[str] = mapped_column(String(60), info=PLAIN)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON, info=PLAIN)
    made_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class StoppedTopicRow(Base):
    """This person wants no announcements of this topic."""

    __tablename__ = "stopped_topics"
    rights = Rights(owner="person_id")

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    topic: Mapped[str] = mapped_column(String(24), primary_key=True, info=PLAIN)
    topic_stopped_at: Mapped[datetime] = mapped_column(UtcDay, info=PERSONAL)


def subject_of(announcement_id: int) -> str:
    """How the outbox, the cards and the audit log name an announcement."""
    return f"announcement:{announcement_id}"


def announcement_of(subject: str | None) -> int | None:
    """The announcement that a subject names; None if it names something else."""
    kind, _, number = (subject or "").partition(":")
    return int(number) if kind == "announcement" else None


async def of(session: AsyncSession, announcement_id: int, locked: bool = False) -> AnnouncementRow | None:
    """The announcement as it is now; `locked`: nobody else changes it before our transaction ends."""
    query = select(AnnouncementRow).where(AnnouncementRow.id == announcement_id)
    query = query.with_for_update() if locked else query
    found: AnnouncementRow | None = await session.scalar(query, execution_options={"populate_existing": True})
    return found


async def wordings(session: AsyncSession, announcement_id: int) -> dict[str, WordingRow]:
    """What it says, by language."""
    query = select(WordingRow).where(WordingRow.announcement_id == announcement_id)
    return {row.language: row for row in await session.scalars(query)}


async def in_states(session: AsyncSession, states: Collection[str], limit: int) -> list[AnnouncementRow]:
    """Announcements in these states, the newest first."""
    query = select(AnnouncementRow).where(AnnouncementRow.state.in_(states))
    return list(await session.scalars(query.order_by(AnnouncementRow.id.desc()).limit(limit)))


async def to_gather(session: AsyncSession, but: Collection[int] = ()) -> AnnouncementRow | None:
    """The oldest announcement (`but` these) that is being sent and whose recipients are not all in the outbox."""
    wanted = and_(AnnouncementRow.state.in_(RUNNING), AnnouncementRow.gathered_at.is_(None))
    query = (
        select(AnnouncementRow)
        .where(wanted, AnnouncementRow.id.not_in(but))
        .order_by(AnnouncementRow.started_at, AnnouncementRow.id)
    )
    found: AnnouncementRow | None = await session.scalar(query.limit(1).with_for_update())
    return found


async def forget_drafts(session: AsyncSession, before: datetime) -> None:
    """Those that never left, and at which nobody has worked since, go with their words and files."""
    worked = exists().where(
        AuditRow.subject == "announcement:" + AnnouncementRow.id.cast(String), AuditRow.at >= before
    )
    never = AnnouncementRow.state.in_((DRAFT, MISSED, CANCELLED)), AnnouncementRow.started_at.is_(None)
    old = select(AnnouncementRow.id, AnnouncementRow.media_id).where(
        *never, AnnouncementRow.created_at < before, ~worked
    )
    found = {row.id: row.media_id for row in await session.execute(old)}
    words = WordingRow.announcement_id.in_(found)
    files = {*found.values(), *await session.scalars(select(WordingRow.media_id).where(words))} - {None}
    await session.execute(delete(WordingRow).where(words))
    await session.execute(delete(AnnouncementRow).where(AnnouncementRow.id.in_(found)))
    await session.execute(delete(MediaRow).where(MediaRow.id.in_(files)))


async def segments(session: AsyncSession) -> Sequence[SegmentRow]:
    """The saved audiences that staff are offered, the newest first."""
    query = select(SegmentRow).where(SegmentRow.gone_at.is_(None)).order_by(SegmentRow.id.desc())
    return (await session.scalars(query)).all()


async def every_segment(session: AsyncSession) -> Sequence[SegmentRow]:
    """Those too that are no longer offered: rules may hold them."""
    return (await session.scalars(select(SegmentRow))).all()


async def stopped(session: AsyncSession, person_id: int) -> set[str]:
    """The topics that this person stopped."""
    return set(await session.scalars(select(StoppedTopicRow.topic).where(StoppedTopicRow.person_id == person_id)))


async def stop(session: AsyncSession, person_id: int, topic: str, now: datetime) -> None:
    """Nothing of this topic is sent to this person any more, not even what is in the outbox."""
    # Whose recipients are being written down just now is waited for: else neither would see the other.
    gathered = select(AnnouncementRow.id).where(AnnouncementRow.topic == topic, AnnouncementRow.state.in_(RUNNING))
    await session.execute(gathered.where(AnnouncementRow.gathered_at.is_(None)).with_for_update())
    row = {"person_id": person_id, "topic": topic, "topic_stopped_at": now}
    await session.execute(insert_if_new(session, StoppedTopicRow).values(row))
    waiting = (*_of_topic(person_id, topic), OutboxRow.state.in_(WAITING))
    await session.execute(_quietly(update(OutboxRow).where(*waiting).values(state="recalled", error=STOPPED)))


async def resume(session: AsyncSession, person_id: int, topic: str) -> None:
    """This person gets this topic again; what was taken back for it leaves, if it is still being sent."""
    mine = (StoppedTopicRow.person_id == person_id, StoppedTopicRow.topic == topic)
    await session.execute(delete(StoppedTopicRow).where(*mine))
    recalled = (*_of_topic(person_id, topic, running=True), OutboxRow.state == "recalled", OutboxRow.error == STOPPED)
    await session.execute(_quietly(update(OutboxRow).where(*recalled).values(state="ready", error=None)))


def is_stopped() -> ColumnElement[bool]:
    """Whether a row of the outbox belongs to an announcement whose topic its person has stopped."""
    topic = StoppedTopicRow.topic == AnnouncementRow.topic
    its_own = OutboxRow.subject == "announcement:" + AnnouncementRow.id.cast(String)
    return exists().where(StoppedTopicRow.person_id == OutboxRow.person_id, topic, its_own)


def _of_topic(person_id: int, topic: str, running: bool = False) -> tuple[ColumnElement[bool], ...]:
    """The rows of a person that belong to announcements of a topic (that are being sent)."""
    numbers = select("announcement:" + AnnouncementRow.id.cast(String)).where(AnnouncementRow.topic == topic)
    numbers = numbers.where(AnnouncementRow.state.in_(RUNNING)) if running else numbers
    return OutboxRow.person_id == person_id, OutboxRow.subject.in_(numbers)


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)


async def outcomes(session: AsyncSession, name: str) -> list[tuple[str, str, str, int]]:
    """What became of it: language, state, reason, how many people; most first. `name` is its delivery's."""
    ours = OutboxRow.delivery_id == select(DeliveryRow.id).where(DeliveryRow.name == name).scalar_subquery()
    kinds = (PersonRow.language, OutboxRow.state, func.coalesce(OutboxRow.error, ""))
    query = select(*kinds, func.count().label("people")).join(PersonRow, PersonRow.id == OutboxRow.person_id)
    found = await session.execute(query.where(ours).group_by(*kinds).order_by(func.count().desc()))
    return [(language, state, reason, people) for language, state, reason, people in found]


async def names(session: AsyncSession, person_ids: Collection[int]) -> dict[int, tuple[str | None, str]]:
    """Name (if they gave one) and language of these people."""
    query = select(PersonRow.id, PersonRow.name, PersonRow.language).where(PersonRow.id.in_(person_ids))
    return {number: (name, language) for number, name, language in await session.execute(query)}
