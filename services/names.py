"""Names in a live vote. A question that shows names says so before anybody taps; all others stay secret.

    await names.switch(session, facilitator, press, now)          # the next question: with names, or secret again
    await names.give(session, room_id, "Amina", version, now, person_id=person.id)       # or device=…
    await names.take_back(session, room_id, person_id=person.id)
    await names.sign(session, seals, question)                    # at closing, from the ballots
    for name, choice in await storage.names.signed(session, question.id): …

A tap costs what it costs on a secret question: ballots are hashes as everywhere (services/ballots.py), and only at
closing, while their key is there, what each name chose is written beside it. Whoever gave no name counts without one,
and so does whoever votes on the phone of somebody else.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, kinds
from services.ballots import device_name, known_hash, person_name
from services.cleaning import clean
from services.people import Person
from services.presses import Press, Stale, stepped
from storage import names as rows
from storage import rooms as room_rows
from storage.ballots import BallotRow
from storage.names import NameRow, SignedRow
from storage.questions import NAMEABLE, WAITING, QuestionRow
from storage.seals import Seals

LONGEST = 60  # characters


def following(questions: Sequence[QuestionRow]) -> QuestionRow | None:
    """The next question, if it may be switched: it is not open yet, and of a kind that may show names."""
    first = next((one for one in questions if one.state == WAITING), None)
    return first if first and first.kind in NAMEABLE else None


async def switch(session: AsyncSession, actor: Person, press: Press, now: datetime) -> QuestionRow:
    """The next question shows names, or is secret again. Stale, also where none may be switched."""
    room = await stepped(session, press, now)
    question = following(await room_rows.questions(session, room.id))
    if question is None:
        raise Stale
    question.named = not question.named
    audit.note(session, actor.id, "room.names", f"room:{room.id}", now, question=question.id, on=question.named)
    await session.flush()
    return question


def fit(name: str) -> str:
    """A name as it is kept: on one line; empty if nothing of it can be seen."""
    return " ".join(clean(name).split())


async def give(
    session: AsyncSession,
    room_id: int,
    name: str,
    version: str,
    now: datetime,
    *,
    person_id: int | None = None,
    device: int | None = None,
) -> None:
    """From now on this name (`fit`, at most LONGEST) stands beside the choices; `version` of the text they read."""
    row = await rows.of(session, room_id, person_id=person_id, device=device)
    if row is None:
        row = NameRow(room_id=room_id, person_id=person_id, device_id=device)
        session.add(row)
    row.name, row.text_version, row.given_at = name, version, now
    await session.flush()


async def take_back(
    session: AsyncSession, room_id: int, *, person_id: int | None = None, device: int | None = None
) -> None:
    """The name goes, also from what has closed: these choices stay counted, without a name."""
    row = await rows.of(session, room_id, person_id=person_id, device=device)
    if row is not None:
        await session.execute(delete(NameRow).where(NameRow.id == row.id))


async def sign(session: AsyncSession, seals: Seals | None, question: QuestionRow) -> None:
    """Write what each name chose on a named question that closes. Without its key (or any) nobody is told apart."""
    await rows.unsign(session, question.id)
    if seals is None:
        return
    query = select(BallotRow.voter, BallotRow.choice).where(BallotRow.question_id == question.id)
    ballots = {bytes(voter): choice for voter, choice in await session.execute(query)}
    given = await rows.given(session, question.room_id)
    chose = {one.id: ballots.get(known_hash(seals, question.id, _voter(one)) or b"") for one in given}
    found = [
        {"question_id": question.id, "name_id": name_id, "choice": choice}
        for name_id, choice in chose.items()
        if choice is not None and _is_vote(question, choice)
    ]
    if found:
        await session.execute(insert(SignedRow), found)


def _voter(one: NameRow) -> str:
    return device_name(one.device_id or 0) if one.person_id is None else person_name(one.person_id)


def _is_vote(question: QuestionRow, choice: int) -> bool:
    """Who took everything back has not voted."""
    return kinds.of(question).count(question, [(choice, 1)]).voters > 0
