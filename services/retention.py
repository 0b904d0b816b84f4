"""What goes by itself after the days of lab.toml (`retention`), counted from closing or withdrawal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services import hours, nobodys, rooms
from services.belongings import column, mentions, tables
from services.lab import Retention
from storage import (
    agreements,
    announcements,
    companies,
    company_sign_ups,
    employees,
    merges,
    occasions,
    openings,
    outbox,
    papers,
    partners,
    partnerships,
    redactions,
    registrations,
    searches,
    workshops,
)
from storage.audit import AuditRow
from storage.base import UtcDateTime
from storage.cards import CardRow
from storage.challenges import ChallengeRow, StatusRow, subject_of
from storage.checkin import WalkInRow
from storage.desk import FINAL
from storage.devices import DeviceRow
from storage.media import MediaRow
from storage.missions import GOING, HandRow, MissionRow
from storage.names import NameRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.players import PlayerRow
from storage.questions import QuestionRow
from storage.registrations import RegistrationRow
from storage.rooms import READY, RoomRow
from storage.sayings import SayingRow
from storage.seats import SeatRow
from storage.supporters import SupporterRow
from storage.terms import TermRow
from storage.volunteers import VolunteerRow
from storage.workshops import WorkshopRow

GUESTS_STAY = timedelta(hours=24)
SEATS_AT_ONCE = 500


async def apply(session: AsyncSession, days: Retention, now: datetime) -> list[str]:
    """Let go what is over; returns the paths below DATA_DIR/media of files that no row knows any more."""
    await outbox.forget_before(session, now - timedelta(days=days.sent_messages))
    await occasions.forget_before(session, now - timedelta(days=days.sent_messages))
    await searches.forget_before(session, now - timedelta(days=1))
    await partners.forget_over(session, now)
    await redactions.forget_over(session, now)
    await session.execute(delete(AuditRow).where(AuditRow.at < now - timedelta(days=days.audit)))
    for workshop in await workshops.over(session, now - timedelta(days=days.registrations)):
        await _only_counted(session, workshop)
    await announcements.forget_drafts(session, now - timedelta(days=days.announcement_drafts))
    await _missions_only_counted(session, now - timedelta(days=days.missions))
    await _volunteers_go(session, now - timedelta(days=days.volunteers))
    await agreements.forget_before(session, now - timedelta(days=days.missions))
    await partnerships.forget_before(session, now - timedelta(days=days.missions))
    await employees.untouched_go(session, now - timedelta(days=days.volunteers))
    await company_sign_ups.forget_before(session, now - timedelta(days=days.web_sign_ups))
    await companies.untouched_go(session, now - timedelta(days=days.volunteers))
    await _names_go(session, now - timedelta(days=days.named_votes))
    await papers.empty_before(session, now - timedelta(days=days.certificates))
    await openings.untouched_go(session, now - timedelta(days=days.registrations))
    gone: list[str] = []
    for challenge_id in await _with_media(session, now - timedelta(days=days.media)):
        gone += await nobodys.drop_files(session, challenge_id)
    for challenge in await _still_somebodys(session, now - timedelta(days=days.closed_challenges)):
        gone += await forget(session, challenge)
    return gone


async def _only_counted(session: AsyncSession, workshop: WorkshopRow) -> None:
    """Who registered goes, and who walked in; how many answered what, and how many came, stays."""
    answered = {state: people for state, (people, _) in (await registrations.counts(session, workshop.id)).items()}
    workshop.tally = answered | {"came": await registrations.came(session, workshop.id)}
    await session.execute(delete(RegistrationRow).where(RegistrationRow.workshop_id == workshop.id))
    met = [one.id for one in await workshops.meetings(session, workshop.id)]
    await session.execute(delete(WalkInRow).where(WalkInRow.meeting_id.in_(met)))
    await session.flush()


async def _missions_only_counted(session: AsyncSession, before: datetime) -> None:
    """Who took part goes; how many they were, and their hours, stay."""
    over = select(MissionRow.id).where(MissionRow.ends_at < before)
    old = list(await session.scalars(select(HandRow).where(HandRow.mission_id.in_(over))))
    await hours.keep_totals(session, old)
    await session.execute(delete(HandRow).where(HandRow.id.in_([one.id for one in old])))


async def _volunteers_go(session: AsyncSession, before: datetime) -> None:
    """The cards of those who have neither touched theirs nor taken part since."""
    lately = select(HandRow.person_id).join(MissionRow, MissionRow.id == HandRow.mission_id)
    lately = lately.where(MissionRow.ends_at >= before, HandRow.state == GOING)
    old = delete(VolunteerRow).where(VolunteerRow.changed_at < before, VolunteerRow.person_id.not_in(lately))
    await session.execute(old)


async def _names_go(session: AsyncSession, before: datetime) -> None:
    """The names in votes, and with them who came for nothing else; what was chosen stays counted."""
    over = select(RoomRow.id).where(RoomRow.ended_at < before)
    query = select(NameRow.person_id, NameRow.given_at, PersonRow.created_at)
    query = query.outerjoin(PersonRow, PersonRow.id == NameRow.person_id).where(NameRow.room_id.in_(over))
    old = (await session.execute(query)).all()
    await session.execute(delete(NameRow).where(NameRow.room_id.in_(over)))
    guests = {person for person, at, met_at in old if person and at - met_at < timedelta(days=1)}
    gone = await _with_nothing_else(session, guests)
    await session.execute(delete(PersonRow).where(PersonRow.id.in_(gone)))


async def guests(session: AsyncSession, now: datetime) -> int:
    """A day after a room's end its code is free again; browsers, seats and voices go, with who came for nothing else.

    So do the seats of those who came a day ago to a room that does not begin. Returns how many people went. So many
    seats at a time that other writers need not wait.
    """
    over = select(RoomRow.id).where(RoomRow.ended_at <= now - GUESTS_STAY)
    freed = update(RoomRow).where(RoomRow.id.in_(over), RoomRow.code.is_not(None)).values(code=None)
    for room_id in list(await session.scalars(freed.returning(RoomRow.id))):
        panels = CardRow.subject.startswith(rooms.panels(room_id), autoescape=True)
        await session.execute(delete(CardRow).where(panels))
    for table in (PlayerRow, DeviceRow):  # points go with their player
        await session.execute(delete(table).where(table.room_id.in_(over)))
    asked = select(QuestionRow.id).where(QuestionRow.room_id.in_(over))
    await session.execute(delete(SayingRow).where(SayingRow.voice.is_not(None), SayingRow.question_id.in_(asked)))
    query = select(SeatRow.id, SeatRow.person_id, SeatRow.joined_at, PersonRow.created_at)
    waiting = SeatRow.room_id.in_(select(RoomRow.id).where(RoomRow.state == READY))
    in_vain = and_(waiting, SeatRow.joined_at <= now - GUESTS_STAY)
    query = query.join(PersonRow, PersonRow.id == SeatRow.person_id).where(or_(SeatRow.room_id.in_(over), in_vain))
    seats = (await session.execute(query.order_by(SeatRow.id).limit(SEATS_AT_ONCE))).all()
    if not seats:
        return 0
    await session.execute(delete(SeatRow).where(SeatRow.id.in_([seat for seat, *_ in seats])))
    # Whoever was here on an earlier day is no guest. Who wrote anonymously is not asked: staying would tell it.
    seated = {person for _, person, joined_at, met_at in seats if joined_at - met_at < timedelta(days=1)}
    gone = await _with_nothing_else(session, seated)
    await session.execute(delete(PersonRow).where(PersonRow.id.in_(gone)))
    return len(gone)


async def _with_nothing_else(session: AsyncSession, seated: set[int]) -> list[int]:
    """Those of whom no row is kept but the one of the person, not even one that names them."""
    owners = [column(table, table.rights.owner) for table in tables() if table.rights.owner and table is not PersonRow]
    named = [*owners, *(mention for _table, mention in mentions())]
    bare = and_(PersonRow.name.is_(None), PersonRow.blocked_at.is_(None), PersonRow.stopped_at.is_(None))
    query = select(PersonRow.id).where(PersonRow.id.in_(seated), bare)
    return list(await session.scalars(query.where(*(~exists().where(one == PersonRow.id) for one in named))))


_BEFORE = bindparam("before", type_=UtcDateTime)


@cache  # building it costs more than asking
def _over() -> ColumnElement[bool]:
    """Closed, or withdrawn, before that moment; not what was joined to one that is not over yet."""
    main = aliased(ChallengeRow)
    ended = and_(main.status.in_(FINAL), main.waiting_since < _BEFORE)
    going_on = merges.families(select(main.id).where(~ended, main.withdrawn_at.is_(None)))
    closed = and_(ChallengeRow.status.in_(FINAL), ChallengeRow.waiting_since < _BEFORE)
    return or_(and_(closed, ChallengeRow.id.not_in(select(going_on.c.member))), ChallengeRow.withdrawn_at < _BEFORE)


async def _with_media(session: AsyncSession, before: datetime) -> Sequence[int]:
    query = select(ChallengeRow.id).join(MediaRow, MediaRow.challenge_id == ChallengeRow.id)
    return (await session.scalars(query.where(_over()).distinct(), {"before": before})).all()


async def _still_somebodys(session: AsyncSession, before: datetime) -> Sequence[ChallengeRow]:
    held = or_(ChallengeRow.author_id.is_not(None), ChallengeRow.author_mac.is_not(None), ChallengeRow.words != "")
    return (await session.scalars(select(ChallengeRow).where(_over(), held), {"before": before})).all()


async def forget(session: AsyncSession, challenge: ChallengeRow) -> list[str]:
    """Nothing of a person stays, sealed or not: the category, the commune and the status do, to be counted."""
    gone = await nobodys.leave(session, challenge)
    for table in (SupporterRow, TermRow):
        await session.execute(delete(table).where(table.challenge_id == challenge.id))
    for messages in (CardRow, OutboxRow):
        await session.execute(delete(messages).where(messages.subject == subject_of(challenge.id)))
    await session.execute(update(StatusRow).where(StatusRow.challenge_id == challenge.id).values(reason={}))
    challenge.public_words, challenge.folded = None, ""
    return gone
