"""News for those who asked for alerts: what became public, and what became of it, told at each pace's moment.

Each pace is one occasion that tells everybody what happened since the last time, a message a person: after an outage,
and after a night, several news come together. Alerts are no answers: they never come in quiet hours.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox, publications
from services.lab import Lab
from services.message_classes import NEWS
from services.occasions import Planned, fires, in_utc, next_wall, plans, time_of, wall_of
from services.outbox import Letter
from services.quiet_hours import next_allowed
from storage import alerts as rows
from storage import occasions
from storage.alerts import DAILY, NOW, PACES, WEEKLY, News
from storage.occasions import WAITING, OccasionRow

KINDS = {pace: f"alerts.{pace}" for pace in PACES}
SCREEN = "alert.news"
TOGETHER = timedelta(minutes=10)  # what happens within these comes in one message
STILL_NEWS = timedelta(days=14)  # after a longer outage what is older is no news
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """Every day and every week at the lab's hour, and at once when there is something: for those who wait for it."""
    told = await rows.told(session)
    there = {row.kind: row for row in await occasions.of_kinds(session, KINDS.values(), [0])}
    found = [_regular(lab, pace, pace in told, there.get(KINDS[pace]), now) for pace in (DAILY, WEEKLY)]
    if NOW in told:
        found.append(await _at_once(session, lab, told[NOW], there.get(KINDS[NOW]), now))
    return [one for one in found if one]


def _regular(lab: Lab, pace: str, wanted: bool, row: OccasionRow | None, now: datetime) -> Planned | None:
    at = f"{lab.alerts.at:%H:%M}"
    if not wanted:
        return Planned(KINDS[pace], 0) if row and row.state == WAITING else None
    if row and row.state == WAITING and (time_of(row.planned), row.zone) == (at, lab.timezone) and _fits(row, lab):
        return None
    return Planned(KINDS[pace], 0, _next(lab, pace, now), lab.timezone)


def _fits(row: OccasionRow, lab: Lab) -> bool:
    return row.kind != KINDS[WEEKLY] or _weekday(row.planned) == DAYS.index(lab.alerts.weekday)


def _weekday(wall: str) -> int:
    return datetime.fromisoformat(wall).weekday()


def _next(lab: Lab, pace: str, now: datetime) -> str:
    at, zone = f"{lab.alerts.at:%H:%M}", lab.timezone
    walls = [next_wall(now + timedelta(days=ahead), zone, at) for ahead in range(8)]
    return walls[0] if pace == DAILY else next(one for one in walls if _weekday(one) == DAYS.index(lab.alerts.weekday))


async def _at_once(
    session: AsyncSession, lab: Lab, told: datetime, row: OccasionRow | None, now: datetime
) -> Planned | None:
    first = await rows.first_after(session, max(told, now - STILL_NEWS))
    if first is None:
        return None
    due_at = next_allowed(_together(max(first, now)), lab.zone, lab)
    if row and row.state == WAITING and in_utc(row.wall, row.zone) <= due_at:
        return None
    return Planned(KINDS[NOW], 0, wall_of(due_at, lab.timezone), lab.timezone)


def _together(moment: datetime) -> datetime:
    """The end of the running TOGETHER."""
    span = int(TOGETHER.total_seconds())
    return datetime.fromtimestamp((int(moment.timestamp()) // span + 1) * span, UTC)


@fires(KINDS[NOW])
@fires(KINDS[DAILY])
@fires(KINDS[WEEKLY])
async def tell(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Put what happened since the last time into the outbox, a message a person."""
    pace = next(pace for pace, kind in KINDS.items() if kind == occasion.kind)
    news = await rows.news(session, pace, publications.is_public(lab), now - STILL_NEWS, now)
    moment = f"{in_utc(occasion.wall, occasion.zone):%Y%m%d%H%M}"
    letters = [_letter(pace, person, told, moment, now) for person, told in _by_person(news).items()]
    await outbox.enqueue_each(session, letters, SCREEN, next_allowed(now, lab.zone, lab))
    await rows.move(session, pace, now)
    return None if pace == NOW else _next(lab, pace, now)


def _by_person(news: list[News]) -> dict[int, list[News]]:
    found: dict[int, list[News]] = defaultdict(list)
    for one in news:
        found[one.person_id].append(one)
    return found


def _letter(pace: str, person: int, news: list[News], moment: str, upto: datetime) -> Letter:
    values = {"pace": pace, "upto": int(upto.timestamp()), "challenges": [one.challenge_id for one in news],
              "new": [one.challenge_id for one in news if one.new]}  # fmt: skip
    return Letter(values, f"alert:{pace}:{moment}:{person}", person_id=person, message_class=NEWS)
