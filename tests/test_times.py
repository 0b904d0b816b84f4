"""Beside an anonymous report no exact time stands but those of the team's own acts (docs/privacy.md)."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.belongings import tables
from services.challenges import Piece
from storage.challenges import subject_of
from tests.handlers.desks import sent, the
from tests.handlers.test_desk import at_desk
from tests.people import Life, Somebody, life

# What the team does keeps its time: (table, column) -> whether this row is an act of the team's.
TEAMS = {
    ("audit", "at"): lambda row: row["action"] != "desk.notice",
    ("challenge_statuses", "at"): lambda row: row["staff_id"] is not None,
    ("challenge_statuses", "waiting_before"): lambda row: row["before"] != "received",
    ("challenge_thread", "at"): lambda row: row["side"] in ("staff", "note"),
    ("challenges", "waiting_since"): lambda row: row["status"] != "received",
    ("challenges", "put_off_until"): lambda row: True,
}
HOURS = {("challenges", "listening_until"), ("media", "retry_at")}
# Drawn by chance, now and then of digits alone: they tell nothing of when.
DRAWN = {("outbox", "owner"), ("media", "path")}


async def named(lab: Life, challenge_id: int) -> list[tuple[str, dict[str, Any]]]:
    """(table, row) of every row that names this challenge."""
    subject, found = subject_of(challenge_id), []
    async with lab.database.reading() as session:
        for table in tables():
            for row in (await session.execute(select(table.__table__))).mappings():
                own = row.get("id") if table.__tablename__ == "challenges" else row.get("challenge_id")
                values = row.get("values") or {}
                if own == challenge_id or row.get("subject") == subject or values.get("challenge") == challenge_id:
                    found.append((table.__tablename__, dict(row)))
    return found


def too_exact(table: str, row: dict[str, Any]) -> list[str]:
    """The columns of this row that tell when its author did something."""
    found = []
    for name, value in row.items():
        if isinstance(value, datetime) and not TEAMS.get((table, name), lambda row: False)(row):
            coarse = value.minute == value.second == 0 and (value.hour == 0 or (table, name) in HOURS)
            found += [] if coarse else [f"{table}.{name}"]
        elif isinstance(value, str | dict) and name != "text" and (table, name) not in DRAWN:
            found += [f"{table}.{name}"] if re.search(r"\b\d{8,}\b|\d\d:\d\d", str(value)) else []
    return found


async def lived(lab: Life, resident: Somebody, samira: Somebody) -> None:
    """Studied, asked, answered in words and by voice, told how it ends; a good minute between any two acts."""
    odd = {"minutes": 7, "seconds": 13}
    await samira.taps("À l'étude")
    await lab.passes(**odd)
    await samira.taps("À moi")
    await samira.taps("Demander")
    await samira.taps("Depuis quand")
    await lab.passes(**odd)
    await resident.says("Depuis un mois")
    await resident.speaks()
    await lab.passes(**odd)
    await samira.taps("À moi")
    await samira.taps("Pas nous")
    await samira.taps("Oui, c'est eux")
    await lab.passes(**odd)


async def test_beside_an_anonymous_report_only_the_teams_own_acts_have_a_time(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        resident, samira = await lab.resident(), await at_desk(lab)
        await samira.says("/staff")
        await samira.taps("Tout de suite")
        await lab.passes(minutes=11, seconds=17)
        lab.world.faults.add("getFile", 500, times=1)
        voice = await an_old_voice(lab, resident)
        ref = await sent(lab, resident, Piece("text", "Le lampadaire"), voice, visibility="anonymous")
        await samira.says("/desk")
        await lived(lab, resident, samira)
        rows = await named(lab, (await the(lab, ref)).id)
        assert {"audit", "cards", "challenge_statuses", "challenge_thread", "challenges", "media", "outbox"} <= {
            table for table, _ in rows
        }
        said = {row["screen"] for table, row in rows if table == "outbox" and row["state"] == "sent"}
        assert said == {"desk.answered", "desk.news", "staff.question", "status.notice"}
        assert sorted({one for table, row in rows for one in too_exact(table, row)}) == []
        await lab.passes(hours=1)
        rows = await named(lab, (await the(lab, ref)).id)
        assert sorted({one for table, row in rows for one in too_exact(table, row)}) == []


async def an_old_voice(lab: Life, resident: Somebody) -> Piece:
    """A voice of this resident's that Telegram has."""
    await resident.speaks()
    await resident.taps("✖️ Non")
    voice = next(one["voice"] for one in lab.world.chats[resident.phone.id].messages.values() if "voice" in one)
    return Piece("voice", file_id=voice["file_id"], seconds=5)


def test_the_scan_sees_what_is_too_exact() -> None:
    at = datetime(2026, 10, 5, 9, 7)
    assert too_exact("outbox", {"sent_at": at, "dedupe": "answer:1:2:179123456"}) == ["outbox.sent_at", "outbox.dedupe"]
    assert too_exact("outbox", {"owner": "6401312893820948"}) == []
    assert too_exact("audit", {"at": at, "action": "desk.notice"}) == ["audit.at"]
    hour = at + timedelta(minutes=53)
    assert too_exact("challenges", {"listening_until": hour, "created_at": hour}) == ["challenges.created_at"]
