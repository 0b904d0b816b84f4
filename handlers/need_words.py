"""What a need looks like in words: what, skills, days, when, where; how far it went with an organisation."""

from collections.abc import Sequence

from conversations.own_need_form import WANTS
from conversations.workshops import session as time_span
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
    if need.people:
        found.append(texts("👥 People needed: {count}", count=need.people))
    else:
        found.append(texts("📆 Days of work: {days}", days=need.days))
    if need.begins and need.ends:
        found.append(texts("📅 When: {when}", when=time_span(texts, need.begins, need.ends)))
    if need.more:
        found.append(texts("✍️ More about it: {text}", text=need.more))
    if need.period:
        found.append(texts("Period: {text}", text=need.period))
    return [*found, _where(view, need)]


def stated(view: View, need: NeedRow) -> list[Safe]:
    """What besides an organisation said: in a voice, and from whom it hopes for help."""
    found = [view.texts("✍️ More about it: 🎤 voice message")] if need.voice else []
    if need.wants in WANTS:
        found.append(view.texts("🔎 Looked for: {what}", what=view.texts.plain(WANTS[need.wants])))
    return found


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
