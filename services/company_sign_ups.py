"""Organisations that sign up on a page, without an account: a reference, and a link that ties them to whoever opens it.

Nobody is asked for anything, and nothing counts, until somebody opened the link in Telegram and said yes there.
"""

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, companies, references
from services.companies import Card, Details
from services.people import Person
from storage import company_sign_ups as rows
from storage.companies import CompanyRow
from storage.company_sign_ups import SignUpRow
from storage.database import insert_if_new

TOKEN = re.compile(r"[\w-]{24}", re.ASCII)
MOST = 500  # that wait at the same time: more than a town has, and what a flood can fill
Said = dict[str, Any]


class Full(Exception):
    """So many wait already that no more are taken."""


def new_token() -> str:
    """What a page carries, so that sending it twice is sending it once; afterwards the key of the link."""
    return secrets.token_urlsafe(18)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def keep(
    session: AsyncSession, token: str, name: str, said: Said, language: str, version: str, now: datetime
) -> SignUpRow:
    """Keep what was sent; sent again from the same page it takes the place of what was there. Full if too many wait."""
    says = {"name": name, "said": said, "language": language, "text_version": version}
    row = await rows.by_token(session, _hash(token), hold=True)
    if row is None:
        if await rows.count(session) >= MOST:
            raise Full
        new = {"token_hash": _hash(token), "ref": references.new(), "created_at": now, **says}
        await session.execute(insert_if_new(session, SignUpRow).values(new))  # pressed twice, it may be there by now
        row = await rows.by_token(session, _hash(token), hold=True)
        assert row is not None
    for key, value in says.items():
        setattr(row, key, value)
    await session.flush()
    return row


async def find(session: AsyncSession, token: str, hold: bool = False) -> SignUpRow | None:
    """The one behind a link; None for a wrong token, and once it is tied. `hold`: to tie it now."""
    return await rows.by_token(session, _hash(token), hold) if TOKEN.fullmatch(token) else None


async def tie(
    session: AsyncSession, row: SignUpRow, person: Person, card: Card, rest: Details | None, version: str, now: datetime
) -> CompanyRow:
    """From now on this person speaks for it, as if they had written it in the chat."""
    company = await companies.register(session, person, card, version, now)
    if rest is not None:
        await companies.complete(session, person, rest, now)
    await session.delete(row)
    await session.flush()
    return company


async def new_link(session: AsyncSession, actor: Person, row: SignUpRow, now: datetime) -> str:
    """Another link for somebody who lost theirs, for the team to hand over; the one before works no more."""
    token = new_token()
    row.token_hash = _hash(token)
    audit.note(session, actor.id, "company.web_link", f"sign-up:{row.id}", now)
    return token


async def drop(session: AsyncSession, actor: Person, row: SignUpRow, now: datetime) -> None:
    """The team throws one away."""
    audit.note(session, actor.id, "company.web_drop", f"sign-up:{row.id}", now)
    await session.delete(row)


def note_read(session: AsyncSession, actor: Person, row: SignUpRow, now: datetime) -> None:
    """A member of the team reads who wrote it."""
    audit.note(session, actor.id, "company.web_read", f"sign-up:{row.id}", now)
