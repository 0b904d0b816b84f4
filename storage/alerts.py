"""Alerts: of which communes and themes somebody wants to hear, how often, and how far each pace has come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.challenges import GRACE, ChallengeRow, StatusRow
from storage.database import insert_if_new
from storage.merges import families
from storage.publications import PublicationRow
from storage.supporters import SupporterRow

NOW, DAILY, WEEKLY, NONE = "now", "daily", "weekly", "none"
PACES = (NOW, DAILY, WEEKLY)  # the quickest first
ANY = ""  # every commune, every theme
LATEST = 20  # steps that are looked at to see whether anything is new: their moments may be days


class AlertRow(Base):
    """One wish of one person: news of a commune (or ANY) and a theme (or ANY), at this pace, from `since` on."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("person_id", "commune", "category"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    commune: Mapped[str] = mapped_column(String(20), default=ANY, info=PERSONAL)
    category: Mapped[str] = mapped_column(String(30), default=ANY, info=PERSONAL)
    pace: Mapped[str] = mapped_column(String(8), default=DAILY, index=True, info=PLAIN)
    since: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


class AlertCursor(Base):
    """Up to which moment the alerts of one pace were told."""

    __tablename__ = "alert_cursors"

    pace: Mapped[str] = mapped_column(String(8), primary_key=True, info=PLAIN)
    upto: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


@dataclass(frozen=True, slots=True)
class News:
    """What one person is to hear of: a challenge, and whether it was not public before."""

    person_id: int
    challenge_id: int
    new: bool


async def of_person(session: AsyncSession, person_id: int) -> list[AlertRow]:
    """This person's wishes, oldest first."""
    query = select(AlertRow).where(AlertRow.person_id == person_id).order_by(AlertRow.id)
    return list(await session.scalars(query))


async def one(session: AsyncSession, person_id: int, commune: str, category: str) -> AlertRow | None:
    """This person's wish for this commune and theme."""
    mine = (AlertRow.person_id == person_id, AlertRow.commune == commune, AlertRow.category == category)
    return await session.scalar(select(AlertRow).where(*mine))


async def put(session: AsyncSession, person_id: int, commune: str, category: str, **columns: Any) -> None:
    """Write a wish, or change it."""
    mine = {"person_id": person_id, "commune": commune, "category": category}
    added = insert_if_new(session, AlertRow).values(mine | columns).returning(AlertRow.id)
    if (await session.execute(added)).first() is None:
        await session.execute(update(AlertRow).filter_by(**mine).values(columns))


async def stop(session: AsyncSession, person_id: int, paces: Collection[str]) -> None:
    """What this person wanted at these paces they want no more; the wishes stay, so that one can come back."""
    ours = (AlertRow.person_id == person_id, AlertRow.pace.in_(paces))
    await session.execute(update(AlertRow).where(*ours).values(pace=NONE))


async def forget(session: AsyncSession, person_id: int) -> None:
    """This person wants no alerts any more."""
    await session.execute(delete(AlertRow).where(AlertRow.person_id == person_id))


async def drop(session: AsyncSession, person_id: int, commune: str, category: str) -> None:
    """This wish is gone."""
    mine = (AlertRow.person_id == person_id, AlertRow.commune == commune, AlertRow.category == category)
    await session.execute(delete(AlertRow).where(*mine))


async def upto(session: AsyncSession, pace: str) -> datetime | None:
    """Up to which moment a pace was told; None if it never was."""
    row = await session.get(AlertCursor, pace)
    return row.upto if row else None


async def move(session: AsyncSession, pace: str, moment: datetime) -> None:
    """A pace was told up to this moment."""
    await session.merge(AlertCursor(pace=pace, upto=moment))
    await session.flush()


async def wanted(session: AsyncSession, pace: str) -> bool:
    """Whether anybody wants news at this pace."""
    return await session.scalar(select(AlertRow.id).where(AlertRow.pace == pace).limit(1)) is not None


async def latest(session: AsyncSession) -> datetime | None:
    """When the newest step or publication can be told; whether it is public is not looked at."""
    steps = select(StatusRow.at).where(*_is_step())
    moments = [at + GRACE for at in await session.scalars(steps.order_by(StatusRow.id.desc()).limit(LATEST))]
    published = await session.scalar(select(PublicationRow.at).order_by(PublicationRow.at.desc()).limit(1))
    return max([*moments, *([published] if published else [])], default=None)


async def news(
    session: AsyncSession, pace: str, public: ColumnElement[bool], after: datetime, until: datetime
) -> list[News]:
    """Who is to hear of which public challenge at this pace: each once, the oldest challenge first.

    Not those who hear of it anyway, as author or supporter of it or of one joined to it, nor those who want it sooner.
    """
    found: dict[tuple[int, int], bool] = {}
    published = aliased(PublicationRow)
    for new, source, moment in ((False, StatusRow, StatusRow.at), (True, published, published.at)):
        shift = timedelta() if new else GRACE  # a step is told once it can no longer be undone
        query = select(AlertRow.person_id, ChallengeRow.id, AlertRow.since, moment).select_from(AlertRow)
        query = query.join(ChallengeRow, _matches(AlertRow)).join(source, source.challenge_id == ChallengeRow.id)
        query = query.where(moment > after - shift, moment <= until - shift, AlertRow.pace == pace, public)
        query = query.where(*_only_from_us(pace), *([] if new else _is_step()))
        for person, challenge, since, at in await session.execute(query):
            if at + shift > since:
                found[person, challenge] = new
    return [News(person, challenge, new) for (person, challenge), new in sorted(found.items())]


def _is_step() -> list[ColumnElement[bool]]:
    return [StatusRow.undone_at.is_(None), StatusRow.before.is_not(None), StatusRow.status != StatusRow.before]


def _matches(alert: Any) -> ColumnElement[bool]:
    """Whether a challenge is where, and about what, somebody wants."""
    return and_(
        or_(alert.commune == ANY, alert.commune == ChallengeRow.commune),
        or_(alert.category == ANY, alert.category == ChallengeRow.category),
    )


def _only_from_us(pace: str) -> list[ColumnElement[bool]]:
    """Nobody who hears of it anyway."""
    person, quicker, other = AlertRow.person_id, aliased(AlertRow), aliased(ChallengeRow)
    main = aliased(ChallengeRow)
    family = families(select(main.id).where(exists().where(PublicationRow.challenge_id == main.id)))
    ours = family.c.main == ChallengeRow.id
    supports = exists().where(ours, SupporterRow.person_id == person, SupporterRow.challenge_id == family.c.member)
    wrote = exists().where(ours, other.author_id == person, other.id == family.c.member)
    sooner = exists().where(
        quicker.person_id == person, quicker.pace.in_(PACES[: PACES.index(pace)]), _matches(quicker)
    )
    return [~supports, ~wrote, ~sooner]
