"""An organisation that came by the page: the team reads it, somebody opens the link and speaks for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services import company_sign_ups
from storage import companies as kept
from storage import company_sign_ups as waiting
from storage.companies import CompanyRow
from tests.handlers.rows import rows
from tests.people import Life, life

TOKEN = "A" * 24
SAID = {
    "first": {
        "kind": ["choice", "company"],
        "name": ["text", "Atlas SARL"],
        "commune": ["choice", "06.385.01.01"],
        "skills": ["text", "On répare les vélos"],
        "close": ["choices", ["digital"]],
        "contact": ["text", "Aïcha"],
        "reach": ["text", "+212612345678"],
    },
    "rest": {"ice": ["text", "001561191000066"], "function": ["text", "Directrice"], "email": ["text", "a@atlas.ma"]},
}


@pytest.fixture
async def lab(database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    async with life(database_url, tmp_path) as found:
        async with found.database.transaction() as session:
            now = found.clock.now()
            await company_sign_ups.keep(session, TOKEN, "Atlas SARL", SAID, "fr", "1", now)
        yield found


async def test_whoever_opens_the_link_speaks_for_it_once_they_say_yes(lab: Life) -> None:
    aicha, karim = await lab.resident(), await lab.resident("Karim")
    await aicha.starts(f"e_{TOKEN}")
    assert "Atlas SARL" in aicha.sees and "06 12 34 56 78" in aicha.sees
    await karim.starts(f"e_{TOKEN}")
    await aicha.taps("✅ Oui, c’est la nôtre")
    assert "ICE : 001561191000066" in aicha.sees
    await karim.taps("✅ Oui, c’est la nôtre")
    assert "Plus rien n’attend ici" in karim.sees
    person = await aicha.person()
    async with lab.database.reading() as session:
        company, contact = await kept.of(session, person.id) or (None, None)
        assert company is not None and contact is not None
        assert (company.skills, company.ice, company.verified_at) == ("digital", "001561191000066", None)
        assert (contact.words, contact.phone, contact.email) == ("On répare les vélos", "+212612345678", "a@atlas.ma")
        assert await waiting.count(session) == 0


async def test_the_team_reads_it_hands_a_new_link_over_or_throws_it_away(lab: Life) -> None:
    samira, aicha = await lab.staff(), await lab.resident()
    async with lab.database.reading() as session:
        [row] = await waiting.waiting(session, 9)
    await samira.says("/company")
    await samira.taps("🗂 Toutes les organisations")
    await samira.taps("🌐 Par la page web : 1")
    await samira.taps(row.ref)
    assert "liée à personne encore" in samira.sees and "Directrice" in samira.sees
    await samira.taps("🔗 Un nouveau lien")
    await aicha.starts(f"e_{TOKEN}")
    assert "Oui, c’est la nôtre" not in str(aicha.buttons)
    await samira.taps("🗑 La jeter")
    await samira.taps("Oui, la jeter")
    async with lab.database.reading() as session:
        assert await waiting.count(session) == 0
    assert await rows(lab, CompanyRow) == []


async def test_the_page_is_offered_where_the_world_reaches_it(lab: Life) -> None:
    aicha = await lab.resident()
    for address, offered in (("", False), ("https://notil.ma", True)):
        lab.bot.house.public_url = address
        await aicha.says("/company")
        assert ("https://notil.ma/company?language=fr" in str(aicha.shown[-1])) is offered
