"""Alerts: of which communes and themes somebody wants to hear, how often, and how far each pace has come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
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
NEXT_DAY = timedelta(days=1)
SETTLES = timedelta(minutes=1)


class AlertRow(Base):
    """One wish of one person: news of a commune (or ANY) and a theme (or ANY), at this pace, from `since` on.

    `told` is up to which moment it was told: whatever the pace, so that another one goes on from there.
    """

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
    told: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


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


async def told(session: AsyncSession) -> dict[str, datetime]:
    """Of each pace that somebody wants: up to which moment everybody who wants it was told."""
    query = select(AlertRow.pace, func.min(AlertRow.told).label("upto")).group_by(AlertRow.pace)
    return {one.pace: one.upto for one in await session.execute(query)}


async def move(session: AsyncSession, pace: str, moment: datetime) -> None:
    """Who wants this pace was told up to this moment."""
    await session.execute(update(AlertRow).where(AlertRow.pace == pace).values(told=moment))


def _sources() -> list[tuple[bool, Any, timedelta, list[ColumnElement[bool]]]]:
    """Where news come from: (new?, table, how long after its moment it is told, conditions).

    A step is told once it can no longer be undone, what somebody anonymous did (of which the day alone is kept) on the
    next day; a publication once every transaction of its moment has surely ended.
    """
    steps, nameless, published = StatusRow, aliased(StatusRow), aliased(PublicationRow)
    anonymous = (ChallengeRow.author_id.is_(None), nameless.staff_id.is_(None))
    return [
        (
            False,
            steps,
            GRACE,
            [*_is_step(steps), or_(steps.staff_id.is_not(None), ChallengeRow.author_id.is_not(None))],
        ),
        (False, nameless, NEXT_DAY, [*_is_step(nameless), *anonymous]),
        (True, published, SETTLES, []),
    ]


async def first_after(session: AsyncSession, told: datetime) -> datetime | None:
    """When the first step or publication can be told that was not yet; whether it is public is not looked at."""
    moments: list[datetime] = []
    for _, source, shift, conditions in _sources():
        query = select(source.at).join(ChallengeRow, source.challenge_id == ChallengeRow.id)
        query = query.where(source.at > told - shift, *conditions).order_by(source.at).limit(1)
        moments += [at + shift for at in await session.scalars(query)]
    return min(moments, default=None)


async def news(
    session: AsyncSession, pace: str, public: ColumnElement[bool], after: datetime, until: datetime
) -> list[News]:
    """Who is to hear of which public challenge at this pace: each once, the oldest challenge first; nothing from before
    `after`.

    Not those who hear of it anyway, as author or supporter of it or of one joined to it, nor those who wanted it sooner
    already.
    """
    found: dict[tuple[int, int], bool] = {}
    sooner = _sooner(pace)
    for new, source, shift, conditions in _sources():
        query = select(AlertRow.person_id, ChallengeRow.id, AlertRow.told, source.at, sooner).select_from(AlertRow)
        query = query.join(ChallengeRow, _matches(AlertRow)).join(source, source.challenge_id == ChallengeRow.id)
        query = query.where(source.at > after - shift, source.at <= until - shift, AlertRow.pace == pace, public)
        for person, challenge, told, at, quicker in await session.execute(query.where(*_only_from_us(), *conditions)):
            if told < at + shift and (quicker is None or quicker >= at + shift):
                found[person, challenge] = new
    return [News(person, challenge, new) for (person, challenge), new in sorted(found.items())]


def _is_step(step: Any) -> list[ColumnElement[bool]]:
    return [step.undone_at.is_(None), step.before.is_not(None), step.status != step.before]


def _matches(alert: Any) -> ColumnElement[bool]:
    """Whether a challenge is where, and about what, somebody wants."""
    return and_(
        or_(alert.commune == ANY, alert.commune == ChallengeRow.commune),
        or_(alert.category == ANY, alert.category == ChallengeRow.category),
    )


def _only_from_us() -> list[ColumnElement[bool]]:
    """Nobody who hears of it anyway."""
    person, other, main = AlertRow.person_id, aliased(ChallengeRow), aliased(ChallengeRow)
    family = families(select(main.id).where(exists().where(PublicationRow.challenge_id == main.id)))
    ours = family.c.main == ChallengeRow.id
    supports = exists().where(ours, SupporterRow.person_id == person, SupporterRow.challenge_id == family.c.member)
    wrote = exists().where(ours, other.author_id == person, other.id == family.c.member)
    return [~supports, ~wrote]


def _sooner(pace: str) -> Any:
    """Since when the same person wants it at a quicker pace; NULL if they do not."""
    quicker = aliased(AlertRow)
    paces = PACES[: PACES.index(pace)]
    mine = (quicker.person_id == AlertRow.person_id, quicker.pace.in_(paces), _matches(quicker))
    return select(func.min(quicker.since)).where(*mine).scalar_subquery()
