"""The skills list: the lab's, as the team changed it."""

from pathlib import Path

import pytest

from services import skills
from services.lab import Lab
from services.skills import Twin
from services.words import Words
from storage.database import Database
from tests.services.team import MONDAY, team


async def test_the_team_changes_the_list(database: Database, tmp_path: Path, lab: Lab) -> None:
    async with team(database, tmp_path) as here:
        samira, session = await here.moderator(), here.session
        bees = await skills.add(session, lab, samira, Words(fr="Apiculture"), MONDAY)
        await skills.rename(session, lab, samira, bees.key, Words(ar="تربية النحل"), MONDAY)
        await skills.rename(session, lab, samira, "law", Words(fr="Droit"), MONDAY)
        await skills.retire(session, lab, samira, "maps", MONDAY)

        offered = {one.key: one for one in await skills.offered(session, lab)}
        assert (offered[bees.key].pick("fr"), offered[bees.key].pick("ary")) == ("Apiculture", "تربية النحل")
        assert offered["law"].pick("fr") == "⚖️ Droit"
        assert offered["law"].words.ar == "القانون والإجراءات الإدارية"
        assert "maps" not in offered
        assert [one.pick("fr") for one in await skills.named(session, lab, ["maps"])] == ["🗺 Cartes et données"]

        await skills.retire(session, lab, samira, "maps", MONDAY, retired=False)
        assert "maps" in {one.key for one in await skills.offered(session, lab)}
        assert skills.from_json(skills.to_json(offered.values())) == list(offered.values())


async def test_no_two_skills_have_the_same_words(database: Database, tmp_path: Path, lab: Lab) -> None:
    async with team(database, tmp_path) as here:
        samira = await here.moderator()
        with pytest.raises(Twin):
            await skills.add(here.session, lab, samira, Words(fr="cuisine"), MONDAY)
        with pytest.raises(Twin):
            await skills.rename(here.session, lab, samira, "law", Words(fr="Cuisine"), MONDAY)
        assert await skills.rename(here.session, lab, samira, "gone", Words(fr="Rien"), MONDAY) is None
