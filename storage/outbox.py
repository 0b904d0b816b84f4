"""The outbox: what will be said to whom, one row a recipient."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.database import insert_if_new

STATES = ("ready", "sending", "sent", "nothing", "retry", "unreachable", "uncertain", "unknown", "failed", "recalled",
          "expired")  # fmt: skip
WAITING = ("ready", "retry")
AT_ONCE = 500  # rows of one statement


def _not_sent(row: Any, now: datetime) -> ColumnElement[bool]:
    """What has not left yet, was taken back, or had nothing to say any more."""
    unsent: ColumnElement[bool] = row.state.in_((*WAITING, "recalled", "nothing"))
    return unsent


class OutboxRow(Base):
    """One message to one person. Holds a screen's name and values, never a message in a language.

    The recipient is a person, or `sealed_to` (a sealed Telegram id) for the author of an anonymous challenge.
    `message_class` says what happens when nobody knows whether it arrived (services/message_classes.py); `subject`
    (such as `challenge:12`) serves recalling. `may_wait`: it need not disturb who leads a live session, and `held_for`
    is the room of which that is (services/holding.py). What belongs to a bulk job has its `delivery_id`; the message
    that a correction or a deletion is about is its `target`. Of an `uncertain` row staff may decide that it stays
    `unknown`.
    """

    __tablename__ = "outbox"
    # What 100,000 rows of one announcement need not stand in is partial: each index is paid for at every row.
    __table_args__ = (
        Index("ix_outbox_delivery_id", "delivery_id", "state", "id"),
        Index("ix_outbox_due", "state", "due_at", sqlite_where=text("delivery_id IS NULL")),
        Index("ix_outbox_subject", "subject", sqlite_where=text("subject IS NOT NULL")),
        Index("ix_outbox_held_for", "held_for", sqlite_where=text("held_for IS NOT NULL")),
        NEVER_AGAIN,
    )
    rights = Rights(owner="person_id", subject="subject", hidden=_not_sent)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    dedupe: Mapped[str] = mapped_column(String(120), unique=True, info=PSEUDONYMOUS)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    sealed_to: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    screen: Mapped[str] = mapped_column(String(60), info=PLAIN)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info=PERSONAL)
    message_class: Mapped[str] = mapped_column(String(20), default="notification", info=PLAIN)
    subject: Mapped[str | None] = mapped_column(String(60), info=PLAIN)
    state: Mapped[str] = mapped_column(String(12), default="ready", info=PLAIN)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    owner: Mapped[str | None] = mapped_column(String(64), info=PLAIN)
    fence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    attempt: Mapped[int] = mapped_column(default=0, info=PLAIN)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    message_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    error: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
    may_wait: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    held_for: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    delivery_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("deliveries.id"), info=PLAIN)
    target: Mapped[int | None] = mapped_column(BigId, info=PLAIN)


async def add(session: AsyncSession, row: dict[str, Any]) -> bool:
    """Write one row; False if its dedupe key is there already."""
    statement = insert_if_new(session, OutboxRow).values(row).returning(OutboxRow.id)
    return (await session.execute(statement)).first() is not None


async def add_all(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write many rows; those whose dedupe key is there already stay as they are."""
    for start in range(0, len(rows), AT_ONCE):
        await session.execute(insert_if_new(session, OutboxRow).values(rows[start : start + AT_ONCE]))


async def recall(session: AsyncSession, dedupe: str | None, subject: str | None) -> int:
    """Take back what has not left yet, by dedupe key or by subject; how many rows."""
    ours = OutboxRow.dedupe == dedupe if subject is None else OutboxRow.subject == subject
    statement = update(OutboxRow).where(ours, OutboxRow.state.in_(WAITING)).values(state="recalled")
    return len((await session.execute(statement.returning(OutboxRow.id))).all())


async def about_steps(session: AsyncSession, steps: Sequence[int]) -> list[OutboxRow]:
    """What waits to be said about these steps of the status ladder, oldest first."""
    keys = [OutboxRow.dedupe.startswith(f"status:{one}:") for one in steps]
    waiting = (OutboxRow.delivery_id.is_(None), OutboxRow.state.in_(WAITING), OutboxRow.screen == "status.notice")
    query = select(OutboxRow).where(or_(false(), *keys), *waiting)
    return list(await session.scalars(query.order_by(OutboxRow.id)))


async def recall_each(session: AsyncSession, dedupes: Sequence[str]) -> None:
    """Take back what has not left yet of these dedupe keys."""
    for start in range(0, len(dedupes), AT_ONCE):
        ours = OutboxRow.dedupe.in_(dedupes[start : start + AT_ONCE])
        await session.execute(update(OutboxRow).where(ours, OutboxRow.state.in_(WAITING)).values(state="recalled"))


async def waits(session: AsyncSession, person_id: int, screen: str, subject: str, now: datetime) -> bool:
    """Whether this person will be sent this screen about this subject after `now`."""
    same = (OutboxRow.person_id == person_id, OutboxRow.screen == screen, OutboxRow.subject == subject)
    waiting = (OutboxRow.state.in_(WAITING), OutboxRow.due_at > now)
    return bool(await session.scalar(select(exists().where(*same, *waiting))))


async def newest(session: AsyncSession, person_id: int, screen: str) -> dict[str, Any] | None:
    """The values with which this person was last to be told this screen; None if they never were."""
    same = (OutboxRow.person_id == person_id, OutboxRow.screen == screen)
    return await session.scalar(select(OutboxRow.values).where(*same).order_by(OutboxRow.id.desc()).limit(1))


async def troubled(session: AsyncSession, subject: str, author_id: int | None) -> set[str]:
    """How messages about a challenge to its author ended that did not (surely) arrive."""
    to_author = OutboxRow.sealed_to.is_not(None) if author_id is None else OutboxRow.person_id == author_id
    ours = (OutboxRow.subject == subject, to_author, OutboxRow.state.in_(("unreachable", "uncertain", "failed")))
    return set(await session.scalars(select(OutboxRow.state).where(*ours)))


async def expire(session: AsyncSession, now: datetime) -> list[int]:
    """Rows past their time expire openly, but for those of deliveries, which end as a whole; their ids."""
    late = (OutboxRow.delivery_id.is_(None), OutboxRow.state.in_(WAITING), OutboxRow.expires_at <= now)
    statement = update(OutboxRow).where(*late).values(state="expired").returning(OutboxRow.id)
    return list(await session.scalars(statement))


async def postpone(session: AsyncSession, person_id: int, room_id: int, now: datetime, until: datetime) -> None:
    """What is due for this person and may wait comes at `until`, or once the room releases it."""
    due = (OutboxRow.person_id == person_id, OutboxRow.may_wait, OutboxRow.state.in_(WAITING), OutboxRow.due_at <= now)
    await session.execute(update(OutboxRow).where(*due).values(due_at=until, held_for=room_id))


async def put_off(session: AsyncSession, moments: Mapping[int, datetime]) -> None:
    """These rows, if they still wait, are due at these moments."""
    for row_id, moment in moments.items():
        waiting = (OutboxRow.id == row_id, OutboxRow.state.in_(WAITING))
        await session.execute(update(OutboxRow).where(*waiting).values(due_at=moment))


async def release(session: AsyncSession, room_id: int, now: datetime) -> None:
    """What was held back for this room's session comes now."""
    held = (OutboxRow.held_for == room_id, OutboxRow.state.in_(WAITING), OutboxRow.due_at > now)
    await session.execute(update(OutboxRow).where(*held).values(due_at=now, held_for=None))


async def forget_like(session: AsyncSession, screen: str, dedupe: str) -> None:
    """Drop every row with this screen whose dedupe key is like this (% stands for anything)."""
    ours = (OutboxRow.screen == screen, OutboxRow.dedupe.like(dedupe))
    await session.execute(delete(OutboxRow).where(*ours))


async def forget_about(session: AsyncSession, screen: str, key: str, person_id: int) -> None:
    """Drop what others were told with this screen about this person, whom its values name by `key`."""
    ours = (OutboxRow.screen == screen, OutboxRow.values[key].as_integer() == person_id)
    await session.execute(delete(OutboxRow).where(*ours))


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    """How many rows each state has; states without rows are 0."""
    rows = await session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    return dict.fromkeys(STATES, 0) | dict(rows.all())


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Drop rows that were due before `moment` and are not waiting or being sent."""
    old = (OutboxRow.due_at < moment, OutboxRow.state.not_in((*WAITING, "sending")))
    await session.execute(delete(OutboxRow).where(*old))


async def hold(session: AsyncSession, why: str) -> int:
    """Send nothing of what waits: it becomes uncertain, with the reason; how many rows that were."""
    waiting = OutboxRow.state.in_((*WAITING, "sending"))
    held = update(OutboxRow).where(waiting).values(state="uncertain", error=why).returning(OutboxRow.id)
    return len(list(await session.scalars(held)))
