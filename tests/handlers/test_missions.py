"""Missions on the running bot: the link, signing up on the way, rights, and what stays when somebody is erased."""

import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers import hours_sheets, privacy_page
from handlers.screens import View
from services import companies, guardians, hours, missions, people, privacy, repeating, volunteers
from services.belongings import belongings
from services.guardians import Guardian
from services.hours import Totals
from services.volunteers import UNDER, Yes
from storage.certificates import CertificateRow
from storage.missions import HandRow, MissionRow
from storage.volunteers import VolunteerRow
from tests.people import Life, Somebody, life, plain
from tests.services.hands import FITS, PLAN, ZONE


@pytest.fixture
async def lab(database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    async with life(database_url, tmp_path) as found:
        yield found


async def a_mission(lab: Life, samira: Somebody) -> tuple[int, str]:
    """A mission of Samira's: its id and code."""
    async with lab.database.transaction() as session:
        row = await missions.create(session, await samira.person(), PLAN, ZONE, lab.clock.now())
        return row.id, row.code


async def signs_up(one: Somebody) -> None:
    """The shortest way through the form that is open."""
    for label in ("18 à 25 ans", "Bouskoura", "Soutien scolaire", "Terminé", "Passer", "Français", "Terminé",
                  "Samedi", "Terminé", "Matin", "Terminé", "En voiture", "Passer", "Non", "Non, merci",
                  "Oui, je propose mon aide"):  # fmt: skip
        await one.taps(label)


async def test_a_link_leads_to_the_mission_and_signing_up_leads_back_to_it(lab: Life) -> None:
    samira = await lab.staff()
    mission, code = await a_mission(lab, samira)
    aicha = await lab.resident()
    await aicha.starts(f"m_{code}")
    assert "Soutien scolaire" in aicha.sees
    await aicha.taps("S'inscrire d'abord")
    await aicha.taps("Aïcha")
    await signs_up(aicha)
    await aicha.taps("✅ Je viens")
    assert (aicha.toast, "Places libres : 1 sur 2" in aicha.sees) == ("✅ Merci ! Votre place est prise.", True)

    await aicha.taps_old(aicha.shown[-1]["message_id"], f"mission.people:{mission}")
    assert aicha.toast == "C'est réservé à l'équipe."
    await aicha.starts("m_gone22")
    assert "Nous ne trouvons pas cette mission" in aicha.sees


async def test_who_is_erased_leaves_numbers_alone(lab: Life) -> None:
    samira, aicha = await lab.staff(), await lab.resident()
    mission, _code = await a_mission(lab, samira)
    await aicha.says("/volunteer")
    await aicha.taps("Proposer mon aide")
    await aicha.taps("Aïcha")
    await signs_up(aicha)
    person, house = await aicha.person(), lab.bot.house
    async with lab.database.transaction() as session:
        hand = await missions.say(session, lab.bot.house.lab, person, mission, True, lab.clock.now())
        row = await session.get_one(MissionRow, mission)
        await hours.change(session, await samira.person(), hand.id, 90, row.ends_at)
        await hours.confirm(session, lab.bot.house.lab, await samira.person(), mission, row.ends_at)
    await aicha.taps("🗓 Missions")
    await aicha.taps("📜 Ce que j'ai fait")
    assert "Soutien scolaire, 1 heure et 30 minutes (confirmé par : équipe NOTIL)" in aicha.sees
    await aicha.taps("📜 Mon attestation")
    await aicha.taps("Aïcha")
    await aicha.taps("Oui, préparez-la")
    assert "Voici votre attestation" in plain(aicha.shown[-1]["caption"])
    assert aicha.shown[-1]["document"]["mime_type"] == "application/pdf"
    async with lab.database.reading() as session:
        code = str(await session.scalar(select(CertificateRow.code)))
        view = View(house, session, person, house.catalogues["fr"])
        found = await belongings(session, house.seals, person, lab.clock.now())
        page = await privacy_page.page(view, found, {}, 1)
    for line in ("18 à 25 ans", "Soutien scolaire", "Samedi · Matin", "Bouskoura", "En voiture ou à moto"):
        assert line in page.replace("</bdi>", "")
    async with lab.database.transaction() as session:
        await privacy.erase(session, house.seals, house.data_dir, person)
    await samira.says(code)
    assert "a été retirée" in samira.sees
    async with lab.database.reading() as session:
        row = await session.get_one(MissionRow, mission)
        assert await hours.totals(session, row) == Totals(1, 90)
        assert await hours.confirmed(session, person.id) == []


async def test_the_team_calls_the_guardian_before_the_yes_counts(lab: Life) -> None:
    samira, omar = await lab.staff(), await lab.resident("Omar")
    now = lab.clock.now()
    async with lab.database.transaction() as session:
        card, mother = replace(FITS, name="Omar", age=UNDER), Guardian("Fatima", "+212661223344")
        row = await volunteers.enrol(session, await omar.person(), card, mother, Yes("1", "send"), now)
        whose = await guardians.of(session, row)
        assert whose is not None
        await guardians.answer(session, lab.bot.house.lab, whose.token, True, now)
    await samira.says("/menu")
    await samira.taps("🤝 Missions")
    await samira.taps("☎️ Tuteurs à appeler : 1")
    await samira.taps("Fatima (Omar)")
    assert "Fatima, +212 6 61 22 33 44" in samira.sees or "Fatima, 06 61 22 33 44" in samira.sees
    assert "celui-ci est peut-être le sien" in samira.sees  # no number of Omar's own is known
    await samira.taps("✅ J'ai appelé")
    assert "l'équipe a appelé" in samira.sees
    async with lab.database.reading() as session:
        assert await guardians.agreed(session, await session.get_one(VolunteerRow, row.id))


async def test_a_contact_in_charge_confirms_hours_and_sees_names_alone(lab: Life) -> None:
    samira, nadia, aicha, omar = [await lab.staff(), *[await lab.resident(one) for one in ("Nadia", "Aïcha", "Omar")]]
    mission, _code = await a_mission(lab, samira)
    house, maker, person = lab.bot.house, await samira.person(), await aicha.person()
    async with lab.database.transaction() as session:
        now = lab.clock.now()
        row = await session.get_one(MissionRow, mission)
        row.begins_at, row.ends_at = now - timedelta(hours=3), now + timedelta(minutes=1)
        card = companies.Card("association", "Amal", None, (), "Nadia")
        amal = await companies.register(session, await nadia.person(), card, "1", now)
        await companies.verify(session, maker, amal.id, True, now)
        await volunteers.enrol(session, person, replace(FITS, phone="+212612345678"), None, Yes("1", "send"), now)
        await missions.say(session, house.lab, person, mission, True, now)
        await missions.arrive(session, person, mission, now)
    await samira.says("/menu")
    await samira.taps("🤝 Missions")
    await samira.taps("Soutien scolaire")
    await samira.taps("👤 Responsable")
    await samira.taps("Nadia · Amal")
    assert "Responsable, confirme les heures : Nadia · Amal" in samira.sees
    await lab.passes(minutes=2)
    await nadia.says("/company")
    await nadia.taps("🤝 Nos missions")
    await nadia.taps("Soutien scolaire")
    await nadia.taps("Aïcha")
    assert ("Aïcha" in nadia.sees, "06 12 34 56 78" in nadia.sees) == (True, False)
    await nadia.taps("➕ 30 min")
    await omar.says("/menu")
    for old in (f"charge.hours:{1}:600", f"charge.confirm:{mission}"):
        await omar.taps_old(omar.shown[-1]["message_id"], old)
        assert omar.toast == "Vous n'êtes pas responsable de cette mission, ou ne l'êtes plus."
    await nadia.taps("👥 Personnes et heures")
    await nadia.taps("✅ Confirmer toutes ces heures")
    assert nadia.toast == "✅ Confirmé, et remerciés : 1"
    async with lab.database.reading() as session:
        (done,) = await hours.confirmed(session, person.id)
        assert (done.minutes, done.confirmed_by) == (30, (await nadia.person()).id)

    await samira.taps("🤝 Vers la mission")
    await samira.taps("👥 Personnes et heures")
    await samira.taps("📄 Feuille d'heures")
    assert samira.shown[-1]["document"]["file_name"].endswith(".xlsx")
    async with lab.database.reading() as session:
        view = View(house, session, maker, house.catalogues["fr"])
        for made in (
            await hours_sheets.mission_sheet(view, mission=mission),
            await hours_sheets.volunteer_sheet(view, hand=1),
        ):
            book = zipfile.ZipFile(BytesIO(made[0].media.content))  # type: ignore[arg-type, union-attr]
            cells = book.read("xl/sharedStrings.xml").decode()
            assert (
                "Aïcha" in cells,
                "Heures" in cells,
                "<v>0.5</v>" in book.read("xl/worksheets/sheet1.xml").decode(),
            ) == (True,) * 3


async def test_a_switch_asks_before_the_card_goes_and_gives_no_yes_without_one(lab: Life) -> None:
    aicha = await lab.resident()
    person, now = await aicha.person(), lab.clock.now()
    async with lab.database.transaction() as session:
        await volunteers.enrol(session, person, FITS, None, Yes("1", "send"), now)
        await companies.register(session, person, companies.Card("company", "Amal", None, (), "Aïcha"), "1", now)
    for purpose, yes, room in (("volunteers", "Oui, ma fiche s'efface", "Proposez votre aide"),
                               ("companies", "Oui, ils s'effacent", "Entreprises, associations")):  # fmt: skip
        await aicha.says("/privacy")
        await aicha.taps("✅ Mes accords")
        await aicha.taps_old(aicha.shown[-1]["message_id"], f"privacy.switch:{purpose}:0")
        assert "Arrêter ?" in plain(aicha.sees).replace("\u00a0", " ")
        async with lab.database.reading() as session:
            assert await privacy.agrees(session, person, purpose)
        await aicha.taps(yes)
        await aicha.taps_old(aicha.shown[-1]["message_id"], f"privacy.switch:{purpose}:1")
        assert room in aicha.sees
        async with lab.database.reading() as session:
            assert not await privacy.agrees(session, person, purpose)


async def test_who_comes_stands_first_and_the_others_on_pages(lab: Life) -> None:
    samira, aicha = await lab.staff(), await lab.resident()
    mission, _code = await a_mission(lab, samira)
    person, now = await aicha.person(), lab.clock.now()
    async with lab.database.transaction() as session:
        for number in range(500, 521):
            await people.meet(session, number, "fr", now)
            one = await people.find(session, number)
            assert one is not None
            session.add(HandRow(mission_id=mission, person_id=one.id, state="declined"))
        await volunteers.enrol(session, person, FITS, None, Yes("1", "send"), now)
        await missions.say(session, lab.bot.house.lab, person, mission, True, now)
    await samira.says("/menu")
    await samira.taps("🤝 Missions")
    await samira.taps("Soutien scolaire")
    await samira.taps("👥 Personnes et heures")
    assert samira.sees.splitlines()[1] == "• Aïcha : vient"
    assert len(samira.sees.splitlines()) == 21
    await samira.taps("Suivant ›")
    assert len(samira.sees.splitlines()) == 3


async def test_all_dates_of_a_mission_are_answered_by_one_tap_and_each_by_its_own(lab: Life) -> None:
    samira, aicha = await lab.staff(), await lab.resident()
    mission, code = await a_mission(lab, samira)
    await aicha.starts(f"m_{code}")
    await aicha.taps("S'inscrire d'abord")
    await aicha.taps("Aïcha")
    await signs_up(aicha)
    assert not any("ses dates" in label for label in aicha.buttons)
    async with lab.database.transaction() as session:
        await repeating.repeat(session, await samira.person(), mission, 2, lab.clock.now())
    await aicha.starts(f"m_{code}")
    await aicha.taps("📅 Toutes ses dates : 3")
    await aicha.taps("✅ Je viens à toutes")
    assert "Dates où vous venez : 3" in plain(aicha.toast)
    mine = ["✅ 28 novembre", "✅ 5 décembre", "✅ 12 décembre"]
    assert [label for label in aicha.buttons if label in mine] == mine
    old = aicha.shown[-1]["message_id"]
    await aicha.taps("✅ 5 décembre")
    assert [label for label in aicha.buttons if label in mine] == [mine[0], mine[2]]
    await aicha.taps("✖️ Je ne viens à aucune")
    assert [label for label in aicha.buttons if label in mine] == []
    karim = await lab.resident("Karim")
    await karim.says("/start")
    await karim.taps_old(old, f"mission.all:{code}:yes")
    assert karim.toast == "Inscrivez-vous d'abord comme bénévole : deux minutes."
    async with lab.database.reading() as session:
        states = list(await session.scalars(select(HandRow.state).order_by(HandRow.mission_id)))
    assert states == ["cannot"] * 3
