"""Players: whom the quiz of a room knows by a game name, and their points. A quiz is not secret, and says so before.

    await players.enrol(session, room.id)                   # everybody who is there and has no game name yet
    player = await players.of(session, room.id, person_id=person.id)
    players.name(player.number)                             # "🦁 42"
    await players.score(session, seals, question)           # at closing, from the ballots; counted once
    table = await players.standings(session, room)          # whoever has points counted so far, the best first
    players.podium(table)                                   # three steps

Points count once the result is shown. Whoever has as many as another shares the place; the next place follows.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import kinds
from services.ballots import KEY_PREFIX, device_name, person_name, voter_hash
from storage.ballots import BallotRow
from storage.devices import DeviceRow
from storage.players import PlayerRow, ScoreRow
from storage.questions import QUIZ, SHOWN, QuestionRow
from storage.rooms import RoomRow
from storage.seals import Seals
from storage.seats import SeatRow

# Known to all ages, drawn by old phones too, and no insult anywhere.
SIGNS = "🦁🐬🦅🐝🦋🐢🐘🐪🐟🐞🌻🌴🍊🍇🍓🌙⛵🚲🎈⚽"
FEWEST_NUMBERS = 100
NUMBERS_EACH = 4  # to choose from, so that a number tells nothing of when somebody came
STEPS = 3
NAMED = 4  # on one step of the podium


@dataclass(frozen=True, slots=True)
class Standing:
    """A player's points so far and place, from 1."""

    number: int
    points: int
    place: int


@dataclass(frozen=True, slots=True)
class Winners:
    """A step of the podium: the points, the game names that fit, and how many more there are."""

    points: int
    names: tuple[str, ...]
    more: int


def name(number: int) -> str:
    """The game name with this number, which stays on one line."""
    return f"{SIGNS[number % len(SIGNS)]}\u00a0{number}"


async def enrol(session: AsyncSession, room_id: int) -> None:
    """Give everybody in the room a game name who has none."""
    await session.execute(select(RoomRow.id).where(RoomRow.id == room_id).with_for_update())  # one after the other
    new = await _nameless(session, room_id)
    if not new:
        return
    taken = set(await session.scalars(select(PlayerRow.number).where(PlayerRow.room_id == room_id)))
    most = max(FEWEST_NUMBERS, NUMBERS_EACH * (len(new) + len(taken)))
    free = random.sample(sorted(set(range(1, most)) - taken), len(new))
    rows = [{"room_id": room_id, "number": number, **one} for number, one in zip(free, new, strict=True)]
    await session.execute(insert(PlayerRow), rows)


async def _nameless(session: AsyncSession, room_id: int) -> list[dict[str, int | None]]:
    here, named = PlayerRow.room_id == room_id, select(PlayerRow.id)
    seated = select(SeatRow.person_id).where(SeatRow.room_id == room_id, SeatRow.left_at.is_(None))
    seated = seated.where(~named.where(here, PlayerRow.person_id == SeatRow.person_id).exists())
    browsers = select(DeviceRow.id).where(DeviceRow.room_id == room_id)
    browsers = browsers.where(~named.where(here, PlayerRow.device_id == DeviceRow.id).exists())
    people = [{"person_id": one, "device_id": None} for one in await session.scalars(seated)]
    return [*people, *({"person_id": None, "device_id": one} for one in await session.scalars(browsers))]


async def enrol_latecomer(session: AsyncSession, room_id: int) -> None:
    """The same for who comes while a quiz question is the room's; at the opening of one everybody is enrolled."""
    query = select(QuestionRow.kind).join(RoomRow, RoomRow.question_id == QuestionRow.id).where(RoomRow.id == room_id)
    if await session.scalar(query) == QUIZ:
        await enrol(session, room_id)


async def of(
    session: AsyncSession, room_id: int, *, person_id: int | None = None, device: int | None = None
) -> PlayerRow | None:
    """The player that this person, or this browser, is in a room."""
    whose = PlayerRow.person_id == person_id if device is None else PlayerRow.device_id == device
    return await session.scalar(select(PlayerRow).where(PlayerRow.room_id == room_id, whose))


async def score(session: AsyncSession, seals: Seals | None, question: QuestionRow) -> None:
    """Count the points of a closed quiz question, for who answered. Without its key (or any) nobody has points."""
    await forget(session, question.id)
    key = f"{KEY_PREFIX}{question.id}"
    if seals is None or not seals.holds(key):
        return
    await enrol(session, question.room_id)  # on PostgreSQL somebody may have come in the moment of the opening
    query = select(BallotRow.voter, BallotRow.choice).where(BallotRow.question_id == question.id)
    answers = {bytes(voter): choice for voter, choice in await session.execute(query)}
    players = await session.scalars(select(PlayerRow).where(PlayerRow.room_id == question.room_id))
    found = [(one.id, answers.get(voter_hash(seals, question.id, _voter(one)))) for one in players]
    rows = [
        {"question_id": question.id, "player_id": player_id, "points": kinds.points(question, choice)}
        for player_id, choice in found
        if choice is not None
    ]
    if rows:
        await session.execute(insert(ScoreRow), rows)


def _voter(player: PlayerRow) -> str:
    person_id, device = player.person_id, player.device_id
    return device_name(device or 0) if person_id is None else person_name(person_id)


async def forget(session: AsyncSession, question_id: int) -> None:
    """The points of a question go: it is open again."""
    await session.execute(delete(ScoreRow).where(ScoreRow.question_id == question_id))


async def points_for(session: AsyncSession, question_id: int, player_id: int) -> int | None:
    """What this answer brought the player: 0 for a wrong one, None if there was none."""
    row = await session.get(ScoreRow, (question_id, player_id), populate_existing=True)
    return row.points if row else None


async def standings(session: AsyncSession, room: RoomRow) -> list[Standing]:
    """Everybody who answered in this round, the best first."""
    sums = _totals(room)
    query = select(PlayerRow.number, sums.c.total).join(sums, sums.c.player_id == PlayerRow.id)
    found = [(number, int(points)) for number, points in await session.execute(query)]
    found.sort(key=lambda one: (-one[1], one[0]))
    places = {points: place for place, points in enumerate(dict.fromkeys(points for _, points in found), 1)}
    return [Standing(number, points, places[points]) for number, points in found]


async def standing(session: AsyncSession, room: RoomRow, player: PlayerRow) -> Standing | None:
    """The same for one of them; None for who has not answered."""
    sums = _totals(room)
    total = await session.scalar(select(sums.c.total).where(sums.c.player_id == player.id))
    if total is None:
        return None
    better = select(func.count(sums.c.total.distinct())).where(sums.c.total > total)
    return Standing(player.number, int(total), 1 + (await session.scalar(better) or 0))


def _totals(room: RoomRow) -> Subquery:
    total = func.sum(ScoreRow.points).label("total")
    query = select(ScoreRow.player_id, total).join(QuestionRow, QuestionRow.id == ScoreRow.question_id)
    query = query.where(QuestionRow.room_id == room.id, QuestionRow.round == room.round, QuestionRow.state == SHOWN)
    return query.group_by(ScoreRow.player_id).subquery()


def podium(table: Sequence[Standing]) -> list[Winners]:
    """The three best places; nobody stands there without a point."""
    steps = [[one for one in table if one.place == place and one.points] for place in range(1, STEPS + 1)]
    return [
        Winners(step[0].points, tuple(name(one.number) for one in step[:NAMED]), max(0, len(step) - NAMED))
        for step in steps
        if step
    ]
