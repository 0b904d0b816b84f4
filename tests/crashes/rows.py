"""All rows of a database in a form that is the same for every run in which the same things happened.

Ids become their rank, moments only say that they are there, sealed and random values are named. What only tells how
often something was tried (attempts, fences, message ids) is left out.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, select

from storage import tables  # noqa: F401 - every table
from storage.base import Base
from storage.database import Database

Json = dict[str, Any]
LEFT_OUT = {
    "leases": None,
    "brakes": None,  # a 429 is a matter of Telegram's, however often it is met
    "outbox": {"owner", "fence", "attempt", "message_id", "error"},
    "cards": {"message_id", "attempt", "wanted", "shown", "again_at"},
    "media": {"tries"},
    "rooms": {"code", "token"},
    "room_seats": {"message_id"},
    "said_often": None,  # how often a screen was shown, counted in memory and written down now and then
    "said_messages": None,  # written down now and then: what a crash loses cannot be cleared
}
# One message more or less (said twice after a crash) is one mark more or less.
AS_A_SET = {"reply_marks"}
# Columns and JSON keys that hold an id of another table without a foreign key.
NAMES = {
    "holder_id": "people", "holder_before": "people", "staff_id": "people", "actor_id": "people",
    "transcript_by": "people", "subject_id": "people", "about_id": "people",
    "challenge": "challenges", "of": "challenges", "line": "challenge_thread", "asked": "challenge_thread",
    "step": "challenge_statuses",
}  # fmt: skip
RANDOM = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\b[0-9a-f]{32}\b")
KEYS = ("dedupe", "subject")
Ranks = dict[str, dict[Any, int]]


async def stored(database: Database) -> dict[str, list[Json]]:
    """Every table's rows, comparable by equality."""
    async with database.reading() as session:
        found = {
            table: [dict(row) for row in (await session.execute(select(table).order_by(*table.primary_key))).mappings()]
            for table in Base.metadata.sorted_tables
        }
    ranks = {table.name: _ranks(table, rows) for table, rows in found.items()}
    kept = {table: rows for table, rows in found.items() if LEFT_OUT.get(table.name, set()) is not None}
    return {table.name: _sorted(table.name, [_row(table, row, ranks) for row in rows]) for table, rows in kept.items()}


def _ranks(table: Table, rows: list[Json]) -> dict[Any, int]:
    (key, *_more) = table.primary_key
    return {value: rank for rank, value in enumerate(dict.fromkeys(row[key.name] for row in rows), 1)}


def _sorted(table: str, rows: list[Json]) -> list[Json]:
    by_looks = {repr(row): row for row in rows}
    looks = by_looks if table in AS_A_SET else [repr(row) for row in rows]
    return [by_looks[look] for look in sorted(looks)]


def _row(table: Table, row: Json, ranks: Ranks) -> Json:
    left_out = LEFT_OUT.get(table.name) or set()
    return {column.name: _cell(table, column, row[column.name], ranks)
            for column in table.columns if column.name not in left_out}  # fmt: skip


def _cell(table: Table, column: Column[Any], value: Any, ranks: Ranks) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, bytes):
        return "bytes"
    for key in column.foreign_keys:
        return ranks[key.column.table.name][value]
    if column.primary_key and isinstance(value, int):
        return ranks[table.name][value]
    return re.sub(r"\d+", "#", value) if column.name in KEYS else _value(column.name, value, ranks)


def _value(name: str, value: Any, ranks: Ranks) -> Any:
    if isinstance(value, datetime):
        return "a moment"
    if isinstance(value, str):
        return RANDOM.sub("random", value)
    if isinstance(value, dict):
        return {key: _value(key, inner, ranks) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(name, inner, ranks) for inner in value]
    return ranks[NAMES[name]][value] if name in NAMES and value in ranks[NAMES[name]] else value
