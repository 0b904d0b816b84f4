"""Doors for the bodies to which reports were passed: by a link or a seat they see these alone, and answer.

Who comes through a door sees what the public would, never a person. Rights are asked at each request.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, desk, notices, outbox, publications, quiet_hours
from services.challenges import Piece, keep_file
from services.cleaning import clean
from services.lab import Body, Lab
from services.message_classes import NEWS
from services.people import Person
from services.publications import Private
from services.words import Words, alike
from services.writing import normalise
from storage import partners as rows
from storage.challenges import ChallengeRow, ThreadRow, subject_of
from storage.database import alone_with_the_team, insert_if_new
from storage.partners import PartnerChallengeRow, PartnerRow, PartnerSeatRow

LIFE = timedelta(days=90)
INVITATION_LIFE = timedelta(minutes=15)
BODY = "body"  # the side of the thread on which a body writes
LONGEST = 1500  # UTF-16 units of an answer
LONGEST_BODY = 120
LONGEST_NAME = 80
MOST_A_DAY = 30  # answers through one door
ONCE = timedelta(minutes=1)  # the same answer again so soon is the same one


class TooMany(Exception):
    """More was answered through this door today than anybody writes."""


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def named(lab: Lab, door: PartnerRow) -> Words:
    """What the body of a door is called, in each language as far as the lab says."""
    known = lab.body(door.key)
    return known.words if known else alike(door.body)


async def let_in(
    session: AsyncSession, lab: Lab, challenge_id: int, body: Body | str, actor: Person, now: datetime
) -> PartnerRow:
    """Put a report behind the door of this body (of lab.toml, or by name), which is made if there is none.

    Whoever has a seat there hears of it, not at night. Raises Private (somebody's own life, not yet in the team's
    words), Faster, LookupError (no name).
    """
    challenge = await desk.still_there(session, challenge_id)
    if not publications.may_pass(lab, challenge):
        raise Private
    door = await _door_of(session, body, actor, now)
    where = (PartnerChallengeRow.partner_id == door.id, PartnerChallengeRow.challenge_id == challenge.id)
    if await session.scalar(select(PartnerChallengeRow.id).where(*where)) is None:
        await _passed(session, lab, door, challenge, now)
        _noted(session, challenge, actor, "desk.door", now, door.id)
    return door


async def _door_of(session: AsyncSession, body: Body | str, actor: Person, now: datetime) -> PartnerRow:
    key = None if isinstance(body, str) else body.key
    name = clean(body if isinstance(body, str) else body.words.pick(actor.language))[:LONGEST_BODY]
    if not name:
        raise LookupError(body)
    await alone_with_the_team(session)  # two who pass at once find one door
    for one in await rows.all_open(session, now):
        if one.key == key and (key or normalise(one.body) == normalise(name)):
            return one
    door = PartnerRow(key=key, body=name, made_by=actor.id, expires_at=now + LIFE)
    session.add(door)
    await session.flush()
    return door


async def _passed(session: AsyncSession, lab: Lab, door: PartnerRow, challenge: ChallengeRow, now: datetime) -> None:
    """It stands behind the door, and each seat is told once."""
    values = {"partner_id": door.id, "challenge_id": challenge.id, "since": now}
    await session.execute(insert_if_new(session, PartnerChallengeRow).values(values))
    await outbox.enqueue_all(
        session,
        [seat.person_id for seat in await rows.seats_at(session, door.id)],
        screen="partner.passed",
        values={"door": door.id, "challenge": challenge.id},
        dedupe=f"passed:{door.id}:{challenge.id}:{now.isoformat()}",
        due_at=quiet_hours.next_allowed(now, lab.zone, lab),
        message_class=NEWS,
        subject=subject_of(challenge.id),
    )


async def take_out(session: AsyncSession, challenge_id: int, door_id: int, actor: Person, now: datetime) -> None:
    """Behind this door the report is no longer seen. Raises Faster, LookupError."""
    challenge = await desk.still_there(session, challenge_id)
    here = (PartnerChallengeRow.partner_id == door_id, PartnerChallengeRow.challenge_id == challenge.id)
    await session.execute(delete(PartnerChallengeRow).where(*here))
    _noted(session, challenge, actor, "desk.door_left", now, door_id)


def _noted(
    session: AsyncSession, challenge: ChallengeRow, actor: Person, action: str, now: datetime, door: int
) -> None:
    audit.note(session, actor.id, action, subject_of(challenge.id), now, door=door)


async def _open(session: AsyncSession, door_id: int, now: datetime) -> PartnerRow:
    door = await rows.open_door(session, door_id, now)
    if door is None:
        raise LookupError(door_id)
    return door


async def link(session: AsyncSession, door_id: int, actor: Person, now: datetime) -> str:
    """A new link, in place of the one before; its token is kept nowhere. LookupError: the door is closed."""
    door, token = await _open(session, door_id, now), secrets.token_urlsafe(24)
    door.token_hash, door.expires_at = _hash(token), now + LIFE
    audit.note(session, actor.id, "door.link", f"door:{door.id}", now)
    return token


async def invite(session: AsyncSession, door_id: int, actor: Person, now: datetime) -> str:
    """An invitation for one person to a seat at this door; its token is kept nowhere. LookupError."""
    door, token = await _open(session, door_id, now), secrets.token_urlsafe(24)
    door.seat_hash, door.seat_until = _hash(token), now + INVITATION_LIFE
    audit.note(session, actor.id, "door.invite", f"door:{door.id}", now)
    return token


async def sit_down(
    session: AsyncSession, token: str, person: Person, now: datetime, name: str = ""
) -> PartnerRow | None:
    """Use an invitation up, under the `name` that the team sees; None if it was used, is too old or never was."""
    unused = (PartnerRow.seat_hash == _hash(token), PartnerRow.seat_until > now, PartnerRow.revoked_at.is_(None))
    taken = update(PartnerRow).where(*unused).values(seat_hash=None, seat_until=None).returning(PartnerRow.id)
    door_id = await session.scalar(taken)
    if door_id is None:
        return None
    values = {"partner_id": door_id, "person_id": person.id, "name": clean(name)[:LONGEST_NAME] or None}
    await session.execute(insert_if_new(session, PartnerSeatRow).values(values))
    audit.note(session, person.id, "door.sit", f"door:{door_id}", now)
    return await session.get(PartnerRow, door_id, populate_existing=True)


async def unseat(session: AsyncSession, door_id: int, seat_id: int, actor: Person, now: datetime) -> None:
    """Take one seat away; the link and the other seats stay."""
    here = (PartnerSeatRow.id == seat_id, PartnerSeatRow.partner_id == door_id)
    await session.execute(delete(PartnerSeatRow).where(*here))
    audit.note(session, actor.id, "door.unseat", f"door:{door_id}", now)


async def close(session: AsyncSession, door_id: int, actor: Person, now: datetime) -> None:
    """Close the door: link, invitation and seats end at once. LookupError."""
    door = await _open(session, door_id, now)
    door.revoked_at, door.token_hash, door.seat_hash = now, None, None
    await session.execute(delete(PartnerSeatRow).where(PartnerSeatRow.partner_id == door.id))
    audit.note(session, actor.id, "door.close", f"door:{door.id}", now)


async def by_token(session: AsyncSession, token: str, now: datetime) -> PartnerRow | None:
    """The open door of a link."""
    return await rows.by_hash(session, _hash(token), now)


async def behind(session: AsyncSession, lab: Lab, door: PartnerRow) -> list[ChallengeRow]:
    """The reports behind a door, newest first; nothing that was withdrawn, is spam, or no body may read by now."""
    found = [await session.get(ChallengeRow, number) for number in await rows.behind(session, door.id)]
    return [one for one in found if one and _is_seen(lab, one)]


def _is_seen(lab: Lab, challenge: ChallengeRow) -> bool:
    stands = not challenge.withdrawn_at and not challenge.spam_at
    return stands and publications.may_pass(lab, challenge)


async def all_behind(session: AsyncSession, lab: Lab, doors: Collection[PartnerRow]) -> list[ChallengeRow]:
    """The reports behind these doors, each once, the newest first."""
    found = {one.id: one for door in doors for one in await behind(session, lab, door)}
    return sorted(found.values(), key=lambda one: one.id, reverse=True)


async def seated_for(session: AsyncSession, person: Person, challenge_id: int, now: datetime) -> PartnerRow | None:
    """The door through which this person, by a seat, sees this report; None if there is none."""
    for door in await rows.seats_of(session, person.id, now):
        if challenge_id in await rows.behind(session, door.id):
            return door
    return None


async def answers(session: AsyncSession, challenge_id: int) -> list[ThreadRow]:
    """What bodies answered about a report, oldest first."""
    theirs = (ThreadRow.challenge_id == challenge_id, ThreadRow.side == BODY)
    return list(await session.scalars(select(ThreadRow).where(*theirs).order_by(ThreadRow.id)))


async def _just_said(
    session: AsyncSession, door: PartnerRow, challenge_id: int, words: str, now: datetime
) -> ThreadRow | None:
    """The same answer a moment ago: a page that is loaded again sends it again."""
    same = (ThreadRow.partner_id == door.id, ThreadRow.challenge_id == challenge_id, ThreadRow.text == words)
    return await session.scalar(select(ThreadRow).where(*same, ThreadRow.at > now - ONCE).limit(1))


async def answer(
    session: AsyncSession,
    lab: Lab,
    door: PartnerRow,
    challenge_id: int,
    said: Piece,
    admins: Collection[int],
    now: datetime,
) -> ThreadRow:
    """Write an answer into the thread: the desk and the author hear of it. Raises LookupError, Faster, TooMany.

    By the link and by a seat one may answer at once: one after the other, so that the same words stand once.
    """
    await session.get(PartnerRow, door.id, with_for_update=True, populate_existing=True)
    words = clean(said.text)
    if not (words or said.file_id) or challenge_id not in await rows.behind(session, door.id):
        raise LookupError(challenge_id)
    challenge = await desk.still_there(session, challenge_id)
    if not _is_seen(lab, challenge):
        raise LookupError(challenge_id)
    if said.kind == "text" and (same := await _just_said(session, door, challenge_id, words, now)):
        return same
    today = (ThreadRow.partner_id == door.id, ThreadRow.at > now - timedelta(days=1))
    if (await session.scalar(select(func.count()).select_from(ThreadRow).where(*today)) or 0) >= MOST_A_DAY:
        raise TooMany
    file = await keep_file(session, challenge, said, None)
    line = ThreadRow(challenge_id=challenge.id, side=BODY, kind=said.kind, text=words, partner_id=door.id, at=now)
    line.media_id = file
    session.add(line)
    await session.flush()
    await notices.to_author(session, challenge, "partner.answer", {"line": line.id}, f"line:{line.id}", now)
    await notices.body_answered(session, challenge, line.id, now, admins)
    await notices.refresh_card(session, challenge, now)
    return line
