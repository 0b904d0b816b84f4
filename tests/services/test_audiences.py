"""Audiences: whom a rule means, who is left out and why, and how they get into the outbox."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services import announcements, audiences, merges, people, privacy, supporters
from services.audiences import Count, Rule
from services.people import Person
from services.roles import Role
from storage import announcements as rows
from storage.announcements import SENDING, AnnouncementRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.seals import Seals
from tests.services.team import LAB, MONDAY, Team, team

SETTINGS = LAB.announcements
BOUSKOURA, NOUACEUR = "06.385.01.01", "06.385.01.03"


@dataclass
class Town:
    """A team of one, three residents, and an announcement."""

    team: Team
    aicha: Person
    brahim: Person
    chama: Person
    row: AnnouncementRow

    async def reached(self, **rule: Any) -> set[str]:
        """Who gets it by this rule."""
        self.row.rule = rule
        await self.team.session.flush()
        found = {"Aïcha": self.aicha, "Brahim": self.brahim, "Chama": self.chama}
        few = {one.id for one in await audiences.sample(self.team.session, self.row, SETTINGS, MONDAY)}
        return {name for name, one in found.items() if one.id in few}

    async def count(self) -> Count:
        """How many get it."""
        return await audiences.count(self.team.session, self.row, SETTINGS, MONDAY)

    async def had(self, person: Person, times: int, **columns: Any) -> None:
        """This person got so many announcements before."""
        made = {"screen": "announcement.message", "values": {}, "message_class": "announcement", "state": "sent"}
        made |= {"due_at": MONDAY - timedelta(days=2), "subject": "announcement:0"} | columns
        keys = [f"before:{person.id}:{n}" for n in range(times)]
        self.team.session.add_all(OutboxRow(person_id=person.id, dedupe=key, **made) for key in keys)
        await self.team.session.flush()


async def town(one: Team) -> Town:
    """Aïcha reported a lamp in Bouskoura, Brahim (Arabic) a road in Nouaceur, Chama (Darija) nothing under her name."""
    writer = await one.person("Fatima", Role.COMMUNICATOR)
    aicha, brahim, chama = [await one.person(name) for name in ("Aïcha", "Brahim", "Chama")]
    await people.speak(one.session, brahim, "ar")
    await people.speak(one.session, chama, "ary")
    await one.challenge("A", aicha, commune=BOUSKOURA, category="lighting")
    await one.challenge("B", brahim, commune=NOUACEUR, category="roads", at=MONDAY - timedelta(days=300))
    await one.challenge("C", chama, anonymous=True, commune=BOUSKOURA, category="lighting")
    row = await announcements.create(one.session, writer, LAB, MONDAY)
    return Town(one, aicha, brahim, chama, row)


RULES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"Aïcha", "Brahim", "Chama"}),
    ({"take": {"language": ["ar", "ary"]}}, {"Brahim", "Chama"}),
    ({"take": {"commune": [BOUSKOURA]}}, {"Aïcha"}),
    ({"take": {"theme": ["roads", "lighting"]}}, {"Aïcha", "Brahim"}),
    ({"take": {"activity": ["reported"]}}, {"Aïcha"}),
    ({"take": {"commune": [BOUSKOURA], "language": ["ar"]}}, set()),
    ({"take": {"commune": [BOUSKOURA], "language": ["ar"]}, "either": True}, {"Aïcha", "Brahim"}),
    ({"but": {"language": ["ar"]}}, {"Aïcha", "Chama"}),
    ({"take": {"role": ["communicator"]}}, set()),
    ({"take": {"language": ["fr"]}, "but": {"theme": ["lighting"]}}, set()),
]


async def test_admins_of_the_settings_are_admins(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        for side, reached in (("take", {"fr": 1}), ("but", {"fr": 1, "ar": 1, "ary": 1})):
            here.row.rule = {side: {"role": ["admin"]}}
            await one.session.flush()
            named = {here.aicha.telegram_id}
            found = await audiences.count(one.session, here.row, SETTINGS, MONDAY, named)
            assert found.languages == reached


async def test_a_rule_joins_and_leaves_out(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        for rule, wanted in RULES:
            assert await here.reached(**rule) == wanted, rule


async def test_who_has_the_problem_of_a_report_or_of_one_joined_to_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here, omar = await town(one), await one.person("Omar")
        main, other = await one.challenge("M", here.aicha), await one.challenge("O", omar)
        await supporters.support(one.session, one.seals, here.brahim, other, "1", MONDAY)
        await supporters.support(one.session, one.seals, here.chama, main, "1", MONDAY, anonymous=True)
        has = {"challenge": [str(main.id)]}
        assert await here.reached(take=has) == {"Aïcha"}
        await merges.link(one.session, other.id, main.id, omar, MONDAY)
        assert await here.reached(take=has) == {"Aïcha", "Brahim"}
        assert await here.reached(take=has, but={"challenge": [str(other.id)]}) == {"Aïcha"}


async def test_a_saved_audience_is_part_of_others_even_when_it_is_offered_no_more(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        rule = {"take": {"commune": [BOUSKOURA]}}
        await announcements.save_segment(one.session, here.aicha, "Bouskoura", rule, MONDAY)
        (saved,) = await rows.segments(one.session)
        await announcements.drop_segment(one.session, here.aicha, saved.id, MONDAY)
        assert not await rows.segments(one.session)
        assert await here.reached(take={"segment": [str(saved.id)]}) == {"Aïcha"}
        assert await here.reached(but={"segment": [str(saved.id)]}) == {"Brahim", "Chama"}


async def test_who_is_left_out_is_counted_by_reason(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        await privacy.stop_messages(one.session, here.aicha, True, MONDAY)
        await rows.stop(one.session, here.brahim.id, here.row.topic, MONDAY)
        await here.had(here.chama, SETTINGS.most)
        assert await here.count() == Count({"fr": 1}, away=1, stopped=1, over_cap=1)
        here.row.urgent = True  # reaches beyond the cap, never beyond a stop
        assert await here.count() == Count({"fr": 1, "ary": 1}, away=1, stopped=1)


async def test_the_cap_counts_what_reached_somebody_lately(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        long_ago = MONDAY - timedelta(days=SETTINGS.days)
        await here.had(here.aicha, SETTINGS.most, due_at=long_ago)
        await here.had(here.brahim, SETTINGS.most, state="recalled")
        await here.had(here.chama, SETTINGS.most - 1)
        assert (await here.count()).over_cap == 0


async def _sent(here: Town) -> list[OutboxRow]:
    here.row.state, here.row.started_at = SENDING, MONDAY
    while await audiences.gather(here.team.session, SETTINGS, MONDAY):
        pass
    query = select(OutboxRow).order_by(OutboxRow.id).execution_options(populate_existing=True)
    return list(await here.team.session.scalars(query))


async def test_everybody_meant_gets_one_row_chunk_by_chunk_and_again_after_a_crash(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audiences, "AT_ONCE", 2)
    async with team(database, tmp_path) as one:
        here = await town(one)
        sent = await _sent(here)
        everybody = list(await one.session.scalars(select(PersonRow.id).order_by(PersonRow.id)))
        assert [row.person_id for row in sent] == everybody
        assert sent[0].dedupe == f"announcement:{here.row.id}:{everybody[0]}"
        assert (sent[0].screen, sent[0].values) == ("announcement.message", {"announcement": here.row.id})
        assert (sent[0].state, sent[0].message_class, sent[0].due_at) == ("ready", "announcement", MONDAY)
        assert here.row.gathered_at == MONDAY
        here.row.gathered_to, here.row.gathered_at = 0, None
        assert len(await _sent(here)) == len(everybody)


async def test_only_what_is_urgent_reaches_who_leads_a_live_session(database: Database, tmp_path: Path) -> None:
    waits = {}
    for urgent in (False, True):
        async with database.transaction() as session:
            here = await town(Team(session, Seals(tmp_path / f"keys-{urgent}")))
            here.row.urgent = urgent
            waits[urgent] = {row.may_wait for row in await _sent(here)}
            await session.rollback()
    assert waits == {False: {True}, True: {False}}


async def test_by_chance_where_seats_are_scarce(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        for number in range(30):
            await one.person(f"Neighbour {number}")
        here.row.random_order = True
        order = [row.person_id or 0 for row in await _sent(here)]
        assert len(set(order)) == 34
        assert order != sorted(order)


async def test_a_stopped_topic_takes_back_what_is_queued_and_brings_it_back_when_undone(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        here = await town(one)
        await _sent(here)
        states = select(OutboxRow.state).where(OutboxRow.person_id == here.aicha.id)
        await rows.stop(one.session, here.aicha.id, "opportunities", MONDAY)
        assert await one.session.scalar(states) == "ready"
        await rows.stop(one.session, here.aicha.id, here.row.topic, MONDAY)
        await rows.stop(one.session, here.aicha.id, here.row.topic, MONDAY)
        assert await one.session.scalar(states) == "recalled"
        assert await rows.stopped(one.session, here.aicha.id) == {here.row.topic, "opportunities"}
        await rows.resume(one.session, here.aicha.id, here.row.topic)
        assert await one.session.scalar(states) == "ready"
        await rows.stop(one.session, here.aicha.id, here.row.topic, MONDAY)
        await one.session.execute(update(AnnouncementRow).values(state="done"))
        await rows.resume(one.session, here.aicha.id, here.row.topic)
        assert await one.session.scalar(states) == "recalled"


def test_a_rule_is_put_together_by_taps() -> None:
    rule = Rule().turned("take", "language", "fr").turned("take", "language", "ar").turned("but", "role", "admin")
    assert rule.turned("take", "language", "fr").stored() == {
        "take": {"language": ["ar"]},
        "but": {"role": ["admin"]},
        "either": False,
    }
    assert Rule.read(rule.stored()) == rule
