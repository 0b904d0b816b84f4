"""A certificate of attendance, of volunteering or of an employee: as a paper in Arabic and French, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape

from conversations.form import TEXT, Answers, Choice, Form, Step
from conversations.papers import ACCENT, SOFT, Paper, a_name, drawable, undrawable
from locales.formats import Safe, Value
from locales.marks import N_
from locales.texts import Catalogues, Texts, ltr
from services import certificates
from services.words import Words, alike, spoken
from storage.certificates import ATTENDANCE, CertificateRow

LONGEST_NAME = 60
MOST_LINES = 2  # of each thing on the paper, so that none reaches the square
TELEGRAM = "telegram"
TITLES = {
    "attendance": N_("Certificate of attendance"),
    "volunteering": N_("Certificate of volunteering"),
    "employee": N_("Certificate of hours given"),
}
STATES = N_("Team {lab} states that")
WAS = {
    "attendance": N_("took part in the workshop"),
    "volunteering": N_("took part as a volunteer"),
    "employee": N_("took part for the organisation that employs them"),
}
DID = {
    "attendance": N_("Workshop: {text}"),
    "volunteering": N_("As a volunteer: {text}"),
    "employee": N_("For the organisation that employs them: {text}"),
}
SENT, MADE = N_("Organisation: {organisation}"), N_("Made on: {date}")


@dataclass(frozen=True, slots=True)
class Naming:
    """What the form looks at: the name that Telegram shows, and who employs them if it is about that."""

    name: str = ""
    company: str = ""


def name_step(answers: Answers, around: Naming) -> list[Step]:
    """The name, the one that Telegram shows by a tap."""
    own = [Choice(TELEGRAM, alike(around.name))] if around.name and not undrawable(around.name) else []
    ask = N_("📜 Which name should stand on your certificate? Write it as you want it, in Arabic or Latin letters.")
    return [Step("name", ask=ask, label=N_("Name"), choices=own, accepts=TEXT, clean=a_name(LONGEST_NAME))]


def employer_step(answers: Answers, around: Naming) -> list[Step]:
    """Whether the employer's name stands on it."""
    if not drawable(around.company):
        return []
    with_it, without = Choice("yes", alike(around.company)), Choice("no", N_("Without its name"))
    ask = N_("🏢 Should the name of your organisation stand on it?")
    return [Step("employer", ask=ask, label=N_("Organisation"), choices=[with_it, without])]


FORM = Form("certificate", (name_step, employer_step), submit=certificates.issue)


def lines(texts: Texts, row: CertificateRow) -> list[Safe]:
    """What stands on it: the name, the workshop or the missions, the days, the hours, the code."""
    sent = [texts(SENT, organisation=row.organisation)] if row.organisation else []
    return [
        texts("Name: {name}", name=row.name or ""),
        texts(DID[row.kind], text=_what(texts, row)),
        *sent,
        texts("When: {text}", text=_days(texts, row)),
        texts("Length: {text}", text=hours(texts, row.minutes or 0)),
        texts(MADE, date=texts.long_date(row.issued_at)),
        texts("Code: {text}", text=ltr(row.code)),
    ]


def _what(texts: Texts, row: CertificateRow) -> Value:
    """The workshop, or how many missions."""
    if row.kind != ATTENDANCE:
        return texts.plural("{n} mission", "{n} missions", row.missions or 0)
    return spoken(row.title or {}, texts.language)


def _days(texts: Texts, row: CertificateRow) -> Safe:
    first, last = (date.fromisoformat(one or "") for one in (row.first, row.last))
    if first == last:
        return texts.long_date(first)
    return texts("From {date} to {end}", date=texts.long_date(first), end=texts.long_date(last))


def hours(texts: Texts, minutes: int) -> Safe:
    """How long it was: days of a clock would be read as days of work."""
    if minutes < 24 * 60:
        return texts.duration(timedelta(minutes=minutes))
    return texts.plural("{n} hour", "{n} hours", minutes // 60)


def paper(catalogues: Catalogues, lab: Words, row: CertificateRow, address: str, made: datetime) -> bytes:
    """One page: French on the left, Arabic on the right, the code below both."""
    found = Paper(row.code, made, wide=True)
    found.frame(10)
    half = found.width / 2
    for code, x in (("fr", 20.0), ("ar", half + 6)):
        _column(found, catalogues[code], lab, row, x, half - 26)
    found.line(half, 30, half, 150)
    found.square(20, 157, 32, address)
    found.text(58, 160, found.width - 78, row.code, size=16, bold=True)
    found.text(58, 170, found.width - 78, address, size=10, colour=SOFT)
    for code in ("fr", "ar"):
        texts = catalogues[code]
        made_on = plain(texts(MADE, date=texts.long_date(row.issued_at)))
        found.text(58, 178, found.width - 78, made_on, size=10, rtl=texts.rtl, colour=SOFT)
    return found.content()


def _column(found: Paper, texts: Texts, lab: Words, row: CertificateRow, x: float, width: float) -> None:
    def put(y: float, words: str, size: float = 13, bold: bool = False, accent: bool = False) -> float:
        colour = ACCENT if accent else (26, 32, 44)
        words, size = found.fitting(width, words, size, MOST_LINES, bold, texts.rtl)
        return found.text(x, y, width, words, size=size, bold=bold, rtl=texts.rtl, align="middle", colour=colour) + 3

    y = put(28, texts.plain(TITLES[row.kind]), 22, True, True)
    y = put(y + 4, texts.plain(STATES, lab=lab.pick(texts.language)))
    y = put(y + 2, row.name or "", 20, True)
    y = put(y + 2, texts.plain(WAS[row.kind]))
    what = _what(texts, row)
    y = put(y, plain(what) if isinstance(what, Safe) else str(what), 16, True)
    if row.organisation:
        y = put(y, plain(texts(SENT, organisation=row.organisation)))
    y = put(y + 3, plain(_days(texts, row)))
    put(y, plain(hours(texts, row.minutes or 0)))


def plain(said: Safe) -> str:
    """HTML as the words it shows."""
    return unescape(str(said))


def name(answers: Answers, around: Naming) -> str:
    """The name that they want."""
    return around.name if answers.kind("name") == "choice" else str(answers.value("name"))
