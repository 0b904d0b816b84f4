"""Ballots: a whole batch of taps becomes votes in one transaction.

    told = ballots.cast(connection, seals, taps, now, questions)     # one for each tap, in order (bot/ballotbox.py)

One row a question and voter; the last choice before closing counts. Voters are people on Telegram, and browsers
(services/devices.py) whose taps are numbered by themselves. Who the voter is stands there as a keyed hash,
under a key of this question that lives in the key store and goes with the single ballots: when the next question
opens, at the end, or 5 minutes after closing. What was told stands nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Table, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import kinds, pads
from services.kinds import KINDS, Full
from storage import ballots as ballot_rows
from storage import sayings
from storage.ballots import SHARED, TELEGRAM, WEB, BallotRow
from storage.database import insert_or_update
from storage.devices import DeviceRow
from storage.people import PersonRow
from storage.questions import OPEN, QuestionRow
from storage.rooms import RoomRow
from storage.seals import Seals, destroy_after_commit
from storage.seats import SeatRow

KEY_PREFIX = "question-"
ORPHAN_AFTER = 60.0  # seconds


class Outcome(StrEnum):
    """What became of a tap."""

    COUNTED = "counted"
    SAME = "same"  # it stands already
    CLOSED = "closed"
    STRANGER = "stranger"  # not in the room
    TOO_MANY = "too_many"  # one must be taken back first
    OLD = "old"  # a newer tap counts, or there is no such option
    NOT_YET = "not_yet"  # the wall still counts down
    ELSEWHERE = "elsewhere"  # a pad cannot answer this question, its own message can


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap on an option of a question: whose, and the message under which it was; a `device` has neither.

    `guest` counts those who were handed the phone on this question, 0 is its owner (services/sharing.py). A tap on a
    pad names the `room` and a `symbol` instead of the question and the option, which are found when it is counted.
    """

    update_id: int
    telegram_id: int
    question_id: int
    option: int
    message_id: int
    query_id: str
    device: int = 0
    guest: int = 0
    room: int = 0
    symbol: str = ""

    @property
    def whose(self) -> "Whose":
        """Whose phone it is."""
        return self.telegram_id, self.device


def web_tap(device: int, question_id: int, option: int, turn: int, guest: int = 0) -> Tap:
    """A browser's tap, its `turn`th on this question."""
    return Tap(turn, 0, question_id, option, 0, "", device, guest)


@dataclass(frozen=True, slots=True)
class Told:
    """What to tell whoever tapped: the outcome, their language (None: we do not know it), the question.

    `choice` is what counts for them now (services/kinds.py), None if nothing does; `voter` is their name among us.
    """

    tap: Tap
    outcome: Outcome
    language: str | None = None
    question: QuestionRow | None = None
    choice: int | None = None
    voter: str = ""


@dataclass(frozen=True, slots=True)
class _Voter:
    """A phone that taps, by a name that no other has; the rooms in which it may vote, and who has it on a question."""

    name: str
    language: str | None
    rooms: frozenset[int]
    guests: Mapping[int | None, int]


@dataclass(slots=True)
class _Standing:
    """What counts for one voter on one question, and the newest tap that made it so."""

    choice: int | None = None
    update_id: int = 0
    changed: bool = False
    source: str = TELEGRAM


Whose = tuple[int, int]  # a Telegram id or else the id of a device
Place = tuple[int, bytes]  # a question and a voter's hash: the key of a ballot

# Asked for each batch: built once, of columns alone (docs/decisions/0012).
_QUESTION: Table = QuestionRow.__table__  # type: ignore[assignment]
_PERSON: Table = PersonRow.__table__  # type: ignore[assignment]
_SEAT: Table = SeatRow.__table__  # type: ignore[assignment]
_BALLOT: Table = BallotRow.__table__  # type: ignore[assignment]
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_QUESTIONS = select(_QUESTION).where(_QUESTION.c.id.in_(_IDS)).order_by(_QUESTION.c.id).with_for_update(read=True)
_PRESENT = select(RoomRow.id, RoomRow.question_id).where(RoomRow.id.in_(_IDS))
_SEATED = and_(
    _SEAT.c.person_id == _PERSON.c.id,
    _SEAT.c.room_id.in_(bindparam("room_ids", expanding=True)),
    _SEAT.c.left_at.is_(None),
    _PERSON.c.blocked_at.is_(None),
)
_VOTERS = (
    select(_PERSON.c.telegram_id, _PERSON.c.id, _PERSON.c.language, _SEAT.c.room_id, _SEAT.c.guest_on, _SEAT.c.guest)
    .outerjoin_from(_PERSON, _SEAT, _SEATED)
    .where(_PERSON.c.telegram_id.in_(bindparam("telegram_ids", expanding=True)))
)
_DEVICES = select(DeviceRow.id, DeviceRow.room_id, DeviceRow.guest_on, DeviceRow.guest).where(DeviceRow.id.in_(_IDS))
_BALLOTS = select(_BALLOT.c.question_id, _BALLOT.c.voter, _BALLOT.c.choice, _BALLOT.c.update_id).where(
    _BALLOT.c.question_id.in_(_IDS), _BALLOT.c.voter.in_(bindparam("voters", expanding=True))
)


class Questions:
    """The questions of the last batch. One of which nothing has changed since is the same object: it is not made anew,
    and what was worked out for it holds.
    """

    def __init__(self) -> None:
        self._last: dict[int, tuple[Row[Any], QuestionRow]] = {}

    def read(self, connection: Connection, ids: set[int]) -> dict[int, QuestionRow]:
        """These questions, which nobody can close until we have committed (on SQLite writers queue anyway)."""
        rows = connection.execute(_QUESTIONS, {"ids": sorted(ids)})
        self._last = {row.id: (row, self._made_of(row)) for row in rows}
        return {question_id: question for question_id, (_row, question) in self._last.items()}

    def _made_of(self, row: Row[Any]) -> QuestionRow:
        before, question = self._last.get(row.id, (None, None))
        return question if question is not None and before == row else QuestionRow(**row._mapping)


def cast(connection: Connection, seals: Seals, taps: Sequence[Tap], now: datetime, known: Questions) -> list[Told]:
    """Count these taps, one after the other in the order in which Telegram numbered them."""
    if on_pads := {tap.room for tap in taps if tap.room}:
        taps = _placed(connection, taps, on_pads)
    questions = known.read(connection, {tap.question_id for tap in taps})
    taps = [_meant(tap, questions.get(tap.question_id)) for tap in taps] if on_pads else taps
    voters = _voters(connection, taps, {one.room_id for one in questions.values()})
    taps = [_held(tap, voters.get(tap.whose)) for tap in taps] if on_pads else taps
    once = list(dict.fromkeys(taps))
    refused = [_refusal(tap, questions.get(tap.question_id), voters.get(tap.whose), now) for tap in once]
    places = [_place(seals, tap, voters) if why is None else None for tap, why in zip(once, refused, strict=True)]
    standing = _standing(connection, {place for place in places if place})
    told: dict[Tap, Told] = {}
    for tap, why, place in sorted(zip(once, refused, places, strict=True), key=lambda one: one[0].update_id):
        question, voter = questions.get(tap.question_id), voters.get(tap.whose)
        ballot = standing[place] if place else _Standing()
        outcome = why or _mark(tap, questions[tap.question_id], ballot, now)
        language, name = (voter.language, guest_name(voter.name, tap.guest)) if voter else (None, "")
        told[tap] = Told(tap, outcome, language, question, ballot.choice, name)
    _write(connection, standing)
    return [told[tap] for tap in taps]


def _refusal(tap: Tap, question: QuestionRow | None, voter: _Voter | None, now: datetime) -> Outcome | None:
    """Why this tap cannot count, None if it can."""
    if question is None or question.state != OPEN or (question.closes_at is not None and question.closes_at <= now):
        return Outcome.CLOSED
    if voter is None or question.room_id not in voter.rooms:
        return Outcome.STRANGER
    if question.opened_at is not None and now < question.opened_at:
        return Outcome.NOT_YET
    if tap.room and not pads.possible(question):
        return Outcome.ELSEWHERE
    if tap.guest != voter.guests.get(question.id, 0):
        return Outcome.OLD
    floor = 0 if tap.device else question.floor
    kind = KINDS.get(question.kind)
    possible = kind and tap.option in kind.taps(question) and tap.update_id > floor
    return None if possible else Outcome.OLD


def _mark(tap: Tap, question: QuestionRow, ballot: _Standing, now: datetime) -> Outcome:
    """Put the tap on the ballot."""
    if tap.update_id <= ballot.update_id:
        return Outcome.SAME if tap.update_id == ballot.update_id else Outcome.OLD
    try:
        choice = kinds.of(question).press(question, ballot.choice, tap.option, now)
    except Full:
        return Outcome.TOO_MANY
    if choice is None:  # the tap asked for nothing, and nothing was chosen before
        return Outcome.SAME
    same = choice == ballot.choice
    ballot.choice, ballot.update_id, ballot.changed = choice, tap.update_id, True
    ballot.source = SHARED if tap.guest else WEB if tap.device else TELEGRAM
    return Outcome.SAME if same else Outcome.COUNTED


def _placed(connection: Connection, taps: Sequence[Tap], on_pads: set[int]) -> list[Tap]:
    """Taps on pads count for the question that their room has open; whoever closes it meanwhile makes them late."""
    present = {row.id: row.question_id for row in connection.execute(_PRESENT, {"ids": sorted(on_pads)})}
    return [replace(tap, question_id=present.get(tap.room) or 0) if tap.room else tap for tap in taps]


def _meant(tap: Tap, question: QuestionRow | None) -> Tap:
    """The tap with the option that its symbol stands for; -1 if none does."""
    if not tap.room or question is None:
        return tap
    option = pads.option_of(question, tap.symbol)
    return replace(tap, option=-1 if option is None else option)


def _held(tap: Tap, voter: _Voter | None) -> Tap:
    """A tap on a pad is of whoever has the phone now."""
    return replace(tap, guest=voter.guests.get(tap.question_id, 0)) if tap.room and voter else tap


def _voters(connection: Connection, taps: Sequence[Tap], room_ids: set[int]) -> dict[Whose, _Voter]:
    """Who they are and where they sit."""
    telegram_ids, devices = {tap.telegram_id for tap in taps} - {0}, {tap.device for tap in taps} - {0}
    found = _people(connection, telegram_ids, room_ids) if telegram_ids else {}
    here = connection.execute(_DEVICES, {"ids": sorted(devices)}) if devices else ()
    for device, room_id, guest_on, guest in here:
        found[0, device] = _Voter(device_name(device), None, frozenset({room_id}), {guest_on: guest})
    return found


def _people(connection: Connection, telegram_ids: set[int], room_ids: set[int]) -> dict[Whose, _Voter]:
    """Those who vote on Telegram; whom the team blocked sits nowhere."""
    wanted = {"telegram_ids": sorted(telegram_ids), "room_ids": sorted(room_ids)}
    found: dict[Whose, _Voter] = {}
    for telegram_id, person_id, language, room_id, guest_on, guest in connection.execute(_VOTERS, wanted):
        rooms, guests = {room_id} - {None}, {guest_on: guest}
        if before := found.get((telegram_id, 0)):
            rooms, guests = rooms | before.rooms, {**before.guests, **guests}
        found[telegram_id, 0] = _Voter(person_name(person_id), language, frozenset(rooms), guests)
    return found


def _place(seals: Seals, tap: Tap, voters: dict[Whose, _Voter]) -> Place:
    return tap.question_id, voter_hash(seals, tap.question_id, guest_name(voters[tap.whose].name, tap.guest))


def _standing(connection: Connection, places: set[Place]) -> dict[Place, _Standing]:
    """What counts at each of these places now; a hash stands for one voter on one question only."""
    standing = {place: _Standing() for place in places}
    wanted = {"ids": sorted({question for question, _ in places}), "voters": sorted(voter for _, voter in places)}
    for question_id, voter, choice, update_id in connection.execute(_BALLOTS, wanted) if places else ():
        standing[question_id, bytes(voter)] = _Standing(choice, update_id or 0)
    return standing


def _write(connection: Connection, standing: dict[Place, _Standing]) -> None:
    new = [
        {
            "question_id": question,
            "voter": voter,
            "choice": one.choice,
            "update_id": one.update_id,
            "source": one.source,
        }
        for (question, voter), one in sorted(standing.items())
        if one.changed
    ]
    if new:
        connection.execute(insert_or_update(connection, BallotRow, "choice", if_newer="update_id"), new)


# The key of a question


def voter_hash(seals: Seals, question_id: int, name: str) -> bytes:
    """Who the voter of this name is on this question, for the holder of its key."""
    return seals.mac(f"{KEY_PREFIX}{question_id}", name.encode())


def known_hash(seals: Seals, question_id: int, name: str) -> bytes | None:
    """The same, None once the key has gone (or before anybody voted): asking makes no key."""
    key = f"{KEY_PREFIX}{question_id}"
    return voter_hash(seals, question_id, name) if seals.holds(key) else None


def device_name(device: int) -> str:
    """The name of a browser among the voters."""
    return f"device {device}"


def person_name(person_id: int) -> str:
    """The name of a person among the voters."""
    return str(person_id)


def guest_name(name: str, guest: int) -> str:
    """The name of whoever has the phone: its owner's, or that of the `guest`th to whom it was handed on."""
    return f"{name} guest {guest}" if guest else name


async def choice_of(
    session: AsyncSession, seals: Seals, question_id: int, person_id: int, guest: int = 0
) -> int | None:
    """What counts for this person while the question is open, as Told.choice; for their own eyes only."""
    ballot = await _ballot(session, seals, question_id, guest_name(person_name(person_id), guest))
    return ballot.choice if ballot else None


async def has_voted(session: AsyncSession, seals: Seals, question_id: int, name: str, guest: int) -> bool:
    """Whether whoever has the phone of this name now has a ballot; one that took everything back has none."""
    ballot = await _ballot(session, seals, question_id, guest_name(name, guest))
    if ballot is None:
        return False
    question = await session.get_one(QuestionRow, question_id)
    return kinds.of(question).count(question, [(ballot.choice, 1)]).voters > 0


async def device_choice(
    session: AsyncSession, seals: Seals, question_id: int, device: int, guest: int = 0
) -> tuple[int | None, int]:
    """The same for a browser, and the turn of its next tap."""
    ballot = await _ballot(session, seals, question_id, guest_name(device_name(device), guest))
    return (ballot.choice, (ballot.update_id or 0) + 1) if ballot else (None, 1)


async def _ballot(session: AsyncSession, seals: Seals, question_id: int, voter: str) -> BallotRow | None:
    mac = known_hash(seals, question_id, voter)
    return await session.get(BallotRow, (question_id, mac)) if mac else None


async def intact(session: AsyncSession, seals: Seals, question: QuestionRow) -> bool:
    """Whether votes can count on: all single ballots are there, and the key that tells voters apart."""
    if not question.totals or not question.totals["voters"]:
        return True
    there = await ballot_rows.are_there(session, question.id) or await sayings.are_linked(session, question.id)
    return there and seals.holds(f"{KEY_PREFIX}{question.id}")


async def let_go(session: AsyncSession, seals: Seals, question: QuestionRow) -> None:
    """The single ballots of a closed question go, its texts lose their voters; once committed its key goes too."""
    await ballot_rows.drop(session, question.id)
    await sayings.unlink(session, question.id)
    destroy_after_commit(session, seals, f"{KEY_PREFIX}{question.id}")


async def destroy_orphans(session: AsyncSession, seals: Seals) -> None:
    """Destroy the keys of questions that have no single ballots and are not open: a crash left them."""
    held = {f"{KEY_PREFIX}{one.id}" for one in await ballot_rows.held(session)}
    for name in seals.names(KEY_PREFIX):
        if name not in held and seals.age(name) > ORPHAN_AFTER:  # a younger one may be of an opening we did not see
            seals.destroy(name)
