"""A report that is nobody's any more: what its author sent goes, what the team made of it may stay."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, folding
from storage.challenges import ChallengeRow, PartRow, ReplyMark, ThreadRow, drop_media
from storage.media import MediaRow
from storage.opinions import OpinionRow
from storage.profiles import BehalfRow


async def drop_files(session: AsyncSession, challenge_id: int) -> list[str]:
    """The files go; what was written with them, or down from them, stays as text. Their paths below DATA_DIR/media."""
    files = set(await session.scalars(select(MediaRow.id).where(MediaRow.challenge_id == challenge_id)))
    parts, lines = PartRow.media_id.in_(files), ThreadRow.media_id.in_(files)
    written = func.coalesce(PartRow.text, PartRow.transcript)
    await session.execute(delete(PartRow).where(parts, written.is_(None)))
    await session.execute(update(PartRow).where(parts).values(kind="text", text=written, media_id=None))
    await session.execute(delete(ThreadRow).where(lines, ThreadRow.text.is_(None)))
    await session.execute(update(ThreadRow).where(lines).values(kind="text", media_id=None))
    return await drop_media(session, files)


async def leave(session: AsyncSession, challenge: ChallengeRow) -> list[str]:
    """Take author, words, files and thread away; type, commune, status and the team's public text stay.

    Returns the paths of the files.
    """
    gone = await drop_files(session, challenge.id)
    for table in (PartRow, ThreadRow, ReplyMark, BehalfRow, OpinionRow):
        await session.execute(delete(table).where(table.challenge_id == challenge.id))
    challenge.author_id = challenge.author_mac = challenge.return_address = challenge.author_name = None
    challenge.landmark = challenge.latitude = challenge.longitude = challenge.listening_until = None
    challenge.words, challenge.details, challenge.visibility = "", {}, "hidden"
    challenge.origin = challenge.profile_id = challenge.company_id = None
    challenge.created_at = authors.coarse(challenge.created_at)
    challenge.version += 1
    await folding.refold(session, challenge)
    return gone
