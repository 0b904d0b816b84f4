"""What a resident sends becomes a challenge; its author changes or withdraws it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, challenges, people, references, staff
from services.challenges import Chat, Piece, Submission
from services.media import MEDIA_KEY
from services.people import Person
from services.staff import Hears
from storage.cards import CardRow
from storage.challenges import ChallengeRow, PartRow, StatusRow, ThreadRow
from storage.consents import ConsentRow
from storage.database import Database
from storage.media import MediaRow
from storage.publications import PublicationRow
from storage.seals import Seals
from tests.services.team import team

NOW = datetime(2026, 10, 5, 12, 34, 56, tzinfo=UTC)
DAY = datetime(2026, 10, 5, tzinfo=UTC)
SENT = Submission(
    language="ary",
    consent_version="2026-11",
    pieces=(
        Piece("text", "الضو خاسر"),
        Piece("voice", file_id="V1", size=900, seconds=12),
        Piece("photo", "la rue", file_id="P1"),
        Piece("voice", file_id="V2", about="place"),
    ),
    commune="06.385.01.01",
    category="lighting",
    details={"extent": {"choice": 1}},
    name="Aïcha",
)


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return Seals(tmp_path / "keys")


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.transaction() as session:
        yield session


@pytest.fixture
async def author(session: AsyncSession) -> Person:
    await people.meet(session, 4242, "ar", NOW)
    found = await people.find(session, 4242)
    assert found is not None
    return found


async def _submit(session: AsyncSession, seals: Seals, author: Person, sent: Submission = SENT) -> ChallengeRow:
    return await challenges.submit(session, seals, author, sent, Chat(4242, 7), frozenset(), NOW)


async def test_everything_is_kept(session: AsyncSession, seals: Seals, author: Person) -> None:
    row = await _submit(session, seals, author)
    assert references.parse(row.ref) == row.ref
    assert (row.author_id, row.author_name, row.visibility, row.status) == (author.id, "Aïcha", "hidden", "received")
    assert (row.words, row.commune, row.category) == ("الضو خاسر\nla rue", "06.385.01.01", "lighting")
    assert (row.created_at, row.waiting_since, row.holder_id) == (NOW, NOW, None)
    parts = list(await session.scalars(select(PartRow).order_by(PartRow.position)))
    assert [(part.kind, part.about, part.text) for part in parts] == [
        ("text", "words", "الضو خاسر"),
        ("voice", "words", None),
        ("photo", "words", "la rue"),
        ("voice", "place", None),
    ]
    media = list(await session.scalars(select(MediaRow).order_by(MediaRow.id)))
    assert [(one.kind, one.file_id, one.state, one.seconds) for one in media] == [
        ("voice", "V1", "wanted", 12),
        ("photo", "P1", "wanted", None),
        ("voice", "V2", "wanted", None),
    ]
    (card,) = await session.scalars(select(CardRow))
    assert (card.chat_id, card.message_id, card.screen) == (4242, 7, "challenge.card")
    (status,) = await session.scalars(select(StatusRow))
    assert (status.status, status.at) == ("received", NOW)


async def test_nothing_of_an_anonymous_author(session: AsyncSession, seals: Seals, author: Person) -> None:
    row = await _submit(session, seals, author, replace(SENT, visibility=authors.ANONYMOUS))
    assert (row.author_id, row.author_name) == (None, None)
    assert (row.created_at, row.waiting_since) == (DAY, DAY)
    assert list(await session.scalars(select(ConsentRow))) == []
    media = list(await session.scalars(select(MediaRow).order_by(MediaRow.id)))
    assert [one.file_id for one in media] == [None, None, None]
    assert [seals.open(MEDIA_KEY, one.sealed_file_id or b"") for one in media] == [b"V1", b"P1", b"V2"]
    (card,) = await session.scalars(select(CardRow))
    assert (card.chat_id, card.sealed_to, card.due_at) == (None, row.return_address, DAY)
    assert [one.at for one in await session.scalars(select(StatusRow))] == [DAY]
    assert authors.unseal(seals, row.return_address or b"") == author.telegram_id
    assert await challenges.of_person(session, seals, author) == [row]


@pytest.mark.parametrize(
    ("visibility", "purposes"), [("hidden", ["challenges"]), ("shown", ["challenges", "name"]), ("anonymous", [])]
)
async def test_consent_is_part_of_sending(
    session: AsyncSession, seals: Seals, author: Person, visibility: str, purposes: list[str]
) -> None:
    row = await _submit(session, seals, author, replace(SENT, visibility=visibility))
    given = list(await session.scalars(select(ConsentRow).order_by(ConsentRow.id)))
    assert [one.purpose for one in given] == purposes
    assert row.consent_version == "2026-11"


async def test_saving_again_agrees_to_the_text_as_it_is_now(
    session: AsyncSession, seals: Seals, author: Person, tmp_path: Path
) -> None:
    row = await _submit(session, seals, author)
    for sent in (SENT, replace(SENT, consent_version="2027-03"), replace(SENT, consent_version="2027-03")):
        await challenges.revise(session, seals, author, row, sent, tmp_path, NOW)
    given = await session.scalars(select(ConsentRow).where(ConsentRow.purpose == challenges.PURPOSE))
    assert sorted((one.text_version, one.method) for one in given) == [
        ("2026-11", "send button"),
        ("2027-03", "save button"),
    ]


async def test_a_danger_told_by_changing_a_report_rings_at_the_desk_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        await staff.choose_notices(one.session, samira, Hears.NONE, NOW)
        row = await _submit(one.session, one.seals, aicha)
        assert await one.waiting() == []
        for danger in (None, "fire", "fire", "gas"):
            sent = replace(SENT, danger=danger)
            await challenges.revise(one.session, one.seals, aicha, row, sent, tmp_path, NOW)
        assert await one.waiting() == [("desk.news", samira.id, NOW)] * 2


async def test_withdrawing_twice_changes_nothing_more(session: AsyncSession, seals: Seals, author: Person) -> None:
    row = await _submit(session, seals, author)
    await challenges.withdraw(session, row, NOW)
    await challenges.withdraw(session, row, DAY)
    assert (row.withdrawn_at, row.version) == (NOW, 2)
    assert not challenges.is_editable(row)


async def test_an_anonymous_withdrawal_has_no_time(session: AsyncSession, seals: Seals, author: Person) -> None:
    row = await _submit(session, seals, author, replace(SENT, visibility=authors.ANONYMOUS))
    await challenges.withdraw(session, row, NOW)
    assert row.withdrawn_at == DAY


@pytest.mark.parametrize("change", [{"status": "study"}, {"holder_id": 3}, {"withdrawn_at": NOW}])
async def test_what_the_team_took_cannot_be_revised(
    session: AsyncSession, seals: Seals, author: Person, change: dict[str, object], tmp_path: Path
) -> None:
    row = await _submit(session, seals, author)
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(ValueError, match="already"):
        await challenges.revise(session, seals, author, row, SENT, tmp_path, NOW)


async def test_what_nobody_of_the_team_has_read_is_not_public(
    session: AsyncSession, seals: Seals, author: Person, tmp_path: Path
) -> None:
    row = await _submit(session, seals, author)
    session.add(PublicationRow(challenge_id=row.id, at=NOW))
    await session.flush()
    await challenges.revise(session, seals, author, row, SENT, tmp_path, NOW)
    assert list(await session.scalars(select(PublicationRow))) == []


async def test_revising_keeps_known_files_and_lets_others_go(database: Database, seals: Seals, tmp_path: Path) -> None:
    async with database.transaction() as session:
        await people.meet(session, 4242, "ar", NOW)
        author = await people.find(session, 4242)
        assert author is not None
        row = await _submit(session, seals, author)
        _, photo, _ = await session.scalars(select(MediaRow).order_by(MediaRow.id))
        photo.path = "photo.jpg"
        (tmp_path / "photo.jpg").write_bytes(b"x")
        thread = MediaRow(challenge_id=row.id, kind="photo")
        session.add(thread)
        await session.flush()
        session.add(ThreadRow(challenge_id=row.id, side="resident", media_id=thread.id, at=NOW))
        kept = await challenges.pieces_of(session, row)
        pieces = (kept[0], kept[1], Piece("photo", file_id="P2"))
        sent = replace(SENT, pieces=pieces, name=None)
        await challenges.revise(session, seals, author, row, sent, tmp_path, NOW)
        assert (tmp_path / "photo.jpg").exists()
    assert not (tmp_path / "photo.jpg").exists()
    async with database.reading() as session:
        media = list(await session.scalars(select(MediaRow.file_id).order_by(MediaRow.id)))
        assert media == ["V1", None, "P2"]
        changed = await session.get(ChallengeRow, row.id)
        assert changed is not None
        assert (changed.author_name, changed.words, changed.version) == ("Aïcha", "الضو خاسر", 2)


async def _names_agreed(session: AsyncSession) -> list[tuple[str, str, bool]]:
    """(version, method, whether it stands) of every yes to showing the name."""
    found = await session.scalars(select(ConsentRow).where(ConsentRow.purpose == "name").order_by(ConsentRow.id))
    return [(one.text_version, one.method, one.withdrawn_at is None) for one in found]


async def test_showing_the_name_afterwards_is_agreed_to_and_hiding_it_takes_that_back(
    session: AsyncSession, seals: Seals, author: Person, tmp_path: Path
) -> None:
    row, other = [await _submit(session, seals, author) for _ in range(2)]

    async def revised(one: ChallengeRow, visibility: str) -> list[tuple[str, str, bool]]:
        sent = replace(SENT, pieces=(), visibility=visibility, consent_version="2026-12")
        await challenges.revise(session, seals, author, one, sent, tmp_path, NOW)
        return await _names_agreed(session)

    stands, gone = ("2026-12", "save button", True), ("2026-12", "save button", False)
    assert await revised(row, "hidden") == []
    assert await revised(row, "shown") == [stands]
    assert await revised(row, "shown") == [stands]
    assert await revised(other, "shown") == [stands, stands]
    assert await revised(row, "hidden") == [stands, stands]
    await challenges.withdraw(session, other, NOW)
    assert await revised(row, "shown") == [stands, stands, stands]
    assert await revised(row, "hidden") == [gone, gone, gone]
    assert [one.withdrawn_at for one in await session.scalars(select(ConsentRow)) if one.purpose != "name"] == [
        None
    ] * 3  # two sent, and one saved under a newer text


async def test_what_is_changed_without_a_name_agrees_to_nothing(
    session: AsyncSession, seals: Seals, author: Person, tmp_path: Path
) -> None:
    sent = replace(SENT, pieces=(), visibility=authors.ANONYMOUS)
    row = await _submit(session, seals, author, sent)
    await challenges.revise(session, seals, author, row, sent, tmp_path, NOW)
    assert list(await session.scalars(select(ConsentRow))) == []
