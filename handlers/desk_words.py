"""The desk's words: its lists, languages, and what a button carries."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.screens import View
from locales.marks import N_
from locales.texts import Safe, Texts
from services import staff
from services.desk import Spot, Tab
from services.roles import Role
from storage.challenges import ChallengeRow
from storage.desk import speaks

TABS: dict[Tab, str] = {
    Tab.NEW: N_("🆕 New"),
    Tab.MINE: N_("✋ Mine"),
    Tab.LATE: N_("⏰ Waiting too long"),
    Tab.ONE: N_("one card"),
}

SHORT_TABS: dict[Tab, str] = {Tab.NEW: N_("New"), Tab.MINE: N_("Mine"), Tab.LATE: N_("Late")}

LANGUAGES: dict[str, str] = {"ar": N_("Arabic"), "ary": N_("Darija"), "fr": N_("French")}

ROLES: dict[Role, str] = {
    Role.ADMIN: N_("Admin"),
    Role.FACILITATOR: N_("Facilitation"),
    Role.MODERATOR: N_("Desk"),
    Role.COMMUNICATOR: N_("Announcements"),
}


async def manner_of(session: AsyncSession, challenge: ChallengeRow) -> tuple[str, bool]:
    """The author's language, and whether they send voice."""
    return challenge.language, await speaks(session, challenge.id)


def manner_told(texts: Texts, language: str, voice: bool) -> Safe:
    """The same in words, for whoever is about to write to them."""
    named = texts(LANGUAGES[language])
    if voice:
        return texts("🗣 The author sends voice messages, language: {language}", language=named)
    return texts("🗣 The author writes in: {language}", language=named)


def here(spot: Spot) -> tuple[int, int, str]:
    """Where one stands, as a button carries it."""
    return spot.challenge, spot.version, spot.tab


def there(challenge: str, version: str, tab: str) -> Spot:
    """The same again; what is no number becomes 0, which no challenge is."""
    tabs = {one.value for one in Tab}
    return Spot(number(challenge), number(version), Tab(tab) if tab in tabs else Tab.ONE)


def number(text: str) -> int:
    """A number out of a button's data; 0 for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else 0


async def colleague(view: View, person_id: int | None) -> str:
    """The name of a colleague, in plain words."""
    return await staff.name_of(view.session, person_id) or view.texts.plain("a colleague")
