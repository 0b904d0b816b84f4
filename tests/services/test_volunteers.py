"""Volunteers: a card, its consents, a guardian's yes."""

from pathlib import Path

import pytest

from services import guardians, privacy, volunteers
from services.guardians import Guardian, Own
from services.volunteers import FIGURES, PURPOSE, UNDER, Card, Yes
from storage import volunteers as rows
from storage.database import Database
from tests.services.team import LAB, MONDAY, team

SEND = Yes("2026-11", "send button")
CARD = Card("Aïcha", "18-25", skills=("tutoring",), languages=("ary",), times=("sat-am",), gender="woman")
MOTHER = Guardian("Fatima", "+212661223344")


async def test_a_card_is_kept_changed_paused_and_given_up(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        row = await volunteers.enrol(session, aicha, CARD, None, SEND, MONDAY)
        assert volunteers.card_of(row) == CARD
        assert await privacy.agrees(session, aicha, PURPOSE)
        assert await privacy.agrees(session, aicha, FIGURES["gender"])
        assert not await privacy.agrees(session, aicha, FIGURES["milieu"])

        changed = Card("Aïcha", "18-25", languages=("fr",))
        assert (await volunteers.enrol(session, aicha, changed, None, SEND, MONDAY)).id == row.id
        assert not await privacy.agrees(session, aicha, FIGURES["gender"])
        assert (await volunteers.pause(session, aicha, True, MONDAY)) is row
        assert row.paused_at == MONDAY

        await volunteers.leave(session, aicha, MONDAY)
        assert await rows.of(session, aicha.id) is None
        assert not await privacy.agrees(session, aicha, PURPOSE)


async def test_a_figure_goes_with_its_consent_alone(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        row = await volunteers.enrol(session, aicha, CARD, None, SEND, MONDAY)
        await volunteers.withdraw(session, aicha, FIGURES["gender"], MONDAY)
        assert (row.gender, row.name) == (None, "Aïcha")


async def test_a_guardian_says_yes_on_their_own_phone_and_may_take_it_back(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, omar, mother = here.session, await here.person("Omar"), await here.person("Fatima")
        row = await volunteers.enrol(session, omar, Card("Omar", UNDER), MOTHER, SEND, MONDAY)
        asked = await guardians.of(session, row)
        assert asked is not None
        with pytest.raises(Own):
            await guardians.answer(session, LAB, asked.token, True, MONDAY, by=omar)
        assert await guardians.answer(session, LAB, "gone", True, MONDAY) is None
        for _ in range(2):
            await guardians.answer(session, LAB, asked.token, True, MONDAY, by=mother)
        assert (asked.yes_at, asked.method, asked.text_version) == (MONDAY, "button", "2026-11")
        assert [(screen, person) for screen, person, _ in await here.waiting()] == [("guardian.said", omar.id)]
        await guardians.answer(session, LAB, asked.token, False, MONDAY)
        assert (asked.yes_at, asked.no_at, asked.method) == (None, MONDAY, "web page")


async def test_another_guardian_is_asked_anew_and_nobody_once_of_age(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, omar = here.session, await here.person("Omar")
        row = await volunteers.enrol(session, omar, Card("Omar", UNDER), MOTHER, SEND, MONDAY)
        first = (await guardians.of(session, row)).token  # type: ignore[union-attr]
        await guardians.answer(session, LAB, first, True, MONDAY)
        await guardians.called(session, LAB, omar, first, True, MONDAY)
        await volunteers.enrol(session, omar, Card("Omar", UNDER), MOTHER, SEND, MONDAY)
        assert (await guardians.of(session, row)).yes_at == MONDAY  # type: ignore[union-attr]
        await volunteers.enrol(session, omar, Card("Omar", UNDER), Guardian("Hassan", "0661"), SEND, MONDAY)
        second = await guardians.of(session, row)
        assert second is not None
        assert (second.yes_at, second.called_at, second.token == first) == (None, None, False)


async def test_a_guardian_is_needed_until_the_team_knows_that_nobody_is(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, omar, samira = here.session, await here.person("Omar"), await here.person("Samira")
        row = await volunteers.enrol(session, omar, Card("Omar", UNDER), MOTHER, SEND, MONDAY)
        asked = await guardians.of(session, row)
        assert asked is not None
        assert await guardians.lift(session, samira, asked.token, MONDAY) is None
        await guardians.answer(session, LAB, asked.token, False, MONDAY)
        assert await rows.to_call(session) == []
        await volunteers.enrol(session, omar, Card("Omar", "18-25"), None, SEND, MONDAY)
        assert not await guardians.agreed(session, row)
        assert await rows.to_call(session) == [(row, asked)]
        assert await guardians.lift(session, samira, asked.token, MONDAY) is row
        assert await guardians.agreed(session, row)


async def test_a_yes_counts_once_the_team_has_called(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, omar, samira = here.session, await here.person("Omar"), await here.person("Samira")
        row = await volunteers.enrol(session, omar, Card("Omar", UNDER), MOTHER, SEND, MONDAY)
        asked = await guardians.of(session, row)
        assert asked is not None
        assert await guardians.called(session, LAB, samira, asked.token, True, MONDAY) is None
        await guardians.answer(session, LAB, asked.token, True, MONDAY)
        assert (await guardians.agreed(session, row), await rows.to_call(session)) == (False, [(row, asked)])
        await guardians.called(session, LAB, samira, asked.token, True, MONDAY)
        assert (await guardians.agreed(session, row), await rows.to_call(session)) == (True, [])
        assert (asked.called_at, asked.called_by) == (MONDAY, samira.id)
        await guardians.called(session, LAB, samira, asked.token, False, MONDAY)
        assert (asked.yes_at, asked.no_at, asked.method) == (None, MONDAY, "call")
        await guardians.answer(session, LAB, asked.token, True, MONDAY)
        assert (asked.called_at, await guardians.agreed(session, row)) == (None, False)


async def test_who_left_under_age_and_comes_back_as_an_adult_waits_for_the_team(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as here:
        session, omar, samira = here.session, await here.person("Omar"), await here.person("Samira")
        await volunteers.enrol(session, omar, Card("Omar", UNDER), MOTHER, SEND, MONDAY)
        await volunteers.leave(session, omar, MONDAY)
        row = await volunteers.enrol(session, omar, Card("Omar", "18-25"), None, SEND, MONDAY)
        assert not await guardians.agreed(session, row)
        ((card, unnamed),) = await rows.to_call(session)
        assert (card.id, unnamed.name, unnamed.contact) == (row.id, "", "")
        await volunteers.leave(session, omar, MONDAY)
        row = await volunteers.enrol(session, omar, Card("Omar", "18-25"), None, SEND, MONDAY)
        ((_, unnamed),) = await rows.to_call(session)
        await guardians.lift(session, samira, unnamed.token, MONDAY)
        assert (await guardians.agreed(session, row), await rows.to_call(session)) == (True, [])
        await volunteers.leave(session, omar, MONDAY)
        row = await volunteers.enrol(session, omar, Card("Omar", "18-25"), None, SEND, MONDAY)
        assert await guardians.agreed(session, row)
