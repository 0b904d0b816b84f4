"""What an opening looks like in words."""

from collections.abc import Sequence
from datetime import date

from conversations.opening_form import KINDS
from handlers.mission_words import reasons_told
from handlers.screens import View
from handlers.volunteers import languages_told
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from services import opening_matches, places, skills
from services.matching import Fits, Why
from storage import openings as rows
from storage import volunteers
from storage.companies import CompanyRow
from storage.openings import ACCEPTED, ASKED, CLOSED, DECLINED, NEED, OPEN, WAITING, ApplicationRow, OpeningRow
from storage.volunteers import TRAINER

LABEL = 26  # UTF-16 units on a button
MARKS = {WAITING: "⏳", OPEN: "✅", CLOSED: "✖️"}
STATES: dict[str, str] = {
    WAITING: N_("⏳ The team reads it first."),
    OPEN: N_("✅ Open: those who follow the field were told."),
    CLOSED: N_("✖️ Closed."),
}
STANDS: dict[str, str] = {
    ASKED: N_("⏳ You applied. The answer comes here."),
    ACCEPTED: N_("✅ You have a place!"),
    DECLINED: N_("✖️ Not this time."),
}
GIVES: dict[str, str] = {
    ASKED: N_("⏳ You said that you can give it. The answer comes here."),
    ACCEPTED: N_("🎉 They would like you to give it!"),
    DECLINED: STANDS[DECLINED],
}
YOURS: dict[str | None, str] = {
    "trainee": N_("your field at the college"),
    TRAINER: N_("the field that you teach"),
    None: N_("you follow this field"),
}


def unread(row: OpeningRow) -> bool:
    """Whether the team has yet to read its words; nobody else does until then."""
    return row.state == WAITING


def title(view: View, row: OpeningRow) -> str:
    """What it is called, for whoever applies."""
    return view.texts.plain(KINDS[row.kind]) if unread(row) else row.title


def label(title: str, mark: str = "") -> str:
    """For buttons."""
    return f"{mark} {cut_at_word(title, LABEL)}".strip()


def stands(view: View, row: OpeningRow, mine: ApplicationRow) -> Safe:
    """What became of one's own application."""
    return view.texts((GIVES if row.kind == NEED else STANDS)[mine.state])


async def why_yours(view: View, row: OpeningRow, reasons: Sequence[Fits]) -> Safe:
    """Why it is for whoever reads this, in words: "your field at the college · near you"; empty: for no reason."""
    texts, told = view.texts, list[Safe]()
    for one in reasons:
        if one.why == Why.FIELD:
            card = await volunteers.of(view.session, view.person.id)
            told.append(texts(YOURS[opening_matches.tie_to(card, row.field)]))
        elif one.why == Why.COMMUNE:
            told.append(texts("near you"))
        elif one.why in (Why.SKILLS, Why.LANGUAGES):
            told.append(await reasons_told(view, [[one.why, *one.values]]))
    return Safe(" · ").join(told)


def field_of(view: View, key: str) -> str:
    """A field by its name."""
    return next((one.words.pick(view.texts.language) for one in view.house.lab.fields if one.key == key), key)


async def who(view: View, row: OpeningRow) -> str | Safe:
    """Whose it is."""
    company = await view.session.get(CompanyRow, row.company_id) if row.company_id else None
    team = view.texts("team {lab}", lab=view.house.lab.name.pick(view.texts.language))
    return company.name if company else team


async def lines(view: View, row: OpeningRow) -> list[Safe]:
    """What everybody reads of it."""
    texts = view.texts
    found = [
        bold(texts("🎓 Title: {title}", title=row.title)),
        texts("Kind: {kind}", kind=texts.plain(KINDS[row.kind])),
        texts("Offered by: {who}", who=await who(view, row)),
        texts("Field: {field}", field=field_of(view, row.field)),
        texts("When: {text}", text=_when(view, row)),
        texts("📍 Where: {place}", place=_where(view, row)),
    ]
    if row.kind != NEED:
        accepted = await rows.count(view.session, row.id, ACCEPTED)
        found.append(texts("Places free: {free} of {all}", free=max(row.places - accepted, 0), all=row.places))
    else:
        found.append(texts("People: {count}", count=row.places))
    wanted = await skills.named(view.session, view.house.lab, row.skills.split())
    if wanted:
        listed = texts.listing([one.pick(texts.language) for one in wanted])
        found.append(texts("💪 Helpful: {skills}", skills=listed))
    if row.languages:
        found.append(texts("🗣 Helpful: {languages}", languages=languages_told(texts, tuple(row.languages.split()))))
    if row.words:
        found.append(texts("More: {text}", text=row.words))
    return found


def _when(view: View, row: OpeningRow) -> Safe:
    first = view.texts.long_date(date.fromisoformat(row.first))
    if not row.last or row.last == row.first:
        return first
    return view.texts("From {date} to {end}", date=first, end=view.texts.long_date(date.fromisoformat(row.last)))


def _where(view: View, row: OpeningRow) -> str:
    commune = places.by_code(view.house.lab, row.commune)
    if commune:
        return commune.names.pick(view.texts.language)
    return view.texts.plain("💻 From home, online") if row.remote else view.texts.plain("Elsewhere")
