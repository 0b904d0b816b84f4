"""A person's rights: see, export, stop, erase. All driven by the tags of the tables (services/belongings.py)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, commitments, copies, hours, merges, nobodys, sayings, staff
from services.belongings import column, condition, mentions, tables, tagged
from services.people import Person, hashed
from storage import companies, missions, partnerships, publications, searches, updates
from storage.base import Base
from storage.cards import CardRow
from storage.challenges import ChallengeRow, ReplyMark, subject_of
from storage.consents import ConsentRow
from storage.drafts import DraftRow
from storage.media import FILES, MediaRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.privacy import ErasureRow
from storage.seals import Seals

GRACE = timedelta(hours=24)
ERASED_FILE = "erased.txt"
OWED_TO_KEY = "owed_to"  # finds the answers that are owed to one person


async def ask_erasure(session: AsyncSession, person: Person, now: datetime) -> datetime:
    """Plan the erasure of this person; returns when it will happen. Asking again does not put it off."""
    asked = await session.get(ErasureRow, person.id)
    if asked is None:
        asked = ErasureRow(person_id=person.id, asked_at=now, due_at=now + GRACE)
        session.add(asked)
    return asked.due_at


async def keep(session: AsyncSession, person: Person) -> None:
    """Call the planned erasure off."""
    await session.execute(delete(ErasureRow).where(ErasureRow.person_id == person.id))


async def erasure_due(session: AsyncSession, person: Person) -> datetime | None:
    """When this person will be erased; None if they did not ask."""
    asked = await session.get(ErasureRow, person.id)
    return asked.due_at if asked else None


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The ids of people whose 24 hours are over."""
    return list(await session.scalars(select(ErasureRow.person_id).where(ErasureRow.due_at <= now)))


async def stop_messages(session: AsyncSession, person: Person, stopped: bool, now: datetime) -> None:
    """Stop, or allow again, everything that is not an answer to the person."""
    statement = update(PersonRow).where(PersonRow.id == person.id)
    await session.execute(statement.values(stopped_at=now if stopped else None))


async def is_stopped(session: AsyncSession, person_id: int) -> bool:
    """Whether this person wants no messages of ours."""
    row = await session.get(PersonRow, person_id)
    return row is not None and row.stopped_at is not None


async def consents(session: AsyncSession, person: Person) -> list[ConsentRow]:
    """The newest yes of this person to each purpose."""
    query = select(ConsentRow).where(ConsentRow.person_id == person.id).order_by(ConsentRow.id)
    return list({row.purpose: row for row in await session.scalars(query)}.values())


async def agrees(session: AsyncSession, person: Person, purpose: str) -> bool:
    """Whether the newest yes of this person to the purpose stands."""
    return any(row.purpose == purpose and row.withdrawn_at is None for row in await consents(session, person))


async def agree(session: AsyncSession, person: Person, purpose: str, version: str, method: str, now: datetime) -> None:
    """Write down a yes."""
    session.add(ConsentRow(person_id=person.id, purpose=purpose, text_version=version, method=method, given_at=now))


async def agree_anew(
    session: AsyncSession, person: Person, purpose: str, version: str, method: str, now: datetime
) -> bool:
    """Write down a yes, unless the newest one stands and is to this very text; whether it was written."""
    newest = next((row for row in await consents(session, person) if row.purpose == purpose), None)
    if newest and newest.withdrawn_at is None and newest.text_version == version:
        return False
    await agree(session, person, purpose, version, method, now)
    return True


async def withdraw(session: AsyncSession, person: Person, purpose: str, now: datetime) -> None:
    """Write down that the yes to this purpose is taken back."""
    mine = (ConsentRow.person_id == person.id, ConsentRow.purpose == purpose, ConsentRow.withdrawn_at.is_(None))
    await session.execute(update(ConsentRow).where(*mine).values(withdrawn_at=now))


async def take_back(session: AsyncSession, seals: Seals, person: Person, now: datetime) -> None:
    """Have what our messages of two days show of this person's reports taken from other chats: the team's."""
    mine = await condition(session, seals, person, ReplyMark)
    assert mine is not None
    reports = set(await session.scalars(select(ReplyMark.challenge_id).where(mine)))
    await copies.take_back(session, seals, reports, now, but=person.telegram_id)


async def let_go(session: AsyncSession, seals: Seals, person: Person, now: datetime) -> None:
    """What others sent, joined to a report of this person that goes, stands by itself again."""
    mine = await condition(session, seals, person, ChallengeRow)
    assert mine is not None
    stay = {one.id for one in await publications.in_the_teams_words(session, mine)}
    for challenge in list(await session.scalars(select(ChallengeRow).where(mine).order_by(ChallengeRow.id))):
        if challenge.id not in stay:
            at = authors.coarse(now) if challenge.author_id is None else now
            await merges.release(session, challenge, at)


async def erase(session: AsyncSession, seals: Seals, data_dir: Path, person: Person) -> None:
    """Erase everything of this person: files and keys first, then rows, then mentions in rows of others."""
    await remember_erased(session, data_dir, person)
    await _leave_what_is_public(session, seals, data_dir, person)
    await _erase_files(session, seals, data_dir, person)
    await _destroy_draft_key(session, seals, person)
    await sayings.forget(session, seals, person)
    await commitments.forget(session, person)
    await searches.forget_named(session)
    await staff.forget(session, person.id)
    await companies.drop_contact(session, person.id)
    await hours.forget(session, person.id)
    await missions.forget_voice(session, person.id)
    await partnerships.forget_voice(session, person.id)
    await updates.owe_nothing(session, hashed(seals, OWED_TO_KEY, person.telegram_id))
    conditions = {table: await condition(session, seals, person, table) for table in tables()}
    for table in reversed(tables()):
        owned = conditions[table]
        if owned is not None and table.rights.erase == "delete":
            await session.execute(delete(table).where(owned))
        elif owned is not None and table.rights.erase == "clear":
            await session.execute(update(table).where(owned).values(_cleared(table)))
    for table, mention in mentions():
        await session.execute(update(table).where(mention == person.id).values({mention.name: None}))


async def _leave_what_is_public(session: AsyncSession, seals: Seals, data_dir: Path, person: Person) -> None:
    """A report for which the team found public words stays with these, without a person; the words of others go."""
    mine = await condition(session, seals, person, ChallengeRow)
    assert mine is not None
    for challenge in await publications.in_the_teams_words(session, mine):
        theirs = or_(column(OutboxRow, "person_id") == person.id, column(OutboxRow, "sealed_to").is_not(None))
        subject = subject_of(challenge.id)
        await session.execute(delete(OutboxRow).where(OutboxRow.subject == subject, theirs))
        theirs = or_(column(CardRow, "chat_id") == person.telegram_id, column(CardRow, "sealed_to").is_not(None))
        await session.execute(delete(CardRow).where(CardRow.subject == subject, theirs))
        _unlink(data_dir, await nobodys.leave(session, challenge))


def _unlink(data_dir: Path, paths: Iterable[str | None]) -> None:
    for path in filter(None, paths):
        (data_dir / "media" / path).unlink(missing_ok=True)


def _cleared(table: type[Base]) -> dict[str, None]:
    owner = [column(table, table.rights.owner)] if table.rights.owner else []
    return {one.name: None for one in [*owner, *tagged(table, "personal")] if one.nullable}


async def _erase_files(session: AsyncSession, seals: Seals, data_dir: Path, person: Person) -> None:
    owned = await condition(session, seals, person, MediaRow)
    if owned is None:
        return
    query = select(*FILES).where(owned)
    for paths in await session.execute(query):
        _unlink(data_dir, paths)


async def _destroy_draft_key(session: AsyncSession, seals: Seals, person: Person) -> None:
    draft = await session.get(DraftRow, person.id)
    if draft:
        seals.destroy(draft.key)


async def remember_erased(session: AsyncSession, data_dir: Path, person: Person) -> None:
    """Note the person's mark outside the database, so that a restored backup erases them again.

    The mark is random and goes with the row: it says nothing of the person, nor of one who comes back.
    """
    row = await session.get(PersonRow, person.id)
    if row is not None:
        with (data_dir / ERASED_FILE).open("a", encoding="ascii") as file:
            file.write(f"{row.mark.hex()}\n")


async def erased_before(session: AsyncSession, data_dir: Path) -> list[int]:
    """The ids of people who were erased and came back with a backup; not of those who came back by themselves."""
    path = data_dir / ERASED_FILE
    if not path.exists():
        return []
    erased = set(path.read_text(encoding="ascii").split())
    people = await session.execute(select(PersonRow.id, PersonRow.mark))
    return [number for number, mark in people if mark.hex() in erased]
