"""Doors of bodies: what stands behind them, who comes through, how they end."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import partners
from services.desk import Faster
from services.partners import TooMany
from services.publications import Private
from storage.database import Database
from tests.services.team import LAB, MINUTE, MONDAY, team

LYDEC = "Lydec"


async def test_a_door_shows_what_was_let_in_and_nothing_else(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        first, second = await one.challenge("A", aicha), await one.challenge("B", aicha)
        door = await partners.let_in(one.session, LAB, first.id, LYDEC, samira, MONDAY)
        assert await partners.let_in(one.session, LAB, second.id, LYDEC, samira, MONDAY) is door
        await partners.let_in(one.session, LAB, second.id, LYDEC, samira, MONDAY)
        assert [row.ref for row in await partners.behind(one.session, LAB, door)] == ["B", "A"]
        await partners.take_out(one.session, first.id, door.id, samira, MONDAY)
        assert [row.ref for row in await partners.behind(one.session, LAB, door)] == ["B"]
        second.withdrawn_at = MONDAY
        assert await partners.behind(one.session, LAB, door) == []
        with pytest.raises(LookupError):
            await partners.answer(one.session, door, first.id, "x", (), MONDAY)
        with pytest.raises(Faster):
            await partners.answer(one.session, door, second.id, "x", (), MONDAY)


async def test_a_link_ends_by_a_new_one_by_time_and_by_closing(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        row = await one.challenge("A", await one.person("Aicha"))
        door = await partners.let_in(one.session, LAB, row.id, LYDEC, samira, MONDAY)
        old = await partners.link(one.session, door.id, samira, MONDAY)
        assert await partners.by_token(one.session, old, MONDAY) is door
        new = await partners.link(one.session, door.id, samira, MONDAY)
        assert await partners.by_token(one.session, old, MONDAY) is None
        assert await partners.by_token(one.session, new, MONDAY + partners.LIFE - MINUTE) is door
        assert await partners.by_token(one.session, new, MONDAY + partners.LIFE) is None
        await partners.close(one.session, door.id, samira, MONDAY)
        assert await partners.by_token(one.session, new, MONDAY) is None
        with pytest.raises(LookupError):
            await partners.link(one.session, door.id, samira, MONDAY)


async def test_a_seat_is_for_one_and_ends_with_the_door(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, karim, hind = await one.moderator(), await one.person("Karim"), await one.person("Hind")
        row, other = await one.challenge("A", karim), await one.challenge("B", karim)
        door = await partners.let_in(one.session, LAB, row.id, LYDEC, samira, MONDAY)
        token = await partners.invite(one.session, door.id, samira, MONDAY)
        assert await partners.sit_down(one.session, token, hind, MONDAY + timedelta(minutes=16)) is None
        assert await partners.sit_down(one.session, token, hind, MONDAY) is not None
        assert await partners.sit_down(one.session, token, karim, MONDAY) is None
        assert await partners.seated_for(one.session, karim, row.id, MONDAY) is None
        assert await partners.seated_for(one.session, hind, row.id, MONDAY) is not None
        assert await partners.seated_for(one.session, hind, other.id, MONDAY) is None
        await partners.close(one.session, door.id, samira, MONDAY)
        assert await partners.seated_for(one.session, hind, row.id, MONDAY) is None


async def test_an_answer_reaches_the_holder_and_the_author(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        row = await one.challenge("A", aicha, holder_id=samira.id)
        door = await partners.let_in(one.session, LAB, row.id, LYDEC, samira, MONDAY)
        await partners.answer(one.session, door, row.id, " Réparé mardi ", (), MONDAY)
        assert [(line.text, line.side, line.partner_id) for line in await partners.answers(one.session, row.id)] == [
            ("Réparé mardi", "body", door.id)
        ]
        told = [(screen, person) for screen, person, _ in await one.waiting()]
        assert told == [("partner.answer", aicha.id), ("desk.body_answered", samira.id)]
        await partners.answer(one.session, door, row.id, "Réparé mardi", (), MONDAY)
        assert len(await partners.answers(one.session, row.id)) == 1
        for number in range(partners.MOST_A_DAY - 1):
            await partners.answer(one.session, door, row.id, f"x {number}", (), MONDAY)
        with pytest.raises(TooMany):
            await partners.answer(one.session, door, row.id, "x", (), MONDAY)


async def test_of_somebodys_own_life_a_body_reads_only_the_teams_words(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        fields = {"category": "social", "words": "Hassan me frappe"}
        told, hit = await one.challenge("A", aicha, **fields), await one.challenge("B", aicha, danger="violence")
        for row in (told, hit):
            with pytest.raises(Private):
                await partners.let_in(one.session, LAB, row.id, LYDEC, samira, MONDAY)
        told.public_words = "Quelqu'un demande un abri."
        door = await partners.let_in(one.session, LAB, told.id, LYDEC, samira, MONDAY)
        assert await partners.behind(one.session, LAB, door) == [told]
        told.public_words = None
        assert await partners.behind(one.session, LAB, door) == []
