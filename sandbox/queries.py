"""Presses and inline queries that wait for an answer, and until when Telegram takes one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
LIFETIME = 15.0
KEPT = 10_000


@dataclass
class Query:
    """One press or inline query; `answer` is set once."""

    id: str
    user_id: int
    asked_at: float
    text: str = ""
    answer: dict[str, Any] | None = None


class Queries:
    """Open queries by id. `lifetime`: seconds in which an answer is taken."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queries: dict[str, Query] = {}
        self._count = 0
        self.lifetime = LIFETIME

    def open(self, user_id: int, text: str = "") -> Query:
        """A new query of a person; `text` is what they typed for an inline one."""
        self._count += 1
        query = Query(str(4_000_000_000_000_000_000 + self._count), user_id, self._now(), text)
        self._queries[query.id] = query
        if len(self._queries) > KEPT:
            del self._queries[next(iter(self._queries))]
        return query

    def get(self, query_id: str) -> Query:
        """A query by id, answered or not."""
        return self._queries[query_id]

    def answer(self, query_id: str, answer: dict[str, Any]) -> Query:
        """Take the one answer of a query; 400 when it is unknown, answered already, or too old."""
        query = self._queries.get(query_id)
        if query is None or query.answer is not None or self._now() - query.asked_at > self.lifetime:
            raise bad(TOO_OLD)
        query.answer = answer
        return query
