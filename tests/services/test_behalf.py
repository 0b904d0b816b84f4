"""Reports for others: written down by the team, told from a shared phone; each can be erased. Spam marks."""

from pathlib import Path

import pytest
from sqlalchemy import select

from conversations.behalf_form import phone
from conversations.form import Problem
from services import behalf, blocking, challenges, desk, profiles, threads
from services.behalf import Teller
from services.challenges import Piece, Submission
from services.desk import Tab
from services.message_classes import NEWS
from services.roles import Role
from storage import profiles as rows
from storage import said
from storage.audit import AuditRow
from storage.challenges import PartRow
from storage.database import Database
from storage.media import MediaRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.profiles import BehalfRow, ProfileRow
from storage.searches import SearchRow
from tests.services.team import LIMITS, MONDAY, spot, team

LAMP = Submission("fr", "1", (Piece("text", "La lampe"), Piece("voice", file_id="v")), source=behalf.SOURCE)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("06 12 34 56 78", "+212612345678"),
        ("+212 5 22 00 11 22", "+212522001122"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("123", None),
        ("demain", None),
    ],
)
def test_phones_are_kept_in_one_spelling(written: str, kept: str | None) -> None:
    assert (None if isinstance(found := phone(written), Problem) else found) == kept


async def test_the_team_writes_down_what_somebody_tells(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, teller = await one.moderator(), Teller("Mmi Zohra", "+212612345678")
        row = await behalf.submit(one.session, one.seals, samira, LAMP, teller, frozenset(), MONDAY)
        kept = await behalf.of(one.session, row.id)
        assert kept and (kept.name, kept.phone, kept.agreed_at, kept.asked_by) == (
            "Mmi Zohra", "+212612345678", MONDAY, samira.id,
        )  # fmt: skip
        assert (row.author_id, row.author_mac, row.source, row.words) == (None, None, "behalf", "La lampe")
        assert await desk.queue(one.session, Tab.NEW, samira.id, LIMITS, MONDAY) == [row.id]
        await behalf.forget_name(one.session, row.id, samira, MONDAY)
        await one.session.flush()
        assert (await behalf.of(one.session, row.id), row.words) == (None, "La lampe")
        with pytest.raises(LookupError):
            await behalf.erase(one.session, one.seals, row.id, samira, tmp_path, MONDAY)
        noted = await one.session.scalars(select(AuditRow.action).order_by(AuditRow.id))
        assert list(noted) == ["desk.behalf", "desk.behalf_unnamed"]


@pytest.mark.parametrize(("public", "stays"), [("A lamp is broken", True), (None, False)])
async def test_who_told_it_is_erased_with_all_they_told(
    database: Database, tmp_path: Path, public: str | None, stays: bool
) -> None:
    async with team(database, tmp_path) as one:
        samira, nadia = await one.moderator(), await one.moderator("Nadia")
        row = await behalf.submit(one.session, one.seals, samira, LAMP, Teller("Zohra"), frozenset(), MONDAY)
        row.public_words, row.landmark, row.latitude, row.longitude = public, "chez Zohra", 33.5, -7.6
        (media,) = await one.session.scalars(select(MediaRow))
        media.path = "voice.ogg"
        (tmp_path / "voice.ogg").write_bytes(b"La lampe")
        await said.note(one.session, [(samira.telegram_id, 7), (nadia.telegram_id, 8), (nadia.telegram_id, 9)], MONDAY)
        for reader, message in ((samira, 7), (nadia, 8)):
            await threads.shown(one.session, one.seals, reader.telegram_id, message, [row.id])
        await behalf.erase(one.session, one.seals, row.id, samira, tmp_path, MONDAY)
        await one.session.flush()
        left = (row.words, row.landmark, row.latitude, row.public_words, row.withdrawn_at is None)
        assert left == ("", None, None, public, stays)
        for table in (BehalfRow, PartRow, MediaRow):
            assert (await one.session.scalars(select(table))).all() == []
        assert await one.taken_back() == [(samira.id, 7), (nadia.id, 8)]
        actions = await one.session.scalars(select(AuditRow.action).order_by(AuditRow.id))
        assert list(actions) == ["desk.behalf", "desk.behalf_erased"]
    assert not (tmp_path / "voice.ogg").exists()


@pytest.mark.parametrize("alone", [True, False])
async def test_who_told_it_leaves_no_name_in_what_the_team_searched_for(
    database: Database, tmp_path: Path, alone: bool
) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        row = await behalf.submit(one.session, one.seals, samira, LAMP, Teller("Zohra"), frozenset(), MONDAY)
        one.session.add(SearchRow(person_id=samira.id, words="", name="Zohra", at=MONDAY))
        await one.session.flush()
        if alone:
            await behalf.forget_name(one.session, row.id, samira, MONDAY)
        else:
            await behalf.erase(one.session, one.seals, row.id, samira, tmp_path, MONDAY)
        assert (await one.session.scalars(select(SearchRow))).all() == []


async def test_people_on_one_phone_are_counted_and_erased_apart(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        aicha, karim = await one.person("Aicha"), await one.person("Karim")
        mother = await profiles.ensure(one.session, aicha, "mother", MONDAY)
        assert mother == await profiles.ensure(one.session, aicha, "mother", MONDAY)
        father = await profiles.ensure(one.session, aicha, "father", MONDAY)
        assert await profiles.ensure(one.session, aicha, "<b>", MONDAY) is None
        own = await one.challenge("A", aicha)
        hers = await one.challenge("B", aicha, profile_id=mother, author_name="Aïcha")
        samira = await one.moderator()
        for reader, message, shown in ((samira, 5, hers), (aicha, 6, hers), (samira, 7, own)):
            await threads.shown(one.session, one.seals, reader.telegram_id, message, [shown.id])
            await said.note(one.session, [(reader.telegram_id, message)], MONDAY)
        await one.challenge("C", aicha, profile_id=mother)
        await one.challenge("D", aicha, profile_id=father)
        assert await rows.counts(one.session, aicha.id) == {mother: 2, father: 1}
        assert mother
        with pytest.raises(LookupError):
            await profiles.erase(one.session, one.seals, karim, mother, tmp_path, MONDAY)
        assert await profiles.erase(one.session, one.seals, aicha, mother, tmp_path, MONDAY) == 2
        assert await one.taken_back() == [(samira.id, 5), (aicha.id, 6)]
        await one.session.refresh(hers)
        assert (hers.words, hers.author_id, hers.author_name, hers.profile_id) == ("", None, None, None)
        assert (own.words, await rows.counts(one.session, aicha.id)) == ("words of A", {father: 1})
        assert await one.session.get(ProfileRow, mother) is None


async def test_an_anonymous_report_never_says_for_whom(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        aicha = await one.person("Aicha")
        mother = await profiles.ensure(one.session, aicha, "mother", MONDAY)
        sent = Submission("fr", "1", (Piece("text", "x"),), visibility="anonymous", profile_id=mother)
        chat = challenges.Chat(aicha.telegram_id)
        row = await challenges.submit(one.session, one.seals, aicha, sent, chat, frozenset(), MONDAY)
        assert row.profile_id is None


async def test_spam_leaves_the_lists_and_at_the_third_mark_admins_hear(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, nadia = await one.moderator(), await one.person("Nadia", Role.ADMIN)
        aicha = await one.person("Aicha")
        made = [await one.challenge(ref, aicha) for ref in "ABC"]
        for row in made:
            await blocking.mark_spam(one.session, spot(row), True, samira, (), MONDAY)
        assert await desk.queue(one.session, Tab.NEW, samira.id, LIMITS, MONDAY) == []
        assert await one.waiting() == [("desk.spammer", nadia.id, MONDAY)]
        assert await one.session.scalar(select(OutboxRow.message_class)) == NEWS  # not at night
        await blocking.mark_spam(one.session, spot(made[0]), False, samira, (), MONDAY)
        assert await desk.queue(one.session, Tab.NEW, samira.id, LIMITS, MONDAY) == [made[0].id]
        await blocking.block_author(one.session, one.seals, made[1].id, True, nadia, (), MONDAY, "spam")
        row = await one.session.get(PersonRow, aicha.id)
        assert row and row.blocked_at and row.blocked_why == "spam"
        await blocking.block_author(one.session, one.seals, made[1].id, False, nadia, (), MONDAY)
        assert (row.blocked_at, row.blocked_why) == (None, None)
