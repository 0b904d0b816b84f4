"""Internships and trainings on the running bot: who applies, a page at a time."""

from services import openings, people, volunteers
from services.openings import Plan
from services.volunteers import Yes
from tests.people import Life
from tests.services.hands import FITS

PLAN = Plan("internship", "Développement web", "digital", "2027-01-05", "2027-02-05", 1)


async def test_who_applies_stands_on_pages(lab: Life) -> None:
    samira = await lab.staff()
    person, now, settings = await samira.person(), lab.clock.now(), lab.bot.house.lab
    async with lab.database.transaction() as session:
        row = await openings.post(session, person, PLAN, [], now)
        assert row is not None
        await openings.approve(session, settings, person, row.id, now)
        for number in range(500, 521):
            await people.meet(session, number, "fr", now)
            one = await people.find(session, number)
            assert one is not None
            await volunteers.enrol(session, one, FITS, None, Yes("1", "send"), now)
            await openings.apply(session, settings, one, row.id, now)
    await samira.taps_old(samira.shown[-1]["message_id"], f"opening.people:{row.id}")
    assert samira.sees == "👥 Candidatures pour « Développement web » : 21"
    assert (len(samira.buttons), samira.buttons[-2:]) == (22, ["Suivant ›", "Retour"])
    await samira.taps("Suivant ›")
    assert samira.buttons == [f"⏳ {FITS.name}", "‹ Avant", "Retour"]
