"""Agreements: each step only from the states that allow it and by whom it is for; both sides have the last word."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from services import agreement_lacks, agreement_reminders, agreements, companies, occasions, partnerships, privacy
from services.agreement_lacks import COMPANY, HOST
from services.agreements import AGREED, ALONE, CALLED_OFF, GIVEN, NEWS, SAID, Report, Terms
from services.people import Person
from services.roles import Role
from storage import agreements as rows
from storage.agreements import CLOSED, CLOSING, DRAFT, RUNNING, STOPPED, AgreementRow, Case
from storage.companies import CompanyRow, ContactRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.partnerships import NeedRow, PartnershipRow
from tests.services.team import LAB, MONDAY, Team, team
from tests.services.test_partnerships import ATLAS, PLAN

TERMS = Terms("2026-10-12", "2026-10-23", 3, "Samira, directrice")
WORK = Report(2.5, 2, "Dix ordinateurs réparés")
NIGHT = datetime(2026, 10, 5, 23, tzinfo=UTC)


class Deal:
    """A need that the team connected with Atlas; Aïcha speaks for it, Omar for whoever needs it."""

    def __init__(self, here: Team) -> None:
        self.here, self.session, self.now = here, here.session, MONDAY
        self.samira: Person
        self.aicha: Person
        self.omar: Person
        self.partnership: PartnershipRow
        self.id = 0

    async def organisation(self, name: str, complete: bool = True) -> tuple[Person, CompanyRow]:
        person = await self.here.person(name)
        card = replace(ATLAS, name=f"{name} SA", contact=name)
        row = await companies.register(self.session, person, card, "1", MONDAY)
        row.verified_at, row.days = MONDAY, "5"
        if complete:
            row.legal_name, row.ice = f"{name} SARL", "001561191000066"
            contact = await self.contact(person)
            contact.function = "Gérante"
        await self.session.flush()
        return person, row

    async def contact(self, person: Person) -> ContactRow:
        found = await companies.rows.of(self.session, person.id)
        assert found is not None
        return found[1]

    async def drafts(self, terms: Terms = TERMS) -> AgreementRow | None:
        row = await agreements.draft(self.session, LAB, self.samira, self.partnership.id, terms, self.now)
        self.id = row.id if row else self.id
        return row

    async def case(self) -> Case:
        found = await rows.case(self.session, self.id)
        assert found is not None
        return found

    async def begins(self) -> bool:
        return await agreements.begin(self.session, LAB, self.samira, self.id, self.now)

    async def reports(self, person: Person, said: Report = WORK) -> int:
        row = await agreements.report(self.session, LAB, person, self.id, said, self.now)
        return row.id if row else 0

    async def confirms(self, person: Person, sheet: int) -> bool:
        return await agreements.confirm(self.session, LAB, person, self.id, sheet, self.now)

    async def told(self, what: str) -> list[int]:
        found = await self.session.scalars(select(OutboxRow).where(OutboxRow.screen == NEWS))
        return sorted(one.person_id or 0 for one in found if one.values["what"] == what)

    async def later(self, **span: float) -> None:
        """Time passes, and what is due happens."""
        end = self.now + timedelta(**span)
        while True:
            for one in await agreement_reminders.plan(self.session, LAB, self.now):
                await occasions.obey(self.session, one)
            following = await occasions.next_due(self.session)
            if following is None or following > end:
                break
            self.now = max(self.now, following)
            for row in await occasions.due(self.session, self.now):
                await occasions.fire(self.session, row, self.now, LAB)
        self.now = end


@asynccontextmanager
async def deal(database: Database, folder: Path, ours: bool = False, complete: bool = True) -> AsyncIterator[Deal]:
    """Both sides are connected."""
    async with team(database, folder) as here:
        one = Deal(here)
        one.samira = await here.moderator()
        one.aicha, atlas = await one.organisation("Aïcha", complete)
        one.omar, own = await one.organisation("Omar")
        plan = replace(PLAN, organisation_id=None if ours else own.id)
        need = await partnerships.create(here.session, one.samira, plan, MONDAY)
        await partnerships.propose(here.session, LAB, one.samira, need.id, atlas.id, MONDAY)
        await partnerships.answer(here.session, LAB, one.aicha, need.id, True, MONDAY)
        found = await partnerships.mine(here.session, one.aicha, need.id)
        assert found is not None
        one.partnership = found
        assert await one.drafts() is None  # not connected yet
        await partnerships.connect(here.session, LAB, one.samira, need.id, atlas.id, MONDAY)
        yield one


async def test_from_the_draft_to_both_sides_yes_step_by_step(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path) as one:
        assert await agreements.draft(one.session, LAB, one.aicha, one.partnership.id, TERMS, MONDAY) is None
        row = await one.drafts()
        assert row is not None and (row.state, row.ours, row.signs) == (DRAFT, False, None)
        again = await one.drafts(replace(TERMS, days=4))
        assert again is not None and (again.id, again.days) == (row.id, 4)
        assert await one.told("drafted") == [one.aicha.id, one.omar.id]
        # Nothing that comes after signing, before it.
        assert (await one.reports(one.aicha), await one.confirms(one.omar, 1)) == (0, False)
        assert not await agreements.begin(one.session, LAB, one.aicha, one.id, MONDAY)
        assert await one.begins() and not await one.begins()
        assert await one.drafts() is None and row.state == RUNNING
        # The one says it, the other says what was different, the one agrees.
        assert await one.reports(one.samira) == 0  # the team is neither side here
        first = await one.reports(one.aicha)
        assert row.state == CLOSING and not await one.confirms(one.aicha, first)
        assert await one.reports(one.aicha) == 0  # it lies with the others now
        second = await one.reports(one.omar, Report(3, 2, voice="file-1"))
        assert not await one.confirms(one.aicha, first)  # an old button
        assert not await one.confirms(one.omar, second)
        assert await one.confirms(one.aicha, second) and not await one.confirms(one.aicha, second)
        assert (row.state, row.given, row.people) == (CLOSED, 3, 2)
        assert await one.told(SAID) == [one.aicha.id, one.omar.id]
        assert await one.told(AGREED) == [one.samira.id, one.omar.id]
        assert not await agreements.stop(one.session, LAB, one.samira, one.id, MONDAY)


async def test_nothing_begins_while_the_law_wants_more(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path, ours=True, complete=False) as one:
        await one.drafts(replace(TERMS, signs=None))
        missing = await agreement_lacks.lacks(one.session, await one.case())
        assert missing == {COMPANY: ("legal_name", "ice", "function"), HOST: ("signs",)}
        assert not await one.begins()
        for _ in range(2):
            assert await agreements.ask_what_lacks(one.session, LAB, one.samira, one.id, NIGHT) == 2
        assert await one.told("lacks") == [one.aicha.id]
        atlas, contact = await companies.rows.of(one.session, one.aicha.id) or (None, None)
        assert atlas is not None and contact is not None
        atlas.legal_name, atlas.ice, contact.function = "Atlas SARL", "001561191000066", "Gérante"
        atlas.commune = None
        assert await agreement_lacks.lacks(one.session, await one.case()) == {COMPANY: ("address",), HOST: ("signs",)}
        atlas.address = "12, rue des Orangers, Rabat"
        await one.drafts()
        assert await agreement_lacks.lacks(one.session, await one.case()) == {}
        assert await one.begins()


async def test_who_wrote_the_draft_hears_once_and_by_day_that_an_organisation_gave_what_it_lacked(
    database: Database, tmp_path: Path
) -> None:
    async with deal(database, tmp_path, ours=True, complete=False) as one:
        await one.drafts(replace(TERMS, signs=None))
        atlas, contact = await companies.rows.of(one.session, one.aicha.id) or (None, None)
        assert atlas is not None and contact is not None

        async def says(legal_name: str, ice: str | None) -> None:
            before = await agreements.waited_for(one.session, atlas.id)
            atlas.legal_name, atlas.ice, contact.function = legal_name, ice, "Gérante"
            await one.session.flush()
            await agreements.given(one.session, LAB, atlas.id, before, NIGHT)

        await says("Atlas SARL", None)  # a part of it
        assert await one.told(GIVEN) == []
        for ice in ("001561191000066", None, "001561191000066"):
            await says("Atlas SARL", ice)
        assert await one.told(GIVEN) == [one.samira.id]
        heard = [
            (person, due) for screen, person, due in await one.here.waiting() if (screen, due > NIGHT) == (NEWS, True)
        ]
        assert heard == [(one.samira.id, NIGHT.replace(day=6, hour=8))]


async def test_the_lab_is_a_side_and_nobody_confirms_their_own_word(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path, ours=True) as one:
        await one.drafts()
        await one.begins()
        assert await agreements.sides(one.session, one.omar, await one.case()) == frozenset()
        assert await agreements.sees(one.session, one.omar, one.id) is None
        # A member of the team who speaks for the company too is both sides, and still cannot close it alone.
        contact = await one.contact(one.aicha)
        both = await one.here.person("Nadia", Role.MODERATOR)
        one.session.add(ContactRow(company_id=contact.company_id, person_id=both.id, name="Nadia", joined_at=MONDAY))
        await one.session.flush()
        sheet = await one.reports(both)
        assert not await one.confirms(both, sheet)
        assert await one.confirms(one.samira, sheet)
        assert await agreements.rate(one.session, one.aicha, one.id, 1500)
        assert not await agreements.rate(one.session, one.samira, one.id, 1)
        assert (await one.case()).row.rate == 1500


async def test_milestones_are_seen_marked_and_reminded_by_day(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path) as one:
        await one.drafts()
        for what, day in (("Diagnostic", "2026-10-14"), ("Réparations", "2026-10-16")):
            assert await agreements.add_milestone(one.session, one.samira, one.id, {"fr": what}, day, MONDAY)
        assert not await agreements.add_milestone(one.session, one.aicha, one.id, {"fr": "x"}, "2026-10-14", MONDAY)
        first, second = await rows.milestones(one.session, one.id)
        assert not await agreements.mark(one.session, one.aicha, first.id, True, MONDAY)  # not signed yet
        await one.begins()
        stranger = await one.here.person("Nobody")
        assert not await agreements.mark(one.session, stranger, first.id, True, MONDAY)
        await companies.pause(one.session, one.omar, True, MONDAY)
        await one.later(days=10)
        for _ in range(2):
            assert await agreements.mark(one.session, one.aicha, second.id, True, one.now)
        assert not await agreements.drop_milestone(one.session, one.samira, second.id)
        await one.later(days=10)
        due = [(screen, person, f"{at:%d %H:%M}") for screen, person, at in await one.here.waiting()
               if screen in (agreement_reminders.REMIND, agreement_reminders.ASK)]  # fmt: skip
        who = (one.samira.id, one.aicha.id)  # Omar's organisation takes a break
        walls = {at for _, _, at in due}
        assert walls == {"13 10:00", "15 10:00", "24 10:00"}
        assert {(screen, person) for screen, person, _ in due} == {
            (screen, person) for screen in (agreement_reminders.REMIND, agreement_reminders.ASK) for person in who
        }
        assert len(due) == 6


async def test_a_milestone_after_an_outage_waits_for_the_morning(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path) as one:
        await one.drafts()
        await agreements.add_milestone(one.session, one.samira, one.id, {"fr": "Diagnostic"}, "2026-10-14", MONDAY)
        await one.begins()
        for planned in await agreement_reminders.plan(one.session, LAB, one.now):
            await occasions.obey(one.session, planned)
        night = datetime(2026, 10, 13, 23, tzinfo=UTC)
        for row in await occasions.due(one.session, night):
            await occasions.fire(one.session, row, night, LAB)
        due = {at for screen, _, at in await one.here.waiting() if screen == agreement_reminders.REMIND}
        assert due == {datetime(2026, 10, 14, 8, tzinfo=UTC)}


async def test_called_off_by_a_side_or_ended_because_one_is_gone(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path) as one:
        row = await one.drafts()
        assert row is not None and await one.begins()
        await agreements.add_milestone(one.session, one.samira, one.id, {"fr": "x"}, "2026-10-14", MONDAY)
        assert await agreements.stop(one.session, LAB, one.omar, one.id, MONDAY)
        assert not await agreements.stop(one.session, LAB, one.omar, one.id, MONDAY)
        assert row.state == STOPPED and await one.told(CALLED_OFF) == [one.samira.id, one.aicha.id]
        await one.later(days=30)
        assert not [one for one in await one.here.waiting() if one[0] == agreement_reminders.REMIND]


async def test_an_organisation_that_goes_ends_it(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path) as one:
        row = await one.drafts()
        assert row is not None and await one.begins()
        sheet = await one.reports(one.omar)
        await privacy.erase(one.session, one.here.seals, tmp_path, one.omar)
        one.session.expire_all()
        assert not (await one.case()).whole
        await one.later(minutes=1)
        await one.later(minutes=1)
        assert (await one.case()).row.state == STOPPED
        assert await one.told(ALONE) == [one.samira.id, one.aicha.id]
        assert not await one.confirms(one.aicha, sheet)
        (said,) = await rows.sheets(one.session, one.id)
        assert (said.person_id, said.words, said.days) == (None, None, 2.5)  # the words go, the numbers stay


async def test_a_need_that_goes_ends_it(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path, ours=True) as one:
        await one.drafts()
        need = await one.session.get(NeedRow, one.partnership.need_id)
        await one.session.delete(need)
        await one.session.flush()
        one.session.expire_all()
        await one.later(minutes=1)
        assert (await one.case()).row.state == STOPPED


async def test_who_left_has_no_say_and_old_ones_go(database: Database, tmp_path: Path) -> None:
    async with deal(database, tmp_path) as one:
        await one.drafts()
        await one.begins()
        contact = await one.contact(one.aicha)
        karim = await one.here.person("Karim")
        one.session.add(ContactRow(company_id=contact.company_id, person_id=karim.id, name="Karim", joined_at=MONDAY))
        await one.session.flush()
        await companies.leave(one.session, one.aicha, MONDAY)
        assert await one.reports(one.aicha) == 0
        assert await agreements.sees(one.session, one.aicha, one.id) is None
        assert await one.reports(karim) > 0
        await rows.forget_before(one.session, MONDAY + timedelta(seconds=1))
        assert await rows.case(one.session, one.id) is None
