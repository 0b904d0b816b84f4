"""Posters: each has a link of its own (p_CODE) that carries place, theme and source, so that what comes is counted."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.cleaning import clean
from services.lab import Lab
from storage import posters as rows
from storage.posters import PosterRow

ALPHABET = "23456789abcdfghjkmnpqrstvwxyz"
LENGTH = 6
LONGEST_PARTNER = 60  # UTF-16 units
ON_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Hung:
    """Where a poster hangs and what it is about, as far as that is known."""

    commune: str | None = None
    category: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One poster: how often its link was opened, how many reports came by it."""

    poster: PosterRow
    reports: int


def source_of(code: str) -> str:
    """What stands beside a report that came by this poster."""
    return f"poster:{code}"


async def make(session: AsyncSession, lab: Lab, hung: Hung, actor_id: int | None, now: datetime) -> PosterRow:
    """A new poster. LookupError for a commune or category that the lab does not have, or a partner's name too long."""
    communes = {one.code for one in lab.area.communes}
    if hung.commune not in {None, *communes} or hung.category not in {None, *lab.category_keys}:
        raise LookupError(hung)
    partner = clean(hung.partner or "") or None
    if partner and len(partner) > LONGEST_PARTNER:
        raise LookupError(partner)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    row = PosterRow(
        code=code, commune=hung.commune, category=hung.category, partner=partner, made_by=actor_id, made_at=now
    )
    session.add(row)
    await session.flush()
    audit.note(session, actor_id, "poster.make", f"poster:{row.id}", now)
    return row


async def opened(session: AsyncSession, lab: Lab, code: str) -> Hung:
    """Somebody followed the link: counted, and where the poster hangs (made in the chat, or named in lab.toml)."""
    await rows.opened(session, code)
    found = await rows.by_code(session, code) or lab.poster(code)
    return Hung(found.commune, found.category) if found else Hung()


async def counted(session: AsyncSession, page: int) -> list[Counted]:
    """One page of posters, the newest first, with what came by each."""
    came = await rows.sources(session)
    found = await rows.newest(session, page * ON_A_PAGE, ON_A_PAGE)
    return [Counted(one, came.get(source_of(one.code), 0)) for one in found]
