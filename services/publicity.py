"""What the public may see of a challenge: the team's words for it, else the author's, masked; released photos.

Every public view (cards, browsing, exports) takes words and pictures from here, never from the challenge itself.
"""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.challenges import ChallengeRow, PartRow
from storage.media import MediaRow

PRIVATE = re.compile(r"\+?\d(?:[\s.\-]?\d){7,}|[\w.+-]+@[\w-]+\.[\w.-]+")
SHOWN, HIDDEN = "shown", "hidden"


def masked(words: str) -> str:
    """`words` without phone numbers and e-mail addresses."""
    return PRIVATE.sub("•••", words)


def words_of(challenge: ChallengeRow) -> str:
    """The words that the public may read; empty while the team hides them, and of spam."""
    if challenge.text_hidden or challenge.spam_at or challenge.withdrawn_at:
        return ""
    return challenge.public_words if challenge.public_words is not None else masked(challenge.words)


def landmark_of(challenge: ChallengeRow) -> str:
    """The place in words that the public may read."""
    return "" if challenge.text_hidden or challenge.spam_at else masked(challenge.landmark or "")


async def pictures_of(session: AsyncSession, challenge: ChallengeRow) -> Sequence[MediaRow]:
    """The photos that the team released to the public, in order; `public_file` says which copy."""
    if challenge.spam_at or challenge.withdrawn_at:
        return []
    query = select(MediaRow).join(PartRow, PartRow.media_id == MediaRow.id)
    released = (PartRow.challenge_id == challenge.id, MediaRow.public == SHOWN)
    return (await session.scalars(query.where(*released).order_by(PartRow.position))).all()


def public_file(media: MediaRow) -> str | None:
    """The copy below DATA_DIR/media that the public may see: with the team's boxes if there are, never the original."""
    return (media.public_path or media.shown_path) if media.public == SHOWN else None
