"""What staff screens of announcements share: states, titles, files, audiences in words, who may look."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any

from handlers.buttons import Button, data
from handlers.desk_looks import as_it_came
from handlers.desk_words import LANGUAGES, ROLES
from handlers.rights import refusal
from handlers.screens import Media, Message, View, screen
from handlers.words import category_name, ref_label
from locales.formats import Safe, Value
from locales.languages import NAMES
from locales.lengths import cut
from locales.marks import N_, NP_
from services import places, supporters
from services.audiences import Activity, Count, Kind, Rule, Took
from services.roles import Role, holds
from services.words import FALLBACK, spoken
from storage import announcements as rows
from storage import workshops
from storage.announcements import (
    AWAITING,
    CANCELLED,
    DELETED,
    DONE,
    DRAFT,
    MISSED,
    PAUSED,
    SCHEDULED,
    SENDING,
    AnnouncementRow,
    WordingRow,
)
from storage.media import MediaRow
from storage.workshops import WorkshopRow

SIGNS = {DRAFT: "📝", AWAITING: "⏳", SCHEDULED: "🕐", SENDING: "📤", PAUSED: "⏸", DONE: "✅", CANCELLED: "🚫",
         MISSED: "⚠️", DELETED: "🗑"}  # fmt: skip
STATES: dict[str, str] = {
    DRAFT: N_("Announcement being written"),
    AWAITING: N_("Waits for the yes of a second person"),
    SCHEDULED: N_("Ready, it has not left yet"),
    SENDING: N_("Announcement leaving now"),
    PAUSED: N_("Announcement paused"),
    DONE: N_("Announcement sent"),
    CANCELLED: N_("Announcement stopped"),
    MISSED: N_("Announcement not sent: its time is over"),
    DELETED: N_("Announcement deleted"),
}
KINDS: dict[Kind, str] = {
    Kind.LANGUAGE: N_("🗣 Language"),
    Kind.COMMUNE: N_("🏘 Reported in"),
    Kind.THEME: N_("🏷 Reported about"),
    Kind.ACTIVITY: N_("⚡ Lately"),
    Kind.ROLE: N_("👔 Role in the team"),
    Kind.WORKSHOP: N_("📅 Workshop"),
    Kind.CHALLENGE: N_("🙋 Who has a problem"),
    Kind.SEGMENT: N_("💾 Saved audience"),
}
TOOK: dict[str, str] = {
    Took.REGISTERED: N_("registered"),
    Took.ANSWERED: N_("answered"),
    Took.CAME: N_("were there"),
}
LATELY = timedelta(days=60)
ACTIVITIES: dict[str, str] = {
    Activity.NEW: N_("New in the last 30 days"),
    Activity.REPORTED: N_("Reported something in 6 months"),
}
READ_BY = NP_("• In {language}, {n} person: {words}", "• In {language}, {n} people: {words}")
FILES = {"photo": "📷", "voice": "🎤", "audio": "🎤", "document": "📎"}
TITLE = 30
OFFERED = 10  # reports to choose from, those with the most supporters
QUOTED = 160

Staffed = Callable[..., Awaitable[Message]]


def staff_screen(name: str) -> Callable[[Staffed], Staffed]:
    """A screen about one announcement, for those who may announce: `async def f(view, row, **values)`."""

    def register(function: Staffed) -> Staffed:
        @wraps(function)
        async def guarded(view: View, *, announcement: int, **values: Any) -> Message:
            if not holds(view.person.roles, Role.COMMUNICATOR):
                return refusal(view)
            row = await rows.of(view.session, announcement)
            if row is None:
                return Message(view.texts("There is no such announcement."), rows=[[home(view)]])
            return await function(view, row, **values)

        screen(name)(guarded)
        return function

    return register


def home(view: View) -> Button:
    """To the list of announcements."""
    return Button(view.texts.plain("📢 All announcements"), data("an.home"))


def back(view: View, row: AnnouncementRow) -> Button:
    """Back to the announcement, in place."""
    return Button(view.texts.plain("Back"), data("an.open", row.id))


def languages(view: View) -> tuple[str, ...]:
    """The languages of the lab."""
    return view.house.catalogues.languages


def shown_in(wordings: Mapping[str, WordingRow], language: str) -> str:
    """The language in which whoever speaks `language` gets it; empty if it says nothing at all."""
    return next((code for code in FALLBACK.get(language, FALLBACK["fr"]) if code in wordings), "")


async def file_of(view: View, row: AnnouncementRow, wording: WordingRow | None) -> Media | None:
    """The file that goes with a wording: its own, else the one of all languages."""
    number = (wording.media_id if wording else None) or row.media_id
    file = await view.session.get(MediaRow, number) if number else None
    return as_it_came(view.house.data_dir, file) if file else None


async def title_of(view: View, row: AnnouncementRow) -> str:
    """Its first words, in plain text."""
    wordings = await rows.wordings(view.session, row.id)
    wording = wordings.get(shown_in(wordings, view.texts.language))
    words = " ".join(wording.text.split()) if wording else await _workshop_title(view, row)
    return cut(words, TITLE) if words else view.texts.plain("without words")


async def _workshop_title(view: View, row: AnnouncementRow) -> str:
    workshop = await view.session.get(WorkshopRow, row.workshop_id) if row.workshop_id else None
    return spoken(workshop.title, view.texts.language) if workshop else ""


async def _workshops(view: View) -> dict[str, str]:
    """The workshops of the last two months and those to come; for each who registered, answered or was there."""
    texts = view.texts
    found = await workshops.planned(view.session, view.house.clock.now() - LATELY)
    return {
        f"{row.id}.{took}": f"{cut(spoken(row.title, texts.language), TITLE)} · {texts.plain(TOOK[took])}"
        for row, _ in found
        for took in Took
    }


async def brief(view: View, row: AnnouncementRow, wording: WordingRow) -> str:
    """What it says in one language, on a line."""
    file = await view.session.get(MediaRow, wording.media_id) if wording.media_id else None
    words = cut(" ".join(wording.text.split()), QUOTED)
    return " ".join(part for part in (FILES.get(file.kind, "") if file else "", words) if part)


async def wording_lines(view: View, row: AnnouncementRow, count: Count) -> list[Safe]:
    """A line for each language: how many people read it, and in which words."""
    wordings = await rows.wordings(view.session, row.id)
    lines = []
    for code in languages(view):
        n, language = count.languages.get(code, 0), view.texts(LANGUAGES[code])
        words = await _wording_told(view, row, wordings, code)
        lines.append(view.texts.plural(*READ_BY, n, language=language, words=words))
    return lines


async def _wording_told(view: View, row: AnnouncementRow, wordings: Mapping[str, WordingRow], code: str) -> Value:
    """What those who read one language get."""
    if code in wordings:
        return await brief(view, row, wordings[code])
    if row.workshop_id:
        return view.texts("the words of the workshop")
    if other := shown_in(wordings, code):
        return view.texts("⚠️ not written yet, leaves in: {other}", other=view.texts(LANGUAGES[other]))
    return view.texts("nothing yet")


def left_out_lines(view: View, count: Count) -> list[Safe]:
    """Who is meant and gets nothing, and why."""
    texts, settings = view.texts, view.house.lab.announcements
    lines = []
    if count.stopped:
        lines.append(texts("Left out, stopped this topic: {count}", count=count.stopped))
    if count.away:
        lines.append(texts("Left out, cannot be written to or want no messages: {count}", count=count.away))
    if count.over_cap:
        lines.append(texts("Left out, had {most} announcements in {days} days: {count}",
                           most=settings.most, days=settings.days, count=count.over_cap))  # fmt: skip
    return lines


def topic_name(view: View, row: AnnouncementRow) -> str:
    """What it is about, in the reader's language."""
    return view.house.lab.topic(row.topic).words.pick(view.texts.language)


async def values_of(view: View, kind: Kind) -> dict[str, str]:
    """What can be chosen of a kind: value -> its name in plain words."""
    texts, lab = view.texts, view.house.lab
    if kind is Kind.LANGUAGE:
        return {code: NAMES[code] for code in languages(view)}
    if kind is Kind.COMMUNE:
        return {one.code: one.names.pick(texts.language) for one in places.communes(lab)}
    if kind is Kind.THEME:
        return {one.key: category_name(view, one.key) for one in lab.categories}
    if kind is Kind.SEGMENT:
        return {str(one.id): one.name for one in await rows.segments(view.session)}
    if kind in (Kind.WORKSHOP, Kind.CHALLENGE):
        return await (_workshops(view) if kind is Kind.WORKSHOP else _supported(view, OFFERED))
    named: Mapping[Any, str] = ACTIVITIES if kind is Kind.ACTIVITY else ROLES
    return {str(value): texts.plain(msgid) for value, msgid in named.items()}


async def _supported(view: View, most: int | None = None) -> dict[str, str]:
    found = await supporters.most_supported(view.session, most)
    return {str(one.id): ref_label(view, "", one.ref, category_name(view, one.category)) for one in found}


async def rule_lines(view: View, rule: Rule) -> list[Safe]:
    """A rule in words: whom it takes, whom it leaves out."""
    texts = view.texts
    take, but = await _side(view, rule.take), await _side(view, rule.but)
    if not take:
        lines = [texts("👥 For everybody")]
    elif rule.either and len(take) > 1:
        lines = [texts("👥 For those to whom any of this applies:"), *take]
    else:
        lines = [texts("👥 For those to whom all of this applies:"), *take]
    return [*lines, texts("⛔ But not for:"), *but] if but else lines


async def _side(view: View, side: Mapping[str, tuple[str, ...]]) -> list[Safe]:
    told = []
    for kind, values in side.items():
        if values:
            names = await _names(view, Kind(kind))
            chosen = [names.get(value, "?") for value in values]
            told.append(view.texts("• {kind}: {values}", kind=Safe(view.texts(KINDS[Kind(kind)])),
                                   values=view.texts.listing(chosen)))  # fmt: skip
    return told


async def _names(view: View, kind: Kind) -> dict[str, str]:
    """Saved audiences too that are no longer offered."""
    if kind is Kind.SEGMENT:
        return {str(one.id): one.name for one in await rows.every_segment(view.session)}
    if kind is Kind.CHALLENGE:
        return await _supported(view)
    return await values_of(view, kind)
