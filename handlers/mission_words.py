"""What a mission looks like in words: when, where, who is in charge, and why somebody fits."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from conversations.company_words import LEVELS
from conversations.workshops import session as time_span
from handlers.buttons import Button, data
from handlers.screens import View
from handlers.volunteers import languages_told
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from services import charge, places, skills
from services.skills import Skill
from services.words import spoken
from storage.missions import MissionRow
from storage.volunteers import keys

LABEL = 30  # UTF-16 units of the name on a button


def title_of(view: View, mission: MissionRow) -> str:
    """What it is called, in this person's language."""
    return spoken(mission.title, view.texts.language)


async def lines(view: View, mission: MissionRow) -> list[Safe]:
    """What everybody reads of it."""
    texts = view.texts
    found = [bold(texts("🤝 Mission: {mission}", mission=title_of(view, mission))),
             texts("📅 When: {when}", when=time_span(texts, mission.begins, mission.ends)),
             where(view, mission)]  # fmt: skip
    if about := spoken(mission.about, texts.language):
        found.append(texts("✍️ To do: {about}", about=about))
    if mission.voice:
        found.append(texts("✍️ To do: 🎤 voice message"))
    wanted = await skills.named(view.session, view.house.lab, keys(mission.skills))
    if wanted:
        found.append(texts("💪 Needed: {skills}", skills=texts.listing([one.pick(texts.language) for one in wanted])))
    if mission.languages:
        found.append(texts("🗣 Helpful: {languages}", languages=languages_told(texts, tuple(mission.languages.split()))))
    leader = mission.organisation or _team(view)
    found.append(texts("In charge: {who}", who=leader))
    if await charge.contact(view.session, mission):
        found.append(texts("👁 {who} sees who comes, by name, and notes the hours.", who=leader))
    return found


def _team(view: View) -> Safe:
    return view.texts("team {lab}", lab=view.house.lab.name.pick(view.texts.language))


def where(view: View, mission: MissionRow) -> Safe:
    """Where it is, in a line."""
    if mission.remote:
        return view.texts("📍 From home, online")
    commune = places.by_code(view.house.lab, mission.commune)
    known = [one for one in (mission.place, commune and commune.names.pick(view.texts.language)) if one]
    return view.texts("📍 Where: {place}", place=" · ".join(dict.fromkeys(known)))


def to_panel(view: View, mission: MissionRow) -> Button:
    """The way to the mission, for the team."""
    return Button(view.texts.plain("🤝 To the mission"), data("mission.panel", mission.id))


def day_of(view: View, mission: MissionRow) -> Safe:
    """`sam. 28 nov., 09:00`, for lists."""
    begins = datetime.fromisoformat(mission.begins)
    return view.texts.day_and_time(begins)


def label(view: View, mission: MissionRow) -> str:
    """`sam. 28 nov. : Soutien scolaire`, for buttons."""
    day = view.texts.short_day(datetime.fromisoformat(mission.begins).date())
    return view.texts.plain("{day}: {title}", day=day, title=cut_at_word(title_of(view, mission), LABEL))


def duration(view: View, minutes: int) -> Safe:
    """Hours and minutes in words."""
    return view.texts.duration(timedelta(minutes=minutes))


# Why somebody fits


async def reasons_told(view: View, reasons: Sequence[Sequence[str]], every: Sequence[Skill] | None = None) -> Safe:
    """The reasons of a match, in words: "can do: …, speaks …, lives in Bouskoura, is free then, did 2 missions"."""
    known = every if every is not None else await skills.everything(view.session, view.house.lab)
    told = [_TOLD[why](view, values, known) for why, *values in reasons if why in _TOLD]
    return Safe(" · ").join(told)


def _field(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("same field")


def _skills(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    names = [one.words.pick(view.texts.language) for one in known if one.key in values]
    return view.texts("skills: {skills}", skills=view.texts.listing(names))


def _languages(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("languages: {languages}", languages=languages_told(view.texts, tuple(values)))


def _commune(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    found = places.by_code(view.house.lab, values[0])
    return view.texts("lives in {commune}", commune=found.names.pick(view.texts.language) if found else values[0])


def _transport(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("can come from elsewhere")


def _free(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("free at that time")


def _partly(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("free for a part of it")


def _days(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("days offered: {days}", days=values[0])


def _level(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("level: {level}", level=view.texts.plain(LEVELS[values[0]]))


def _done(view: View, values: Sequence[str], known: Sequence[Skill]) -> Safe:
    return view.texts("missions done: {count}", count=int(values[0]))


_TOLD: dict[str, Callable[[View, Sequence[str], Sequence[Skill]], Safe]] = {
    "field": _field,
    "skills": _skills,
    "languages": _languages,
    "commune": _commune,
    "transport": _transport,
    "free": _free,
    "partly": _partly,
    "days": _days,
    "level": _level,
    "done": _done,
}
