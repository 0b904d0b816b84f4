"""Deliveries: bulk jobs of the outbox: how far they are, pausing, cancelling, correcting and deleting what was sent.

job = await deliveries.begin(session, "announcement:12", now)
...rows with `delivery_id=job` and `message_class=ANNOUNCEMENT`, in as many transactions as it takes...
await deliveries.complete(session, job)          # no more rows will come: it can end
await deliveries.pause(session, job)             # not one more message leaves after this commit

@deliveries.ends("announcement")                 # called when the last row of `announcement:...` is settled
async def over(session, delivery, now): ...
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import quiet_hours
from services.lab import Lab
from services.message_classes import ANNOUNCEMENT, CORRECTION, POLICIES
from storage import deliveries as rows
from storage.database import insert_if_new
from storage.deliveries import CANCELLED, CORRECT, DELETE, ENDED, PAUSED, RUNNING, SEND, DeliveryRow
from storage.outbox import WAITING, OutboxRow

MEASURED_OVER = 200  # sends: how fast it goes
NOT_FASTER_THAN = timedelta(seconds=1)
PAGE = 20
RENDERED_AHEAD = timedelta(seconds=10)  # so long a message may wait for its turn to leave

Ends = Callable[[AsyncSession, DeliveryRow, datetime], Awaitable[None]]
Holds = Callable[[AsyncSession, DeliveryRow], Awaitable[None]]
ENDS: dict[str, tuple[Holds, Ends]] = {}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a delivery is, counted from its rows.

    `rate` is messages a second, `waits_until` when the quiet hours end that hold it, `ends_at` when the last leaves.
    """

    state: str
    delivered: int = 0
    unreachable: int = 0
    uncertain: int = 0
    undecided: int = 0  # of the uncertain: staff have not said yet what to do
    left: int = 0
    not_sent: int = 0  # taken back, expired, nothing to say, refused by Telegram
    rate: float = 0.0
    waits_until: datetime | None = None
    ends_at: datetime | None = None

    @property
    def total(self) -> int:
        """All of its people."""
        return self.delivered + self.unreachable + self.uncertain + self.left + self.not_sent

    @property
    def done(self) -> float:
        """The part that is settled, from 0 to 1."""
        return 1 - self.left / self.total if self.total else 0.0


def ends(kind: str, holds: Holds) -> Callable[[Ends], Ends]:
    """Register what happens when a delivery whose name begins with `kind:` has ended.

    `holds` comes first and locks what staff lock before the delivery: in another order both would wait for ever.
    """

    def register(function: Ends) -> Ends:
        ENDS[kind] = holds, function
        return function

    return register


async def begin(
    session: AsyncSession,
    name: str,
    now: datetime,
    *,
    kind: str = SEND,
    at_night: bool = False,
    expires_at: datetime | None = None,
) -> int:
    """Open a delivery, or find the one of this name; its id. Without `expires_at` its class says when it expires."""
    row = {
        "name": name,
        "kind": kind,
        "state": RUNNING,
        "complete": False,
        "at_night": at_night,
        "begun_at": now,
        "expires_at": expires_at or _expires_at(ANNOUNCEMENT if kind == SEND else CORRECTION, now),
    }
    return await rows.add(session, row)


def _expires_at(message_class: str, now: datetime) -> datetime | None:
    after = POLICIES[message_class].expires
    return now + after if after else None


async def complete(session: AsyncSession, delivery_id: int) -> None:
    """All of its rows are in the outbox: it ends with the last of them."""
    await rows.change(session, delivery_id, (RUNNING, PAUSED, CANCELLED), complete=True)


async def pause(session: AsyncSession, delivery_id: int) -> bool:
    """From this commit on no more of it leaves, but for the one message that is leaving; False if it did not run."""
    return await rows.change(session, delivery_id, (RUNNING,), state=PAUSED)


async def resume(session: AsyncSession, delivery_id: int, now: datetime) -> bool:
    """It goes on, and has as long as a new one: a pause makes nothing expire. False if it was not paused."""
    return await rows.change(session, delivery_id, (PAUSED,), state=RUNNING, expires_at=_expires_at(ANNOUNCEMENT, now))


async def cancel(session: AsyncSession, delivery_id: int, now: datetime) -> int:
    """What has not left is taken back, for good; how many people get nothing."""
    if not await rows.change(session, delivery_id, (RUNNING, PAUSED), state=CANCELLED, complete=True, ended_at=now):
        return 0
    return await rows.close(session, delivery_id, "recalled", "cancelled")


async def of(session: AsyncSession, name: str) -> DeliveryRow | None:
    """The delivery of this name."""
    return await rows.named(session, name)


async def progress(
    session: AsyncSession, delivery: DeliveryRow, now: datetime, lab: Lab, send_rate: float = 0.0
) -> Progress:
    """How far it is. `send_rate` is what it may do, until it is known what it does."""
    counted = await rows.counts(session, delivery.id)
    left = sum(counted.get(state, 0) for state in (*WAITING, "sending"))
    rate = _rate(await rows.last_sent(session, delivery.id, MEASURED_OVER), now) if left else 0.0
    rate = rate or (send_rate if left else 0.0)
    goes = delivery.state == RUNNING and delivery.complete and rate > 0
    waits_until = waits_for(delivery, now, lab.zone, lab)
    waits = delivery.state == RUNNING and left > 0 and waits_until > now
    return Progress(
        state=delivery.state,
        delivered=counted.get("sent", 0),
        unreachable=counted.get("unreachable", 0),
        uncertain=counted.get("uncertain", 0) + counted.get("unknown", 0),
        undecided=counted.get("uncertain", 0),
        left=left,
        not_sent=sum(counted.get(state, 0) for state in ("nothing", "failed", "recalled", "expired")),
        rate=rate,
        waits_until=waits_until if waits else None,
        ends_at=_ends_at(delivery, now, timedelta(seconds=left / rate), lab) if goes else None,
    )


def _ends_at(delivery: DeliveryRow, now: datetime, lasts: timedelta, lab: Lab) -> datetime:
    return now + lasts if delivery.at_night else quiet_hours.add_awake(now, lasts, lab)


def _rate(newest_first: list[datetime], now: datetime) -> float:
    """Messages a second over the last few sends; 0 while there are too few, or they were long ago."""
    if len(newest_first) < 2 or now - newest_first[0] > timedelta(seconds=30):
        return 0.0
    took = max(newest_first[0] - newest_first[-1], NOT_FASTER_THAN)
    return (len(newest_first) - 1) / took.total_seconds()


def waits_for(delivery: DeliveryRow, now: datetime, zone: ZoneInfo, lab: Lab) -> datetime:
    """When its next row may leave: now, or after the quiet hours."""
    return now if delivery.at_night else quiet_hours.next_allowed(now, zone, lab)


async def settle(session: AsyncSession, delivery: DeliveryRow, now: datetime) -> bool:
    """End it if it is late (what has not left expires) or nothing of it is left to send; whether it ended."""
    holds, over = ENDS.get(delivery.name.partition(":")[0], (None, None))
    if holds:
        await holds(session, delivery)
    if not delivery.lives(now):
        await rows.close(session, delivery.id, "expired")
        delivery.complete = True
    if delivery.kind != SEND and not delivery.complete:
        if sent := await rows.named(session, delivery.name.partition(f":{delivery.kind}")[0]):
            await _catch_up(session, delivery, sent, now)
        return False
    if not delivery.complete or not await rows.is_out(session, delivery.id):
        return False
    if not await rows.change(session, delivery.id, (RUNNING,), state=ENDED, complete=True, ended_at=now):
        return False
    if over:
        await over(session, delivery, now)
    return True


async def uncertain(session: AsyncSession, delivery_id: int, after: int = 0) -> list[OutboxRow]:
    """A page of the rows of which nobody knows whether they arrived."""
    return await rows.people_of(session, delivery_id, "uncertain", PAGE, after)


async def send_again(session: AsyncSession, delivery: DeliveryRow, now: datetime,
                     row_ids: list[int] | None = None) -> int:  # fmt: skip
    """Staff decide: the uncertain ones (all, or these) are sent once more; how many."""
    found = await rows.decide(session, delivery.id, row_ids, state="ready", error=None, attempt=0, due_at=now)
    if found:
        late = _expires_at(ANNOUNCEMENT, now)
        await rows.change(session, delivery.id, (ENDED, CANCELLED), state=RUNNING, ended_at=None, expires_at=late)
    return found


async def let_be(session: AsyncSession, delivery_id: int, row_ids: list[int] | None = None) -> int:
    """Staff decide: it stays unknown whether these arrived; how many."""
    return await rows.decide(session, delivery_id, row_ids, state="unknown")


async def reasons(session: AsyncSession, delivery_id: int, state: str) -> dict[str, int]:
    """Why rows of this state did not arrive, and how many for each reason."""
    return await rows.reasons(session, delivery_id, state)


async def correct(session: AsyncSession, sent: DeliveryRow, name: str, now: datetime) -> int:
    """Bring what `sent` delivered to what its screen shows now, message by message; the id of this delivery."""
    return await _rework(session, sent, name, CORRECT, now)


async def take_away(session: AsyncSession, sent: DeliveryRow, name: str, now: datetime) -> int:
    """Delete what `sent` delivered, as far as Telegram allows (48 h); the id of this delivery."""
    return await _rework(session, sent, name, DELETE, now)


async def _rework(session: AsyncSession, sent: DeliveryRow, name: str, kind: str, now: datetime) -> int:
    await begin(session, name, now, kind=kind, at_night=True)
    job = await rows.named(session, name)
    assert job is not None
    await _catch_up(session, job, sent, now)
    return job.id


async def _catch_up(session: AsyncSession, job: DeliveryRow, sent: DeliveryRow, now: datetime) -> None:
    """Rework what has arrived by now; complete once nothing is on its way that was rendered before."""
    since = now - rows.DELETABLE if job.kind == DELETE else None
    old = rows.sent_since(sent.id, since).subquery()
    screen = old.c.screen if job.kind == CORRECT else literal("")
    new = select(
        literal(f"{job.kind}:{job.id}:").concat(old.c.id), old.c.person_id, screen,
        old.c["values"], literal(CORRECTION), literal("ready"),
        literal(now, OutboxRow.due_at.type), literal(0), literal(0), literal(False), literal(job.id), old.c.message_id,
    )  # fmt: skip
    columns = ["dedupe", "person_id", "screen", "values", "message_class", "state", "due_at", "fence", "attempt",
               "may_wait", "delivery_id", "target"]  # fmt: skip
    await session.execute(insert_if_new(session, OutboxRow).from_select(columns, new.order_by(old.c.id)))
    rendered_before = sent.state == RUNNING and now < job.begun_at + RENDERED_AHEAD
    if not rendered_before and await rows.is_out(session, sent.id, "sending"):
        await complete(session, job.id)
