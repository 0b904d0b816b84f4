"""What an opening looks like in words."""

from datetime import date

from conversations.opening_form import KINDS
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from services import places, skills
from storage import openings as rows
from storage.companies import CompanyRow
from storage.openings import ACCEPTED, ASKED, CLOSED, DECLINED, NEED, OPEN, WAITING, OpeningRow

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


def label(row: OpeningRow, mark: str = "") -> str:
    """For buttons."""
    return f"{mark} {cut_at_word(row.title, LABEL)}".strip()


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
