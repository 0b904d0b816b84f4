"""Announcements from the first word to the first send: written, asked for, approved by a second person, scheduled.

Whoever asks to send one is never who approves it. Each edit takes the approval, and the time, back. What is sent is
counted, stopped and corrected in services/deliveries.py.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services import announcement_panels, audiences, audit, occasions, outbox, quiet_hours, staff
from services.lab import Lab
from services.occasions import Expired, fires_as_team, in_utc, wall_of
from services.people import Person
from services.roles import Role, holds
from services.staff import Member
from storage import announcements as rows
from storage.announcements import (
    AWAITING,
    CANCELLED,
    DRAFT,
    MISSED,
    OPEN,
    SCHEDULED,
    SENDING,
    SENT,
    AnnouncementRow,
    SegmentRow,
    WordingRow,
    subject_of,
)
from storage.media import MediaRow
from storage.occasions import OccasionRow

KIND = "announcement"
ASKED, MISSED_SCREEN = "announcement.asked", "announcement.missed"
MINUTE = timedelta(minutes=1)


class Changed(Exception):
    """Somebody changed it, or it has left, since this person looked at it."""


class Wordless(Exception):
    """It says nothing yet."""


class Nobody(Exception):
    """Its rule means nobody who can be written to."""


class Alone(Exception):
    """It needs the yes of a second person, and there is none."""


class TooLate(Exception):
    """The time it should leave at is over."""


async def create(
    session: AsyncSession, actor: Person, lab: Lab, now: datetime, workshop_id: int | None = None, **fields: Any
) -> AnnouncementRow:
    """A new draft; `fields` are columns, such as the rule."""
    settings = lab.announcements
    given = {"topic": settings.topics[0].key, "rule": {}, "late_minutes": settings.late_minutes} | fields
    row = AnnouncementRow(author_id=actor.id, workshop_id=workshop_id, zone=lab.timezone, created_at=now, **given)
    session.add(row)
    await session.flush()
    audit.note(session, actor.id, "announcement.write", subject_of(row.id), now)
    return row


async def edit(session: AsyncSession, actor: Person, number: int, now: datetime, **columns: Any) -> AnnouncementRow:
    """Change columns of one that has not left. A yes of somebody, and the time it had, no longer stand."""
    row = await _still_open(session, number)
    for name, value in columns.items():
        setattr(row, name, value)
    row.revision += 1
    await _take_back(session, row)
    audit.note(session, actor.id, "announcement.edit", subject_of(number), now, columns=sorted(columns))
    return row


async def word(
    session: AsyncSession, actor: Person, number: int, language: str, text: str, file: MediaRow | None, now: datetime
) -> AnnouncementRow:
    """What it says in a language is this, instead of what it said before."""
    row = await edit(session, actor, number, now)
    if file is not None:
        session.add(file)
        await session.flush()
    wording = WordingRow(announcement_id=number, language=language, text=text, media_id=file.id if file else None)
    await session.merge(wording)
    return row


async def unword(session: AsyncSession, actor: Person, number: int, language: str, now: datetime) -> AnnouncementRow:
    """It has no words of its own in this language any more."""
    row = await edit(session, actor, number, now)
    mine = (WordingRow.announcement_id == number, WordingRow.language == language)
    await session.execute(delete(WordingRow).where(*mine))
    return row


async def reword(
    session: AsyncSession, actor: Person, number: int, language: str, text: str, now: datetime
) -> AnnouncementRow:
    """Other words in a language of one that has left: whoever gets it from now on reads these. The file stays."""
    row = await rows.of(session, number, locked=True)
    wording = await session.get(WordingRow, (number, language))
    if row is None or wording is None or row.state not in SENT:
        raise Changed
    wording.text = text
    audit.note(session, actor.id, "announcement.reword", subject_of(number), now, language=language)
    return row


async def share(
    session: AsyncSession, actor: Person, number: int, language: str, shared: bool, now: datetime
) -> AnnouncementRow:
    """The file of this language goes with all languages that have none of their own, or with this one alone."""
    wording = await session.get(WordingRow, (number, language))
    row = await edit(session, actor, number, now)
    if wording is None:
        raise Changed
    if shared and wording.media_id:
        row.media_id, wording.media_id = wording.media_id, None
    elif not shared and row.media_id:
        row.media_id, wording.media_id = None, row.media_id
    return row


async def move(
    session: AsyncSession, actor: Person, number: int, language: str, right: str, now: datetime
) -> AnnouncementRow:
    """What was taken for one language is in another, which has no words yet."""
    row = await edit(session, actor, number, now)
    wording = await session.get(WordingRow, (number, language))
    if wording is None or right in await rows.wordings(session, number):
        raise Changed
    wording.language = right
    return row


async def ask(
    session: AsyncSession, actor: Person, number: int, revision: int, lab: Lab, admins: Collection[int], now: datetime
) -> AnnouncementRow:
    """Send it as this person saw it: at its time, or once a second person said yes.

    Raises Changed, Wordless, Nobody, Alone and TooLate.
    """
    row = await _as_seen(session, number, revision)
    if not await rows.wordings(session, number) and row.workshop_id is None:
        raise Wordless
    people = (await audiences.count(session, row, lab.announcements, now, admins)).people
    if people == 0:
        raise Nobody
    others = await who_must_agree(session, actor, row, people, lab, admins)
    row.asked_by, row.asked_at = actor.id, now
    audit.note(session, actor.id, "announcement.ask", subject_of(number), now, people=people)
    if others is None:
        await _schedule(session, row, lab, now, alone=True)
    else:
        await _await_yes(session, row, [one.id for one in others], now)
    return row


async def approve(
    session: AsyncSession, actor: Person, number: int, revision: int, lab: Lab, now: datetime
) -> AnnouncementRow:
    """A second person says yes to what it says now. Raises Changed, Alone (it is their own) and TooLate."""
    row = await _as_seen(session, number, revision)
    if row.state != AWAITING:
        raise Changed
    if row.asked_by == actor.id:
        raise Alone
    row.approved_by, row.approved_revision, row.approved_at = actor.id, row.revision, now
    audit.note(session, actor.id, "announcement.approve", subject_of(number), now, revision=revision)
    await _schedule(session, row, lab, now, alone=False)
    return row


async def call_off(session: AsyncSession, actor: Person, number: int, now: datetime) -> AnnouncementRow:
    """It does not leave: it is a draft again. Raises Changed if it has left."""
    row = await _still_open(session, number)
    await _take_back(session, row)
    audit.note(session, actor.id, "announcement.call_off", subject_of(number), now)
    return row


async def discard(session: AsyncSession, actor: Person, number: int, now: datetime) -> None:
    """It is never sent. Raises Changed if it has left."""
    row = await call_off(session, actor, number, now)
    row.state, row.finished_at = CANCELLED, now


async def save_segment(session: AsyncSession, actor: Person, name: str, rule: dict[str, Any], now: datetime) -> None:
    """Keep an audience under a name."""
    session.add(SegmentRow(name=name, rule=rule, made_by=actor.id, created_at=now))
    audit.note(session, actor.id, "segment.save", "segment", now)


async def drop_segment(session: AsyncSession, actor: Person, number: int, now: datetime) -> None:
    """Offer this audience no more; announcements that hold it stay as they are."""
    row = await session.get(SegmentRow, number)
    if row is not None and row.gone_at is None:
        row.gone_at = now
        audit.note(session, actor.id, "segment.drop", f"segment:{number}", now)


async def who_must_agree(
    session: AsyncSession, actor: Person, row: AnnouncementRow, people: int, lab: Lab, admins: Collection[int]
) -> list[Member] | None:
    """Those of whom one must say yes before it leaves; None if nobody need: to few people, or nobody else is there.

    What is urgent always needs a yes: if nobody else may announce, the list is empty.
    """
    return await _others(session, actor.id, row, people, lab, admins)


async def _others(
    session: AsyncSession, asker: int | None, row: AnnouncementRow, people: int, lab: Lab, admins: Collection[int]
) -> list[Member] | None:
    if not row.urgent and people <= lab.announcements.second_person_above:
        return None
    team = await staff.members(session, admins)
    others = [one for one in team if one.id != asker and holds(one.roles, Role.COMMUNICATOR)]
    return others if others or row.urgent else None


def leaves_at(row: AnnouncementRow, lab: Lab, now: datetime, *, alone: bool) -> datetime:
    """When it would leave if it was asked for now: not before its time, not at night, `alone` not at once."""
    earliest = now + timedelta(minutes=lab.announcements.alone_minutes) if alone else now
    wanted = max(earliest, in_utc(row.wall, row.zone)) if row.wall else earliest
    return wanted if row.urgent else quiet_hours.next_allowed(wanted, lab.zone, lab)


def waits_for_morning(row: AnnouncementRow, lab: Lab, now: datetime, *, alone: bool) -> bool:
    """Whether quiet hours put it off."""
    leaves = leaves_at(row, lab, now, alone=alone)
    return quiet_hours.is_quiet(leaves - MINUTE, lab.zone, lab)


def is_late(row: AnnouncementRow, due_at: datetime, now: datetime) -> bool:
    """Whether it should have left so long ago that it shall not leave any more."""
    return now > due_at + timedelta(minutes=row.late_minutes)


async def _still_open(session: AsyncSession, number: int) -> AnnouncementRow:
    row = await rows.of(session, number, locked=True)
    if row is None or row.state not in OPEN:
        raise Changed
    return row


async def _as_seen(session: AsyncSession, number: int, revision: int) -> AnnouncementRow:
    row = await _still_open(session, number)
    if row.revision != revision or row.state == SCHEDULED:
        raise Changed
    return row


async def _take_back(session: AsyncSession, row: AnnouncementRow) -> None:
    row.state, row.due_at = DRAFT, None
    row.asked_by = row.asked_at = row.approved_by = row.approved_revision = row.approved_at = None
    await occasions.cancel(session, KIND, row.id)


async def _await_yes(session: AsyncSession, row: AnnouncementRow, told: Collection[int], now: datetime) -> None:
    if not told:
        raise Alone
    row.state = AWAITING
    for person_id in told:
        await outbox.enqueue(
            session,
            person_id=person_id,
            screen=ASKED,
            values={"announcement": row.id, "revision": row.revision},
            dedupe=f"asked:{row.id}:{row.revision}:{person_id}:{now.timestamp():.0f}",
            due_at=now,
        )


async def _schedule(session: AsyncSession, row: AnnouncementRow, lab: Lab, now: datetime, *, alone: bool) -> None:
    if row.wall and is_late(row, in_utc(row.wall, row.zone), now):
        raise TooLate
    row.due_at = leaves_at(row, lab, now, alone=alone)
    if row.due_at <= now:
        await _begin(session, row, now)
        return
    row.state = SCHEDULED
    await occasions.schedule(session, KIND, row.id, _minute(row.due_at, lab), row.zone)


def _minute(moment: datetime, lab: Lab) -> str:
    """The wall time of a moment, rounded up to a minute."""
    return wall_of(moment + MINUTE - timedelta(microseconds=1), lab.timezone)


async def _begin(session: AsyncSession, row: AnnouncementRow, now: datetime) -> None:
    """From here on recipients go into the outbox (audiences.gather); whoever asked for it watches it go."""
    row.state, row.started_at = SENDING, now
    if row.asked_by and (chat_id := await staff.chat_of(session, row.asked_by)):
        await announcement_panels.put(session, row.id, row.asked_by, chat_id, now, None)


@fires_as_team(KIND)
async def leave(
    session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab, admins: Collection[int]
) -> str | None:
    """The time has come: it is sent; or missed, if that was too long ago or would be too late after the night."""
    row = await rows.of(session, occasion.subject_id, locked=True)
    if row is None or row.state != SCHEDULED:
        return None
    leaves = now if row.urgent else quiet_hours.next_allowed(now, lab.zone, lab)
    if is_late(row, occasion.due_at, leaves):
        await _miss(session, row, now)
        raise Expired(f"it was to leave at {occasion.due_at:%Y-%m-%d %H:%M} UTC")
    if leaves > now:
        row.due_at = leaves
        return _minute(leaves, lab)
    if not await _waits_for_yes(session, row, lab, admins, now):
        await _begin(session, row, now)
    return None


async def _waits_for_yes(
    session: AsyncSession, row: AnnouncementRow, lab: Lab, admins: Collection[int], now: datetime
) -> bool:
    """Scheduled by one person while few got it, now too many would: a second one has to say yes after all."""
    if row.approved:
        return False
    people = (await audiences.count(session, row, lab.announcements, now, admins)).people
    others = await _others(session, row.asked_by, row, people, lab, admins)
    if others:
        row.due_at = None
        asker = [row.asked_by] if row.asked_by else []
        await _await_yes(session, row, [*(one.id for one in others), *asker], now)
    return bool(others)


async def _miss(session: AsyncSession, row: AnnouncementRow, now: datetime) -> None:
    """It is not sent; whoever asked for it and whoever said yes hear of it."""
    row.state = MISSED
    for person_id in {row.author_id, row.asked_by, row.approved_by} - {None}:
        await outbox.enqueue(
            session,
            person_id=person_id,
            screen=MISSED_SCREEN,
            values={"announcement": row.id},
            dedupe=f"missed:{row.id}:{now.timestamp():.0f}:{person_id}",
            due_at=now,
        )
