"""Challenges: what a resident sends becomes a row with its parts; its author sees, changes or withdraws it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, event
from sqlalchemy.ext.asyncio import AsyncSession

from services import (
    alerts,
    authors,
    cards,
    commitments,
    companies,
    employees,
    merges,
    notices,
    privacy,
    references,
    registrations,
    supporters,
    volunteers,
)
from services.folding import refold
from services.media import MEDIA_KEY
from services.people import Person
from storage import challenges as rows
from storage import desk, publications
from storage.challenges import ChallengeRow, PartRow, StatusRow, subject_of
from storage.media import MediaRow
from storage.seals import Seals

CARD = "challenge.card"
PURPOSE = "challenges"
NAME_PURPOSE = "name"
RECEIVED = "received"
OUR_OWN = "none"  # in place of a consent: nobody's words are in it but the lab's
PROFILE = "profile"  # for whom else on this phone, beside the answers
COMPANY = "company"  # the name of the organisation whose own problem it is, beside the answers
WORDS, PLACE = "words", "place"  # what a piece is about, else the key of one of the category's questions


@dataclass(frozen=True, slots=True)
class Piece:
    """One message; `about` is words, place or the key of an extra question, `media_id` a file that we know already."""

    kind: str
    text: str = ""
    file_id: str | None = None
    size: int | None = None
    seconds: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    about: str = WORDS
    media_id: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """All that a resident sends: `point` is (latitude, longitude), `details` answers to the category's questions."""

    language: str
    consent_version: str
    pieces: tuple[Piece, ...]
    commune: str | None = None
    landmark: str | None = None
    point: tuple[float, float] | None = None
    category: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    danger: str | None = None
    source: str | None = None
    visibility: str = authors.HIDDEN
    name: str | None = None
    profile_id: int | None = None
    company_id: int | None = None

    @property
    def words(self) -> str:
        """Everything written about the problem, captions too."""
        return "\n".join(piece.text for piece in self.pieces if piece.about == WORDS and piece.text)


@dataclass(frozen=True, slots=True)
class Chat:
    """Where the author's living card goes; `message_id` is a message there that becomes the card."""

    chat_id: int
    message_id: int | None = None


async def submit(
    session: AsyncSession,
    seals: Seals,
    person: Person,
    sent: Submission,
    chat: Chat,
    admins: frozenset[int],
    now: datetime,
) -> ChallengeRow:
    """Keep a challenge: row, parts, files to fetch, consent, first status, the author's card, notices to staff.

    Of an anonymous author nothing joins the rows back: no name, no consent row, whole days instead of times.
    """
    anonymous = sent.visibility == authors.ANONYMOUS
    at = authors.coarse(now) if anonymous else now
    challenge = ChallengeRow(ref=await _free_reference(session), created_at=at, waiting_since=at)
    _fill(challenge, sent)
    if anonymous:
        authors.hide(seals, challenge, person)
    else:
        challenge.author_id, challenge.profile_id = person.id, sent.profile_id
        challenge.company_id = sent.company_id
        await _consent(session, person, sent, now)
    session.add(challenge)
    await session.flush()
    await _add_pieces(session, seals, challenge, sent.pieces)
    await refold(session, challenge)
    session.add(StatusRow(challenge_id=challenge.id, status=RECEIVED, reason={}, at=at))
    await _card(session, challenge, chat, at)
    await notices.new_challenge(session, challenge, at, admins)
    return challenge


async def of_the_room(
    session: AsyncSession, words: str, language: str, admins: frozenset[int], now: datetime
) -> ChallengeRow:
    """Keep what a live vote brought up: the words have no author, and the desk hears of them like of any other."""
    challenge = await _ownerless(session, Submission(language, OUR_OWN, (Piece("text", words),)), now)
    session.add(PartRow(challenge_id=challenge.id, position=0, about=WORDS, kind="text", text=words))
    await _taken_in(session, challenge, admins, now)
    return challenge


async def by_the_team(
    session: AsyncSession, seals: Seals, sent: Submission, admins: frozenset[int], now: datetime
) -> ChallengeRow:
    """Keep a challenge that the team wrote down or forwarded: the bot knows nobody to tell what becomes of it."""
    challenge = await _ownerless(session, sent, now)
    await _add_pieces(session, seals, challenge, sent.pieces)
    await _taken_in(session, challenge, admins, now)
    return challenge


async def _ownerless(session: AsyncSession, sent: Submission, now: datetime) -> ChallengeRow:
    challenge = ChallengeRow(ref=await _free_reference(session), created_at=now, waiting_since=now)
    _fill(challenge, sent)
    session.add(challenge)
    await session.flush()
    return challenge


async def _taken_in(session: AsyncSession, challenge: ChallengeRow, admins: frozenset[int], now: datetime) -> None:
    await refold(session, challenge)
    session.add(StatusRow(challenge_id=challenge.id, status=RECEIVED, reason={}, at=now))
    await notices.new_challenge(session, challenge, now, admins)


async def _free_reference(session: AsyncSession) -> str:
    while await desk.by_ref(session, ref := references.new()):
        continue
    return ref


def _fill(challenge: ChallengeRow, sent: Submission) -> None:
    challenge.words, challenge.language, challenge.consent_version = sent.words, sent.language, sent.consent_version
    challenge.commune, challenge.landmark = sent.commune, sent.landmark
    challenge.latitude, challenge.longitude = sent.point or (None, None)
    challenge.category, challenge.details = sent.category, sent.details
    challenge.danger, challenge.source = sent.danger, sent.source
    challenge.visibility = sent.visibility
    challenge.author_name = None if sent.visibility == authors.ANONYMOUS else sent.name


async def _consent(session: AsyncSession, person: Person, sent: Submission, now: datetime) -> None:
    purposes = [PURPOSE, *([NAME_PURPOSE] if sent.visibility == authors.SHOWN else [])]
    for purpose in purposes:
        await privacy.agree(session, person, purpose, sent.consent_version, "send button", now)


async def _add_pieces(session: AsyncSession, seals: Seals, challenge: ChallengeRow, pieces: Sequence[Piece]) -> None:
    for position, piece in enumerate(pieces):
        part = PartRow(challenge_id=challenge.id, position=position, about=piece.about, kind=piece.kind)
        part.text, part.latitude, part.longitude = piece.text or None, piece.latitude, piece.longitude
        if piece.media_id:
            part.media_id = await _carry(session, challenge, piece.media_id)
        else:
            part.media_id = await keep_file(session, challenge, piece, seals if challenge.author_id is None else None)
        session.add(part)


async def _carry(session: AsyncSession, challenge: ChallengeRow, media_id: int) -> int | None:
    """A file that we know already is this challenge's from now on; None if it went meanwhile."""
    media = await session.get(MediaRow, media_id)
    if media is None:
        return None
    if media.challenge_id != challenge.id:
        media.challenge_id, media.retry_at = challenge.id, None
    return media.id


async def keep_file(session: AsyncSession, challenge: ChallengeRow, piece: Piece, seals: Seals | None) -> int | None:
    """Remember the file of a message, sealed by `seals` if nobody may see whose it is; None if it has none."""
    if piece.file_id is None:
        return None
    media = MediaRow(challenge_id=challenge.id, kind=piece.kind, size=piece.size)
    media.seconds = piece.seconds
    if seals:
        media.sealed_file_id = seals.seal(MEDIA_KEY, piece.file_id.encode())
    else:
        media.file_id = piece.file_id
    session.add(media)
    await session.flush()
    return media.id


async def _card(session: AsyncSession, challenge: ChallengeRow, chat: Chat, at: datetime) -> None:
    anonymous = challenge.author_id is None
    await cards.want(
        session,
        subject_of(challenge.id),
        screen=CARD,
        values={"challenge": challenge.id},
        now=at,
        chat_id=None if anonymous else chat.chat_id,
        sealed_to=challenge.return_address,
        message_id=chat.message_id,
    )


async def by_ref(session: AsyncSession, ref: str) -> ChallengeRow | None:
    """The challenge with this reference (services/references.py says what a reference looks like)."""
    return await desk.by_ref(session, ref)


async def of_person(session: AsyncSession, seals: Seals, person: Person) -> list[ChallengeRow]:
    """All challenges of this person, anonymous ones too, newest first."""
    return await rows.matching(session, authors.written_by(seals, person))


def _at(challenge: ChallengeRow, now: datetime) -> datetime:
    """What is written down as the time of an act of the author: the day only, if nobody may know who it is."""
    return authors.coarse(now) if challenge.author_id is None else now


def is_editable(challenge: ChallengeRow) -> bool:
    """Whether its author may still change the answers: nobody of the team took it yet."""
    return challenge.status == RECEIVED and challenge.holder_id is None and challenge.withdrawn_at is None


async def withdraw(session: AsyncSession, challenge: ChallengeRow, now: datetime) -> None:
    """The author takes the challenge back: the team stops working on it, its holder hears. Twice changes nothing."""
    if challenge.withdrawn_at is None:
        challenge.withdrawn_at = at = _at(challenge, now)
        challenge.version += 1
        await notices.refresh_card(session, challenge, at)
        await notices.withdrawn(session, challenge, at)
        await merges.release(session, challenge, at)


async def named(session: AsyncSession, person: Person) -> list[ChallengeRow]:
    """What this person sent under their name and did not withdraw."""
    own = (ChallengeRow.author_id == person.id, ChallengeRow.withdrawn_at.is_(None))
    return await rows.matching(session, and_(*own))


async def withdraw_consent(session: AsyncSession, person: Person, purpose: str, now: datetime) -> None:
    """Take a yes back: the team stops working on what was sent, names hide again, or registrations are forgotten.

    Anonymous challenges hold no consent of a person and are withdrawn one by one, under /mine.
    """
    await privacy.withdraw(session, person, purpose, now)
    if purpose in volunteers.PURPOSES:
        await volunteers.withdraw(session, person, purpose, now)
    if purpose == companies.PURPOSE:
        await companies.forget(session, person)
    if purpose == employees.PURPOSE:
        await employees.forget(session, person)
    if purpose == registrations.PURPOSE:
        await registrations.forget(session, person)
        await commitments.forget(session, person)
    if purpose == supporters.PURPOSE:
        await supporters.forget(session, person)
    if purpose == alerts.PURPOSE:
        await alerts.forget(session, person)
    for challenge in await named(session, person):
        if purpose == PURPOSE:
            await withdraw(session, challenge, now)
        elif purpose == NAME_PURPOSE and challenge.visibility == authors.SHOWN:
            challenge.visibility = authors.HIDDEN
            challenge.version += 1


async def pieces_of(session: AsyncSession, challenge: ChallengeRow) -> list[Piece]:
    """What was sent, in order; files by the id of ours."""
    found = await desk.parts(session, challenge.id)
    return [
        Piece(
            kind=part.kind,
            text=part.text or "",
            seconds=media.seconds if media else None,
            latitude=part.latitude,
            longitude=part.longitude,
            about=part.about,
            media_id=part.media_id,
        )
        for part, media in found
    ]


async def revise(
    session: AsyncSession,
    seals: Seals,
    person: Person,
    challenge: ChallengeRow,
    sent: Submission,
    media_dir: Path,
    now: datetime,
    admins: Collection[int] = frozenset(),
) -> None:
    """Put the changed answers of its author, `person`, in place of the old ones; files no longer among them go. A
    danger that was not told before rings at the desk.

    ValueError if the team took it meanwhile (is_editable). Who may see the name changes only between hidden and shown.
    Nobody of the team has read the new ones: they are not public.
    """
    if not is_editable(challenge):
        raise ValueError("the team works on this challenge already")
    name, before, danger = challenge.author_name, challenge.visibility, challenge.danger
    _fill(challenge, sent)
    await publications.drop(session, challenge.id)
    await _consent_again(session, person, before, sent, now)
    challenge.author_name = None if challenge.author_id is None else sent.name or name
    challenge.version += 1
    kept = {piece.media_id for piece in sent.pieces if piece.media_id}
    gone = await rows.drop_media(session, await rows.drop_parts(session, challenge.id) - kept)
    await _add_pieces(session, seals, challenge, sent.pieces)
    await refold(session, challenge)
    await notices.refresh_card(session, challenge, _at(challenge, now))
    if challenge.danger not in (None, danger):
        await notices.danger_added(session, challenge, _at(challenge, now), admins)
    remove_after_commit(session, [media_dir / path for path in gone])


async def _consent_again(session: AsyncSession, person: Person, before: str, sent: Submission, now: datetime) -> None:
    """Saving is a yes to the text as it is now. Showing the name is a yes of its own; hiding it takes that back, unless
    another report shows the name."""
    if sent.visibility != authors.ANONYMOUS:
        await privacy.agree_anew(session, person, PURPOSE, sent.consent_version, "save button", now)
    if (before, sent.visibility) == (authors.SHOWN, authors.SHOWN):
        await privacy.agree_anew(session, person, NAME_PURPOSE, sent.consent_version, "save button", now)
    if (before, sent.visibility) == (authors.HIDDEN, authors.SHOWN):
        await privacy.agree(session, person, NAME_PURPOSE, sent.consent_version, "save button", now)
    if (before, sent.visibility) == (authors.SHOWN, authors.HIDDEN) and not await _shows_name(session, person):
        await privacy.withdraw(session, person, NAME_PURPOSE, now)


async def _shows_name(session: AsyncSession, person: Person) -> bool:
    return any(one.visibility == authors.SHOWN for one in await named(session, person))


def remove_after_commit(session: AsyncSession, paths: Sequence[Path]) -> None:
    """Remove these files once the transaction that forgets them has committed."""

    def remove(_session: object) -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    event.listen(session.sync_session, "after_commit", remove, once=True)
