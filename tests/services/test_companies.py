"""Companies: five answers, several contacts, no twins, and none for which nobody speaks."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from services import companies, company_contacts, people, privacy
from services.companies import INVITATION_LIFE, PURPOSE, Card, Details, alike
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role
from storage import companies as rows
from storage.audit import AuditRow
from storage.companies import CompanyRow
from storage.consents import ConsentRow
from storage.database import Database
from storage.outbox import OutboxRow
from tests.services.team import MONDAY, team

LAB = Lab.load()
ATLAS = Card("company", "Atlas Bâtiment SARL", None, ("digital",), "Aïcha", phone="+212612345678")


async def test_a_company_is_kept_known_and_goes_with_its_last_contact(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        samira = await here.person("Samira", Role.MODERATOR)
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        assert await privacy.agrees(session, aicha, PURPOSE)
        await companies.verify(session, samira, company.id, True, MONDAY)
        assert (company.verified_at, company.verified_by) == (MONDAY, samira.id)
        # Another ICE is not what the team knew.
        await companies.complete(session, aicha, Details({"ice": "001561191000066"}, function="CEO"), MONDAY)
        assert (company.verified_at, company.ice) == (None, "001561191000066")
        await rows.untouched_go(session, MONDAY)
        assert await rows.of(session, aicha.id) is not None
        await companies.leave(session, aicha, MONDAY)
        assert await session.get(CompanyRow, company.id) is None
        assert not await privacy.agrees(session, aicha, PURPOSE)


async def test_a_voice_about_conditions_counts_until_another_word_and_goes_with_whoever_spoke(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        session.add(rows.ContactRow(company_id=company.id, person_id=karim.id, name="Karim", joined_at=MONDAY))
        spoken = Details(voices={"conditions": "a-voice", "period": "another"})
        for person in (aicha, karim):  # a colleague who keeps it does not take it over
            await companies.complete(session, person, spoken, MONDAY)
        contacts = await rows.contacts(session, company.id)
        assert [(one.period_voice, one.conditions_voice) for one in contacts] == [("another", "a-voice"), (None, None)]
        await companies.complete(session, karim, replace(spoken, voices={"period": "new"}), MONDAY)
        assert await companies.voices(session, company.id) == {"period": "new"}
        await companies.leave(session, karim, MONDAY)
        assert await companies.voices(session, company.id) == {}


async def test_days_of_a_skill_go_with_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        await companies.register(session, aicha, replace(ATLAS, skills=("digital", "tutoring")), "1", MONDAY)
        said = {"digital": ["5", None], "tutoring": ["2", "expert"]}
        await companies.complete(session, aicha, Details(by_skill=said), MONDAY)
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        assert company.by_skill == {"digital": ["5", None]}


async def test_sending_it_again_agrees_to_the_text_as_it_is_now(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        for version in ("1", "1", "2"):
            await companies.register(session, aicha, ATLAS, version, MONDAY)
        found = await session.scalars(select(ConsentRow).order_by(ConsentRow.id))
        assert [one.text_version for one in found] == ["1", "2"]


async def test_the_badge_is_for_the_name_and_kind_that_the_team_knew(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha, samira = here.session, await here.person("Aïcha"), await here.person("Samira", Role.MODERATOR)
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        for change in ({"name": "OCP"}, {"kind": "public"}):
            await companies.verify(session, samira, company.id, True, MONDAY)
            await companies.register(session, aicha, replace(ATLAS, commune="06.385.01.01"), "1", MONDAY)
            assert company.verified_at == MONDAY
            await companies.register(session, aicha, replace(ATLAS, **change), "1", MONDAY)
            assert (company.verified_at, company.verified_by) == (None, None)
            await companies.register(session, aicha, ATLAS, "1", MONDAY)


async def test_an_invitation_works_once_and_for_a_week(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        nadia = await here.person("Nadia")
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        token = await companies.invite(session, aicha, MONDAY)
        assert token is not None
        late = MONDAY + INVITATION_LIFE
        assert await companies.accept(session, token, karim, "Karim", "1", late) is None
        assert await companies.accept(session, token, karim, "Karim", "1", MONDAY) is company
        assert await companies.accept(session, token, nadia, "Nadia", "1", MONDAY) is None
        left = await companies.invite(session, aicha, MONDAY)
        assert left is not None
        await companies.leave(session, aicha, MONDAY)
        assert [one.name for one in await rows.contacts(session, company.id)] == ["Karim"]
        assert await companies.accept(session, left, nadia, "Nadia", "1", MONDAY) is None  # hers went with her
        assert await companies.invite(session, nadia, MONDAY) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Atlas Bâtiment SARL", "ste ATLAS batiment", True),
        ("شركة النور", "النور", True),
        ("Atlas Bâtiment", "Atlas Transport", False),
        ("SARL", "Société", False),
    ],
)
def test_close_names(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


async def test_a_twin_is_joined_when_one_of_its_contacts_says_yes(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        stranger = await here.person("Omar")
        first = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        again = Card("company", "Atlas Batiment", None, (), "Karim", email="k@atlas.ma")
        second = await companies.register(session, karim, again, "1", MONDAY)
        assert await companies.twin(session, second) is first
        assert await companies.ask_to_join(session, LAB, karim, first.id, (), MONDAY)
        _, contact = await rows.of(session, karim.id) or (None, None)
        assert contact is not None
        assert not await companies.answer_join(session, LAB, stranger, contact.id, True, MONDAY)
        assert not await companies.answer_join(session, LAB, karim, contact.id, True, MONDAY)
        assert await companies.answer_join(session, LAB, aicha, contact.id, True, MONDAY)
        assert not await companies.answer_join(session, LAB, aicha, contact.id, True, MONDAY)
        assert (contact.company_id, contact.wants_id) == (first.id, None)
        assert await session.get(CompanyRow, second.id) is None


async def test_who_asks_to_join_asks_what_is_like_theirs_once(database: Database, tmp_path: Path) -> None:
    """A no is remembered; the desk hears of it if nobody can be reached, or once nobody has answered."""
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        omar, samira = await here.person("Omar"), await here.moderator()
        first = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        other = await companies.register(session, omar, replace(ATLAS, name="Menara"), "1", MONDAY)
        own = await companies.register(session, karim, replace(ATLAS, name="Atlas Batiment"), "1", MONDAY)
        assert not await companies.ask_to_join(session, LAB, karim, other.id, (), MONDAY)
        for _ in range(2):
            assert await companies.ask_to_join(session, LAB, karim, first.id, (), MONDAY)
        waiting = await session.execute(select(OutboxRow.person_id, OutboxRow.screen, OutboxRow.due_at))
        late = MONDAY + companies.ANSWERED_WITHIN
        assert {tuple(one) for one in waiting} == {
            (aicha.id, companies.JOINING, MONDAY), (samira.id, companies.UNANSWERED, late)
        }  # fmt: skip
        _, contact = await rows.of(session, karim.id) or (None, None)
        assert contact is not None
        assert await companies.answer_join(session, LAB, aicha, contact.id, False, MONDAY)
        assert not await companies.ask_to_join(session, LAB, karim, first.id, (), MONDAY)
        assert await companies.twin(session, own) is None
        menara = replace(ATLAS, name="Menara")
        own = await companies.register(session, karim, menara, "1", MONDAY)
        await people.set_reachable(session, omar.telegram_id, False, MONDAY)
        assert await companies.ask_to_join(session, LAB, karim, other.id, (), late)
        told = select(OutboxRow.due_at).where(OutboxRow.person_id == samira.id).order_by(OutboxRow.id.desc())
        assert await session.scalar(told) == late  # at once: nobody there can be reached
        await companies.keep_apart(session, karim, other.id, late)
        assert await companies.twin(session, own) is None


async def test_nobody_hears_at_night_who_asks_to_join_what_was_answered_or_who_was_removed(
    database: Database, tmp_path: Path
) -> None:
    night = MONDAY.replace(hour=1)
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        await here.moderator()
        first = await companies.register(session, aicha, ATLAS, "1", night)
        await companies.register(session, karim, replace(ATLAS, name="Atlas Batiment"), "1", night)
        assert await companies.ask_to_join(session, LAB, karim, first.id, (), night)
        _, contact = await rows.of(session, karim.id) or (None, None)
        assert contact is not None
        assert await companies.answer_join(session, LAB, aicha, contact.id, True, night)
        assert await company_contacts.remove(session, LAB, aicha, contact.id, night)
        sent = (await session.execute(select(OutboxRow.screen, OutboxRow.due_at))).all()
        assert {screen for screen, _ in sent} == {
            companies.JOINING, companies.UNANSWERED, companies.JOINED, company_contacts.REMOVED
        }  # fmt: skip
        assert all(due == next_allowed(due, LAB.zone, LAB) and due > night for _, due in sent)


async def test_of_two_who_remove_each_other_at_once_one_stays(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        token = await companies.invite(session, aicha, MONDAY)
        assert token is not None
        await companies.accept(session, token, karim, "Karim", "1", MONDAY)
        mine, other = await rows.contacts(session, company.id)

    async def remove(actor: Person, contact_id: int) -> bool:
        async with database.transaction() as one:
            await one.execute(select(1))
            await ready.wait()
            return await company_contacts.remove(one, LAB, actor, contact_id, MONDAY) is not None

    ready = asyncio.Barrier(1 if database.is_sqlite else 2)  # SQLite writes one after the other
    done = await asyncio.gather(remove(aicha, other.id), remove(karim, mine.id))
    assert sorted(done) == [False, True]
    async with database.reading() as session:
        assert len(await rows.contacts(session, company.id)) == 1


async def test_contacts_and_the_desk_remove_a_contact_who_is_told(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha, karim = here.session, await here.person("Aïcha"), await here.person("Karim")
        stranger, samira = await here.person("Omar"), await here.moderator()
        company = await companies.register(session, aicha, ATLAS, "1", MONDAY)
        token = await companies.invite(session, aicha, MONDAY)
        assert token is not None
        await companies.accept(session, token, karim, "Karim", "1", MONDAY)
        mine, other = await rows.contacts(session, company.id)
        assert await company_contacts.remove(session, LAB, stranger, other.id, MONDAY) is None
        assert await company_contacts.remove(session, LAB, aicha, mine.id, MONDAY) is None
        waiting = await companies.invite(session, karim, MONDAY)
        assert waiting is not None
        assert await rows.links(session, company.id, MONDAY) == 1
        await company_contacts.withdraw_links(session, stranger, company.id, MONDAY)
        assert await rows.links(session, company.id, MONDAY) == 1
        await company_contacts.withdraw_links(session, aicha, company.id, MONDAY)
        assert await companies.accept(session, waiting, stranger, "Omar", "1", MONDAY) is None
        assert await company_contacts.remove(session, LAB, aicha, other.id, MONDAY) is company
        assert await company_contacts.remove(session, LAB, aicha, other.id, MONDAY) is None
        assert not await privacy.agrees(session, karim, PURPOSE)
        assert await rows.of(session, karim.id) is None
        [told] = await session.scalars(select(OutboxRow).where(OutboxRow.screen == company_contacts.REMOVED))
        assert (told.person_id, told.values) == (karim.id, {"company": company.id})
        noted = await session.scalars(select(AuditRow.action).order_by(AuditRow.id))
        assert list(noted) == ["company.invite_contact", "company.invite_contact", "company.withdraw_links",
                               "company.remove"]  # fmt: skip
        assert await company_contacts.remove(session, LAB, samira, mine.id, MONDAY) is not None
        assert await session.get(CompanyRow, company.id) is None


async def test_what_nobody_touches_goes_by_itself(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        await companies.register(session, aicha, ATLAS, "1", MONDAY)
        await rows.untouched_go(session, MONDAY + INVITATION_LIFE)
        assert await rows.of(session, aicha.id) is None
