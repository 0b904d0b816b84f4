"""Companies and other organisations: what they offer, who speaks for them, the team's badge, twins.

Sending the form is the consent of its contact (PURPOSE). A company without anybody who speaks for it is none.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox, privacy, staff
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from services.writing import skeletons, words
from storage import companies as rows
from storage.companies import CompanyInvitationRow, CompanyRow, ContactRow

PURPOSE = "companies"
KINDS = ("company", "association", "cooperative", "school", "public", "expert")
EXPERT = "expert"  # somebody who works on their own
WITH_ICE = ("company", "cooperative", "expert")  # those that have one
MORE = ("legal_name", "address", "ice", "sector", "size", "days", "level", "place", "period", "conditions")
SPOKEN = ("period", "conditions")  # of these, what a contact may say in a voice message instead
LEVELS = ("beginner", "skilled", "expert")  # the least first
BySkill = dict[str, list[str | None]]  # days in three months and level of each skill
INVITATION_LIFE = timedelta(days=7)
MOST_APART = 50
JOINING, JOINED, UNANSWERED = "company.joining", "company.joined", "company.unanswered"  # screens
ANSWERED_WITHIN = timedelta(days=3)  # a request to join; then the desk hears of it
# What a name says of the form of a company, not of which company it is.
FORMS = frozenset(words("sarl sa sas au snc ste societe groupe cie association cooperative شركة مقاولة تعاونية جمعية"))


@dataclass(frozen=True, slots=True)
class Card:
    """The five answers: the company, where it is, what it offers, who speaks for it, how to reach them."""

    kind: str
    name: str
    commune: str | None
    skills: tuple[str, ...]
    contact: str
    phone: str | None = None
    email: str | None = None
    words: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """The rest, before a first agreement: `values` by the names of MORE, and the contact's own.

    `by_skill` has days and level of each skill where they differ, `voices` what was said of SPOKEN (Telegram's ids).
    """

    values: dict[str, Any] = field(default_factory=dict)
    by_skill: BySkill = field(default_factory=dict)
    voices: dict[str, str] = field(default_factory=dict)
    function: str | None = None
    email: str | None = None
    phone: str | None = None


async def register(session: AsyncSession, person: Person, card: Card, version: str, now: datetime) -> CompanyRow:
    """Keep the five answers, new or changed, with the consent that sending them gives."""
    found = await rows.of(session, person.id)
    company, contact = found or await _new(session, person, card, now)
    if (company.kind, company.name) != (card.kind, card.name):
        company.verified_at = company.verified_by = None  # the team knew another one
    for name in ("kind", "name", "commune"):
        setattr(company, name, getattr(card, name))
    company.skills, company.changed_at = " ".join(card.skills), now
    company.by_skill = {key: said for key, said in (company.by_skill or {}).items() if key in card.skills}
    contact.name, contact.phone, contact.words, contact.voice = card.contact, card.phone, card.words, card.voice
    contact.email = card.email or contact.email
    await privacy.agree_anew(session, person, PURPOSE, version, "send button", now)
    await session.flush()
    return company


async def _new(session: AsyncSession, person: Person, card: Card, now: datetime) -> tuple[CompanyRow, ContactRow]:
    company = CompanyRow(kind=card.kind, name=card.name, created_at=now, changed_at=now)
    session.add(company)
    await session.flush()
    contact = ContactRow(company_id=company.id, person_id=person.id, name=card.contact, joined_at=now)
    session.add(contact)
    return company, contact


async def complete(session: AsyncSession, person: Person, details: Details, now: datetime) -> CompanyRow | None:
    """Keep the rest; who changes what stands in an agreement loses the badge. None without a company."""
    found = await rows.of(session, person.id)
    if found is None:
        return None
    company, contact = found
    if (company.legal_name, company.ice) != (details.values.get("legal_name"), details.values.get("ice")):
        company.verified_at = company.verified_by = None
    for name in MORE:
        setattr(company, name, details.values.get(name))
    company.by_skill = details.by_skill
    await _keep_voices(session, contact, details.voices)
    contact.function, company.changed_at = details.function, now
    if details.phone or details.email:  # one of them stays
        contact.phone, contact.email = details.phone, details.email
    await session.flush()
    return company


async def voices(session: AsyncSession, company_id: int) -> dict[str, str]:
    """What its contacts said of SPOKEN in a voice message, by its name."""
    found = await rows.contacts(session, company_id)
    said = {name: [voice for one in found if (voice := getattr(one, _column(name)))] for name in SPOKEN}
    return {name: ones[0] for name, ones in said.items() if ones}


def voice_of(contact: ContactRow, about: str = "") -> str | None:
    """What a contact said of one of SPOKEN, else of what they offer."""
    return getattr(contact, _column(about)) if about in SPOKEN else contact.voice


async def _keep_voices(session: AsyncSession, speaker: ContactRow, said: dict[str, str]) -> None:
    """Of each thing one voice counts: it stays with whoever spoke, and is the speaker's if it is new."""
    contacts = await rows.contacts(session, speaker.company_id)
    for column, voice in ((_column(name), said.get(name)) for name in SPOKEN):
        theirs = next((one for one in contacts if voice and getattr(one, column) == voice), speaker)
        for one in contacts:
            setattr(one, column, voice if one is theirs else None)


def _column(name: str) -> str:
    return f"{name}_voice"


def days_for(company: CompanyRow, wanted: Collection[str]) -> float:
    """Days that it offers in three months for these skills (none: for all)."""
    each = [days for key, (days, _) in company.by_skill.items() if not wanted or key in wanted]
    return sum(float(days or 0) for days in each) if company.by_skill else float(company.days or 0)


def level_for(company: CompanyRow, wanted: Collection[str]) -> str:
    """The highest level of whoever would come for these skills (none: for all); empty if nobody said."""
    each = [level for key, (_, level) in company.by_skill.items() if not wanted or key in wanted]
    known = [one for one in (each if company.by_skill else [company.level]) if one in LEVELS]
    return max(known, key=LEVELS.index, default="")


async def pause(session: AsyncSession, person: Person, paused: bool, now: datetime) -> None:
    """Nothing is asked of the company for a while, or again."""
    if found := await rows.of(session, person.id):
        found[0].paused_at, found[0].changed_at = (now if paused else None), now


async def leave(session: AsyncSession, person: Person, now: datetime) -> None:
    """They speak for it no more; without another contact the company goes too."""
    if await privacy.agrees(session, person, PURPOSE):
        await privacy.withdraw(session, person, PURPOSE, now)
    await forget(session, person)


async def forget(session: AsyncSession, person: Person) -> None:
    """The contact goes, and a company for which nobody speaks."""
    await rows.drop_contact(session, person.id)


async def verify(session: AsyncSession, actor: Person, company_id: int, verified: bool, now: datetime) -> None:
    """The team knows this organisation, or takes its badge back."""
    company = await session.get(CompanyRow, company_id)
    if company is not None and (company.verified_at is not None) is not verified:
        company.verified_at, company.verified_by = (now, actor.id) if verified else (None, None)
        audit.note(session, actor.id, "company.verify" if verified else "company.doubt", f"company:{company_id}", now)


def note_read(session: AsyncSession, actor: Person, company_id: int, now: datetime) -> None:
    """A member of the team reads who speaks for a company."""
    audit.note(session, actor.id, "company.read", f"company:{company_id}", now)


# Several contacts


async def invite(session: AsyncSession, person: Person, now: datetime, role: str = rows.CONTACT) -> str | None:
    """A link for one more contact (or employee), within a week; its token is kept nowhere. None without a company."""
    found = await rows.of(session, person.id)
    if found is None:
        return None
    token = secrets.token_urlsafe(18)
    made = {"company_id": found[0].id, "invited_by": person.id, "expires_at": now + INVITATION_LIFE}
    session.add(CompanyInvitationRow(token_hash=hashed(token), role=role, **made))
    audit.note(session, person.id, f"company.invite_{role}", f"company:{found[0].id}", now)
    return token


async def accept(
    session: AsyncSession, token: str, person: Person, name: str, version: str, now: datetime
) -> CompanyRow | None:
    """One more contact, by a link that works once; None if it does not work, or they speak for a company already."""
    if await rows.of(session, person.id):
        return None
    invitation = await rows.use_invitation(session, hashed(token), now)
    if invitation is None:
        return None
    session.add(ContactRow(company_id=invitation.company_id, person_id=person.id, name=name[:80], joined_at=now))
    await privacy.agree_anew(session, person, PURPOSE, version, "invitation", now)
    await session.flush()
    return await session.get(CompanyRow, invitation.company_id)


def hashed(token: str) -> bytes:
    """As the token of an invitation is kept."""
    return hashlib.sha256(token.encode()).digest()


# Twins


def alike(one: str, other: str) -> bool:
    """Whether two names are close: the same letters in either script, whatever the form of the company."""
    return bool(_core(one)) and _core(one) == _core(other)


def _core(name: str) -> frozenset[str]:
    return frozenset(skeletons(" ".join(word for word in words(name) if word not in FORMS)))


async def like(session: AsyncSession, name: str, ice: str | None, but: Collection[int] = ()) -> CompanyRow | None:
    """An organisation with this ICE, else with a close name; none of those in `but`."""
    others = [one for one in await rows.everything(session) if one.id not in but]
    same = next((one for one in others if ice and one.ice == ice), None)
    return same or next((one for one in others if alike(one.name, name)), None)


async def twin(session: AsyncSession, company: CompanyRow) -> CompanyRow | None:
    """Another organisation with the same ICE, else with a close name, unless they said that it is another one."""
    return await like(session, company.name, company.ice, {company.id, *map(int, company.apart.split())})


async def keep_apart(session: AsyncSession, person: Person, company_id: int, now: datetime) -> None:
    """They say that this one is not theirs: they are not asked again."""
    found = await rows.of(session, person.id)
    if found and company_id != found[0].id:
        _apart(found[0], company_id)
        found[0].changed_at = now


def _apart(own: CompanyRow, other_id: int) -> None:
    known = [one for one in own.apart.split() if one != str(other_id)]
    own.apart = " ".join([*known[-MOST_APART:], str(other_id)])


async def ask_to_join(
    session: AsyncSession, lab: Lab, person: Person, company_id: int, admins: Collection[int], now: datetime
) -> bool:
    """Ask those who speak for that company; the desk hears of it if none of them can be reached, or none answers.

    False if there is nothing to ask: it is not like theirs, or the answer was no.
    """
    found, company = await rows.of(session, person.id), await session.get(CompanyRow, company_id)
    if found is None or company is None or not _may_ask(found[0], company):
        return False
    if found[1].wants_id == company_id:
        return True
    found[1].wants_id = company_id
    values, dedupe = {"contact": found[1].id}, f"joining:{found[1].id}:{company_id}:{int(now.timestamp())}"
    asked = [one.person_id for one in await rows.contacts(session, company_id)]
    awake = next_allowed(now, lab.zone, lab)
    await outbox.enqueue_all(session, asked, screen=JOINING, values=values, dedupe=dedupe, due_at=awake)
    late = next_allowed(now + ANSWERED_WITHIN, lab.zone, lab) if await rows.reachable(session, asked) else awake
    team = [one.id for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    await outbox.enqueue_all(session, team, screen=UNANSWERED, values=values, dedupe=f"{dedupe}:desk", due_at=late)
    return True


def _may_ask(own: CompanyRow, other: CompanyRow) -> bool:
    same = bool(own.ice) and own.ice == other.ice
    return own.id != other.id and (same or alike(own.name, other.name)) and str(other.id) not in own.apart.split()


async def answer_join(
    session: AsyncSession, lab: Lab, actor: Person, contact_id: int, yes: bool, now: datetime
) -> bool:
    """A contact of the company that was asked (or the team) says yes or no; False if it is not theirs to say.

    Of two who answer at once the first one counts.
    """
    contact = await session.get(ContactRow, contact_id, with_for_update=True, populate_existing=True)
    if contact is None or contact.wants_id is None:
        return False
    mine = await rows.of(session, actor.id)
    if not holds(actor.roles, Role.MODERATOR) and (mine is None or mine[0].id != contact.wants_id):
        return False
    if not yes and (own := await session.get(CompanyRow, contact.company_id)):
        _apart(own, contact.wants_id)  # they are not asked again; a contact may still send a link
    left, contact.wants_id = contact.company_id, None if not yes else contact.wants_id
    if yes and contact.wants_id is not None:
        contact.company_id, contact.wants_id = contact.wants_id, None
        await session.flush()
        await rows.drop_empty(session, left)
    await outbox.enqueue(session, person_id=contact.person_id, screen=JOINED, values={"yes": yes},
                         dedupe=f"joined-company:{contact.id}:{left}:{int(now.timestamp())}",
                         due_at=next_allowed(now, lab.zone, lab))  # fmt: skip
    return True
