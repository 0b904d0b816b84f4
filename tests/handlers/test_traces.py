"""What is left of somebody: nothing once they are erased; nothing that joins them to what they sent anonymously.

Looked for are bytes: in each row of each table, in every file (SQLite's and its log, copies, keys, the list of the
erased) and in every line of the log.
"""

import logging
import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.logs import QUIET
from storage.base import Base
from storage.people import PersonRow
from storage.said import SaidRow
from tests.handlers.rows import rows
from tests.handlers.test_privacy import with_a_report
from tests.handlers.test_secrecy import kept
from tests.people import Life, Somebody


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that the bot logs, libraries as quiet as in the running bot."""
    for name in QUIET:
        caplog.set_level("WARNING", name)
    caplog.set_level(logging.DEBUG)
    return caplog


async def traces(
    lab: Life, folder: Path, logged: pytest.LogCaptureFixture, canaries: list[str], but: list[type[Base]] | None = None
) -> list[str]:
    """Which canaries are found, and where; `but` are tables that may hold them."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    places = {
        "database": await kept(lab.database, [table.__tablename__ for table in but or []]),
        "files": b"\n".join(part for path in files for part in (path.name.encode(), path.read_bytes())),
        "log": "\n".join(str(vars(one)) for one in logged.records).encode(),
    }
    return [f"{one} in {name}" for one in canaries for name, place in places.items() if one.encode() in place]


def files_of(somebody: Somebody) -> list[str]:
    """Telegram's ids of the voices and photos in their chat."""
    found = re.findall(r"'file_id': '([^']+)'", str(somebody.phone.chat))
    assert len(set(found)) >= 2
    return found


def moment(at: datetime) -> list[str]:
    """The minute of an act, as the two databases and JSON tell it."""
    return [f"{at:%Y-%m-%d %H:%M}", f"{at:%Y-%m-%dT%H:%M}", f"({at.year}, {at.month}, {at.day}, {at.hour}, {at.minute}"]


@pytest.mark.parametrize("anonymous", [False, True])
async def test_of_whoever_was_erased_no_byte_is_left(
    lab: Life, tmp_path: Path, logged: pytest.LogCaptureFixture, anonymous: bool
) -> None:
    aicha = await with_a_report(lab, anonymous=anonymous, files=True)
    await aicha.says("/company")
    await aicha.says("/cancel")
    canaries = ["CANARI", str(aicha.phone.id), *files_of(aicha)]
    assert {"CANARI in database", f"{aicha.phone.id} in database"} <= set(await traces(lab, tmp_path, logged, canaries))
    await aicha.says("/privacy")
    await aicha.taps("🗑 Effacer mes données")
    await aicha.taps("Oui, tout effacer")
    await lab.passes(hours=25)
    assert aicha.sees.startswith("C'est fait, vos données sont effacées.")
    await lab.passes(minutes=1)
    assert await traces(lab, tmp_path, logged, canaries) == []


async def test_nothing_joins_the_author_to_an_anonymous_report_and_yet_they_are_answered(
    lab: Life, tmp_path: Path, logged: pytest.LogCaptureFixture
) -> None:
    samira = await lab.staff()
    await lab.passes(minutes=7)
    aicha = await with_a_report(lab, anonymous=True, files=True)
    times = moment(lab.clock.now())
    await lab.passes(minutes=20)
    await samira.says("/desk")
    await samira.taps("❓ Demander")
    await samira.says("Quel numéro ?")
    await lab.passes(minutes=5)
    assert "Question : Quel numéro ?" in aicha.sees
    await aicha.speaks()
    times += moment(lab.clock.now())
    assert aicha.sees.startswith("✓ L'équipe l'a reçu")
    await lab.passes(minutes=70)
    canaries = ["Aïcha", str(aicha.phone.id), *files_of(aicha), *times]
    assert await traces(lab, tmp_path, logged, canaries, but=[PersonRow, SaidRow]) == []
    assert [row.name for row in await rows(lab, PersonRow) if row.telegram_id == aicha.phone.id] == [None]
