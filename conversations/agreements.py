"""An agreement on paper, in French and in Arabic: the draft to sign, and the impact sheet for who gave days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from conversations.company_words import LEVELS, skill_told
from conversations.facing import Facing
from conversations.papers import ACCENT, SOFT
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Catalogues, Texts, ltr
from services import places
from services.lab import Lab
from services.skills import Skill
from services.words import Words, spoken
from storage.agreements import Case, MilestoneRow, SheetRow
from storage.companies import CompanyRow, ContactRow

TITLE, IMPACT = N_("Draft agreement on skills sponsorship"), N_("Impact sheet: skills sponsorship")
FOR = N_("What for: {text}")
SIGNED = N_("Represented by: {text}")
CONDITIONS = N_("Conditions of who gives days: {text}")
NO_ADVICE = N_(
    "This is a draft to talk about, and no legal advice. Before you sign, let somebody who knows the law read it."
)
NO_RECEIPT = N_(
    "This sheet says what both sides confirmed. It is no receipt for taxes; its value comes from a rate that the "
    "organisation entered itself."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What stands on a paper: the agreement, who signs, its milestones, the skills, the report and its status;
    `voiced`: whoever gives days said their conditions in a voice message."""

    case: Case
    lab: Lab
    giver: ContactRow | None
    host: ContactRow | None
    milestones: Sequence[MilestoneRow] = ()
    skills: Sequence[Skill] = ()
    sheets: Sequence[SheetRow] = ()
    ref: str | None = None
    status: str | None = None  # a msgid
    voiced: bool = False


def draft(catalogues: Catalogues, told: Told, made: datetime) -> bytes:
    """The draft: parties, subject, days, skills, place, milestones, room to sign."""
    paper, case = Facing(str(spoken(case_title(told), "fr")), catalogues, made), told.case
    paper.say(lambda texts: texts.plain(TITLE), 17, bold=True, colour=ACCENT)
    paper.say(lambda texts: texts.plain(NO_ADVICE), 10, bold=True)
    _head(paper, N_("The organisation that gives days"))
    _party(paper, told, case.company, told.giver)
    _head(paper, N_("The organisation that receives them"))
    _party(paper, told, case.host, told.host)
    _head(paper, N_("Subject"))
    _subject(paper, told)
    _milestones(paper, told)
    _head(paper, N_("At the end"))
    paper.say(lambda texts: texts.plain(
        "Both sides say how many days were given and what was done; it counts once both have confirmed it."
    ))  # fmt: skip
    paper.boxes(N_("Name, date, signature"), lambda texts: _legal(case.company), lambda texts: _receiver(texts, told))
    return paper.content()


def case_title(told: Told) -> dict[str, str]:
    """What it is about, by language."""
    return told.case.row.title


def _head(paper: Facing, msgid: str) -> None:
    paper.keep(18)  # no heading alone at the foot of a page
    paper.say(lambda texts: texts.plain(msgid), 12, bold=True, colour=ACCENT, gap=4)


def _party(paper: Facing, told: Told, company: CompanyRow | None, who: ContactRow | None) -> None:
    if company is None:  # the lab itself
        paper.say(lambda texts: _lab(texts, told.lab), bold=True)
        paper.field(SIGNED, lambda texts: told.case.row.signs or "")
        return
    paper.own(_legal(company), bold=True)
    if company.ice:
        paper.say(lambda texts: texts("ICE: {text}", text=ltr(company.ice or "")))
    paper.field(N_("Address: {text}"), lambda texts: _address(texts, told.lab, company))
    signs = ", ".join(filter(None, (who.name, who.function))) if who else ""
    paper.field(SIGNED, lambda texts: signs)


def _legal(company: CompanyRow | None) -> str:
    return (company.legal_name or company.name) if company else ""


def _lab(texts: Texts, lab: Lab) -> str:
    return lab.full_name.pick(texts.language)


def _receiver(texts: Texts, told: Told) -> str:
    return _legal(told.case.host) if told.case.host else _lab(texts, told.lab)


def _address(texts: Texts, lab: Lab, company: CompanyRow) -> str:
    commune = places.by_code(lab, company.commune)
    known = (company.address, commune.names.pick(texts.language) if commune else None)
    return " · ".join(filter(None, known))


def _subject(paper: Facing, told: Told) -> None:
    row, need, company = told.case.row, told.case.need, told.case.company
    paper.field(FOR, lambda texts: spoken(row.title, texts.language))
    paper.say(lambda texts: texts("Days of work, without payment: {days}", days=row.days))
    paper.say(lambda texts: texts("When: {text}", text=span(texts, row.first, row.last)))
    if told.skills:
        paper.say(lambda texts: texts("Skills: {skills}", skills=listed(texts, [one.words for one in told.skills])))
    for one in told.skills:
        if company and one.key in company.by_skill:
            paper.say(lambda texts, one=one: skill_told(texts, company, one))  # type: ignore[misc]
    if company and company.level:
        paper.say(lambda texts: texts("Level: {text}", text=texts(LEVELS[company.level or ""])))
    if need:
        paper.field(N_("Where it is: {text}"), lambda texts: _place(texts, told))
    if told.ref:
        paper.say(lambda texts: texts("For report {ref}", ref=ltr(told.ref or "")))
    if company and company.conditions:
        paper.field(CONDITIONS, lambda texts: company.conditions or "")
    elif told.voiced:
        paper.say(lambda texts: texts(CONDITIONS, text=texts.plain("as said to the team in a voice message")))


def listed(texts: Texts, words: Sequence[Words]) -> Safe:
    """Words of the lab, one after the other."""
    return texts.listing([one.pick(texts.language) for one in words])


def span(texts: Texts, first: str, last: str) -> Safe:
    """From a day to a day."""
    begin, end = texts.long_date(date.fromisoformat(first)), texts.long_date(date.fromisoformat(last))
    return begin if first == last else texts("From {date} to {end}", date=begin, end=end)


def _place(texts: Texts, told: Told) -> str:
    need = told.case.need
    if need is None or need.remote:
        return texts.plain("online")
    commune = places.by_code(told.lab, need.commune)
    known = [one for one in (need.place, commune and commune.names.pick(texts.language)) if one]
    return " · ".join(dict.fromkeys(known))


def _milestones(paper: Facing, told: Told, done: bool = False) -> None:
    if not told.milestones:
        return
    _head(paper, N_("Milestones"))
    for one in told.milestones:
        msgid = N_("✓ {day}: {what}") if done and one.done_at else N_("• {day}: {what}")
        paper.say(lambda texts, one=one, msgid=msgid: texts(  # type: ignore[misc]
            msgid, day=texts.date(date.fromisoformat(one.day)), what=spoken(one.what, texts.language)
        ))  # fmt: skip


def impact(catalogues: Catalogues, told: Told, made: datetime) -> bytes:
    """What the days came to: days, people, their value by the rate that was entered, the report and its status."""
    paper, row, company = Facing("Impact", catalogues, made), told.case.row, told.case.company
    paper.say(lambda texts: texts.plain(IMPACT), 17, bold=True, colour=ACCENT)
    paper.own(_legal(company), 14, bold=True)
    paper.field(N_("For: {who}"), lambda texts: _receiver(texts, told), "who")
    paper.field(FOR, lambda texts: spoken(row.title, texts.language))
    paper.say(lambda texts: texts("When: {text}", text=span(texts, row.first, row.last)))
    _head(paper, N_("What came of it"))
    paper.say(lambda texts: texts("Days given: {days}", days=texts.number(row.given or 0)), 15, bold=True)
    paper.say(lambda texts: texts("People who came: {count}", count=row.people or 0), 15, bold=True)
    if row.rate:
        paper.say(lambda texts: worth(texts, row.given or 0, row.rate or 0), 12, bold=True)
    if told.ref and told.status:
        paper.say(lambda texts: texts("Report {ref}: {status}", ref=ltr(told.ref or ""),
                                      status=texts(told.status or "")))  # fmt: skip
    for one in told.sheets:
        if one.words:
            paper.own(one.words)
    _milestones(paper, told, done=True)
    ended = row.ended_at or made
    paper.say(lambda texts: texts("Both sides confirmed it, lately on {date}.", date=texts.long_date(ended)), gap=5)
    paper.say(lambda texts: texts.plain(NO_RECEIPT), 9, colour=SOFT)
    return paper.content()


def worth(texts: Texts, days: float, rate: int) -> Safe:
    """Days by the rate: 2.5 × 1,500 DH = 3,750 DH."""
    return texts("Value by the rate entered: {sum} DH ({days} × {rate} DH)", sum=texts.number(round(days * rate)),
                 days=texts.number(days), rate=texts.number(rate))  # fmt: skip
