"""Organisations on the running bot: a colleague's link, the team's list, a problem of an organisation's own."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers import need_forms
from services import companies
from services.companies import Card
from storage import companies as kept
from storage.audit import AuditRow
from storage.challenges import ChallengeRow
from tests.handlers.rows import rows
from tests.people import Life, Somebody, life

COMMUNE = "06.385.01.01"


@pytest.fixture
async def lab(database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    async with life(database_url, tmp_path) as found:
        yield found


async def signed_up(lab: Life, one: Somebody, name: str, contact: str, voice: str | None = None) -> None:
    """An organisation for which this person speaks."""
    person = await one.person()
    async with lab.database.transaction() as session:
        card = Card("company", name, COMMUNE, ("digital",), contact, phone="+212612345678", voice=voice)
        await companies.register(session, person, card, "1", lab.clock.now())


async def contacts(lab: Life, one: Somebody) -> list[str]:
    """Who speaks for the organisation of this person."""
    person = await one.person()
    async with lab.database.reading() as session:
        found = await kept.of(session, person.id)
        return [each.name for each in await kept.contacts(session, found[0].id)] if found else []


async def audited(lab: Life, action: str) -> int:
    """How often this stands in the audit log."""
    return sum(one.action == action for one in await rows(lab, AuditRow))


async def test_a_link_makes_one_colleague_a_contact_once_they_agree(lab: Life) -> None:
    aicha, karim, omar = await lab.resident(), await lab.resident("Karim"), await lab.resident("Omar")
    await signed_up(lab, aicha, "Atlas", "Aïcha")
    await aicha.says("/company")
    await aicha.taps("👥 Nos contacts")
    await aicha.taps("👥 Un contact de plus")
    found = re.search(r"start=(e_[\w-]+)", str(aicha.shown[-1]))
    assert found
    await karim.starts(found[1])
    assert "pour Atlas." in karim.sees
    await aicha.starts(found[1])
    assert "Vous parlez déjà pour Atlas" in aicha.sees
    assert await contacts(lab, aicha) == ["Aïcha"]
    await omar.starts(found[1])
    await karim.taps("✅ Oui")
    assert await contacts(lab, karim) == ["Aïcha", "Karim"]
    await omar.taps("✅ Oui")
    assert (await contacts(lab, omar), "ne marche plus" in omar.toast) == ([], True)


async def test_the_team_hears_voices_and_answers_who_asks_to_join(lab: Life) -> None:
    aicha, karim, samira = await lab.resident(), await lab.resident("Karim"), await lab.staff()
    await signed_up(lab, aicha, "Atlas SARL", "Aïcha", voice="a-voice")
    await signed_up(lab, karim, "Atlas", "Karim")
    person, asking = await aicha.person(), await karim.person()
    async with lab.database.transaction() as session:
        atlas = await kept.of(session, person.id)
        assert atlas is not None
        atlas[1].conditions_voice = "our-conditions"
        assert await companies.ask_to_join(session, lab.bot.house.lab, asking, atlas[0].id, (), lab.clock.now())
    await samira.says("/company")
    await samira.taps("🗂 Toutes les organisations")
    await samira.taps("Atlas SARL")
    assert "Conditions : 🎤 message vocal" in samira.sees
    await samira.taps("🎤 Aïcha")
    await samira.taps("🎤 Conditions")
    assert await audited(lab, "company.read") == 3
    await samira.taps("Retour")
    await samira.taps("👥 Demandes à rejoindre : 1")
    assert "Karim (Atlas) demande à rejoindre Atlas SARL" in samira.sees
    await karim.taps_old(karim.shown[-1]["message_id"], "company.requests")
    assert karim.toast == "C'est réservé à l'équipe."
    await samira.taps("✅ Karim")
    assert await contacts(lab, aicha) == ["Aïcha", "Karim"]
    assert "Personne ne demande" in samira.sees


async def test_a_problem_of_an_organisation_says_so_at_the_desk_unless_it_has_no_name(lab: Life) -> None:
    aicha, samira = await lab.resident(), await lab.staff()
    await signed_up(lab, aicha, "Atlas", "Aïcha")
    for nameless, words in ((False, "La route est fermée aux camions"), (True, "Pas de bus le soir")):
        await aicha.says("/company")
        await aicha.taps("📣 Un problème à nous")
        await aicha.says(words)
        await lab.passes(seconds=10)
        await aicha.taps("Bouskoura")
        await aicha.taps("Transport" if nameless else "Routes")
        if nameless:
            await aicha.taps("🕶")
        assert ("🏢 De l’organisation : Atlas" in aicha.sees) is not nameless
        await aicha.taps("✅ Envoyer")
    first, second = await rows(lab, ChallengeRow)
    assert (first.company_id is None, second.company_id) == (False, None)
    await samira.says("/desk")
    assert second.ref in samira.sees
    assert "Atlas" not in samira.sees
    await samira.taps("Suivant")
    assert "🏢 De l’organisation : Atlas" in samira.sees
    async with lab.database.reading() as session:
        whose = first.company_id
        for confirmed, found in ([[whose], str(whose)], [[], None]):  # once the team has confirmed who it is
            answers, _ = await need_forms.known_of(session, "challenge", first.id, confirmed)
            assert answers.value("organisation") == found
