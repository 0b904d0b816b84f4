"""Doors of bodies: what stands behind them, who comes through, how they end."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import partners, retention
from services.challenges import Piece
from services.desk import Faster
from services.partners import TooMany
from services.publications import Private
from storage import partners as seated
from storage.database import Database
from storage.outbox import OutboxRow
from storage.partners import PartnerRow
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
            await partners.answer(one.session, LAB, door, first.id, Piece("text", "x"), (), MONDAY)
        with pytest.raises(Faster):
            await partners.answer(one.session, LAB, door, second.id, Piece("text", "x"), (), MONDAY)


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
        await partners.answer(one.session, LAB, door, row.id, Piece("text", " Réparé mardi "), (), MONDAY)
        assert [(line.text, line.side, line.partner_id) for line in await partners.answers(one.session, row.id)] == [
            ("Réparé mardi", "body", door.id)
        ]
        told = [(screen, person) for screen, person, _ in await one.waiting()]
        assert told == [("partner.answer", aicha.id), ("desk.body_answered", samira.id)]
        await partners.answer(one.session, LAB, door, row.id, Piece("text", "Réparé mardi"), (), MONDAY)
        assert len(await partners.answers(one.session, row.id)) == 1
        for number in range(partners.MOST_A_DAY - 1):
            await partners.answer(one.session, LAB, door, row.id, Piece("text", f"x {number}"), (), MONDAY)
        with pytest.raises(TooMany):
            await partners.answer(one.session, LAB, door, row.id, Piece("text", "x"), (), MONDAY)


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
        with pytest.raises(LookupError):
            await partners.answer(one.session, LAB, door, told.id, Piece("text", "x"), (), MONDAY)


async def test_a_body_of_the_lab_is_called_by_its_name_in_each_language(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, karim = await one.moderator(), await one.moderator("Karim")
        row = await one.challenge("A", await one.person("Aicha"))
        srm = LAB.body("srm")
        assert srm
        door = await partners.let_in(one.session, LAB, row.id, srm, samira, MONDAY)
        assert await partners.let_in(one.session, LAB, row.id, srm, karim, MONDAY) is door
        assert partners.named(LAB, door) == srm.words
        written = await partners.let_in(one.session, LAB, row.id, " Lydec ", samira, MONDAY)
        assert await partners.let_in(one.session, LAB, row.id, "LYDEC", karim, MONDAY) is written
        assert {partners.named(LAB, written).pick(language) for language in ("fr", "ar", "ary")} == {"Lydec"}
        with pytest.raises(LookupError):
            await partners.let_in(one.session, LAB, row.id, " ", samira, MONDAY)


async def test_seats_hear_of_what_is_passed_once_and_not_at_night(database: Database, tmp_path: Path) -> None:
    night = MONDAY.replace(hour=22)
    async with team(database, tmp_path) as one:
        samira, hind, omar = await one.moderator(), await one.person("Hind"), await one.person("Omar")
        first, second = await one.challenge("A", omar), await one.challenge("B", omar)
        door = await partners.let_in(one.session, LAB, first.id, LYDEC, samira, MONDAY)
        for name, person in (("Hind", hind), ("Omar", omar)):
            token = await partners.invite(one.session, door.id, samira, MONDAY)
            await partners.sit_down(one.session, token, person, MONDAY, name)
        seats = await seated.seats_at(one.session, door.id)
        assert [seat.name for seat in seats] == ["Hind", "Omar"]
        await partners.unseat(one.session, door.id, seats[1].id, samira, MONDAY)
        for _ in range(2):
            await partners.let_in(one.session, LAB, second.id, LYDEC, samira, night)
        morning = night.replace(hour=8) + timedelta(days=1)
        assert await one.waiting() == [("partner.passed", hind.id, morning)]
        assert await partners.seated_for(one.session, omar, second.id, MONDAY) is None
        assert [row.ref for row in await partners.all_behind(one.session, LAB, [door, door])] == ["B", "A"]


async def test_seats_and_links_of_doors_that_are_over_go(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, hind = await one.moderator(), await one.person("Hind")
        row = await one.challenge("A", hind)
        door = await partners.let_in(one.session, LAB, row.id, LYDEC, samira, MONDAY)
        token = await partners.invite(one.session, door.id, samira, MONDAY)
        await partners.sit_down(one.session, token, hind, MONDAY)
        await partners.link(one.session, door.id, samira, MONDAY)
        await retention.apply(one.session, LAB.retention, MONDAY)
        assert (len(await seated.seats_at(one.session, door.id)), door.token_hash is None) == (1, False)
        await retention.apply(one.session, LAB.retention, MONDAY + partners.LIFE)
        await one.session.refresh(door)
        assert (await seated.seats_at(one.session, door.id), door.token_hash, door.body) == ([], None, LYDEC)


async def test_the_link_and_a_seat_answer_at_once_and_two_who_pass_find_one_door(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        ids = [(await one.challenge(ref, aicha, holder_id=samira.id)).id for ref in "AB"]

    async def passes(number: int) -> int:
        async with database.transaction() as session:
            return (await partners.let_in(session, LAB, number, LYDEC, samira, MONDAY)).id

    async def says(words: str) -> None:
        async with database.transaction() as session:
            door = await session.get(PartnerRow, doors[0])
            assert door is not None
            await partners.answer(session, LAB, door, ids[0], Piece("text", words), (), MONDAY)

    doors = await asyncio.gather(*map(passes, ids))
    assert doors[0] == doors[1]
    await asyncio.gather(*map(says, ["Réparé mardi", "Réparé mardi", "On y va demain"]))
    async with database.reading() as session:
        said = sorted(line.text or "" for line in await partners.answers(session, ids[0]))
        told = list(await session.scalars(select(OutboxRow.screen).order_by(OutboxRow.screen)))
    assert said == ["On y va demain", "Réparé mardi"]
    assert told == ["desk.body_answered"] * 2 + ["partner.answer"] * 2
