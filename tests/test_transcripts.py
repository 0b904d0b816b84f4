"""The dialogues are what the files say, word by word, in three languages."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.databases import SqliteFiles
from tests.transcripts import (
    announcements,
    companies,
    desk_tools,
    employees,
    events,
    following,
    missions,
    openings,
    organisations,
    partnerships,
    reminders,
    residents,
    rooms,
    supporters,
    team,
    volunteers,
    workshops,
)
from tests.transcripts.stage import FOLDER, LANGUAGES, Play, file_of, performed

ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
PLAYS = (
    *residents.PLAYS,
    *team.PLAYS,
    *desk_tools.PLAYS,
    *workshops.PLAYS,
    *rooms.PLAYS,
    *supporters.PLAYS,
    *events.PLAYS,
    *following.PLAYS,
    *announcements.PLAYS,
    *reminders.PLAYS,
    *volunteers.PLAYS,
    *companies.PLAYS,
    *missions.PLAYS,
    *openings.PLAYS,
    *organisations.PLAYS,
    *partnerships.PLAYS,
    *employees.PLAYS,
)
AGAIN = "written anew by: .venv/bin/python -m tests.transcripts"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
async def test_the_dialogue_is_what_the_file_says(
    play: Play, language: str, sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    with sqlite_files.fresh() as url:
        told = await performed(play, language, url, tmp_path)
    assert told == file_of(play, language).read_text(encoding="utf-8"), AGAIN


def test_every_file_is_a_dialogue() -> None:
    assert set(FOLDER.glob("*/*.txt")) == {file_of(play, one) for play in PLAYS for one in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shortest_way_takes_five_gestures(language: str) -> None:
    told = file_of(residents.challenge_in_five_gestures, language).read_text(encoding="utf-8")
    acts = re.findall(r"^Resident .*", told, re.MULTILINE)
    assert len(acts) <= 5
    assert acts[0] == "Resident presses START"
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", told)


@pytest.mark.parametrize("language", ["ar", "ary"])
def test_no_line_of_ours_runs_the_wrong_way(language: str) -> None:
    """The first strong character outside isolates decides how a line is laid out."""
    told = "\n".join(file.read_text(encoding="utf-8") for file in sorted((FOLDER / language).glob("*.txt")))
    lines = [line.strip() for line in told.splitlines() if line.startswith("    ") and ISOLATED.search(line)]
    assert lines
    assert [line for line in lines if _first_strong(line) == "L"] == []


def _first_strong(line: str) -> str:
    outside = ISOLATED.sub("", line)
    return next((kind for kind in map(unicodedata.bidirectional, outside) if kind in ("L", "R", "AL")), "")
