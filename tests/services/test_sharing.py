"""One phone, several people: each has a ballot of their own, and nobody reaches the one before."""

from pathlib import Path

from services import leading, rooms, sharing, tallies
from services.ballots import Tap, web_tap
from services.presses import Press
from services.sharing import Handed
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.questions import QuestionRow
from storage.rooms import select
from storage.seats import SeatRow, seat_of
from tests.services.test_ballots import NOON, SEATED, Booth, booth, outcomes

OWNER = SEATED[0]


async def allowed(database: Database, folder: Path, kind: str = "single") -> Booth:
    """An open question whose phones may be handed on."""
    one = await booth(database, folder, kind)
    async with database.transaction() as session:
        await sharing.allow(session, one.facilitator, Press(one.room), NOON)
    return one


async def hands_on(one: Booth, guest: int, device: int = 0) -> Handed:
    """The phone of the owner, or a browser, goes to this guest."""
    async with one.database.transaction() as session:
        question = await session.get_one(QuestionRow, one.question)
        holder: SeatRow | DeviceRow
        if device:
            holder = await session.get_one(DeviceRow, one.devices[device])
        else:
            (holder,) = await session.scalars(select(SeatRow).where(SeatRow.person_id == OWNER_ROW))
        return await sharing.hand_on(session, one.seals, holder, question, guest)


OWNER_ROW = 2  # the first seat after the facilitator's row


def tap(one: Booth, update_id: int, option: int, guest: int) -> Tap:
    return Tap(update_id, OWNER, one.question, option, 10, "q", guest=guest)


async def test_each_person_on_a_phone_has_a_ballot_of_their_own(database: Database, tmp_path: Path) -> None:
    one = await allowed(database, tmp_path)
    assert await hands_on(one, 1) is Handed.VOTE_FIRST
    assert outcomes(await one.takes(tap(one, 5, 0, 0))) == [("counted", 0)]
    assert [await hands_on(one, guest) for guest in (1, 1, 2)] == [Handed.ON, Handed.SAME, Handed.VOTE_FIRST]
    told = await one.takes(tap(one, 6, 2, 0), tap(one, 7, 1, 1), tap(one, 8, 2, 1), tap(one, 9, 2, 2))
    assert outcomes(told) == [("old", None), ("counted", 1), ("counted", 2), ("old", None)]
    assert (await one.result(), await one.rows()) == ((2, (1, 0, 1)), 2)
    await one.closes()
    async with database.reading() as session:
        question = await session.get_one(QuestionRow, one.question)
        result = await tallies.result(session, question)
        assert (result.voters, result.shared, result.shared_counts, result.web) == (2, 1, None, 0)
        assert question.totals == {"voters": 2, "counts": [1, 0, 1], "shared": {"voters": 1, "counts": None}}
        assert set(await session.scalars(select(BallotRow.update_id))) == {None}, "no link to an update stays"


async def test_five_people_at_most_and_nobody_once_it_is_forbidden(database: Database, tmp_path: Path) -> None:
    one = await allowed(database, tmp_path)
    for guest in range(1, 6):
        await one.takes(tap(one, 10 + guest, 0, guest - 1))
        assert await hands_on(one, guest) is (Handed.ON if guest < sharing.MOST else Handed.FULL)
    assert await one.result() == (5, (5, 0, 0))
    async with database.transaction() as session:
        await sharing.allow(session, one.facilitator, Press(one.room), NOON)
    assert await hands_on(one, 5) is Handed.CLOSED
    assert outcomes(await one.takes(tap(one, 30, 1, 4))) == [("counted", 1)], "who has it now may still change"


async def test_with_the_next_question_the_owner_votes_again(database: Database, tmp_path: Path) -> None:
    one = await allowed(database, tmp_path)
    await one.takes(tap(one, 5, 0, 0))
    await hands_on(one, 1)
    async with database.transaction() as session:
        room = await session.get_one(rooms.RoomRow, one.room)
        await rooms.reset(session, one.seals, one.facilitator, Press(room.id), NOON)
        await leading.go(session, one.seals, one.facilitator, Press(room.id), NOON)
        assert room.question_id
        one.question = room.question_id
    assert outcomes(await one.takes(tap(one, 6, 1, 1), tap(one, 7, 2, 0))) == [("old", None), ("counted", 2)]
    async with database.reading() as session:
        assert set(await session.scalars(select(SeatRow.guest_on))) == {None}, "that they had voted is forgotten"


async def test_a_browser_is_handed_on_too(database: Database, tmp_path: Path) -> None:
    one = await allowed(database, tmp_path, "multiple")
    device = one.devices[21]
    await one.takes(web_tap(device, one.question, 1, 1), web_tap(device, one.question, 1, 2))
    assert await hands_on(one, 1, device=21) is Handed.VOTE_FIRST, "everything was taken back"
    await one.takes(web_tap(device, one.question, 1, 3))
    assert await hands_on(one, 1, device=21) is Handed.ON
    told = await one.takes(web_tap(device, one.question, 0, 1, guest=1), web_tap(device, one.question, 0, 4))
    assert outcomes(told) == [("counted", 1), ("old", None)]
    async with database.reading() as session:
        result = await tallies.result(session, await session.get_one(QuestionRow, one.question))
        assert (result.voters, result.web, result.shared) == (2, 1, 1)
        seat = await seat_of(session, OWNER_ROW)
        assert seat is not None and seat.guest == 0
