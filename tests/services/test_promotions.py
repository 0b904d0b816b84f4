"""An answer of a live vote becomes a challenge, once, with where it comes from."""

from pathlib import Path

import pytest
from sqlalchemy import select

from services import promotions, statuses
from services.promotions import Origin
from services.rooms import Asked
from services.statuses import Status, Step
from storage.audit import AuditRow
from storage.challenges import ChallengeRow, PartRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.rooms import PromotionRow
from tests.services.team import LAB, spot
from tests.services.test_rooms import BUS, MOOD, NOON, Hall, hall

START = Asked("single", {"fr": "Par où commencer ?", "ar": "بماذا نبدأ؟"},
              ({"fr": "Éclairage", "ar": "الإنارة"}, {"fr": "Déchets"}))  # fmt: skip


async def promoted(one: Hall, place: int = 0) -> promotions.Made:
    question = await one.present()
    words, language = promotions.of_option(question, place, "ary")
    origin = Origin(question, f"option:{place}")
    return await promotions.promote(one.session, one.facilitator, origin, words, language, frozenset(), NOON)


async def test_an_answer_becomes_a_challenge_once(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, START) as one:
        await one.go()
        await one.go()
        first, again = await promoted(one), await promoted(one)
        assert (first.is_new, again.is_new, again.challenge.id) == (True, False, first.challenge.id)
        (challenge,) = await one.session.scalars(select(ChallengeRow))
        assert (challenge.words, challenge.language) == ("بماذا نبدأ؟\n– الإنارة", "ar")
        assert (challenge.author_id, challenge.author_mac, challenge.return_address) == (None, None, None)
        assert list(await one.session.scalars(select(PartRow.text))) == [challenge.words]
        assert await promotions.made_of(one.session, (await one.present()).id) == {"option:0": challenge.ref}
        assert await promotions.workshop_of(one.session, challenge.id) == NOON
        logged = await one.session.scalars(select(AuditRow.detail).where(AuditRow.action == "room.promote"))
        assert list(logged) == [{"question": one.room.question_id, "item": "option:0", "challenge": "challenge:1"}]


async def test_the_team_works_on_it_and_nobody_is_written_to(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, START) as one:
        await one.go()
        await one.go()
        challenge = (await promoted(one, 1)).challenge
        assert challenge.words == "Par où commencer ?\n– Déchets"
        await statuses.change(one.session, LAB, spot(challenge), Step(Status.TAKEN_UP, {}), one.facilitator, NOON)
        assert (challenge.status, list(await one.session.scalars(select(OutboxRow.id)))) == ("taken_up", [])
        await one.session.delete(challenge)
        await one.session.flush()
        assert list(await one.session.scalars(select(PromotionRow.item))) == []


async def test_only_options_of_a_vote_that_is_over_can_be_taken_up(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one:
        await one.go()
        with pytest.raises(ValueError, match="take up"):
            promotions.of_option(await one.present(), 0, "fr")
        await one.go()
        assert promotions.of_option(await one.present(), 1, "ar") == ("Le bus ?\n– Non", "fr")
        with pytest.raises(ValueError, match="take up"):
            promotions.of_option(await one.present(), 2, "fr")
        await one.go()
        await one.go()
        await one.go()
        assert not promotions.possible(await one.present())
