""" "I can't come", as people write it; and what they are expected at."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import privacy
from services.commitments import Meaning, meaning, tell_organiser, upcoming
from services.message_classes import NEWS, NOTIFICATION
from services.registrations import Wish
from storage import checkin as rows
from storage import workshops as events
from storage.database import Database
from storage.outbox import OutboxRow
from storage.seals import Seals
from tests.services.events import MONDAY, WATER, event
from tests.services.gold import gold
from tests.services.test_greetings import CANT_COME

SURE = """je ne peux pas venir|Désolé je ne pourrai pas venir demain|مانقدرش نجي|سمحو ليا مانقدرش نجي غدا
man9derch nji ghedda|لا يمكنني الحضور|لن أتمكن من الحضور يوم الخميس|maghanjich|ماغاديش نجي|ma n9derch nji smhou lia
Bonjour, je ne viendrai pas samedi|salam man9derch nji|السلام عليكم ماغانجيش"""
ASKED = """je peux pas venir, mon fils est malade|je ne peux pas venir à la commune car la route est coupée par l'eau
je serai en retard|غادي نتعطل شوية|ghadi nt3tel chwiya|سأتأخر قليلا|à quelle heure commence l'atelier ?"""
NOTHING = """salam|merci|la voiture ne peut pas venir|le bus ne vient pas|الضو ماكاينش فالزنقة|je viens|غادي نجي
je ne peux pas venir, il y a le feu à la maison, au secours"""


def each(texts: str) -> list[str]:
    return [text for line in texts.split("\n") for text in line.split("|")]


@pytest.mark.parametrize("text", each(SURE))
def test_understood_at_once(text: str) -> None:
    assert meaning(text) is Meaning.CANNOT


@pytest.mark.parametrize("text", each(ASKED))
def test_asked_when_there_is_more_to_it(text: str) -> None:
    assert meaning(text) is Meaning.UNSURE


@pytest.mark.parametrize("text", each(NOTHING))
def test_about_something_else(text: str) -> None:
    assert meaning(text) is None


def test_no_report_is_taken_for_it() -> None:
    assert [text for text in each(CANT_COME.replace("\n", "|")) if meaning(text) is None] == []
    texts = [one.text for name in ("duplicates", "holdout") for one in gold(name)]
    assert [text for text in texts if meaning(text) is Meaning.CANNOT] == []


async def test_what_somebody_is_expected_at_within_seven_days(database: Database) -> None:
    async with event(database, replace(WATER, capacity=None)) as one:
        await one.answers(2)
        await one.answers(3, Wish.MAYBE)
        (meeting,) = await events.meetings(one.session, one.workshop.id)
        two, three = await one.person(2), await one.person(3)
        assert [each.id for each in await upcoming(one.session, two, one.now)] == [meeting.id]
        assert await upcoming(one.session, three, one.now) == []
        assert await upcoming(one.session, two, MONDAY.replace(day=20)) == []  # eight days before
        assert await tell_organiser(one.session, two, meeting, "je serai en retard", one.now) == 1
        assert await one.said() == [("commitment.told", 1, one.now)]
        await tell_organiser(one.session, two, meeting, "je ne viens pas", meeting.begins_at - timedelta(hours=11))
        classes = await one.session.scalars(select(OutboxRow.message_class).order_by(OutboxRow.id))
        assert list(classes) == [NEWS, NOTIFICATION]  # at night it waits, unless the workshop begins before
        await rows.stay_away(one.session, meeting.id, (await one.row(2)).id, one.now)
        assert await upcoming(one.session, two, one.now) == []


async def test_what_was_written_to_organisers_goes_with_whoever_wrote_it(database: Database, tmp_path: Path) -> None:
    async with event(database, replace(WATER, capacity=None)) as one:
        (meeting,) = await events.meetings(one.session, one.workshop.id)
        for number in (2, 3):
            await one.answers(number)
            await tell_organiser(one.session, await one.person(number), meeting, f"words of {number}", one.now)
        await privacy.erase(one.session, Seals(tmp_path / "keys"), tmp_path, await one.person(2))
        left = await one.session.scalars(select(OutboxRow.values))
        assert [values["words"] for values in left] == ["words of 3"]
