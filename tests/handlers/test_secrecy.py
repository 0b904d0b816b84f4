"""After a vote nothing that is kept, logged or handed out leads from a person to a choice or a text."""

import zipfile
from collections.abc import Collection
from io import BytesIO

import pytest
from sqlalchemy import select, text

from bot.logs import QUIET
from storage.ballots import BallotRow
from storage.base import Base
from storage.database import Database
from storage.sayings import SayingRow, SupportRow
from tests.handlers.halls import Hall, hall
from tests.handlers.test_outcomes import file_of
from tests.people import Life

WORDS = "Par où commencer ?\n- Éclairage\n- Déchets\n\nUn mot ? (nuage)\n\nVos idées ? (idées)"


async def kept(database: Database, but: Collection[str] = ()) -> bytes:
    """Each row of each table, as text, `but` of some; and SQLite's files once the write-ahead log is emptied."""
    await database.scrub()
    tables = [table for table in Base.metadata.tables if table not in but]
    async with database.reading() as session:
        found = [await session.execute(text(f'SELECT * FROM "{table}"')) for table in tables]
        told = "\n".join(str(tuple(map(_told, row))) for rows in found for row in rows).encode()
    files = database.file.parent.iterdir() if database.file else []
    return b"\n".join([told, *(path.read_bytes() for path in files)])


def _told(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


async def voters(lab: Life) -> list[bytes]:
    """Every keyed hash of a voter that stands somewhere."""
    async with lab.database.reading() as session:
        found = [await session.scalars(select(table.voter)) for table in (BallotRow, SayingRow, SupportRow)]
    return [bytes(one) for some in found for one in some if one]


async def exported(one: Hall) -> bytes:
    """Every file that a facilitator can take along, unpacked."""
    files = b""
    await one.goes("Résultats et fichiers")
    for kind in ("CSV", "JSON", "Excel", "3. Vos idées", "🖨"):
        await one.samira.taps(kind)
        files += _unpacked(file_of(one.samira)) if "." not in kind else b""
    return files


def _unpacked(content: bytes) -> bytes:
    if not zipfile.is_zipfile(BytesIO(content)):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


async def test_after_the_end_no_byte_leads_from_a_person_to_a_choice(
    lab: Life, caplog: pytest.LogCaptureFixture
) -> None:
    for name in QUIET:  # as the running bot has them
        caplog.set_level("WARNING", name)
    with caplog.at_level("DEBUG"):
        one = await hall(lab, WORDS)
        people = [await one.enters(name) for name in ("Zahra", "Driss")]
        await one.goes("Ouvrir la question 1")
        for person in people:
            await person.taps("Déchets")
        found = await voters(lab)
        assert len(found) == 2 and all([_is_in(voter, await kept(lab.database)) for voter in found])
        for label in ("Fermer", "Montrer", "Ouvrir la question 2"):
            await one.goes(label)
        for person in people:
            await person.says("tramway")
        found += await voters(lab)
        await one.goes("Textes à lire")
        await one.goes("Tout autoriser")
        for label in ("Retour", "Fermer", "Montrer", "Ouvrir la question 3"):
            await one.goes(label)
        await people[0].says("Un verger")
        await one.goes("Textes à lire")
        await one.goes("Tout autoriser")
        await people[1].taps("Voir et soutenir")
        await people[1].taps("👍")
        found += await voters(lab)
        for label in ("Retour", "Fermer", "Montrer", "Terminer", "Oui, terminer"):
            await one.goes(label)
        files = await exported(one)
    assert len(set(found)) == 6, "two on each question"
    assert await voters(lab) == []
    assert lab.bot.house.seals.names("question-") == []
    assert all(words in files for words in (b"Un verger", b"tramway")), "these are the files of this session"
    said = "\n".join(one.getMessage() for one in caplog.records).encode()
    places = (await kept(lab.database), files, said)
    assert [voter for voter in found if any(_is_in(voter, place) for place in places)] == []
    names = ["Zahra", "Driss", *(str(person.phone.id) for person in people)]
    assert [name for name in names if name.encode() in files] == []
    assert b"v:1:1" not in said and b"verger" not in said, "no log says what was tapped or written"


def _is_in(voter: bytes, place: bytes) -> bool:
    return voter in place or voter.hex().encode() in place
