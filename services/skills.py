"""What people and companies can do: the lab's list (lab.toml), as the team changed it in the chat.

A skill is never deleted: whoever said that they have it keeps it, under its words. A retired one is asked of nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.lab import Lab
from services.people import Person
from services.words import Words
from services.writing import normalise
from storage import skills as rows
from storage.skills import SkillRow

MOST = 60  # skills on offer; a longer list is not read
ADDED = "own_"  # with a number: the keys of skills that the team added


class Twin(Exception):
    """Another skill that is on offer has the same words."""


class TooMany(Exception):
    """The list is full."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill. `retired`: no longer asked, still known to whoever has it."""

    key: str
    emoji: str
    words: Words
    retired: bool = False

    def pick(self, language: str) -> str:
        """Its emoji and words, as on a button."""
        return f"{self.emoji} {self.words.pick(language)}".strip()


async def everything(session: AsyncSession, lab: Lab) -> list[Skill]:
    """Every skill, retired ones too: as in lab.toml, then those that the team added."""
    found = {one.key: Skill(one.key, one.emoji, one.words) for one in lab.skills}
    for row in await rows.rows(session):
        found[row.key] = Skill(row.key, row.emoji, Words(**row.words), row.retired_at is not None)
    return list(found.values())


async def offered(session: AsyncSession, lab: Lab) -> list[Skill]:
    """Those that are asked."""
    return [one for one in await everything(session, lab) if not one.retired]


async def named(session: AsyncSession, lab: Lab, keys: Iterable[str]) -> list[Skill]:
    """The skills of these keys, in the order of the list; a key that nobody knows any more is left out."""
    wanted = set(keys)
    return [one for one in await everything(session, lab) if one.key in wanted]


async def add(session: AsyncSession, lab: Lab, actor: Person, words: Words, now: datetime) -> Skill:
    """A new skill. Twin, TooMany."""
    there = await everything(session, lab)
    if sum(not one.retired for one in there) >= MOST:
        raise TooMany
    _no_twin(there, words)
    numbers = [int(one.key.removeprefix(ADDED)) for one in there if one.key.startswith(ADDED)]
    key = f"{ADDED}{max(numbers, default=0) + 1}"
    session.add(SkillRow(key=key, emoji="", words=words.model_dump(), added_at=now))
    return await _noted(session, actor, "add", Skill(key, "", words), now)


async def rename(session: AsyncSession, lab: Lab, actor: Person, key: str, words: Words, now: datetime) -> Skill | None:
    """Other words for it; languages that are not given stay. None if there is no such skill. Twin."""
    there = await everything(session, lab)
    skill = next((one for one in there if one.key == key), None)
    if skill is None:
        return None
    words = Words(**{**skill.words.model_dump(), **{code: text for code, text in words.model_dump().items() if text}})
    _no_twin([one for one in there if one.key != key], words)
    row = await _row(session, skill, now)
    row.words = words.model_dump()
    return await _noted(session, actor, "rename", replace(skill, words=words), now)


async def retire(
    session: AsyncSession, lab: Lab, actor: Person, key: str, now: datetime, *, retired: bool = True
) -> Skill | None:
    """It is asked no more, or (not `retired`) asked again. None if there is no such skill."""
    skill = next((one for one in await everything(session, lab) if one.key == key), None)
    if skill is None:
        return None
    row = await _row(session, skill, now)
    row.retired_at = now if retired else None
    return await _noted(session, actor, "retire" if retired else "return", replace(skill, retired=retired), now)


def _no_twin(there: Sequence[Skill], words: Words) -> None:
    new = {normalise(text) for text in words.model_dump().values() if text}
    for one in there:
        if not one.retired and new & {normalise(text) for text in one.words.model_dump().values() if text}:
            raise Twin(one.key)


async def _row(session: AsyncSession, skill: Skill, now: datetime) -> SkillRow:
    row = await session.get(SkillRow, skill.key)
    if row is None:
        row = SkillRow(key=skill.key, emoji=skill.emoji, words=skill.words.model_dump(), added_at=now)
        session.add(row)
    return row


async def _noted(session: AsyncSession, actor: Person, action: str, skill: Skill, now: datetime) -> Skill:
    audit.note(session, actor.id, f"skill.{action}", f"skill:{skill.key}", now)
    await session.flush()
    return skill


# A form keeps the list as it was when it began, beside its draft


def to_json(skills: Iterable[Skill]) -> list[dict[str, Any]]:
    """The list as plain values."""
    return [{"key": one.key, "emoji": one.emoji, "words": one.words.model_dump()} for one in skills]


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[Skill]:
    """The list again."""
    return [Skill(one["key"], one["emoji"], Words(**one["words"])) for one in kept]
