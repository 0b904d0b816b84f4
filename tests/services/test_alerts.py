"""Alerts: who hears of what, at which moment, once; nobody at night, nobody of what is not public."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services import alert_news, alerts, merges, message_classes, occasions, opinions, privacy, statuses, supporters
from services.alerts import TooMany
from services.people import Person
from services.statuses import Status, Step
from storage.alerts import ANY, DAILY, NONE, NOW, WEEKLY
from storage.alerts import of_person as rows_of
from storage.challenges import ChallengeRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.publications import PublicationRow
from tests.services.team import LAB, MINUTE, MONDAY, Team, spot, team

BOUSKOURA, OTHER = "06.385.01.01", "06.385.01.02"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOON, EVENING = MONDAY + 3 * HOUR, MONDAY + 9 * HOUR  # a Monday at 12:00 and 18:00


class Town(Team):
    """Besides: time goes on, and what everybody was told."""

    async def goes_on(self, *moments: datetime) -> None:
        """What the alarms do at each of these moments: make the plan true, fire what is due, then look again."""
        for now in moments:
            for _ in range(2):
                for planned in await alert_news.plan(self.session, LAB, now):
                    await occasions.obey(self.session, planned)
                for row in await occasions.due(self.session, now):
                    await occasions.fire(self.session, row, now, LAB)

    async def public(self, ref: str, at: datetime = MONDAY, **fields: str) -> ChallengeRow:
        """A challenge that the team made public."""
        fields = {"commune": BOUSKOURA, "category": "lighting"} | fields
        row = await self.challenge(ref, await self.person(f"author of {ref}"), **fields)
        self.session.add(PublicationRow(challenge_id=row.id, at=at))
        await self.session.flush()
        return row

    async def wants(
        self, who: Person, pace: str, commune: str = ANY, category: str = ANY, at: datetime = MONDAY
    ) -> None:
        await alerts.choose(self.session, LAB, who, commune, category, pace, at)

    async def moves(self, row: ChallengeRow, status: Status, at: datetime) -> None:
        boss = await self.person("boss")
        await statuses.change(self.session, LAB, spot(row), Step(status, {}), boss, at)

    async def told(self, who: Person) -> list[tuple[str, list[int], datetime]]:
        """(pace, challenges, due) of this person's alerts."""
        mine = (OutboxRow.screen == "alert.news", OutboxRow.person_id == who.id)
        rows = await self.session.scalars(select(OutboxRow).where(*mine).order_by(OutboxRow.id))
        return [(row.values["pace"], row.values["challenges"], row.due_at) for row in rows]


def town(one: Team) -> Town:
    return Town(one.session, one.seals)


async def test_who_supports_one_that_was_joined_by_way_of_another_hears_once(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        who, boss = await one.person("q"), await one.moderator()
        await one.wants(who, NOW)
        top = await one.public("top", MONDAY - DAY)
        mid, low = [await one.challenge(ref, await one.person(ref)) for ref in ("mid", "low")]
        await supporters.support(one.session, one.seals, who, low, "1", MONDAY)
        await merges.link(one.session, low.id, mid.id, boss, MONDAY)
        await merges.link(one.session, mid.id, top.id, boss, MONDAY)
        await one.goes_on(MONDAY)
        await one.moves(top, Status.SOLVED, MONDAY + HOUR)
        await one.goes_on(MONDAY + HOUR, MONDAY + 2 * HOUR)
        assert await one.told(who) == []


async def test_each_pace_tells_its_people_together(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        quick, daily, weekly, away = [await one.person(name) for name in "qdwa"]
        for who, pace in ((quick, NOW), (daily, DAILY), (weekly, WEEKLY), (away, NONE)):
            await one.wants(who, pace, BOUSKOURA)
        await one.goes_on(MONDAY)
        first, second = await one.public("A", MONDAY + MINUTE), await one.public("B", MONDAY + 2 * MINUTE)
        elsewhere = await one.public("C", MONDAY + MINUTE, commune=OTHER)
        await one.goes_on(MONDAY + 3 * MINUTE, MONDAY + 10 * MINUTE, EVENING)
        await one.moves(first, Status.PROGRESS, EVENING + HOUR)
        await one.goes_on(EVENING + HOUR + MINUTE, EVENING + HOUR + 10 * MINUTE, EVENING + DAY, EVENING + 7 * DAY)
        assert await one.told(quick) == [
            (NOW, [first.id, second.id], MONDAY + 10 * MINUTE),
            (NOW, [first.id], EVENING + HOUR + 10 * MINUTE),
        ]
        both, then = (DAILY, [first.id, second.id], EVENING), (DAILY, [first.id], EVENING + DAY)
        assert await one.told(daily) == [both, then]
        assert await one.told(weekly) == [
            (WEEKLY, [first.id, second.id], EVENING),
            (WEEKLY, [first.id], EVENING + 7 * DAY),
        ]
        assert (await one.told(away), elsewhere.id) == ([], 3)
        assert set(
            await one.session.scalars(select(OutboxRow.message_class).where(OutboxRow.screen == "alert.news"))
        ) == {message_classes.NEWS}


async def test_one_news_once_though_several_wishes_fit_the_quickest_wins(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha = await one.person("Aicha")
        await one.wants(aicha, DAILY, BOUSKOURA)
        await one.wants(aicha, NOW, ANY, "lighting")
        await one.wants(aicha, WEEKLY)
        await one.wants(aicha, DAILY, BOUSKOURA, "lighting")
        await one.goes_on(MONDAY)
        lamp, water = await one.public("A", NOON), await one.public("B", NOON, category="water")
        await one.goes_on(NOON + MINUTE, NOON + 10 * MINUTE, EVENING, EVENING + 7 * DAY)
        assert await one.told(aicha) == [(NOW, [lamp.id], NOON + 10 * MINUTE), (DAILY, [water.id], EVENING)]


async def test_at_night_nothing_comes_and_in_the_morning_all_of_it_together(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha = await one.person("Aicha")
        await one.wants(aicha, NOW)
        night = datetime(2026, 10, 5, 22, tzinfo=UTC)
        await one.goes_on(MONDAY)
        first = await one.public("A", night)
        await one.goes_on(night + MINUTE)
        second = await one.public("B", night + HOUR)
        await one.goes_on(night + HOUR, night + 9 * HOUR)
        assert await one.told(aicha) == []
        morning = datetime(2026, 10, 6, 8, tzinfo=UTC)
        await one.goes_on(morning)
        assert await one.told(aicha) == [(NOW, [first.id, second.id], morning)]


async def test_after_an_outage_each_is_told_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha, omar = await one.person("Aicha"), await one.person("Omar")
        await one.wants(aicha, NOW)
        await one.wants(omar, DAILY)
        await one.goes_on(MONDAY)
        row = await one.public("A", NOON)
        back = NOON + 3 * DAY
        await one.goes_on(back, back + 10 * MINUTE, back + 20 * MINUTE)
        assert [told[1] for told in await one.told(aicha)] == [[row.id]]
        assert [told[1] for told in await one.told(omar)] == [[row.id]]


async def test_who_hears_of_it_anyway_and_what_is_not_public_is_left_out(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha, omar = await one.person("Aicha"), await one.person("Omar")
        for who in (aicha, omar):
            await one.wants(who, NOW)
        await one.goes_on(MONDAY)
        hers, his = await one.challenge("A", aicha), await one.challenge("B", omar)  # the team did not publish these
        row = await one.public("C", NOON)
        gone = await one.public("D", NOON)
        gone.withdrawn_at = NOON
        await supporters.support(one.session, one.seals, omar, row, "1", NOON)
        for each in (hers, his):
            await one.moves(each, Status.PROGRESS, NOON)
        await one.goes_on(NOON + MINUTE, NOON + 10 * MINUTE)
        assert [told[1] for told in await one.told(aicha)] == [[row.id]]
        assert await one.told(omar) == []


async def test_a_step_that_was_undone_is_no_news(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha, boss, row = await one.person("Aicha"), await one.person("Boss"), await one.public("A", MONDAY)
        await one.wants(aicha, NOW, at=NOON)  # what was public before is no news for her
        await one.goes_on(NOON)
        step = await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), boss, NOON)
        await one.goes_on(NOON)
        await statuses.undo(one.session, step.id, boss, NOON + MINUTE)
        await one.goes_on(NOON + 10 * MINUTE)
        assert await one.told(aicha) == []


async def test_another_pace_takes_over_where_the_first_left_off(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha = await one.person("Aicha")
        await one.wants(aicha, NOW)
        await one.goes_on(MONDAY)
        first = await one.public("A", MONDAY + MINUTE)
        await one.goes_on(MONDAY + 2 * MINUTE, MONDAY + 10 * MINUTE)
        second = await one.public("B", MONDAY + 11 * MINUTE)
        await one.wants(aicha, DAILY, at=MONDAY + 12 * MINUTE)
        await one.goes_on(MONDAY + 20 * MINUTE, EVENING)
        assert [told[:2] for told in await one.told(aicha)] == [(NOW, [first.id]), (DAILY, [second.id])]


async def test_a_quicker_pace_and_a_letter_that_waits_lose_nothing(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha, omar = await one.person("Aicha"), await one.person("Omar")
        await one.wants(aicha, WEEKLY)
        await one.wants(omar, NOW)
        await one.goes_on(MONDAY)
        first = await one.public("A", NOON)
        await one.goes_on(NOON + MINUTE, NOON + 10 * MINUTE, NOON + HOUR)
        await one.wants(aicha, NOW, at=NOON + 2 * HOUR)
        await one.goes_on(NOON + 2 * HOUR, NOON + 2 * HOUR + 10 * MINUTE)
        told = [(NOW, [first.id])]
        assert [[one[:2] for one in await one.told(who)] for who in (aicha, omar)] == [told, told]
        letter = await one.session.scalar(select(OutboxRow.values).where(OutboxRow.person_id == aicha.id))
        for pace, shown in ((DAILY, True), (NONE, False)):
            await one.wants(aicha, pace, at=NOON + 3 * HOUR)
            (wish,) = await rows_of(one.session, aicha.id)
            await one.session.refresh(wish)
            assert letter and alerts.still_wants(wish, NOW, letter["upto"]) is shown


async def test_who_narrowed_an_older_wish_to_a_quicker_one_hears_what_came_before(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha = await one.person("Aicha")
        await one.wants(aicha, DAILY)
        await one.goes_on(MONDAY)
        first = await one.public("A", NOON)
        await one.wants(aicha, NOW, BOUSKOURA, at=NOON + HOUR)
        await one.goes_on(NOON + HOUR, EVENING)
        assert [told[:2] for told in await one.told(aicha)] == [(DAILY, [first.id])]


async def test_what_somebody_anonymous_opened_again_is_told_the_next_day(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha, author = await one.person("Aicha"), await one.person("author")
        row = await one.challenge("A", author, anonymous=True, commune=BOUSKOURA, category="lighting", status="closed")
        one.session.add(PublicationRow(challenge_id=row.id, at=MONDAY - DAY))
        await one.wants(aicha, NOW)
        await one.goes_on(MONDAY)
        await opinions.say(one.session, LAB, row.id, False, NOON, frozenset())
        other = await one.public("B", NOON + MINUTE)
        await one.goes_on(NOON + MINUTE, NOON + 10 * MINUTE, EVENING)
        morning = (NOON + DAY).replace(hour=8)
        await one.goes_on(morning, morning + 10 * MINUTE)
        assert await one.told(aicha) == [(NOW, [other.id], NOON + 10 * MINUTE), (NOW, [row.id], morning)]


async def test_the_yes_stands_with_the_wishes_and_falls_with_them(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as session:
        one = town(session)
        aicha = await one.person("Aicha")
        await one.wants(aicha, NONE)
        assert not await privacy.agrees(one.session, aicha, alerts.PURPOSE)
        await one.wants(aicha, WEEKLY)
        assert await privacy.agrees(one.session, aicha, alerts.PURPOSE)
        every = [(commune, theme) for commune in alerts.communes(LAB) for theme in alerts.themes(LAB)]
        for commune, theme in every[: alerts.MOST - 1]:
            await one.wants(aicha, DAILY, commune, theme)
        with pytest.raises(TooMany):
            await one.wants(aicha, DAILY, *every[-1])
        with pytest.raises(LookupError):
            await one.wants(aicha, DAILY, "nowhere")


WISHES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([NOW, DAILY, WEEKLY]), st.sampled_from([ANY, BOUSKOURA, OTHER]),
              st.sampled_from([ANY, "lighting", "water"])),
    max_size=8,
)  # fmt: skip
PLACES, THEMES = st.sampled_from([BOUSKOURA, OTHER]), st.sampled_from(["lighting", "water"])
NEWS = st.lists(st.tuples(st.integers(0, 3 * 24 * 6), PLACES, THEMES), max_size=5)  # (tens of minutes, where, what)


@pytest.mark.only("sqlite")
def test_whatever_is_wanted_each_news_comes_once_by_day_at_the_quickest_pace(database_url: str, tmp_path: Path) -> None:
    @settings(max_examples=5, deadline=None)
    @given(wishes=WISHES, news=NEWS)
    def play(wishes: list[tuple[int, str, str, str]], news: list[tuple[int, str, str]]) -> None:
        asyncio.run(_played(wishes, news, database_url, tmp_path))

    play()


async def _played(
    wishes: list[tuple[int, str, str, str]], news: list[tuple[int, str, str]], url: str, folder: Path
) -> None:
    """Three people's wishes, and news within three days; looked at when they come, in the mornings and evenings."""
    database = Database(url)
    async with team(database, folder) as session:
        one = town(session)
        people, model = [await one.person(str(n)) for n in range(3)], dict[tuple[int, str, str], str]()
        for who, pace, commune, category in wishes:
            await one.wants(people[who], pace, commune, category)
            model[who, commune, category] = pace
        rows, moments = {}, {MONDAY, *(EVENING + days * DAY for days in range(8))}
        for number, (tick, commune, category) in enumerate(sorted(news)):
            at = MONDAY + MINUTE + tick * 10 * MINUTE
            rows[(await one.public(f"R{number}", at, commune=commune, category=category)).id] = (commune, category)
            moments |= {at + MINUTE, at + 10 * MINUTE, (at + 10 * HOUR).replace(hour=8, minute=0)}
        await one.goes_on(*sorted(moments))
        for who, person in enumerate(people):
            told = [(each, pace, due) for pace, challenges, due in await one.told(person) for each in challenges]
            wanted = {each: _quickest(model, who, *where) for each, where in rows.items()}
            assert sorted(told_of for told_of, *_ in told) == sorted(each for each, pace in wanted.items() if pace)
            assert all(pace == wanted[each] and 8 <= due.hour < 21 for each, pace, due in told)
        await one.session.rollback()
    await database.close()


def _quickest(model: dict[tuple[int, str, str], str], who: int, commune: str, category: str) -> str | None:
    paces = [pace for (person, where, what), pace in model.items()
             if person == who and where in (ANY, commune) and what in (ANY, category)]  # fmt: skip
    return min(paces, key=[NOW, DAILY, WEEKLY].index, default=None)
