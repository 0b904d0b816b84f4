"""Audiences: a rule says who gets an announcement, is counted and sampled, and becomes rows of the outbox.

A rule is plain JSON: what to `take` and what to leave out (`but`), each by kind, such as
`{"take": {"language": ["fr"], "commune": ["06.385.01.01"]}, "but": {"role": ["moderator"]}, "either": False}`.
Of one kind any value will do; of several kinds all must fit, or with `either` any. A saved audience (`segment`) is a
kind too, so that rules hold rules. Nothing to take means everybody.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import JSON, ColumnElement, String, and_, case, exists, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import deliveries, supporters
from services.lab import Announcements
from services.message_classes import ANNOUNCEMENT
from services.roles import Role
from storage import announcements as rows
from storage.announcements import PAUSED, SCREEN, AnnouncementRow, StoppedTopicRow, subject_of
from storage.base import UtcDateTime
from storage.challenges import ChallengeRow
from storage.consents import ConsentRow
from storage.database import insert_if_new
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.registrations import CANNOT, REGISTERED, AttendanceRow, RegistrationRow
from storage.seats import SeatRow
from storage.staff import StaffRow

AT_ONCE = 5000  # people a transaction, so that others may write in between
SAMPLE = 5
NEW = timedelta(days=30)
LATELY = timedelta(days=180)
COUNTED = ("ready", "retry", "sending", "sent", "uncertain")  # messages that reach, or may have reached, somebody


class Kind(StrEnum):
    """What people are told apart by."""

    LANGUAGE = "language"
    COMMUNE = "commune"
    THEME = "theme"
    ACTIVITY = "activity"
    ROLE = "role"
    WORKSHOP = "workshop"
    CHALLENGE = "challenge"
    SEGMENT = "segment"


class Activity(StrEnum):
    """What somebody did lately: came to the bot, sent a report under their name."""

    NEW = "new"
    REPORTED = "reported"


class Took(StrEnum):
    """What somebody has to do with a workshop; a value of the kind is such as `7.registered`."""

    REGISTERED = "registered"
    ANSWERED = "answered"
    CAME = "came"


Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who gets an announcement, by kind and value."""

    take: Values = field(default_factory=dict)
    but: Values = field(default_factory=dict)
    either: bool = False

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """A rule from its JSON; what is missing is empty."""
        take, but = ({kind: tuple(values) for kind, values in stored.get(side, {}).items()} for side in ("take", "but"))
        return cls(take, but, bool(stored.get("either")))

    def stored(self) -> dict[str, Any]:
        """The rule as JSON, without what is empty."""
        sides = {"take": self.take, "but": self.but}
        kept = {name: {kind: list(values) for kind, values in side.items() if values} for name, side in sides.items()}
        return {**kept, "either": self.either}

    def turned(self, side: str, kind: str, value: str) -> "Rule":
        """The rule with this value put in, or taken out if it was there."""
        values = dict(self.take if side == "take" else self.but)
        known = values.get(kind, ())
        values[kind] = tuple(one for one in known if one != value) if value in known else (*known, value)
        return Rule(values, self.but, self.either) if side == "take" else Rule(self.take, values, self.either)


@dataclass(frozen=True, slots=True)
class Count:
    """How many people get it, by language; and who is left out though the rule means them."""

    languages: Mapping[str, int]
    away: int = 0  # blocked the bot, stopped all messages, or are blocked
    stopped: int = 0  # want no more of this topic
    over_cap: int = 0  # had their fill of announcements

    @property
    def people(self) -> int:
        """How many people get it."""
        return sum(self.languages.values())


async def count(
    session: AsyncSession, row: AnnouncementRow, settings: Announcements, now: datetime, admins: Collection[int] = ()
) -> Count:
    """Count whom the announcement would reach now; `admins` are the Telegram ids named in the settings."""
    away, stopped, capped = not_(_reachable()), _stopped(row.topic), _over_cap(row, settings, now)
    reasons = case((away, "away"), (stopped, "stopped"), (capped, "over_cap"), else_="reached").label("reason")
    meant = select(PersonRow.language, reasons).where(await _meant(session, row.rule, now, admins)).subquery()
    query = select(meant.c.language, meant.c.reason, func.count()).group_by(meant.c.language, meant.c.reason)
    found = [tuple(one) for one in await session.execute(query)]
    left = {name: sum(n for _, reason, n in found if reason == name) for name in ("away", "stopped", "over_cap")}
    return Count({language: n for language, reason, n in found if reason == "reached"}, **left)


async def sample(
    session: AsyncSession, row: AnnouncementRow, settings: Announcements, now: datetime, admins: Collection[int] = ()
) -> list[PersonRow]:
    """Some of those whom it would reach now, by chance."""
    query = select(PersonRow).where(await _reached(session, row, settings, now, admins))
    return list(await session.scalars(query.order_by(func.random()).limit(SAMPLE)))


class NotGathered(Exception):
    """The recipients of this announcement (its id) could not be found; the cause says why."""


async def gather(
    session: AsyncSession,
    settings: Announcements,
    now: datetime,
    but: Collection[int] = (),
    admins: Collection[int] = (),
) -> bool:
    """Write the next recipients of an announcement that is being sent into the outbox; False if there is none.

    `but`: not of these. NotGathered.

    Called again and again, each time in a transaction of its own: a few thousand people at a time, in SQL alone, so
    that memory stays flat and others may write in between. A crash goes on where it was; nobody is written twice.
    """
    row = await rows.to_gather(session, but)
    if row is None:
        return False
    number = row.id
    try:
        await _gather(session, row, settings, now, admins)
    except Exception as error:
        raise NotGathered(number) from error
    return True


async def _gather(
    session: AsyncSession, row: AnnouncementRow, settings: Announcements, now: datetime, admins: Collection[int]
) -> None:
    last = None if row.random_order else await _last_of_chunk(session, row.gathered_to)
    chosen = [await _reached(session, row, settings, now, admins), PersonRow.id > row.gathered_to]
    if last is not None:
        chosen.append(PersonRow.id <= last)
    delivery = await deliveries.begin(session, subject_of(row.id), now, at_night=row.urgent)
    if row.state == PAUSED:
        await deliveries.pause(session, delivery)
    await session.execute(_into_outbox(session, row, delivery, and_(*chosen)))
    row.gathered_to = last or row.gathered_to
    row.gathered_at = now if last is None else None
    if last is None:
        await deliveries.complete(session, delivery)


async def _last_of_chunk(session: AsyncSession, after: int) -> int | None:
    """The last person of the next chunk; None if it is the last chunk."""
    query = select(PersonRow.id).where(PersonRow.id > after).order_by(PersonRow.id).offset(AT_ONCE - 1).limit(1)
    found: int | None = await session.scalar(query)
    return found


def _into_outbox(session: AsyncSession, row: AnnouncementRow, delivery_id: int, chosen: ColumnElement[bool]) -> Any:
    """INSERT … SELECT of these people, in an order by chance if seats are scarce."""
    subject = subject_of(row.id)
    columns: dict[str, Any] = {
        "dedupe": literal(f"{subject}:") + PersonRow.id.cast(String),
        "person_id": PersonRow.id,
        "screen": literal(SCREEN),
        "values": literal({"announcement": row.id}, JSON),
        "message_class": literal(ANNOUNCEMENT),
        "subject": literal(subject),
        "state": literal("ready"),
        "due_at": literal(row.started_at, UtcDateTime),
        "may_wait": literal(not row.urgent),
        "delivery_id": literal(delivery_id),
    }
    people = select(*columns.values()).where(chosen).order_by(func.random() if row.random_order else PersonRow.id)
    return insert_if_new(session, OutboxRow).from_select(list(columns), people)


async def _reached(
    session: AsyncSession, row: AnnouncementRow, settings: Announcements, now: datetime, admins: Collection[int]
) -> ColumnElement[bool]:
    """Whom the rule means and who may be written to."""
    meant = await _meant(session, row.rule, now, admins)
    return and_(meant, _reachable(), not_(_stopped(row.topic)), not_(_over_cap(row, settings, now)))


async def _meant(
    session: AsyncSession, stored: Mapping[str, Any], now: datetime, admins: Collection[int]
) -> ColumnElement[bool]:
    """Whom the rule means; never the guests of a live vote, who gave us an id and a language for that alone."""
    saved = {row.id: row.rule for row in await rows.every_segment(session)}
    return and_(_fits(Rule.read(stored), saved, now, admins), not_(_guest()))


def _fits(
    rule: Rule, saved: Mapping[int, Mapping[str, Any]], now: datetime, admins: Collection[int]
) -> ColumnElement[bool]:
    taken = [_any_of(kind, values, saved, now, admins) for kind, values in rule.take.items() if values]
    left_out = [_any_of(kind, values, saved, now, admins) for kind, values in rule.but.items() if values]
    joined = or_(*taken) if rule.either and taken else and_(literal(1) == 1, *taken)
    return and_(joined, *(not_(one) for one in left_out))


def _any_of(
    kind: str, values: tuple[str, ...], saved: Mapping[int, Mapping[str, Any]], now: datetime, admins: Collection[int]
) -> ColumnElement[bool]:
    if kind == Kind.SEGMENT:
        return or_(*(_fits(Rule.read(saved[int(value)]), saved, now, admins) for value in values))
    if kind == Kind.ROLE:
        return _role(values, admins)
    return CONDITIONS[Kind(kind)](values, now)


def _language(values: Collection[str], now: datetime) -> ColumnElement[bool]:
    return PersonRow.language.in_(values)


def _role(values: Collection[str], admins: Collection[int]) -> ColumnElement[bool]:
    has = exists().where(StaffRow.person_id == PersonRow.id, StaffRow.role.in_(values))
    return or_(has, PersonRow.telegram_id.in_(admins)) if Role.ADMIN in values else has


def _reports(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Who sent such a report under their name; of an anonymous one nobody knows it."""
    theirs = (ChallengeRow.author_id == PersonRow.id, ChallengeRow.withdrawn_at.is_(None))
    return exists().where(*theirs, *conditions)


def _commune(values: Collection[str], now: datetime) -> ColumnElement[bool]:
    return _reports(ChallengeRow.commune.in_(values))


def _theme(values: Collection[str], now: datetime) -> ColumnElement[bool]:
    return _reports(ChallengeRow.category.in_(values))


def _activity(values: Iterable[str], now: datetime) -> ColumnElement[bool]:
    did = {
        Activity.NEW: PersonRow.created_at >= now - NEW,
        Activity.REPORTED: _reports(ChallengeRow.created_at >= now - LATELY),
    }
    return or_(*(did[Activity(value)] for value in values))


def _workshop(values: Iterable[str], now: datetime) -> ColumnElement[bool]:
    return or_(*(_took(int(number), Took(what)) for number, _, what in (value.partition(".") for value in values)))


def _challenge(values: Iterable[str], now: datetime) -> ColumnElement[bool]:
    return supporters.known_followers([int(value) for value in values])


def _took(workshop_id: int, what: Took) -> ColumnElement[bool]:
    theirs = (RegistrationRow.person_id == PersonRow.id, RegistrationRow.workshop_id == workshop_id)
    if what is Took.CAME:
        there = exists().where(AttendanceRow.registration_id == RegistrationRow.id)
        return exists().where(*theirs, there)
    states = REGISTERED if what is Took.REGISTERED else (*REGISTERED, CANNOT)
    return exists().where(*theirs, RegistrationRow.state.in_(states))


CONDITIONS: dict[Kind, Callable[[Collection[str], datetime], ColumnElement[bool]]] = {
    Kind.LANGUAGE: _language,
    Kind.COMMUNE: _commune,
    Kind.THEME: _theme,
    Kind.ACTIVITY: _activity,
    Kind.WORKSHOP: _workshop,
    Kind.CHALLENGE: _challenge,
}


def _reachable() -> ColumnElement[bool]:
    away = (PersonRow.stopped_at, PersonRow.blocked_at, PersonRow.unreachable_at)
    return and_(*(one.is_(None) for one in away))


def _guest() -> ColumnElement[bool]:
    """Somebody who came by a live vote and agreed to nothing else; their seat goes a day after its end."""
    seat = exists().where(SeatRow.person_id == PersonRow.id)
    agreed = exists().where(ConsentRow.person_id == PersonRow.id)
    registered = exists().where(RegistrationRow.person_id == PersonRow.id)
    return and_(seat, not_(agreed), not_(registered), PersonRow.name.is_(None))


def _stopped(topic: str) -> ColumnElement[bool]:
    return exists().where(StoppedTopicRow.person_id == PersonRow.id, StoppedTopicRow.topic == topic)


def _over_cap(row: AnnouncementRow, settings: Announcements, now: datetime) -> ColumnElement[bool]:
    """Whoever got, or is about to get, as many announcements as the lab allows in so many days; never if urgent."""
    if row.urgent:
        return literal(1) == 0
    lately = (OutboxRow.message_class == ANNOUNCEMENT, OutboxRow.due_at > now - timedelta(days=settings.days))
    others = (OutboxRow.subject != subject_of(row.id), OutboxRow.state.in_(COUNTED))
    had = select(func.count()).where(OutboxRow.person_id == PersonRow.id, *lately, *others).scalar_subquery()
    return had >= settings.most
