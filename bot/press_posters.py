"""Posters from the command line: the row that counts what comes, and the two files."""

from datetime import UTC, datetime

from bot.settings import Settings, lab_of
from handlers import poster_papers
from locales.texts import Catalogues
from services import posters
from services.posters import Hung
from storage.database import Database


async def printed(
    settings: Settings, database: Database, username: str, commune: str | None, theme: str | None, partner: str | None
) -> dict[str, bytes]:
    """File names and contents of a new poster. LookupError: the lab has no such commune or category."""
    lab, hung = lab_of(settings), Hung(commune, theme, partner)
    catalogues = Catalogues.load(languages=lab.languages, zone=lab.zone)
    async with database.transaction() as session:
        code = (await posters.make(session, lab, hung, None, datetime.now(UTC))).code
    link = f"https://t.me/{username.removeprefix('@')}?start=p_{code}"
    made = poster_papers.lines(catalogues, lab, hung, link)
    name = f"poster-{code}"
    return {f"{name}.pdf": poster_papers.pdf(made, link), f"{name}.svg": poster_papers.svg(made, link)}
