"""What people read of the bot before they press START, and on its profile, in the language of their phone."""

from typing import Any

from telegram.ext import ExtBot

from handlers.context import House
from locales.marks import N_

DESCRIPTION = N_(
    "Team {lab} listens to you.\n"
    "📝 A problem in your neighbourhood or douar? An idea?\n"
    "🎤 Write it, say it, or send a photo.\n"
    "📍 We ask where it is, you get a number.\n"
    "💬 The team answers you here.\n"
    "Press the button below to begin."
)
SHORT = N_("Report a problem or an idea to team {lab}: in writing, by voice or with a photo.")


async def put_profile(bot: "ExtBot[Any]", house: House) -> None:
    """Set both texts: for phones in any language, then for those in Arabic and in French, if we speak it."""
    first = house.catalogues.languages[0]
    for code, phone in ((first, ""), ("ar", "ar"), ("fr", "fr")):
        long, short = _texts(house, code) if code in house.catalogues.languages else ("", "")
        await bot.set_my_description(long, language_code=phone)
        await bot.set_my_short_description(short, language_code=phone)


def _texts(house: House, code: str) -> tuple[str, str]:
    texts, lab = house.catalogues[code], house.lab.name.pick(code)
    return texts.plain(DESCRIPTION, lab=lab), texts.plain(SHORT, lab=lab)
