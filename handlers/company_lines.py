"""What is known of an organisation, and of who speaks for it, in lines."""

from collections.abc import Collection

from conversations.company_words import DAYS, KIND_WORDS, LEVELS, PLACES, SECTORS, SIZES, skill_told
from conversations.spoken import spoken
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import companies, phones, places, skills
from storage.companies import CompanyRow, ContactRow


async def card_lines(view: View, company: CompanyRow, contact: ContactRow | None, badge: bool = True) -> list[Safe]:
    """What is known of a company, a line each; of its contact what they gave; `badge`: whether the team knows it."""
    texts, lab, language = view.texts, view.house.lab, view.texts.language
    commune = places.by_code(lab, company.commune)
    lines = [
        bold(texts("🏢 {name}", name=company.name)),
        *([_badge(view, company)] if badge else []),
        texts("Kind: {kind}", kind=texts.plain(KIND_WORDS[company.kind])),
        texts("Commune: {commune}", commune=commune.names.pick(language) if commune else texts.plain("Elsewhere")),
    ]
    if mine := await skills.named(view.session, lab, company.skills.split()):
        lines.append(texts("It offers: {skills}", skills=texts.listing([one.pick(language) for one in mine])))
    lines += [skill_told(texts, company, one) for one in mine if one.key in company.by_skill]
    voices = await companies.voices(view.session, company.id) if company.id else {}
    return [*lines, *_more_lines(view, company, voices), *(contact_lines(view, contact) if contact else [])]


def _badge(view: View, company: CompanyRow) -> Safe:
    known = company.verified_at is not None
    return view.texts("✅ The team knows it") if known else view.texts("⏳ The team has not confirmed it yet")


def _more_lines(view: View, company: CompanyRow, voices: Collection[str]) -> list[Safe]:
    texts = view.texts
    spoken_ones = {name: texts.plain("🎤 voice message") for name in voices}
    told = [
        (N_("Legal name: {text}"), company.legal_name),
        (N_("Address: {text}"), company.address),
        (N_("ICE: {text}"), ltr(company.ice) if company.ice else None),
        (N_("Sector: {text}"), _word(view, SECTORS, company.sector)),
        (N_("People at work: {text}"), _word(view, SIZES, company.size)),
        (N_("Days in three months: {text}"), _word(view, DAYS, company.days)),
        (N_("Level: {text}"), _word(view, LEVELS, company.level)),
        (N_("Where: {text}"), _word(view, PLACES, company.place)),
        (N_("Period: {text}"), company.period or spoken_ones.get("period")),
        (N_("Conditions: {text}"), company.conditions or spoken_ones.get("conditions")),
    ]
    return [texts(msgid, text=value) for msgid, value in told if value]


def _word(view: View, known: object, key: str | None) -> str | None:
    return spoken(known[key], view.texts) if key and isinstance(known, dict) and key in known else None


def contact_lines(view: View, contact: ContactRow) -> list[Safe]:
    """What somebody who speaks for it gave."""
    texts = view.texts
    who = " · ".join(filter(None, (contact.name, contact.function)))
    lines = [texts("Contact: {text}", text=who)]
    if contact.phone:
        lines.append(texts("Phone: {phone}", phone=ltr(phones.readable(contact.phone))))
    if contact.email:
        lines.append(texts("E-mail: {text}", text=ltr(contact.email)))
    if contact.words:
        lines.append(texts("In their own words: {words}", words=contact.words))
    return [*lines, texts("In their own words: 🎤 voice message")] if contact.voice else lines
