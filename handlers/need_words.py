"""What a need looks like in words: what, skills, days, when, where; how far it went with an organisation."""

from collections.abc import Sequence

from handlers.mission_words import reasons_told
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from services import places, skills
from services.matching import Bar, Why
from services.skills import Skill
from services.words import spoken
from storage.partnerships import CONNECTED, DECLINED, INTERESTED, PROPOSED, NeedRow
from storage.volunteers import keys

LABEL = 26  # UTF-16 units of the title on a button
STATES: dict[str, str] = {
    PROPOSED: N_("📨 asked, no answer yet"),
    INTERESTED: N_("✋ interested"),
    DECLINED: N_("✖️ not now"),
    CONNECTED: N_("🤝 connected"),
}
BARS: dict[Bar, str] = {
    Bar.PAUSED: N_("takes a break"),
    Bar.UNVERIFIED: N_("the team has not confirmed it yet"),
}


def title_of(view: View, need: NeedRow) -> str:
    """What is needed, in this person's language."""
    return spoken(need.title, view.texts.language)


def label(view: View, need: NeedRow) -> str:
    """The same for a button."""
    return cut_at_word(title_of(view, need), LABEL)


async def lines(view: View, need: NeedRow) -> list[Safe]:
    """What an organisation reads of it: everything but who needs it."""
    texts = view.texts
    found = [bold(texts("🏢 Need: {need}", need=title_of(view, need)))]
    wanted = await skills.named(view.session, view.house.lab, keys(need.skills))
    if wanted:
        found.append(texts("💪 Needed: {skills}", skills=texts.listing([one.pick(texts.language) for one in wanted])))
    found.append(texts("📆 Days of work: {days}", days=need.days))
    if need.period:
        found.append(texts("Period: {text}", text=need.period))
    return [*found, _where(view, need)]


def _where(view: View, need: NeedRow) -> Safe:
    if need.remote:
        return view.texts("📍 From home, online")
    commune = places.by_code(view.house.lab, need.commune)
    known = [one for one in (need.place, commune and commune.names.pick(view.texts.language)) if one]
    return view.texts("📍 Where: {place}", place=" · ".join(dict.fromkeys(known)))


async def why(view: View, reasons: Sequence[Sequence[str]], every: Sequence[Skill] | None = None) -> Safe:
    """Why an organisation fits: "in Bouskoura · skills: … · days offered: 5"."""
    others = [one for one in reasons if one[0] != Why.COMMUNE]
    told = [await reasons_told(view, others, every)] if others else []
    for _, code in [one for one in reasons if one[0] == Why.COMMUNE]:
        commune = places.by_code(view.house.lab, code)
        told.insert(0, view.texts("in {commune}", commune=commune.names.pick(view.texts.language) if commune else code))
    return Safe(" · ".join(told)) if told else view.texts("nothing speaks against it")
