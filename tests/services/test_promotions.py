"""An answer of a live vote becomes a challenge, once, with where it comes from."""

from pathlib import Path

import pytest
from sqlalchemy import select

from services import promotions, statuses
from services.choices import in_order
from services.promotions import Origin
from services.rooms import Asked
from services.statuses import Status, Step
from storage.audit import AuditRow
from storage.ballots import BallotRow
from storage.challenges import ChallengeRow, PartRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.promotions import PromotionRow
from storage.sayings import SayingRow
from tests.services.team import LAB, spot
from tests.services.test_rooms import BUS, MOOD, NOON, Hall, hall

START = Asked("single", {"fr": "Par où commencer ?", "ar": "بماذا نبدأ؟"},
              ({"fr": "Éclairage", "ar": "الإنارة"}, {"fr": "Déchets"}))  # fmt: skip


async def promoted(one: Hall, place: int = 0) -> promotions.Made:
    question = await one.present()
    item = (await promotions.items(one.session, question))[place]
    words, language = promotions.words_of(item, question.words, "ary")
    origin = Origin(question, item.name)
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
        logged = await one.session.scalars(
            select(AuditRow.detail).where(AuditRow.action == "room.promote").order_by(AuditRow.id)
        )
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


async def taken(one: Hall, name: str, language: str) -> tuple[str, str] | None:
    """The words of the report about this item, and their language."""
    question = await one.present()
    item = await promotions.item(one.session, question, name)
    return promotions.words_of(item, question.words, language) if item else None


async def test_only_options_of_a_vote_that_is_over_can_be_taken_up(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one:
        await one.go()
        assert await taken(one, "option:0", "fr") is None
        await one.go()
        assert await taken(one, "option:1", "ar") == ("Le bus ?\n– Non", "fr")
        assert [await taken(one, name, "fr") for name in ("option:2", "text:1", "", "option:-1")] == [None] * 4
        await one.go()
        await one.go()
        await one.go()
        assert not promotions.possible(await one.present())


@pytest.mark.parametrize(("kind", "names"), [
    ("ranking", ["option:2", "option:0", "option:1"]), ("budget", ["option:0", "option:1", "option:2"]),
    ("pairs", ["option:0", "option:1", "option:2"]), ("quiz", []), ("cloud", []), ("scale", [])])  # fmt: skip
async def test_which_kinds_have_something_to_take_up(
    database: Database, tmp_path: Path, kind: str, names: list[str]
) -> None:
    options = tuple({"fr": word} for word in ("Eau", "Bus", "Parc"))
    async with hall(database, tmp_path, Asked(kind, {"fr": "?"}, options, correct=0)) as one:
        await one.go()
        question = await one.present()
        ballots = [BallotRow(question_id=question.id, voter=bytes([n] * 32), choice=in_order([2, 0])) for n in range(5)]
        one.session.add_all(ballots if kind == "ranking" else [])
        await one.session.flush()
        await one.go()
        assert [item.name for item in await promotions.items(one.session, question)] == names


async def test_what_everybody_could_see_of_what_was_written_can_be_taken_up(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, Asked("ideas", {"fr": "Une idée ?", "ar": "فكرة؟"}, most=2)) as one:
        await one.go()
        question = await one.present()
        texts = (("Un parc", "visible", 1), ("=Caché", "hidden", 9), ("نغرسو الشجر", "visible", 4),
                 ("Attend", "held", 0), ("Un banc", "visible", 1))  # fmt: skip
        for text, state, supports in texts:
            one.session.add(SayingRow(question_id=question.id, text=text, source="web", state=state, supports=supports))
            await one.session.flush()
        assert await promotions.items(one.session, question) == []
        await one.go()
        found = await promotions.items(one.session, question)
        assert [(item.sign, item.name, item.text, item.count) for item in found] == [
            ("1", "text:3", "نغرسو الشجر", 4), ("2", "text:5", "Un banc", 1),
            ("3", "text:1", "Un parc", 1)]  # fmt: skip
        assert await taken(one, "text:3", "fr") == ("فكرة؟\n– نغرسو الشجر", "ar")
        assert await taken(one, "text:3", "ary") == ("فكرة؟\n– نغرسو الشجر", "ary")
        assert await taken(one, "text:1", "ar") == ("Une idée ?\n– Un parc", "fr")
        assert [await taken(one, name, "fr") for name in ("text:2", "text:4", "option:0")] == [None] * 3
        assert (await promoted(one)).challenge.words == "فكرة؟\n– نغرسو الشجر"
        assert list(await promotions.made_of(one.session, question.id)) == ["text:3"]
