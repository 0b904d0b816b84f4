"""What every table shares: the base class, column types and privacy tags."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Each column says what it holds; export-my-data and erase-me read these tags.
PERSONAL: dict[str, str] = {"privacy": "personal"}
PSEUDONYMOUS: dict[str, str] = {"privacy": "pseudonymous"}
PLAIN: dict[str, str] = {"privacy": "none"}
# The id of a person whose row this is not (the holder of a challenge, who invited): erase-me empties it.
MENTION: dict[str, str] = {"privacy": "pseudonymous", "mentions": "person"}

# Telegram ids need 64 bits; SQLite makes row ids only of INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")

# SQLite would give the id of the newest row, once erased, to the next one: an old button would reach somebody else.
NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}


@dataclass(frozen=True, slots=True)
class Rights:
    """How a table's rows belong to a person.

    `owner` is the column with the person's id, `mac` one with a hash of their Telegram id under the key `mac_key`,
    `through` one that leads to another table's row which is owned, `subject` one that names a challenge (challenge:1),
    `chat` one with the id of a chat, which is the person's own.
    `erase` says whether erase-me deletes the row or clears its personal and owner columns.
    `hidden(table, now)` is a condition for rows that the owner's copy leaves out: what is the team's own, or not said.
    """

    owner: str | None = None
    mac: str | None = None
    mac_key: str = ""
    through: str | None = None
    subject: str | None = None
    chat: str | None = None
    erase: Literal["delete", "clear", "keep"] = "delete"
    hidden: Callable[[Any, datetime], ColumnElement[bool]] | None = None


NOBODY = Rights(erase="keep")


class Base(DeclarativeBase):
    """All tables; `rights` says whose rows they are."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    rights: Rights = NOBODY


def partial_everywhere() -> None:
    """Make what is a partial index on SQLite one on PostgreSQL too: call it before tables are made or compared.

    Said with the index itself, it would load SQLAlchemy's dialect of PostgreSQL, 2 MB, wherever the tables are known.
    """
    for index in (index for table in Base.metadata.tables.values() for index in table.indexes):
        where = index.kwargs.get("sqlite_where")
        if where is not None:
            index.kwargs["postgresql_where"] = where


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC (SQLite itself returns naive ones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a naive datetime is a programming error (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back as an aware UTC datetime."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class UtcDay(UtcDateTime):
    """The day of a moment: an exact one beside a person would tell whose an anonymous report is."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The start of the day in UTC; a naive datetime is a programming error (ValueError)."""
        moment = super().process_bind_param(value, dialect)
        return moment.replace(hour=0, minute=0, second=0, microsecond=0) if moment else None
