"""Numbers for Prometheus. Labels are our own words from short lists: nothing of a person stands in them."""

from collections.abc import Callable
from enum import StrEnum

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from storage import outbox
from storage.database import AWAY, Database

KINDS = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "chat_member", "other")
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
REMEMBERED = 10_000  # updates that wait for their answer


class Fate(StrEnum):
    """What became of an answer: `blocked` by its person, `failed` for a reason of ours or of Telegram's."""

    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


class Metrics:
    """The numbers of one running bot; `now` gives seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._taken: dict[int, float] = {}
        self._registry = ours = CollectorRegistry()
        for machine in (ProcessCollector, PlatformCollector, GCCollector):
            machine(registry=ours)
        self._updates = Counter("twiza_updates", "Updates settled.", ["kind"], registry=ours)
        self._quarantined = Counter("twiza_updates_quarantined", "Updates set aside.", registry=ours)
        self._refused = Counter("twiza_flood_refusals", "Updates refused: too many at a time.", registry=ours)
        self._answers = Counter("twiza_answers", "Answers to people.", ["fate"], registry=ours)
        self._seconds = Histogram("twiza_answer_seconds", "From taking an update to its first answer being out.",
                                  buckets=SECONDS, registry=ours)  # fmt: skip
        self._outbox = Gauge("twiza_outbox_rows", "Messages in the outbox.", ["state"], registry=ours)
        self._leads = Gauge("twiza_leader", "1 if this process leads.", registry=ours)
        self._settled = {kind: self._updates.labels(kind) for kind in KINDS}
        for fate in Fate:
            self._answers.labels(fate)

    def taken(self, update_id: int) -> None:
        """An update came in."""
        self._taken[update_id] = self._now()
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]

    def settled(self, raw: dict[str, object]) -> None:
        """An update is settled."""
        self._settled[next((kind for kind in KINDS if kind in raw), "other")].inc()

    def quarantined(self) -> None:
        """An update is set aside."""
        self._quarantined.inc()

    def refused(self) -> None:
        """Somebody was refused for writing too much at a time."""
        self._refused.inc()

    def answered(self, update_id: int | None, fate: Fate) -> None:
        """An answer is out, or will never be; `update_id` is what it answers."""
        self._answers.labels(fate).inc()
        began = self._taken.pop(update_id, None) if update_id is not None else None
        if began is not None and fate is Fate.SENT:
            self._seconds.observe(self._now() - began)

    async def page(self, database: Database, leads: bool) -> bytes:
        """All numbers, in Prometheus' text format; without the outbox's while the database is away."""
        self._leads.set(leads)
        self._outbox.clear()
        try:
            async with database.reading() as session:
                counted = await outbox.count_by_state(session)
        except AWAY:
            counted = {}
        for state, rows in counted.items():
            self._outbox.labels(state).set(rows)
        return generate_latest(self._registry)
