"""What an agreement looks like in words."""

from datetime import date

from conversations.agreements import span
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import agreement_lacks
from services.agreement_lacks import COMPANY
from services.agreements import OTHER
from services.words import spoken
from storage import agreements as rows
from storage.agreements import CLOSED, CLOSING, DRAFT, RUNNING, STOPPED, AgreementRow, Case, MilestoneRow, SheetRow

STATES: dict[str, str] = {
    DRAFT: N_("📝 draft"),
    RUNNING: N_("▶️ signed, under way"),
    CLOSING: N_("🏁 being closed"),
    CLOSED: N_("✅ done, both sides say so"),
    STOPPED: N_("✖️ called off"),
}
LACKING: dict[str, str] = {
    "legal_name": N_("legal name"),
    "ice": N_("ICE"),
    "address": N_("address"),
    "contact": N_("somebody who speaks for it"),
    "function": N_("function of the contact"),
    "signs": N_("who signs for the team"),
}


def title_of(view: View, row: AgreementRow) -> str:
    """What it is about."""
    return spoken(row.title, view.texts.language)


def name_of(view: View, case: Case, side: str) -> str:
    """An organisation, or the team; a dash where it is gone."""
    if side != COMPANY and case.row.ours:
        return view.texts.plain("team {lab}", lab=view.house.lab.name.pick(view.texts.language))
    company = case.company if side == COMPANY else case.host
    return company.name if company else "—"


async def lines(view: View, case: Case) -> list[Safe]:
    """All that both sides and the team read."""
    texts, row = view.texts, case.row
    found = [
        bold(texts("📄 Agreement: {need}", need=title_of(view, row))),
        texts("Gives days: {who}", who=name_of(view, case, COMPANY)),
        texts("Receives them: {who}", who=name_of(view, case, OTHER[COMPANY])),
        texts("How it stands: {state}", state=texts(STATES[row.state])),
        texts("📆 Days of work: {days}", days=row.days),
        texts("When: {text}", text=span(texts, row.first, row.last)),
    ]
    found += [_milestone(view, one) for one in await rows.milestones(view.session, row.id)]
    if row.state == DRAFT:
        found += await _missing(view, case)
    if row.state in (CLOSING, CLOSED):
        found += [_said(view, case, one) for one in await rows.sheets(view.session, row.id)]
    if row.state == CLOSED:
        found.append(bold(texts("Confirmed: {days} days, {people} people", days=texts.number(row.given or 0),
                                people=row.people or 0)))  # fmt: skip
    return found


def _milestone(view: View, one: MilestoneRow) -> Safe:
    values = {"day": view.texts.date(date.fromisoformat(one.day)), "what": spoken(one.what, view.texts.language)}
    return view.texts(N_("✓ {day}: {what}") if one.done_at else N_("• {day}: {what}"), **values)


async def _missing(view: View, case: Case) -> list[Safe]:
    """What the draft still lacks, by side."""
    missing = await agreement_lacks.lacks(view.session, case)
    told = [
        view.texts("⚠️ Still missing, {who}: {what}", who=name_of(view, case, side),
                   what=view.texts.listing([view.texts(LACKING[one]) for one in what]))
        for side, what in missing.items()
    ]  # fmt: skip
    return [*told, view.texts("It can be printed and signed once this is known.")] if told else []


def _said(view: View, case: Case, one: SheetRow) -> Safe:
    """What one side said."""
    texts = view.texts
    words = one.words or (texts.plain("🎤 voice message") if one.voice else "—")
    return texts("💬 {who}: {days} days, {people} people. {words}", who=name_of(view, case, one.side),
                 days=texts.number(one.days), people=one.people, words=words)  # fmt: skip
