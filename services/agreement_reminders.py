"""What comes by the clock in an agreement: the day before a milestone, the day after, and after the last day.

What is due follows from the rows; what the team moved by hand stays (`planned`). An agreement whose side or need is
gone ends at the next look.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import agreements, outbox
from services.agreement_lacks import COMPANY, HOST
from services.lab import Lab
from services.message_classes import REMINDER
from services.occasions import Expired, Planned, fires, in_utc, later, plans, wall_of
from services.quiet_hours import last_allowed, next_allowed
from storage import agreements as rows
from storage import occasions
from storage.agreements import RUNNING, AgreementRow, Case, MilestoneRow, subject_of
from storage.companies import CompanyRow
from storage.occasions import OccasionRow

SOON, LATE, OVER, GONE = "milestone.soon", "milestone.late", "agreement.over", "agreement.gone"
KINDS = (SOON, LATE, OVER, GONE)
SHIFTS = {SOON: -1, LATE: 1, OVER: 1}  # days from the day of the milestone, or the last one
AT = "10:00"
REMIND, ASK = "agreement.milestone", "agreement.over"  # screens
STILL_SAID = timedelta(days=7)


def due(kind: str, day: str, lab: Lab) -> str:
    """The wall time of this kind for a day."""
    wanted = in_utc(later(f"{day}T{AT}", timedelta(days=SHIFTS[kind])), lab.timezone)
    return wall_of(last_allowed(wanted, lab.zone, lab), lab.timezone)


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """What is to be scheduled, moved or dropped."""
    wanted = await _wanted(session, lab, now)
    found = await occasions.of_kinds(session, KINDS, [subject for _, subject in wanted])
    there = {(row.kind, row.subject_id): row for row in found}
    gone = [Planned(*key) for key, row in there.items() if key not in wanted and row.state == occasions.WAITING]
    return gone + [Planned(*key, wall, lab.timezone) for key, (wall, since) in wanted.items()
                   if _new(there.get(key), wall, since, lab)]  # fmt: skip


async def _wanted(session: AsyncSession, lab: Lab, now: datetime) -> dict[tuple[str, int], tuple[str, datetime]]:
    """The wall time of each kind and subject, and since when it is known."""
    wanted = {
        (kind, one.id): (due(kind, one.day, lab), max(one.created_at, row.begun_at or one.created_at))
        for one, row in await rows.ahead(session)
        for kind in (SOON, LATE)
    }
    for row in await rows.active(session):
        case = await rows.case(session, row.id)
        if case and not case.whole:
            wanted[GONE, row.id] = (wall_of(now, lab.timezone), now - timedelta(minutes=1))
        elif row.state == RUNNING and row.begun_at:
            wanted[OVER, row.id] = (due(OVER, row.last, lab), row.begun_at)
    return wanted


def _new(row: OccasionRow | None, wall: str, since: datetime, lab: Lab) -> bool:
    """Whether it is not planned like that yet; what was over before anybody knew of it does not come."""
    if row is not None and (row.planned == wall or row.kind == GONE):
        return False
    return in_utc(wall, lab.timezone) >= since


@fires(SOON)
@fires(LATE)
async def remind(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Both sides and the team hear of a milestone. Expired if it is done, or was too long ago."""
    one = await session.get(MilestoneRow, occasion.subject_id)
    case = await rows.case(session, one.agreement_id) if one else None
    if one is None or case is None or one.done_at or case.row.state != RUNNING:
        raise Expired("it is done, or the agreement has ended")
    if now > in_utc(occasion.wall, occasion.zone) + STILL_SAID or (occasion.kind == SOON and _over(one, lab, now)):
        raise Expired("it was too long ago")
    values = {"milestone": one.id, "late": occasion.kind == LATE}
    await _say(session, lab, case, REMIND, values, f"{occasion.kind}:{one.id}:{one.day}", now)
    return None


def _over(one: MilestoneRow, lab: Lab, now: datetime) -> bool:
    return now.astimezone(lab.zone).date().isoformat() > one.day


@fires(OVER)
async def over(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """After the last day both sides are asked what was done. Expired if somebody said it already."""
    case = await rows.case(session, occasion.subject_id)
    if case is None or case.row.state != RUNNING:
        raise Expired("somebody has said what was done, or it was called off")
    await _say(session, lab, case, ASK, {"agreement": case.row.id}, f"{OVER}:{case.row.last}", now)
    return None


@fires(GONE)
async def gone(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """One side is gone."""
    await agreements.left_alone(session, lab, occasion.subject_id, now)
    return None


async def _say(session: AsyncSession, lab: Lab, case: Case, screen: str, values: dict[str, int], dedupe: str,
               now: datetime) -> None:  # fmt: skip
    """To both sides and the team, not at night; not to an organisation that takes a break."""
    told = set[int]()
    for side, company in ((COMPANY, case.company), (HOST, case.host)):
        told |= set(await agreements.contacts(session, case, side)) if _awake(case.row, side, company) else set()
    told |= {case.row.drafted_by} if case.row.drafted_by else set()
    await outbox.enqueue_all(session, sorted(told), screen=screen, values=values,
                             due_at=next_allowed(now, lab.zone, lab),
                             dedupe=f"agreement:{case.row.id}:{dedupe}", message_class=REMINDER,
                             subject=subject_of(case.row.id), expires_at=now + STILL_SAID)  # fmt: skip


def _awake(row: AgreementRow, side: str, company: CompanyRow | None) -> bool:
    return (side == HOST and row.ours) or (company is not None and company.paused_at is None)
