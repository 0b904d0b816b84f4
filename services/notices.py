"""What leaves because of a challenge: to its author (also an anonymous one), and to the staff who follow."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, authors, cards, outbox, staff
from services.message_classes import NEWS, NOTIFICATION
from services.outbox import Letter
from services.roles import Role, holds
from services.staff import Hears, Member
from services.supporters import Follower
from storage.challenges import ChallengeRow, ThreadRow, subject_of
from storage.media import MediaRow

TOGETHER = 10  # seconds


async def to_author(
    session: AsyncSession,
    challenge: ChallengeRow,
    screen: str,
    values: dict[str, Any],
    dedupe: str,
    due_at: datetime,
    answers: bool = False,
) -> None:
    """Send a screen to the author; nothing if they were erased. At night it waits, unless it `answers` what they just
    sent, or there is danger.
    """
    to = authors.recipient(challenge)
    if to is None:
        return
    await outbox.enqueue(
        session,
        person_id=to.person_id,
        sealed_to=to.sealed_to,
        screen=screen,
        values=values,
        dedupe=dedupe,
        due_at=due_at,
        message_class=NOTIFICATION if answers or challenge.danger else NEWS,
        subject=subject_of(challenge.id),
    )


async def to_followers(
    session: AsyncSession,
    followers: Sequence[Follower],
    screen: str,
    step: int,
    due_at: datetime,
    danger: bool = False,
) -> None:
    """Tell many of a step, each once, never at night: but authors of a `danger`.

    Of a supporter it is no message of the author's report.
    """
    await outbox.enqueue_each(
        session,
        [
            Letter(
                values={"step": step, "challenge": one.challenge_id},
                dedupe=_about_step(step, one),
                person_id=one.to.person_id,
                sealed_to=one.to.sealed_to,
                subject=subject_of(one.challenge_id) if one.author else None,
                message_class=NOTIFICATION if danger and one.author else NEWS,
            )
            for one in followers
        ],
        screen,
        due_at,
    )


async def not_to_followers(session: AsyncSession, followers: Sequence[Follower], step: int) -> None:
    """Recall what has not left yet; whoever follows no longer gets nothing, since the step is undone."""
    await outbox.recall_each(session, [_about_step(step, one) for one in followers])


def _about_step(step: int, follower: Follower) -> str:
    return f"status:{step}:{follower.key}"


async def file_refused(session: AsyncSession, file: MediaRow, now: datetime) -> None:
    """Tell the author, once a day, that what they sent with their challenge could not be kept.

    A file of the team's says nothing to them.
    """
    challenge = await session.get(ChallengeRow, file.challenge_id) if file.challenge_id else None
    ours = select(ThreadRow.id).where(ThreadRow.media_id == file.id, ThreadRow.side != "resident")
    if challenge is None or challenge.withdrawn_at or await session.scalar(ours):
        return
    due_at = authors.coarse(now) if challenge.author_id is None else now
    dedupe = f"refused:{challenge.id}:{now:%Y-%m-%d}"
    await to_author(session, challenge, "file.refused", {"challenge": challenge.id}, dedupe, due_at, answers=True)


async def take_back(session: AsyncSession, dedupe: str) -> None:
    """Recall what has not left yet."""
    await outbox.recall(session, dedupe)


async def refresh_card(session: AsyncSession, challenge: ChallengeRow, due_at: datetime) -> None:
    """Bring the author's living card up to date at `due_at`."""
    await cards.touch(session, subject_of(challenge.id), due_at)


async def refresh_card_of(session: AsyncSession, challenge_id: int, due_at: datetime) -> None:
    """The same for a challenge by its id."""
    await cards.touch(session, subject_of(challenge_id), due_at)


async def answered(
    session: AsyncSession,
    challenge: ChallengeRow,
    line_id: int,
    asked_by: int | None,
    now: datetime,
    admins: Collection[int],
) -> None:
    """Tell who waits for this answer: the one who asked or holds it if still in the team, else those who follow.

    An answer in several messages rings once: it waits for the end of the running TOGETHER seconds.
    """
    due_at = datetime.fromtimestamp((int(now.timestamp()) // TOGETHER + 1) * TOGETHER, UTC)
    team = [one for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    to = [one for one in team if one.id == asked_by] or [one for one in team if one.hears is not Hears.NONE]
    for one in to:
        if not await outbox.waits(session, one.id, "desk.answered", subject_of(challenge.id), now):
            await _to_member(session, one, challenge, "desk.answered", f"answer:{line_id}:{one.id}", due_at)


async def opinion(
    session: AsyncSession, challenge: ChallengeRow, opinion_id: int, now: datetime, admins: Collection[int]
) -> None:
    """Tell who holds it, else those who follow, what its author says of its being solved; only the last word rings."""
    due_at = datetime.fromtimestamp((int(now.timestamp()) // TOGETHER + 1) * TOGETHER, UTC)
    team = [one for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    holder = [one for one in team if one.id == challenge.holder_id]
    for one in holder or [one for one in team if one.hears is not Hears.NONE]:
        if not await outbox.waits(session, one.id, "desk.opinion", subject_of(challenge.id), now):
            await _to_member(session, one, challenge, "desk.opinion", f"opinion:{opinion_id}:{one.id}", due_at)


async def body_answered(
    session: AsyncSession, challenge: ChallengeRow, line_id: int, now: datetime, admins: Collection[int]
) -> None:
    """Tell the holder, else those who follow, that a body to which it was passed has answered."""
    team = [one for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    to = [one for one in team if one.id == challenge.holder_id] or [one for one in team if one.hears is not Hears.NONE]
    for one in to:
        await _to_member(session, one, challenge, "desk.body_answered", f"body:{line_id}:{one.id}", now)


async def danger_told(
    session: AsyncSession, challenge: ChallengeRow, line_id: int, now: datetime, admins: Collection[int]
) -> None:
    """Tell every moderator and admin at once, whatever they chose: an answer speaks of a danger."""
    for one in await staff.members(session, admins):
        if holds(one.roles, Role.MODERATOR):
            await _to_member(session, one, challenge, "desk.answered", f"danger:{line_id}:{one.id}", now, urgent=True)


async def new_challenge(
    session: AsyncSession, challenge: ChallengeRow, now: datetime, admins: Collection[int] = frozenset()
) -> None:
    """Tell staff who follow at once; a danger goes to every moderator and admin, whatever they chose."""
    for one in await staff.members(session, admins):
        if holds(one.roles, Role.MODERATOR) and (challenge.danger or one.hears is Hears.NOW):
            await _to_member(session, one, challenge, "desk.news", f"news:{challenge.id}:{one.id}", now)


async def danger_added(session: AsyncSession, challenge: ChallengeRow, now: datetime, admins: Collection[int]) -> None:
    """Tell every moderator and admin at once: the author changed a report, and now it speaks of a danger."""
    for one in await staff.members(session, admins):
        if holds(one.roles, Role.MODERATOR):
            await _to_member(
                session, one, challenge, "desk.news", f"news:{challenge.id}.{challenge.version}:{one.id}", now
            )


async def handed_over(session: AsyncSession, challenge: ChallengeRow, holder: Member, now: datetime) -> None:
    """Tell a colleague that somebody handed them this challenge."""
    dedupe = f"assigned:{challenge.id}:{challenge.version}"
    await _to_member(session, holder, challenge, "desk.assigned", dedupe, now)


async def withdrawn(session: AsyncSession, challenge: ChallengeRow, now: datetime) -> None:
    """Tell who holds this challenge that its author took it back; it shows nothing of what was sent."""
    if challenge.holder_id is None or challenge.holder_id == challenge.author_id:
        return
    await outbox.enqueue(
        session,
        person_id=challenge.holder_id,
        screen="desk.withdrawn",
        values={"challenge": challenge.id},
        dedupe=f"withdrawn:{challenge.id}",
        due_at=now,
        subject=subject_of(challenge.id),
        message_class=NEWS,
        may_wait=True,
    )


async def _to_member(
    session: AsyncSession,
    one: Member,
    challenge: ChallengeRow,
    screen: str,
    dedupe: str,
    due_at: datetime,
    urgent: bool = False,
) -> None:
    # What is sent shows what a resident wrote: that is a read. It leaves when the resident wrote; at night, a danger.
    at = authors.coarse(due_at) if challenge.author_id is None else due_at
    urgent = urgent or bool(challenge.danger)
    audit.note(session, one.id, "desk.notice", subject_of(challenge.id), at)
    await outbox.enqueue(
        session,
        person_id=one.id,
        screen=screen,
        values={"challenge": challenge.id},
        dedupe=dedupe,
        due_at=due_at,
        subject=subject_of(challenge.id),
        message_class=NOTIFICATION if urgent else NEWS,
        may_wait=not urgent,
    )
