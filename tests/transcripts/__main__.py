"""Write the dialogues anew: `.venv/bin/python -m tests.transcripts`; read the difference before you commit it."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.zone import use_packaged_zones
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
from tests.transcripts.stage import LANGUAGES, file_of, performed


def main(wanted: list[str]) -> None:
    """All plays, or those that are named, in every language."""
    use_packaged_zones()
    with tempfile.TemporaryDirectory() as folder:
        template = SqliteFiles(Path(folder))
        for play in (
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
            *partnerships.PLAYS,
            *employees.PLAYS,
            *organisations.PLAYS,
        ):
            if wanted and getattr(play, "__name__", "") not in wanted:
                continue
            for language in LANGUAGES:
                home = Path(tempfile.mkdtemp(dir=folder))
                with template.fresh() as url:
                    told = asyncio.run(performed(play, language, url, home))
                file_of(play, language).parent.mkdir(exist_ok=True)
                file_of(play, language).write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
