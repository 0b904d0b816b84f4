"""Is it solved? Some weeks after the lab said so, or without news, the author is asked; their word is kept apart.

One occasion a day looks who is to be asked, so that after an outage everybody is asked once. Nobody is asked a second
time who did not agree to it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, merges, notices, statuses, threads
from services.lab import Lab
from services.occasions import Planned, fires, next_wall, plans, time_of
from services.quiet_hours import next_allowed
from services.statuses import Status
from storage import desk, occasions
from storage import opinions as rows
from storage.challenges import ChallengeRow
from storage.occasions import WAITING, OccasionRow
from storage.opinions import NOT_YET, SOLVED, OpinionRow

KIND = "solved.ask"
ALL = 0  # the one occasion is about all of them
REOPENED = frozenset({Status.SOLVED, Status.NOT_OURS, Status.CLOSED})


class Gone(Exception):
    """The challenge was withdrawn, or joined to another one that is not solved."""


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """Every day at the lab's hour, once anybody has sent anything."""
    if not await desk.newest(session):
        return []
    at = f"{lab.followup.at:%H:%M}"
    row = await occasions.of(session, KIND, ALL)
    if row and row.state == WAITING and (time_of(row.planned), row.zone) == (at, lab.timezone):
        return []
    return [Planned(KIND, ALL, next_wall(now, lab.timezone, at), lab.timezone)]


@fires(KIND)
async def ask(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Ask everybody whose turn has come, once."""
    due_at = next_allowed(now, lab.zone, lab)
    for challenge in await rows.to_ask(session, now - timedelta(days=lab.followup.days)):
        row = OpinionRow(challenge_id=challenge.id, asked_at=now)
        session.add(row)
        await session.flush()
        values = {"challenge": challenge.id}
        await notices.to_author(session, challenge, "solved.ask", values, f"solved:{row.id}", due_at)
    return next_wall(now, occasion.zone, time_of(occasion.wall))


async def say(
    session: AsyncSession, lab: Lab, challenge_id: int, solved: bool, now: datetime, admins: Collection[int]
) -> ChallengeRow:
    """The author says whether it is solved; the team hears. Said twice it changes nothing. Raises Gone.

    What was at its end and is not solved for its author is open again, and what they send next is why. What was joined
    to another one stays so: the team decides whether that one is open again, or whether it was another problem.
    """
    challenge = await desk.locked(session, challenge_id)
    if challenge is None or challenge.withdrawn_at or not await takes_word(session, challenge):
        raise Gone
    at = authors.coarse(now) if challenge.author_id is None else now
    if not solved:
        threads.listen(challenge, now)
    reopens = not solved and challenge.status in REOPENED
    written = await _write(session, challenge.id, SOLVED if solved else NOT_YET, at, anew=reopens)
    if written is None:
        return challenge
    challenge.put_off_until = None
    if not solved:  # a "yes" is no sign that the team read what they wrote before
        challenge.wrote_after_end = challenge.status == Status.DUPLICATE
    if reopens:
        await statuses.reopen(session, lab, challenge, at)
    await notices.opinion(session, challenge, written.id, now, admins)
    await notices.refresh_card(session, challenge, at)
    return challenge


async def takes_word(session: AsyncSession, challenge: ChallengeRow) -> bool:
    """Whether its author can say if it is solved: of a joined one, once that other one is."""
    if challenge.status != Status.DUPLICATE:
        return True
    main = await merges.top(session, challenge)
    return main.status == Status.SOLVED and main.withdrawn_at is None


async def _write(session: AsyncSession, challenge_id: int, answer: str, at: datetime, anew: bool) -> OpinionRow | None:
    """Write the answer down; None if they said the same the last time, unless it is about something new (`anew`)."""
    row = await rows.newest(session, challenge_id)
    if row and row.answer == answer and not anew:
        return None
    if row is None or row.answer:
        row = OpinionRow(challenge_id=challenge_id)
        session.add(row)
    row.answer, row.answered_at, row.again = answer, at, None
    await session.flush()
    return row


async def ask_again(session: AsyncSession, challenge: ChallengeRow, wanted: bool) -> None:
    """Whether the author, for whom it is not solved, wants to be asked once more."""
    row = await rows.newest(session, challenge.id)
    if row and row.answer == NOT_YET:
        row.again = wanted
