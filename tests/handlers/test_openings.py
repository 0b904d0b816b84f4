"""Internships and trainings on the running bot: who applies, why it comes, what is not read yet, old buttons."""

from dataclasses import replace

from services import companies, openings, people, volunteers
from services.companies import Card as Company
from services.openings import Plan
from services.volunteers import Yes
from storage.openings import NEED
from tests.people import Life, Somebody
from tests.services.hands import FITS

PLAN = Plan("internship", "Développement web", "digital", "2027-01-05", "2027-02-05", 1)


async def _has_a_card(lab: Life, one: Somebody, **more: str) -> None:
    async with lab.database.transaction() as session:
        card = replace(FITS, **more)  # type: ignore[arg-type]
        await volunteers.enrol(session, await one.person(), card, None, Yes("1", "send"), lab.clock.now())


async def _posts(lab: Life, contact: Somebody, samira: Somebody, plan: Plan) -> int:
    """Somebody who speaks for Atlas posts it, and the team approves it."""
    person, team, now = await contact.person(), await samira.person(), lab.clock.now()
    async with lab.database.transaction() as session:
        await companies.register(session, person, Company("company", "Atlas", None, (), "Nadia"), "1", now)
        row = await openings.post(session, person, plan, [], now)
        assert row is not None
        await openings.approve(session, lab.bot.house.lab, team, row.id, now)
        return row.id


async def test_who_applies_stands_in_order_on_pages(lab: Life) -> None:
    samira = await lab.staff()
    person, now, settings = await samira.person(), lab.clock.now(), lab.bot.house.lab
    async with lab.database.transaction() as session:
        row = await openings.post(session, person, replace(PLAN, commune=FITS.commune), [], now)
        assert row is not None
        await openings.approve(session, settings, person, row.id, now)
        for number in range(500, 512):
            await people.meet(session, number, "fr", now)
            one = await people.find(session, number)
            assert one is not None
            card = replace(FITS, name=f"Omar {number}", commune=FITS.commune if number == 511 else None)
            await volunteers.enrol(session, one, card, None, Yes("1", "send"), now)
            mine = await openings.apply(session, settings, one, row.id, now)
            if number == 505:
                await openings.answer(session, settings, person, mine.id, False, now)
    await samira.taps_old(samira.shown[-1]["message_id"], f"opening.people:{row.id}")
    assert samira.sees.splitlines()[:4] == [
        "👥 Candidatures pour « Développement web » : 11",
        "Ce qui correspond le mieux est en premier ; c'est vous qui choisissez.",
        "N° 1, Omar 511 : habite Bouskoura",
        "N° 2, Omar 500 : voir la fiche",
    ]
    assert samira.buttons[-4:] == ["⏳ 10. Omar 509", "Suivant ›", "✖️ Réponses « non » : 1", "Retour"]
    await samira.taps("Suivant ›")
    assert samira.buttons == ["⏳ 11. Omar 510", "‹ Avant", "✖️ Réponses « non » : 1", "Retour"]
    await samira.taps("Réponses")
    assert samira.buttons == ["✖️ Omar 505", "👥 Candidatures"]


async def test_a_trainer_who_can_give_it_and_those_who_need_it_read_how_to_reach_each_other(lab: Life) -> None:
    samira, nadia, omar = await lab.staff(), await lab.resident("Nadia"), await lab.resident("Omar")
    await _has_a_card(lab, omar, tie="trainer", field="industry", phone="+212612345678")
    need = await _posts(lab, nadia, samira, Plan(NEED, "Soudure", "industry", "2027-01-05", places=5))
    await lab.passes(minutes=1)
    assert "💡 Pourquoi vous recevez ceci : vous enseignez ce domaine" in omar.sees.splitlines()
    await omar.taps("🙋 Je peux la donner")
    again = omar.shown[-1]["message_id"]
    await omar.taps_old(again, f"opening.apply:{need}")
    await lab.passes(minutes=1)
    asked = "🙋 « Soudure » : personnes qui peuvent la donner et attendent votre réponse : 1"
    assert (nadia.sees, samira.sees) == (asked, asked)
    await nadia.taps("👥 Candidatures")
    await nadia.taps("1. ")
    assert "Téléphone : 06 12 34 56 78" in nadia.sees.splitlines()
    await nadia.taps("✅ Oui, volontiers")
    await lab.passes(minutes=1)
    assert omar.sees == (
        "📨 Une réponse pour « Soudure » : 🎉 C'est oui : on aimerait que vous la donniez !\nContact : Nadia\n"
        "Écrivez-leur ou appelez-les. L’équipe reste à vos côtés."
    )


async def test_words_that_the_team_has_not_read_are_not_shown_to_who_applied(lab: Life) -> None:
    samira, nadia, omar = await lab.staff(), await lab.resident("Nadia"), await lab.resident("Omar")
    await _has_a_card(lab, omar)
    row = await _posts(lab, nadia, samira, PLAN)
    await omar.taps_old(1, f"opening.apply:{row}")
    async with lab.database.transaction() as session:
        person, now = await nadia.person(), lab.clock.now()
        worded = replace(PLAN, title="Gros mots", words="Très gros", voice="voice-1")
        await openings.change(session, lab.bot.house.lab, person, row, worded, [], now)
    unread = "✏️ Le texte de l'offre a changé. L'équipe le lit d'abord ; ensuite vous le voyez ici."
    await omar.taps_old(1, f"opening.see:{row}")
    assert (omar.sees, omar.buttons) == (unread, ["↩️ Retirer ma candidature", "🎓 Stages et formations"])
    seen = len(omar.shown)
    await omar.taps_old(1, f"opening.voice:{row}")
    assert len(omar.shown) == seen
    await omar.taps("🎓 Stages et formations")
    assert omar.buttons[0] == "⏳ 💼 Un stage"
    late = await lab.resident("Karim")
    await _has_a_card(lab, late)
    await late.taps_old(1, f"opening.apply:{row}")
    assert late.toast == unread
