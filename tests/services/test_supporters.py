"""Supporting, leaving, joining and taking apart: who follows what, and how many different people it has."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from services import blocking, challenges, merges, privacy, statuses, supporters
from services.authors import coarse
from services.message_classes import NEWS
from services.people import Person
from services.statuses import Status, Step
from storage.challenges import ChallengeRow
from storage.consents import ConsentRow
from storage.database import Database
from storage.merges import MergeRow, top
from storage.outbox import OutboxRow
from storage.supporters import SupporterRow
from tests.services.team import LAB, MINUTE, MONDAY, Team, spot, team


async def backs(one: Team, person: Person, row: ChallengeRow, anonymous: bool = False) -> bool:
    return await supporters.support(one.session, one.seals, person, row, "1", MONDAY, anonymous)


async def count(one: Team, row: ChallengeRow) -> int:
    return (await supporters.people(one.session, [row.id]))[row.id]


async def test_once_a_person_and_never_ones_own(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        aicha, omar = await one.person("Aicha"), await one.person("Omar")
        row = await one.challenge("A", aicha)
        assert [await backs(one, omar, row), await backs(one, omar, row), await backs(one, aicha, row)] == [
            True,
            False,
            False,
        ]
        assert await count(one, row) == 2
        assert await privacy.agrees(one.session, omar, supporters.PURPOSE)
        assert await supporters.leave(one.session, one.seals, omar, row)
        assert not await supporters.leave(one.session, one.seals, omar, row)
        assert await count(one, row) == 1


async def test_who_stays_anonymous_leaves_no_name_but_follows_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row, omar = await one.challenge("A", await one.person("Aicha"), anonymous=True), await one.person("Omar")
        assert await backs(one, omar, row, anonymous=True)
        assert not await backs(one, omar, row)
        kept = await one.session.scalar(select(SupporterRow))
        assert kept is not None
        assert (kept.person_id, kept.since) == (None, MONDAY.replace(hour=0))
        assert await one.session.scalar(select(func.count()).select_from(ConsentRow)) == 0
        assert [one.to.person_id for one in await supporters.followers(one.session, row.id)] == [None, None]
        assert await supporters.leave(one.session, one.seals, omar, row)


async def test_taking_the_yes_back_and_being_erased(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"))
        omar, samira = await one.person("Omar"), await one.person("Samira")
        assert [await backs(one, omar, row), await backs(one, samira, row)] == [True, True]
        await challenges.withdraw_consent(one.session, omar, supporters.PURPOSE, MONDAY)
        assert await count(one, row) == 2
        await privacy.erase(one.session, one.seals, tmp_path, samira)
        assert await count(one, row) == 1


async def test_a_merge_is_told_once_to_everybody_and_taken_apart_again(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        boss, aicha, omar, nadia = [await one.person(name) for name in ("Boss", "Aicha", "Omar", "Nadia")]
        main, other = await one.challenge("A", aicha), await one.challenge("B", omar, status="study")
        for person, row in ((nadia, main), (nadia, other), (aicha, other)):
            await backs(one, person, row)
        done = await statuses.change(
            one.session, LAB, spot(other), Step(Status.DUPLICATE, {"of": main.id}), boss, MONDAY
        )
        told = {person for _, person, _ in await one.waiting()}
        assert (told, await count(one, main)) == ({omar.id, nadia.id, aicha.id}, 3)
        apart = await statuses.take_apart(one.session, LAB, spot(other), boss, MONDAY + MINUTE * 9)
        assert (other.status, await count(one, main), await count(one, other)) == ("study", 2, 3)
        assert "apart" in apart.reason
        again = await one.session.scalars(select(OutboxRow.dedupe).where(OutboxRow.dedupe.like(f"status:{apart.id}:%")))
        assert set(again) == {f"status:{apart.id}:p{person.id}" for person in (omar, nadia, aicha)}
        await statuses.undo(one.session, apart.id, boss, MONDAY + MINUTE * 10)
        assert (other.status, await count(one, main)) == ("duplicate", 3)
        assert done.status == Status.DUPLICATE


async def test_followers_of_the_main_one_hear_each_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        boss, aicha, omar = [await one.person(name) for name in ("Boss", "Aicha", "Omar")]
        main, second = await one.challenge("A", aicha), await one.challenge("B", aicha)
        third = await one.challenge("C", omar, anonymous=True)
        await merges.link(one.session, second.id, main.id, boss, MONDAY)
        await merges.link(one.session, third.id, second.id, boss, MONDAY)
        await backs(one, omar, third)
        await statuses.change(one.session, LAB, spot(main), Step(Status.SOLVED, {}), boss, MONDAY)
        assert [person for _, person, _ in await one.waiting()] == [aicha.id, None]


async def test_of_a_withdrawn_one_the_others_stand_by_themselves_again(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        boss, author = await one.person("Boss"), await one.person("Aicha")
        main, other = await one.challenge("A", author), await one.challenge("B", boss, status="study")
        await statuses.change(one.session, LAB, spot(other), Step(Status.DUPLICATE, {"of": main.id}), boss, MONDAY)
        await challenges.withdraw(one.session, main, MONDAY + MINUTE * 9)
        assert (other.status, (await merges.top(one.session, other)).id) == ("study", other.id)
        told = await statuses.told_status(one.session, other, MONDAY + MINUTE * 9)
        assert (told, await count(one, other)) == (Status.STUDY, 1)


@pytest.mark.parametrize("way", ["withdrawn", "erased", "spam"])
async def test_what_was_joined_to_one_that_goes_is_its_own_again_and_its_people_hear(
    database: Database, tmp_path: Path, way: str
) -> None:
    async with team(database, tmp_path) as one:
        boss, aicha, omar, nadia = [await one.person(name) for name in ("Boss", "Aicha", "Omar", "Nadia")]
        main, other = await one.challenge("A", aicha), await one.challenge("B", omar, status="study")
        await statuses.change(one.session, LAB, spot(other), Step(Status.DUPLICATE, {"of": main.id}), boss, MONDAY)
        await backs(one, nadia, other)
        await one.session.execute(delete(OutboxRow))
        if way == "withdrawn":
            await challenges.withdraw(one.session, main, MONDAY)
        elif way == "spam":
            await blocking.mark_spam(one.session, spot(main), True, boss, (), MONDAY)
        else:
            await privacy.let_go(one.session, one.seals, aicha, MONDAY)
            await privacy.erase(one.session, one.seals, tmp_path, aicha)
        assert (await one.session.get_one(ChallengeRow, other.id, populate_existing=True)).status == "study"
        assert [(who, at) for _, who, at in await one.waiting()] == [(omar.id, MONDAY), (nadia.id, MONDAY)]
        assert set(await one.session.scalars(select(OutboxRow.message_class))) == {NEWS}


@pytest.mark.parametrize("way", ["withdrawn", "erased"])
async def test_of_what_somebody_anonymous_takes_back_others_hear_the_next_day(
    database: Database, tmp_path: Path, way: str
) -> None:
    async with team(database, tmp_path) as one:
        boss, omar = await one.person("Boss"), await one.person("Omar")
        aicha = await one.person("Aicha")
        main = await one.challenge("A", aicha, anonymous=True)
        other = await one.challenge("B", omar, status="study")
        await merges.link(one.session, other.id, main.id, boss, MONDAY)
        await one.with_card(other)
        if way == "withdrawn":
            await challenges.withdraw(one.session, main, MONDAY)
        else:
            await privacy.let_go(one.session, one.seals, aicha, MONDAY)
        step = await statuses.last_step(one.session, other.id)
        assert step is not None
        next_day = coarse(MONDAY) + timedelta(days=1)
        assert (step.at, other.waiting_since) == (next_day, coarse(MONDAY))  # told, also by alerts, with the notice
        known = [await statuses.told(one.session, other.id, at) for at in (MONDAY, next_day)]
        assert known == [[], [step]]
        assert await one.cards_due() == [next_day]
        assert [(who, at) for _, who, at in await one.waiting()] == [(omar.id, next_day)]


async def test_a_circle_is_refused(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        boss, author = await one.person("Boss"), await one.person("Aicha")
        first, second, third = [await one.challenge(ref, author) for ref in "ABC"]
        await merges.link(one.session, second.id, first.id, boss, MONDAY)
        await merges.link(one.session, third.id, second.id, boss, MONDAY)
        for other in (first, second, third):
            with pytest.raises(LookupError):
                await statuses.change(
                    one.session, LAB, spot(first), Step(Status.DUPLICATE, {"of": other.id}), boss, MONDAY
                )
        assert (await merges.top(one.session, third)).id == first.id
        assert [row.ref for row in await merges.joined(one.session, first.id)] == ["B", "C"]


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("support"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("link"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("unlink"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("leave"), st.integers(0, 3), st.integers(0, 3)),
    ),
    max_size=14,
)


@pytest.mark.only("sqlite")
def test_whatever_is_joined_and_taken_apart_the_people_are_counted_right(database_url: str, tmp_path: Path) -> None:
    @settings(max_examples=20, deadline=None)
    @given(acts=ACTS)
    def play(acts: list[tuple[str, int, int]]) -> None:
        asyncio.run(_follow(acts, database_url, tmp_path))

    play()


async def _follow(acts: list[tuple[str, int, int]], url: str, folder: Path) -> None:
    """Play the acts beside a model of sets; afterwards take everything apart: each has its own people again."""
    database = Database(url)
    async with team(database, folder) as one:
        boss, persons = await one.person("Boss"), [await one.person(str(n)) for n in range(4)]
        rows = [await one.challenge(str(n), persons[n]) for n in range(4)]
        own: list[set[int]] = [{n} for n in range(4)]
        above: dict[int, int] = {}

        def family(n: int) -> set[int]:
            return {n} | {deep for low, high in above.items() if high == n for deep in family(low)}

        def root(n: int) -> int:
            return root(above[n]) if n in above else n

        def people_of(n: int) -> set[int]:
            return {person for member in family(n) for person in own[member]}

        for act, first, second in acts:
            if act == "support" and await backs(one, persons[first], rows[second]):
                assert first not in people_of(second)
                own[second].add(first)
            elif act == "leave" and await supporters.leave(one.session, one.seals, persons[first], rows[second]):
                for member in family(second):
                    own[member] -= {first} - {member}
            elif act == "unlink":
                await merges.unlink(one.session, rows[first].id, boss, MONDAY)
                above.pop(first, None)
            elif act == "link" and root(second) not in family(first):
                await merges.link(one.session, rows[first].id, rows[second].id, boss, MONDAY)
                above[first] = root(second)
            elif act == "link":
                with pytest.raises(LookupError):
                    await merges.link(one.session, rows[first].id, rows[second].id, boss, MONDAY)
        counted = await supporters.people(one.session, [row.id for row in rows])
        assert [counted[row.id] for row in rows] == [len(people_of(n)) for n in range(4)]
        assert [await top(one.session, row.id) for row in rows] == [rows[root(n)].id for n in range(4)]
        for row in rows:
            await merges.unlink(one.session, row.id, boss, MONDAY)
        counted = await supporters.people(one.session, [row.id for row in rows])
        assert [counted[row.id] for row in rows] == [len(each) for each in own]
        assert await one.session.scalar(select(func.count()).where(MergeRow.undone_at.is_(None))) == 0
        await one.session.rollback()
    await database.close()
