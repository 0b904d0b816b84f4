"""The desk's search and one status for many: what is found, by whom, who is told, what can be undone."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import bulk, privacy, searches, statuses, supporters
from services.bulk import Changed
from services.folding import refold, wanted
from services.message_classes import NEWS, NOTIFICATION
from services.people import Person
from services.roles import Role
from services.statuses import Status, Step
from storage import searches as rows
from storage.audit import AuditRow
from storage.challenges import GRACE, ChallengeRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.profiles import BehalfRow
from tests.services.team import LAB, MONDAY, Team, spot, team

STUDY = Step(Status.STUDY, {})
CLOSED = Step(Status.CLOSED, {"template": LAB.reasons_for(Status.CLOSED)[0].key})


async def found(one: Team, who: Person, **filters: str | int | None) -> list[str]:
    await searches.clear(one.session, who)
    search = await searches.look_for(one.session, who, MONDAY, **filters)
    return [row.ref for row in await searches.shown(one.session, search, 0, who, MONDAY)]


async def written(one: Team, ref: str, author: Person, words: str, **fields: object) -> ChallengeRow:
    row = await one.challenge(ref, author, words=words, **fields)
    await refold(one.session, row)
    return row


def test_words_are_looked_for_without_what_is_written_onto_them() -> None:
    assert [stem for stem, _ in wanted("الإنارة فالزنقة l'Éclairage")] == ["اناره", "زنقه", "eclairage"]


async def test_darija_is_found_across_its_two_scripts(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        await written(one, "A", aicha, "الضو ديال الزنقة خاسر")
        await written(one, "B", aicha, "zbel 9dam lmedrassa")
        await written(one, "C", aicha, "الزبل قدام الجامع")
        assert await found(one, samira, words="zan9a khaser") == ["A"]
        assert await found(one, samira, words="الزبل المدرسة") == ["B"]
        assert await found(one, samira, words="zbel") == ["C", "B"]
        await written(one, "D", aicha, "ma kaynch daw f derb")  # one consonant: found by what it means
        assert [await found(one, samira, words=words) for words in ("daw", "الضو", "daw derb")] == [["D", "A"]] * 2 + [
            ["D"]
        ]
        assert await found(one, samira, words="ma") == ["D"]  # means nothing: as it is written alone


async def test_words_are_found_whatever_their_accents_and_articles(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        await written(one, "A", aicha, "L'éclairage de l'école est EN PANNE")
        await written(one, "B", aicha, "الإنارة خاسرة فالزنقة")
        await written(one, "C", aicha, "100 % des lampes", landmark="derrière l'École")
        assert await found(one, samira, words="eclairage panne") == ["A"]
        assert await found(one, samira, words="ecole") == ["C", "A"]
        assert await found(one, samira, words="انارة") == ["B"]
        assert await found(one, samira, words="%") == ["C", "B", "A"]  # says nothing: a sign is no word
        assert await found(one, samira, words="fontaine") == []


async def test_every_filter_narrows_and_withdrawn_ones_are_never_found(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        old = MONDAY - timedelta(days=40)
        await one.challenge("A", aicha, category="lighting", commune="x", at=old, status="study")
        await one.challenge("B", aicha, category="water", commune="x")
        await one.challenge("C", aicha, category="water", withdrawn_at=MONDAY)
        assert await found(one, samira) == ["B", "A"]
        assert await found(one, samira, category="lighting", commune="x", status="study", age="old") == ["A"]
        assert await found(one, samira, age="7") == ["B"]
        assert await found(one, samira, category="lighting", age="7") == []
        for kind, value in (("category", "nonsense"), ("age", "8"), ("status", ""), ("commune", "'")):
            with pytest.raises(LookupError):
                searches.check(LAB, kind, value)


async def test_a_person_is_found_only_by_an_admin_and_that_is_written_down(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, nadia = await one.moderator(), await one.person("Nadia", Role.ADMIN)
        aicha = await one.person("Aicha")
        named = await one.challenge("A", aicha, author_name="Aïcha Bennani")
        spoken = await one.challenge("B", aicha)
        await one.challenge("C", aicha, anonymous=True)
        one.session.add(BehalfRow(challenge_id=spoken.id, name="Fatima", phone="+212612345678", agreed_at=MONDAY))
        assert await found(one, nadia, name="bennani") == ["A"]
        assert await found(one, nadia, name="fatima") == ["B"]
        assert await found(one, nadia, name="06 12 34 56 78") == ["B"]
        assert await found(one, nadia, author_id=aicha.id) == ["B", "A"]
        with pytest.raises(PermissionError):
            await found(one, samira, name="bennani")
        search = await searches.of(one.session, nadia, MONDAY)
        assert await rows.count(one.session, searches.condition(search, samira, MONDAY)) == (0, 0)
        noted = await one.session.scalars(
            select(AuditRow).where(AuditRow.action.in_(("desk.read", "desk.search_person"))).order_by(AuditRow.id)
        )
        told = [(line.action, line.subject, line.about_id) for line in noted]
        assert told[:2] == [
            ("desk.read", f"challenge:{named.id}", None),
            ("desk.search_person", "challenges", None),
        ]
        assert told[-1] == ("desk.search_person", "challenges", aicha.id)


async def test_a_search_is_forgotten_after_a_day(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        await one.challenge("A", aicha)
        assert await found(one, samira, words="fontaine") == []
        later = await searches.of(one.session, samira, MONDAY + timedelta(days=1, minutes=1))
        assert (later.words, later.category) == ("", None)


async def test_one_status_for_all_tells_each_author_once_and_can_be_undone(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha, karim = await one.moderator(), await one.person("Aicha"), await one.person("Karim")
        made = [await one.challenge(ref, aicha) for ref in "AB"] + [await one.challenge("C", karim)]
        hidden = await one.challenge("D", karim, anonymous=True)
        await found(one, samira)
        done = await bulk.change(one.session, LAB, samira, CLOSED, 4, hidden.id, MONDAY)
        assert (done.count, [row.status for row in [*made, hidden]]) == (4, ["closed"] * 4)
        due = MONDAY + GRACE
        told = [row for row in await one.waiting() if row[0].startswith("status.")]
        assert told == [
            ("status.notice", karim.id, due),
            ("status.notice", None, due),
            ("status.several", aicha.id, due),
        ]
        assert await bulk.undo(one.session, done.first, done.last, samira, MONDAY) == 4
        assert [row.status for row in [*made, hidden]] == ["received"] * 4
        left = await one.session.scalars(select(OutboxRow.screen).where(OutboxRow.state == "ready"))
        assert [screen for screen in left if screen == "status.notice"] == []
        assert await bulk.undo(one.session, done.first, done.last, samira, MONDAY) == 0


async def test_joined_reports_and_spam_stay_as_they_are(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha, karim = await one.moderator(), await one.person("Aicha"), await one.person("Karim")
        main, joined = await one.challenge("A", aicha), await one.challenge("B", karim)
        spam = await one.challenge("C", karim, spam_at=MONDAY)
        same = Step(Status.DUPLICATE, {"of": main.id})
        await statuses.change(one.session, LAB, spot(joined), same, samira, MONDAY)
        await found(one, samira)
        done = await bulk.change(one.session, LAB, samira, CLOSED, 1, spam.id, MONDAY)
        assert (done.count, main.status, joined.status, spam.status) == (1, "closed", "duplicate", "received")


async def test_many_reports_of_one_author_are_told_in_messages_that_fit(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        made = [await one.challenge(f"A{n}", aicha, danger=None if n else "fire") for n in range(11)]
        await found(one, samira)
        await bulk.change(one.session, LAB, samira, CLOSED, 11, made[-1].id, MONDAY)
        several = (OutboxRow.screen == "status.several", OutboxRow.state == "ready")
        told = list(await one.session.scalars(select(OutboxRow).where(*several).order_by(OutboxRow.id)))
        assert [len(each.values["told"]) for each in told] == [5, 5]
        assert [each.message_class for each in told] == [NOTIFICATION, NEWS]  # at night a danger alone rings
        assert [row[0] for row in await one.waiting() if row[0].startswith("status.")].count("status.notice") == 1


async def test_discreet_reports_and_supporters_hear_of_each_as_ever(database: Database, tmp_path: Path) -> None:
    discreet = [each.model_copy(update={"discreet": each.key == "health"}) for each in LAB.categories]
    lab = LAB.model_copy(update={"categories": tuple(discreet)})
    async with team(database, tmp_path) as one:
        samira, aicha, hind = await one.moderator(), await one.person("Aicha"), await one.person("Hind")
        made = [await one.challenge(ref, aicha, category="health") for ref in "AB"]
        for row in made:
            await supporters.support(one.session, one.seals, hind, row, "1", MONDAY)
        await found(one, samira)
        await bulk.change(one.session, lab, samira, CLOSED, 2, made[-1].id, MONDAY)
        told = sorted((who or 0, screen) for screen, who, _ in await one.waiting() if screen.startswith("status."))
        assert told == [(aicha.id, "status.notice")] * 2 + [(hind.id, "status.notice")] * 2


async def test_what_came_after_the_question_is_not_changed(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        first = await one.challenge("A", aicha)
        await found(one, samira)
        later = await one.challenge("B", aicha)
        done = await bulk.change(one.session, LAB, samira, STUDY, 1, first.id, MONDAY)
        assert (done.count, first.status, later.status) == (1, "study", "received")
        with pytest.raises(Changed):
            await bulk.change(one.session, LAB, samira, STUDY, 1, later.id, MONDAY)
        with pytest.raises(LookupError):
            await bulk.change(one.session, LAB, samira, Step(Status.DUPLICATE, {}), 2, later.id, MONDAY)


async def test_searches_by_name_go_when_somebody_is_erased(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        nadia, samira, aicha = await one.person("Nadia", Role.ADMIN), await one.moderator(), await one.person("Aicha")
        await searches.look_for(one.session, nadia, MONDAY, name="Aicha Bennani")
        await searches.look_for(one.session, samira, MONDAY, words="lampe")
        await privacy.erase(one.session, one.seals, tmp_path, aicha)
        left = await one.session.execute(select(rows.SearchRow.person_id, rows.SearchRow.words))
        assert [tuple(each) for each in left] == [(samira.id, "lampe")]


async def test_the_same_yes_again_finds_what_it_did_and_another_search_does_not(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        made = [await one.challenge(ref, aicha) for ref in "AB"]
        await searches.look_for(one.session, samira, MONDAY)
        asked = (2, made[1].id)
        again = [one.session, samira, Status.STUDY]
        assert await bulk.done_before(*again, *asked, MONDAY) is None
        done = await bulk.change(one.session, LAB, samira, STUDY, *asked, MONDAY)
        assert await bulk.done_before(*again, *asked, MONDAY) == done
        assert await bulk.done_before(*again, 1, made[1].id, MONDAY) is None
        assert await bulk.done_before(*again, *asked, MONDAY + GRACE) is None
        await bulk.undo(one.session, done.first, done.last, samira, MONDAY)
        assert await bulk.done_before(*again, *asked, MONDAY) is None
