"""What people read of the bot before they press START, and on its profile, in the language of their phone."""

from typing import Any

from telegram.ext import ExtBot

from handlers.context import House
from locales.marks import N_
from locales.texts import Texts

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
    """Set both texts: for phones in any language, then for those in Arabic and in French."""
    first = house.catalogues.languages[0]
    for code, phone in ((first, ""), ("ar", "ar"), ("fr", "fr")):
        texts = house.catalogues[code]
        await bot.set_my_description(_said(texts, house, DESCRIPTION), language_code=phone)
        await bot.set_my_short_description(_said(texts, house, SHORT), language_code=phone)


def _said(texts: Texts, house: House, msgid: str) -> str:
    return texts.plain(msgid, lab=house.lab.name.pick(texts.language))
