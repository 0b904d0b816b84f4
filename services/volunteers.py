"""Volunteers: who offers a hand, with what and when; a card that they change, pause or give up whenever they like.

Sending the form is the consent to be asked for missions (PURPOSE); each answer that is for figures alone has a consent
of its own (FIGURES). Whoever is under age is asked for nothing until a guardian has said yes (services/guardians.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, guardians, privacy
from services.guardians import Guardian
from services.people import Person
from storage import openings
from storage import volunteers as rows
from storage.volunteers import VolunteerRow, kept

PURPOSE = "volunteers"
FIGURES: Mapping[str, str] = {"gender": "impact_gender", "situation": "impact_situation", "milieu": "impact_milieu"}
PURPOSES = frozenset({PURPOSE, *FIGURES.values()})
UNDER = rows.UNDER
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("am", "pm", "eve")


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody says of themselves; keys as in conversations/volunteer_form.py."""

    name: str
    age: str
    commune: str | None = None
    skills: tuple[str, ...] = ()
    words: str | None = None
    voice: str | None = None
    languages: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    transport: str = "none"
    phone: str | None = None
    tie: str | None = None
    field: str | None = None
    gender: str | None = None
    situation: str | None = None
    milieu: str | None = None


@dataclass(frozen=True, slots=True)
class Yes:
    """How somebody agreed: to which version of the text, by what."""

    version: str
    method: str


SEVERAL = ("skills", "languages", "times")


async def enrol(
    session: AsyncSession, person: Person, card: Card, guardian: Guardian | None, yes: Yes, now: datetime
) -> VolunteerRow:
    """Keep the card, new or changed, with the consents that sending it gives."""
    row = await rows.of(session, person.id)
    if row is None:
        row = VolunteerRow(person_id=person.id, created_at=now)
        session.add(row)
    for one in fields(card):
        value = getattr(card, one.name)
        setattr(row, one.name, kept(value) if one.name in SEVERAL else value)
    row.changed_at = now
    await session.flush()
    await guardians.name(session, row, guardian if card.age == UNDER else None)
    if not await guardians.agreed(session, row):
        await guardians.release(session, person.id, now)
    await _agree(session, person, card, yes, now)
    return row


async def _agree(session: AsyncSession, person: Person, card: Card, yes: Yes, now: datetime) -> None:
    given = {PURPOSE: True} | {purpose: getattr(card, name) is not None for name, purpose in FIGURES.items()}
    for purpose, agreed in given.items():
        if agreed:
            await privacy.agree_anew(session, person, purpose, yes.version, yes.method, now)
        elif await privacy.agrees(session, person, purpose):
            await privacy.withdraw(session, person, purpose, now)


def card_of(row: VolunteerRow) -> Card:
    """What is kept, as they said it."""
    values: dict[str, Any] = {one.name: getattr(row, one.name) for one in fields(Card)}
    values |= {name: tuple(values[name].split()) for name in SEVERAL}
    return Card(**values)


async def pause(session: AsyncSession, person: Person, paused: bool, now: datetime) -> VolunteerRow | None:
    """They are asked for nothing for a while, or again; missions that they said yes to stay. None without a card."""
    row = await rows.of(session, person.id)
    if row is not None:
        row.paused_at, row.changed_at = (now if paused else None), now
        await session.flush()
    return row


async def leave(session: AsyncSession, person: Person, now: datetime) -> None:
    """No volunteer any more: the card goes, with what they said for figures, and their places go to others.

    What they did stays theirs, as hours, until they erase it.
    """
    for purpose in (PURPOSE, *FIGURES.values()):
        if await privacy.agrees(session, person, purpose):
            await privacy.withdraw(session, person, purpose, now)
    await forget(session, person, now)


async def forget(session: AsyncSession, person: Person, now: datetime) -> None:
    """The card goes; they come to no mission that is not over, and wait for none."""
    row = await rows.of(session, person.id)
    if row is not None:
        await guardians.remember(session, row, now)
        await session.delete(row)
    await openings.forget_applications(session, person.id)
    await guardians.release(session, person.id, now)


async def withdraw(session: AsyncSession, person: Person, purpose: str, now: datetime) -> None:
    """A yes is taken back under /privacy: the card goes, or the one answer that was for figures."""
    if purpose == PURPOSE:
        await leave(session, person, now)
        return
    row = await rows.of(session, person.id)
    name = next((name for name, one in FIGURES.items() if one == purpose), None)
    if row is not None and name is not None:
        setattr(row, name, None)
        await session.flush()


def note_read(session: AsyncSession, actor: Person, row: VolunteerRow, now: datetime) -> None:
    """A member of the team reads a volunteer's card."""
    audit.note(session, actor.id, "volunteer.read", f"volunteer:{row.id}", now)


def times_of(days: frozenset[str] | tuple[str, ...], parts: frozenset[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Every part of every day, in order: sat-am, sat-pm."""
    return tuple(f"{day}-{part}" for day in DAYS if day in days for part in PARTS if part in parts)
