"""Ready answers: the lab's and those that staff wrote; what was said with one stays as it was said."""

from pathlib import Path

import pytest

from services import reasons, statuses
from services.reasons import Gone, Ready
from services.statuses import Status, Step
from storage.database import Database
from tests.services.team import LAB, MONDAY, Team, spot, team


async def _keys(one: Team, status: str, category: str | None = None) -> list[str]:
    return [each.key for each in await reasons.fitting(one.session, LAB, status, category)]


async def test_those_of_the_category_come_first_and_others_not_at_all(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        new = Ready("", "progress", {"fr": "Les lampes sont commandées."}, "lighting")
        key = await reasons.write(one.session, LAB, samira, new, MONDAY)
        assert await _keys(one, "progress", "lighting") == ["lamp_asked", key, "visit", "works_planned"]
        assert await _keys(one, "progress", "water") == ["visit", "works_planned"]


async def test_a_changed_one_takes_the_place_of_the_old_whose_words_stay_told(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        key = await reasons.write(one.session, LAB, samira, Ready("repaired", "solved", {"fr": "Réparé."}), MONDAY)
        assert await _keys(one, "solved") == ["answered", key]
        said = await statuses.change(
            one.session, LAB, spot(row), Step(Status.SOLVED, {"template": key}), samira, MONDAY
        )
        again = await reasons.write(one.session, LAB, samira, Ready(key, "solved", {"fr": "Refait."}), MONDAY)
        assert await _keys(one, "solved") == ["answered", again]
        told = await reasons.of(one.session, LAB, said.reason["template"])
        assert told is not None and told.pick("ar") == "Réparé."
        with pytest.raises(Gone):  # a colleague who still looks at the old one
            await reasons.remove(one.session, LAB, samira, "solved", key, MONDAY)
        with pytest.raises(LookupError):  # an old button under a card
            await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {"template": key}), samira, MONDAY)


async def test_what_is_removed_can_be_brought_back_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        removed = await reasons.remove(one.session, LAB, samira, "solved", "answered", MONDAY)
        assert await _keys(one, "solved") == ["repaired"]
        assert "answered" in await _keys(one, "closed")  # for another status it is another one
        assert await reasons.bring_back(one.session, samira, removed, MONDAY) == "solved"
        assert await _keys(one, "solved") == ["repaired", "answered"]
        with pytest.raises(Gone):
            await reasons.bring_back(one.session, samira, removed, MONDAY)


@pytest.mark.parametrize(
    "wrong", [Ready("", "received", {"fr": "x"}), Ready("", "solved", {}), Ready("", "solved", {"fr": "x"}, "moon")]
)
async def test_what_fits_nowhere_is_refused(database: Database, tmp_path: Path, wrong: Ready) -> None:
    async with team(database, tmp_path) as one:
        with pytest.raises(LookupError):
            await reasons.write(one.session, LAB, await one.moderator(), wrong, MONDAY)
