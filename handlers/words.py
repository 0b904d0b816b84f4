"""Words that several screens build: names of the lab's categories and places, people's own words, safely cut."""

from datetime import datetime

from handlers.screens import View
from locales.formats import Safe, escape
from locales.isolates import LRI, isolated, led
from locales.lengths import cut
from services import places, reasons
from storage.challenges import ChallengeRow


def bold(text: object) -> Safe:
    """HTML in bold."""
    return Safe(f"<b>{text}</b>")


def quoted(words: str, units: int) -> Safe:
    """What somebody wrote, as a quotation of at most `units` UTF-16 units."""
    return Safe(f"<blockquote>{escape(cut(words, units))}</blockquote>")


def category_name(view: View, key: str | None) -> str:
    """The category with its sign, in plain words; empty if there is none."""
    if not key:
        return ""
    category = view.house.lab.category(key)
    return f"{category.emoji} {category.words.pick(view.texts.language)}"


def body_of(view: View, category: str | None, danger: str | None = None) -> str:
    """Who is usually responsible for such a thing, or for such a danger."""
    lab = view.house.lab
    of_danger = lab.emergency.responsible.get(danger or "")
    return (of_danger or lab.category(category).responsible).pick(view.texts.language)


def details_told(view: View, challenge: ChallengeRow) -> list[tuple[str, str]]:
    """(question, answer) of the category's own questions, in plain words."""
    language, told = view.texts.language, []
    for question in view.house.lab.category(challenge.category).questions:
        given = challenge.details.get(question.key, {})
        choice = given.get("choice")
        known = choice is not None and choice < len(question.choices)
        answer = question.choices[choice].pick(language) if known else given.get("text")
        if answer:
            told.append((question.ask.pick(language), answer))
    return told


def place_of(view: View, challenge: ChallengeRow) -> str:
    """Commune and landmark in plain words; empty if nothing is known."""
    found = places.by_code(view.house.lab, challenge.commune)
    commune = found.names.pick(view.texts.language) if found else ""
    return " · ".join(part for part in (commune, cut(" ".join((challenge.landmark or "").split()), 150)) if part)


def place_told(view: View, challenge: ChallengeRow) -> str:
    """The same, and that there is a point on the map."""
    point = view.texts.plain("📍 a point on the map") if challenge.latitude is not None else ""
    return " · ".join(part for part in (place_of(view, challenge), point) if part)


async def template_words(view: View, key: str) -> str:
    """A ready answer as it was when it was said; empty if the lab has given it up."""
    found = await reasons.of(view.session, view.house.lab, key)
    return found.pick(view.texts.language) if found else ""


def ref_label(view: View, sign: str, ref: str, name: str = "") -> str:
    """`🔎 K7M4-XQ28 · Éclairage`, for a button; from right to left where the language is written so."""
    rtl = view.texts.rtl
    label = " · ".join(filter(None, (f"{sign} {isolated(ref, rtl, LRI)}".strip(), name)))
    return led(label) if rtl else label


def age(view: View, challenge: ChallengeRow, now: datetime) -> Safe:
    """How long ago it came; of an anonymous one only the day is known."""
    if challenge.author_id is None:
        return view.texts.date(challenge.created_at)
    return view.texts.ago(now - challenge.created_at)
