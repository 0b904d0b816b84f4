"""What an agreement still lacks before it can be printed, by side, and who signs for each."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.companies import EXPERT, WITH_ICE
from storage import companies
from storage.agreements import Case
from storage.companies import CompanyRow, ContactRow
from storage.partnerships import PartnershipRow

COMPANY, HOST = "company", "host"
WHO, SIGNS = ("legal_name", "ice", "address", "contact", "function"), "signs"


async def lacks(session: AsyncSession, case: Case) -> dict[str, tuple[str, ...]]:
    """What the law wants of each side and is not known yet, by side."""
    found = {COMPANY: await _lacks(session, case.company, await speaker(session, case, COMPANY))}
    if case.row.ours:
        found[HOST] = () if case.row.signs else (SIGNS,)
    else:
        found[HOST] = await _lacks(session, case.host, await speaker(session, case, HOST))
    return {side: what for side, what in found.items() if what}


async def _lacks(session: AsyncSession, company: CompanyRow | None, who: ContactRow | None) -> tuple[str, ...]:
    if company is None:
        return WHO
    known = {
        "legal_name": company.legal_name,
        "ice": company.ice or company.kind not in WITH_ICE,
        "address": company.commune or company.address,
        "contact": who,
        "function": (who and who.function) or company.kind == EXPERT,
    }
    return tuple(key for key in WHO if not known[key])


async def speaker(session: AsyncSession, case: Case, side: str) -> ContactRow | None:
    """Who signs for an organisation: whoever answered for it, else the first who speaks for it."""
    company_id = case.row.company_id if side == COMPANY else case.row.host_id
    known = await companies.contacts(session, company_id) if company_id else []
    one = await session.get(PartnershipRow, case.row.partnership_id) if case.row.partnership_id else None
    answered = one.answered_by if one and side == COMPANY else None
    return next((who for who in known if who.person_id == answered), known[0] if known else None)
