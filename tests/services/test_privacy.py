"""Rights: one's copy lists all that is kept, erasing leaves nothing of it, in any table."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, desk, people, privacy, staff, threads
from services.belongings import belongings, condition, tables, tagged
from services.desk import Spot, Tab
from services.people import Person
from services.roles import Role
from services.staff import Hears
from storage import said, updates
from storage.agreements import AgreementRow, SheetRow
from storage.alerts import AlertRow
from storage.announcements import StoppedTopicRow
from storage.audit import AuditRow
from storage.base import NOBODY, Base, UtcDateTime
from storage.brakes import BrakeRow
from storage.cards import CardRow
from storage.certificates import CertificateRow
from storage.challenges import ChallengeRow, PartRow, ReplyMark, StatusRow, ThreadRow
from storage.checkin import AbsenceRow
from storage.companies import CompanyRow, ContactRow
from storage.consents import ConsentRow
from storage.database import Database
from storage.drafts import DraftRow
from storage.employees import EmployeeRow
from storage.media import MediaRow
from storage.missions import HandRow, MissionRow
from storage.names import NameRow, SignedRow
from storage.occasions import OccasionRow
from storage.openings import ApplicationRow, FollowRow, OpeningRow
from storage.opinions import OpinionRow
from storage.outbox import OutboxRow
from storage.partners import PartnerRow, PartnerSeatRow
from storage.people import PersonRow
from storage.players import PlayerRow, ScoreRow
from storage.privacy import ErasureRow
from storage.profiles import BehalfRow, ProfileRow
from storage.publications import PublicationRow
from storage.quarantine import SENDER_KEY, FailedUpdate
from storage.questions import QuestionRow
from storage.records import RecordRow
from storage.redactions import RedactionRow
from storage.registrations import AttendanceRow, RegistrationRow
from storage.rooms import RoomRow
from storage.said import SaidRow
from storage.seals import SealError, Seals
from storage.searches import SearchRow
from storage.seats import SeatRow
from storage.staff import InvitationRow, StaffNotices, StaffRow
from storage.supporters import SUPPORTER_KEY, SupporterRow
from storage.terms import TermRow
from storage.volunteers import GuardianRow, VolunteerRow
from storage.workshops import FacilitatorRow, MeetingRow, WorkshopRow

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
MINUTE = timedelta(minutes=1)


@dataclass
class World:
    """A database with Canary (who has a row in every table) and Neighbour (who must not be touched)."""

    database: Database
    seals: Seals
    data_dir: Path
    canary: Person
    neighbour: Person


async def person(session: AsyncSession, telegram_id: int) -> Person:
    await people.meet(session, telegram_id, "fr", NOON)
    found = await people.find(session, telegram_id)
    assert found is not None
    return found


def challenge(ref: str, **fields: Any) -> ChallengeRow:
    return ChallengeRow(
        ref=ref,
        language="fr",
        words=f"words {ref}",
        landmark=f"landmark {ref}",
        consent_version="1",
        created_at=NOON,
        waiting_since=NOON,
        **fields,
    )


async def fill(session: AsyncSession, seals: Seals, owner: Person, mark: str) -> None:
    """One row in every table for `owner`, with `mark` in the words; two challenges, one of them anonymous."""
    row = await session.get(PersonRow, owner.id)
    assert row is not None
    row.name = f"name {mark}"
    seals.seal(f"draft-{mark}", b"")
    named, anonymous = challenge(f"{mark}-1", author_id=owner.id, author_name=f"shown {mark}"), challenge(f"{mark}-2")
    authors.hide(seals, anonymous, owner)
    session.add_all([named, anonymous])
    await session.flush()
    supporter = people.hashed(seals, SUPPORTER_KEY, owner.telegram_id)
    media = MediaRow(
        kind="photo",
        file_id=f"file {mark}",
        path=f"{mark}.jpg",
        shown_path=f"{mark}-s.jpg",
        challenge_id=anonymous.id,
        state="kept",
    )
    session.add(media)
    await session.flush()
    session.add_all(
        [
            PartRow(challenge_id=named.id, position=1, kind="text", text=f"part {mark}"),
            PartRow(challenge_id=anonymous.id, position=1, kind="photo", media_id=media.id, transcript=f"said {mark}"),
            ThreadRow(challenge_id=named.id, side="resident", text=f"answer {mark}", at=NOON),
            StatusRow(challenge_id=named.id, status="received", at=NOON),
            TermRow(term=f"term {mark}", public=False, commune="", challenge_id=named.id),
            SupporterRow(challenge_id=anonymous.id, person_id=owner.id, since=NOON),
            SupporterRow(challenge_id=named.id, mac=supporter, return_address=b"x", since=NOON),
            OpinionRow(challenge_id=named.id, asked_at=NOON, answer="not_yet", answered_at=NOON),
            AlertRow(person_id=owner.id, commune="06.385.01.01", category=f"theme {mark}", since=NOON, told=NOON),
            ReplyMark(mac=mark.encode().ljust(32), challenge_id=anonymous.id),
            OutboxRow(
                dedupe=f"a {mark}", person_id=owner.id, screen="x", values={"said": mark}, due_at=NOON, state="sent"
            ),
            OutboxRow(
                dedupe=f"b {mark}",
                sealed_to=b"x",
                screen="x",
                values={},
                due_at=NOON,
                subject=f"challenge:{anonymous.id}",
            ),
            CardRow(
                subject=f"challenge:{named.id}",
                chat_id=owner.telegram_id,
                screen="x",
                values={"said": mark},
                due_at=NOON,
            ),
            DraftRow(
                person_id=owner.id, form="challenge", key=f"draft-{mark}", sealed=b"x", changed_at=NOON, expires_at=NOON
            ),
            StaffRow(person_id=owner.id, role="moderator", added_at=NOON),
            StaffNotices(person_id=owner.id, choice="now"),
            OccasionRow(
                kind="digest",
                subject_id=owner.id,
                person_id=owner.id,
                wall="2026-03-06T09:00",
                planned="2026-03-06T09:00",
                zone="UTC",
                due_at=NOON,
            ),
            AuditRow(at=NOON, actor_id=owner.id, action="desk.study", subject="challenge:1", detail={}),
            ConsentRow(person_id=owner.id, purpose="challenges", text_version="1", method="send", given_at=NOON),
            ErasureRow(person_id=owner.id, asked_at=NOON, due_at=NOON),
            BrakeRow(chat_id=owner.telegram_id, until=NOON),
            StoppedTopicRow(person_id=owner.id, topic="workshops", topic_stopped_at=NOON),
            FailedUpdate(
                update_id=owner.id,
                reason="x",
                failed_at=NOON,
                payload=f"sealed {mark}".encode(),
                sender_mac=people.hashed(seals, SENDER_KEY, owner.telegram_id),
            ),
        ]
    )
    owed_mac = people.hashed(seals, privacy.OWED_TO_KEY, owner.telegram_id)
    await updates.mark(session, owner.id, NOON, f"owed {mark}".encode(), owed_mac)


async def register(session: AsyncSession, *persons: Person) -> None:
    """They lead a workshop, registered for it and were there."""
    workshop = WorkshopRow(code="c", invitation="i", title={}, created_at=NOON, changed_at=NOON)
    session.add(workshop)
    await session.flush()
    times = {"begins": "2026-03-05T12:00", "ends": "2026-03-05T13:00", "begins_at": NOON, "ends_at": NOON}
    meeting = MeetingRow(workshop_id=workshop.id, position=0, zone="UTC", **times)
    registered = [RegistrationRow(workshop_id=workshop.id, person_id=one.id, state="going", answered_at=NOON)
                  for one in persons]  # fmt: skip
    session.add_all([meeting, *registered])
    session.add_all(FacilitatorRow(workshop_id=workshop.id, person_id=one.id) for one in persons)
    await session.flush()
    there = {"meeting_id": meeting.id, "checked_in_at": NOON, "how": "list"}
    session.add_all(AttendanceRow(registration_id=one.id, **there) for one in registered)
    session.add_all(AbsenceRow(registration_id=one.id, meeting_id=meeting.id, said_at=NOON) for one in registered)


async def at_the_desk(session: AsyncSession, one: Person, mark: str) -> None:
    """They share their phone, have a seat of a partner's and a photo to redact; somebody wrote a report for them."""
    row = await session.scalar(select(ChallengeRow).where(ChallengeRow.ref == f"{mark}-1"))
    photo = await session.scalar(select(MediaRow).where(MediaRow.file_id == f"file {mark}"))
    assert row and photo
    row.public_words, row.folded = f"public {mark}", f"folded {mark}"
    photo.public_path = f"{mark}-p.jpg"
    door = PartnerRow(body="x", expires_at=LATER)
    session.add(door)
    await session.flush()
    session.add_all(
        [
            ProfileRow(person_id=one.id, name=f"mother of {mark}", created_at=NOON),
            BehalfRow(challenge_id=row.id, name=f"alias {mark}", phone=f"+2126 {mark}", agreed_at=NOON),
            PartnerSeatRow(partner_id=door.id, person_id=one.id),
            RedactionRow(token_hash=mark.encode().ljust(32), person_id=one.id, media_id=photo.id, expires_at=LATER),
            SearchRow(person_id=one.id, words=f"looked for {mark}", at=NOON),
            SaidRow(chat_id=one.telegram_id, message_id=1, day=NOON),
        ]
    )


async def offers_a_hand(session: AsyncSession, one: Person, mark: str) -> None:
    """They are a volunteer under age, and were in a mission."""
    card = VolunteerRow(person_id=one.id, name=f"hands {mark}", age="under", created_at=NOON, changed_at=NOON)
    times = {"begins": "2026-03-05T12:00", "ends": "2026-03-05T13:00", "zone": "UTC"}
    moments = {"begins_at": NOON, "ends_at": NOON, "created_at": NOON, "changed_at": NOON}
    mission = MissionRow(code=mark[:8], title={}, capacity=1, **times, **moments)
    session.add_all([card, mission])
    await session.flush()
    session.add(GuardianRow(volunteer_id=card.id, name=f"guardian {mark}", contact=mark, token=mark))
    session.add(HandRow(mission_id=mission.id, person_id=one.id, state="going", minutes=90, confirmed_at=NOON))


async def speaks_for_a_company(session: AsyncSession, one: Person, mark: str) -> None:
    """They are the contact of a company, and have a certificate."""
    company = CompanyRow(kind="company", name="a company", created_at=NOON, changed_at=NOON)
    session.add(company)
    await session.flush()
    said = {"name": f"contact {mark}", "words": f"offers {mark}"}
    session.add(ContactRow(company_id=company.id, person_id=one.id, joined_at=NOON, **said))
    session.add(
        EmployeeRow(
            company_id=company.id, organisation=f"for {mark}", person_id=one.id, name=f"employed {mark}", agreed_at=NOON
        )
    )
    paper = {"name": f"certified {mark}", "first": "2026-03-05", "last": "2026-03-05", "minutes": 60, "title": {}}
    session.add(CertificateRow(code=f"{mark[:4]}-1", person_id=one.id, issued_at=NOON, **paper))
    session.add(RecordRow(code=f"{mark[:4]}-2", person_id=one.id, made_at=NOON, name=f"recorded {mark}", entries=[]))


async def seeks_an_internship(session: AsyncSession, one: Person, mark: str) -> None:
    """They posted an internship, applied for one, and follow a field."""
    said = {"title": "an internship", "field": "digital", "first": "2026-03-05", "places": 1}
    opening = OpeningRow(kind="internship", author_id=one.id, words=f"posted {mark}", created_at=NOON, changed_at=NOON)
    for name, value in said.items():
        setattr(opening, name, value)
    session.add(opening)
    await session.flush()
    answers = [{"question": "why?", "words": f"because {mark}"}]
    session.add(ApplicationRow(opening_id=opening.id, person_id=one.id, asked_at=NOON, answers=answers))
    session.add(FollowRow(person_id=one.id, field="digital", wanted=True))


async def agrees_with_a_company(session: AsyncSession, one: Person, mark: str) -> None:
    """They wrote an agreement, and said what was done."""
    row = AgreementRow(ours=True, title={}, first="2026-03-05", last="2026-03-06", days=2, drafted_by=one.id,
                       signs=f"signs {mark}", created_at=NOON)  # fmt: skip
    session.add(row)
    await session.flush()
    session.add(SheetRow(agreement_id=row.id, side="host", days=2, people=1, words=f"done {mark}", person_id=one.id,
                         created_at=NOON))  # fmt: skip


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    seals = Seals(tmp_path / "keys")
    (tmp_path / "media").mkdir()
    for name in ("canary.jpg", "canary-s.jpg", "canary-p.jpg", "neighbour.jpg"):
        (tmp_path / "media" / name).write_bytes(name.encode())
    async with database.transaction() as session:
        canary, neighbour = await person(session, 111), await person(session, 222)
        await fill(session, seals, canary, "canary")
        await fill(session, seals, neighbour, "neighbour")
        held = await session.scalar(select(ChallengeRow).where(ChallengeRow.ref == "neighbour-1"))
        assert held is not None
        held.holder_id = canary.id
        act = {"actor_id": neighbour.id, "about_id": canary.id, "subject": "challenge:1", "detail": {"version": 2}}
        session.add(AuditRow(at=NOON, action="desk.assign", **act))
        session.add(InvitationRow(token_hash=b"h" * 32, role="moderator", invited_by=canary.id, expires_at=NOON))
        room = RoomRow(token="t", opener_id=canary.id, created_at=NOON)
        session.add(room)
        await session.flush()
        session.add_all(SeatRow(room_id=room.id, person_id=one.id, joined_at=NOON) for one in (canary, neighbour))
        question = QuestionRow(room_id=room.id, position=0, kind="quiz", words={}, correct=0)
        players = [PlayerRow(room_id=room.id, person_id=one.id, number=one.id) for one in (canary, neighbour)]
        session.add_all([question, *players])
        await session.flush()
        called = [
            NameRow(room_id=room.id, person_id=one.id, name=f"called {mark}", text_version="1", given_at=NOON)
            for one, mark in ((canary, "canary"), (neighbour, "neighbour"))
        ]
        session.add_all(called)
        await session.flush()
        session.add_all(SignedRow(question_id=question.id, name_id=one.id, choice=0) for one in called)
        session.add_all(ScoreRow(question_id=question.id, player_id=one.id, points=100) for one in players)
        await register(session, canary, neighbour)
        await at_the_desk(session, canary, "canary")
        await at_the_desk(session, neighbour, "neighbour")
        await offers_a_hand(session, canary, "canary")
        await speaks_for_a_company(session, canary, "canary")
        await speaks_for_a_company(session, neighbour, "neighbour")
        await seeks_an_internship(session, canary, "canary")
        await agrees_with_a_company(session, canary, "canary")
        await seeks_an_internship(session, neighbour, "neighbour")
        await agrees_with_a_company(session, neighbour, "neighbour")
        await offers_a_hand(session, neighbour, "neighbour")
    return World(database, seals, tmp_path, canary, neighbour)


async def count(session: AsyncSession, table: type[Base]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_copy_covers_every_table_that_holds_people(world: World) -> None:
    async with world.database.reading() as session:
        found = await belongings(session, world.seals, world.canary, LATER)
    assert set(found) == {table.__tablename__ for table in tables() if table.rights != NOBODY}


async def test_the_copy_lists_every_personal_value_of_the_person_and_none_of_others(world: World) -> None:
    async with world.database.reading() as session:
        found = str(await belongings(session, world.seals, world.canary, LATER))
    wanted = (
        "contact",
        "signs",
        "done",
        "certified",
        "recorded",
        "posted",
        "hands",
        "guardian",
        "name",
        "shown",
        "words",
        "landmark",
        "part",
        "said",
        "answer",
        "file",
        "employed",
        "offers",
        "public",
        "folded",
        "mother of",
        "alias",
        "+2126",
        "looked for",
        "theme",
        "term",
        "called",
    )
    assert [word for word in wanted if f"{word} canary" not in found] == []
    assert "neighbour" not in found


async def test_whatever_is_tagged_as_personal_is_in_the_copy_and_gone_after_erasing(world: World) -> None:
    """Each column gets a value of its own: a later one is covered as soon as it is tagged."""
    told = {table: {one.name: canary(one, number) for number, one in enumerate(tagged(table, "personal"))}
            for table in tables() if table.rights != NOBODY}  # fmt: skip
    async with world.database.transaction() as session:
        owned = {table: await condition(session, world.seals, world.canary, table) for table in told}
        for table, values in told.items():
            if values:
                await session.execute(update(table).where(owned[table]).values(values))
    async with world.database.reading() as session:
        found = await belongings(session, world.seals, world.canary, LATER)
    readable = {table: {name: one for name, one in values.items() if not isinstance(one, bytes)}
                for table, values in told.items()}  # fmt: skip
    lost = [(table.__tablename__, name) for table, values in readable.items() for name, value in values.items()
            if value not in [row.get(name) for row in found[table.__tablename__]]]  # fmt: skip
    assert lost == []
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
    async with world.database.reading() as session:
        kept = {table: list((await session.execute(select(table.__table__))).mappings()) for table in told}
    left = [(table.__tablename__, name) for table, values in told.items() for name, value in values.items()
            if value in [row[name] for row in kept[table]]]  # fmt: skip
    assert left == []


def canary(column: Column[Any], number: int) -> Any:
    """A value for one column that stands nowhere else in it."""
    if isinstance(column.type, UtcDateTime):
        return NOON.replace(hour=0) - timedelta(days=400 + number)  # some keep days alone
    kind = column.type.python_type
    made: dict[type, Any] = {str: f"~{number}", int: 31_000 + number, float: 31.5 + number, bytes: b"~%d" % number}
    return made.get(kind, {"said": f"~{number}"})


async def test_the_copy_leaves_out_what_the_team_has_not_said_and_erasing_takes_it_too(world: World) -> None:
    step = {"before": "received", "staff_id": world.neighbour.id}
    async with world.database.transaction() as session:
        row = await session.scalar(select(ChallengeRow).where(ChallengeRow.ref == "canary-1"))
        assert row is not None
        lines = [("note", NOON), ("staff", NOON), ("staff", LATER + MINUTE)]
        session.add_all(ThreadRow(challenge_id=row.id, side=side, text="theirs", at=at) for side, at in lines)
        unsaid = MediaRow(kind="voice", challenge_id=row.id, path="unsaid.ogg")
        session.add(unsaid)
        await session.flush()
        line = {"kind": "voice", "media_id": unsaid.id, "at": LATER + MINUTE}
        session.add(ThreadRow(challenge_id=row.id, side="staff", text="voice", **line))
        session.add_all(
            [
                StatusRow(challenge_id=row.id, status="study", at=NOON, **step),
                StatusRow(challenge_id=row.id, status="closed", at=NOON, undone_at=NOON, **step),
                StatusRow(challenge_id=row.id, status="solved", at=LATER - MINUTE, **step),
                OutboxRow(dedupe="c", person_id=world.canary.id, screen="later", values={}, due_at=LATER + MINUTE),
            ]
        )
    async with world.database.reading() as session:
        found = await belongings(session, world.seals, world.canary, LATER)
    assert [(line["side"], line["text"]) for line in found["challenge_thread"]] == [
        ("resident", "answer canary"),
        ("staff", "theirs"),
    ]
    assert [one["status"] for one in found["challenge_statuses"]] == ["received", "study"]
    assert "later" not in [one["screen"] for one in found["outbox"]]
    assert "unsaid.ogg" not in [one["path"] for one in found["media"]]
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
        left = [await count(session, table) for table in (ThreadRow, StatusRow, OutboxRow)]
    assert left == [1, 1, 2]


async def test_erasing_leaves_nothing_of_the_person_and_all_of_others(world: World) -> None:
    async with world.database.transaction() as session:
        before = {table: await count(session, table) for table in tables()}
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
    async with world.database.reading() as session:
        assert await belongings(session, world.seals, world.canary, LATER) == {}
        left = {one.__tablename__: await count(session, one) for one in tables() if one.rights.erase == "delete"}
        kept = await belongings(session, world.seals, world.neighbour, LATER)
    assert left == {one.__tablename__: before[one] // 2 for one in before if one.rights.erase == "delete"}
    assert set(kept) == {table.__tablename__ for table in tables() if table.rights != NOBODY}


async def test_what_everybody_may_read_in_the_teams_words_stays_without_a_person(world: World) -> None:
    async with world.database.transaction() as session:
        (mine, hidden, _) = await session.scalars(select(ChallengeRow).order_by(ChallengeRow.id).limit(3))
        session.add_all([PublicationRow(challenge_id=one.id, at=NOON) for one in (mine, hidden)])
        mine.public_words, hidden.public_words, hidden.text_hidden = "A lamp is broken.", "Theirs.", True
        session.add(SupporterRow(challenge_id=mine.id, person_id=world.neighbour.id, since=NOON))
        await session.flush()
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
        left = await session.get(ChallengeRow, mine.id, populate_existing=True)
        assert left is not None
        assert await session.get(ChallengeRow, hidden.id, populate_existing=True) is None
        assert (left.public_words, left.folded) == ("A lamp is broken.", "a lamp is broken")
        theirs = (left.author_id, left.author_mac, left.return_address, left.author_name, left.words, left.landmark)
        assert theirs == (None, None, None, None, "", None)
        follows = select(SupporterRow.person_id).where(SupporterRow.challenge_id == mine.id)
        assert list(await session.scalars(follows)) == [world.neighbour.id]
        terms = select(TermRow.term, TermRow.public).where(TermRow.challenge_id == mine.id).order_by(TermRow.term)
        assert list(await session.execute(terms)) == [("wbrkn", True), ("wlmb", True)]
        assert await belongings(session, world.seals, world.canary, LATER) == {}


async def test_what_stands_of_their_reports_in_other_chats_is_taken_away(world: World) -> None:
    staff_chat = world.neighbour.telegram_id
    async with world.database.transaction() as session:
        (mine,) = await session.scalars(select(ChallengeRow).order_by(ChallengeRow.id).limit(1))
        for message in (71, 72):
            await threads.remember(session, world.seals, staff_chat, message, mine.id)
        await said.note(session, [(staff_chat, 71), (staff_chat, 73), (world.canary.telegram_id, 74)], LATER)
        await said.note(session, [(staff_chat, 72)], NOON)
        await privacy.take_back(session, world.seals, world.canary, LATER)
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
        query = select(OutboxRow.person_id, OutboxRow.target, OutboxRow.screen).where(OutboxRow.target.is_not(None))
        assert list(await session.execute(query)) == [(world.neighbour.id, 71, "")]


async def test_erasing_empties_mentions_and_keeps_the_audit_without_its_actor(world: World) -> None:
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
    async with world.database.reading() as session:
        holders = list(await session.scalars(select(ChallengeRow.holder_id)))
        audit = await session.execute(select(AuditRow.actor_id, AuditRow.about_id).order_by(AuditRow.id))
        inviter = await session.scalar(select(InvitationRow.invited_by))
    by_neighbour = (world.neighbour.id, None)
    assert (holders, list(audit), inviter) == ([None, None], [(None, None), by_neighbour, by_neighbour], None)


async def test_erasing_takes_what_others_were_told_of_who_joined_the_team(world: World) -> None:
    async with world.database.transaction() as session:
        for one in (world.canary, world.neighbour):
            token = await staff.invite(session, Role.MODERATOR, world.neighbour, NOON)
            await staff.accept(session, token, one, "a colleague", NOON)
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
    async with world.database.reading() as session:
        told = await session.scalars(select(OutboxRow.values).where(OutboxRow.screen == "staff.joined"))
    assert [values["person"] for values in told] == [world.neighbour.id]


async def test_erasing_takes_the_answers_that_are_still_owed(world: World) -> None:
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
        assert await updates.all_owed(session) == [(world.neighbour.id, b"owed neighbour")]
        assert await updates.is_done(session, world.canary.id)


def test_what_is_found_by_a_hash_cannot_be_joined_by_it(tmp_path: Path) -> None:
    """Else a message that failed would tell whose an anonymous report is."""
    seals = Seals(tmp_path / "keys")
    keys = [table.rights.mac_key for table in tables() if table.rights.mac] + [privacy.OWED_TO_KEY]
    assert len({people.hashed(seals, key, 111) for key in keys}) == len(keys) == 4


async def test_erasing_removes_files_and_the_draft_key(world: World) -> None:
    sealed = world.seals.seal("draft-canary", b"words")
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
    assert [path.name for path in (world.data_dir / "media").iterdir()] == ["neighbour.jpg"]
    with pytest.raises(SealError):
        world.seals.open("draft-canary", sealed)


async def test_no_byte_of_the_person_is_left_in_the_files_of_sqlite(world: World) -> None:
    if not world.database.is_sqlite:
        pytest.skip("PostgreSQL's files belong to its server")
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
    await world.database.scrub()
    assert world.database.file is not None
    files = list(world.database.file.parent.glob(f"{world.database.file.name}*"))
    assert [path.name for path in files if b" canary" in path.read_bytes()] == []


async def test_a_restored_backup_knows_who_was_erased(world: World) -> None:
    async with world.database.reading() as session:
        assert await privacy.erased_before(session, world.data_dir) == []
    async with world.database.transaction() as session:
        await privacy.remember_erased(session, world.data_dir, world.canary)
        assert await privacy.erased_before(session, world.data_dir) == [world.canary.id]


async def test_whoever_comes_back_after_the_erasure_is_not_erased_again(world: World) -> None:
    async with world.database.transaction() as session:
        await privacy.erase(session, world.seals, world.data_dir, world.canary)
        await person(session, world.canary.telegram_id)
        assert await privacy.erased_before(session, world.data_dir) == []


async def test_the_list_of_the_erased_says_nothing_of_them(world: World) -> None:
    async with world.database.transaction() as session:
        for one in (world.canary, world.neighbour):
            await privacy.remember_erased(session, world.data_dir, one)
        marks = list(await session.scalars(select(PersonRow.mark).order_by(PersonRow.id)))
        copy = await belongings(session, world.seals, world.canary, LATER)
    assert (world.data_dir / privacy.ERASED_FILE).read_text() == "".join(f"{mark.hex()}\n" for mark in marks)
    assert len({mark for mark in marks if len(mark) == 16}) == 2
    assert "mark" not in copy["people"][0]


async def test_one_has_24_hours_to_change_ones_mind(database: Database) -> None:
    async with database.transaction() as session:
        someone = await person(session, 7)
        assert await privacy.ask_erasure(session, someone, NOON) == NOON + timedelta(hours=24)
        assert await privacy.ask_erasure(session, someone, NOON + timedelta(hours=1)) == NOON + timedelta(hours=24)
        assert await privacy.due(session, NOON + timedelta(hours=23)) == []
        assert await privacy.due(session, NOON + timedelta(hours=24)) == [someone.id]
        await privacy.keep(session, someone)
        assert await privacy.erasure_due(session, someone) is None


async def test_consents_are_given_withdrawn_and_given_again(database: Database) -> None:
    async with database.transaction() as session:
        someone = await person(session, 7)
        await privacy.agree(session, someone, "challenges", "1", "send", NOON)
        await privacy.withdraw(session, someone, "challenges", NOON + timedelta(days=1))
        (row,) = await privacy.consents(session, someone)
        assert (row.text_version, row.method, row.withdrawn_at) == ("1", "send", NOON + timedelta(days=1))
        await privacy.agree(session, someone, "challenges", "2", "switch", NOON)
        (row,) = await privacy.consents(session, someone)
        assert (row.text_version, row.withdrawn_at) == ("2", None)


async def test_stopping_all_messages(database: Database) -> None:
    async with database.transaction() as session:
        someone = await person(session, 7)
        await privacy.stop_messages(session, someone, True, NOON)
        assert await privacy.is_stopped(session, someone.id) is True
        await privacy.stop_messages(session, someone, False, NOON)
        assert await privacy.is_stopped(session, someone.id) is False


async def test_of_people_only_the_day_is_kept(database: Database) -> None:
    """An exact moment would say who had just come when an anonymous report came."""
    async with database.transaction() as session:
        someone = await person(session, 7)
        await privacy.stop_messages(session, someone, True, NOON)
        await people.set_reachable(session, 7, False, NOON)
    async with database.reading() as session:
        row = await session.get(PersonRow, someone.id)
    midnight = NOON.replace(hour=0)
    assert row and (row.created_at, row.stopped_at, row.unreachable_at) == (midnight,) * 3


def test_sealed_columns_are_tagged_too() -> None:
    assert [one.name for one in tagged(ChallengeRow, "pseudonymous")] == [
        "author_id",
        "author_mac",
        "return_address",
        "holder_id",
        "spam_by",
        "profile_id",
        "company_id",
    ]


async def test_no_line_of_the_audit_log_names_an_erased_member(database: Database, tmp_path: Path) -> None:
    seals, admins = Seals(tmp_path / "keys"), frozenset[int]()
    async with database.transaction() as session:
        admin, karim = await person(session, 1), await person(session, 98765)
        session.add(StaffRow(person_id=admin.id, role="admin", added_at=NOON))
        session.add(StaffRow(person_id=karim.id, role="facilitator", added_at=NOON))
        row = challenge("A", author_id=admin.id)
        session.add(row)
        await session.flush()
        await staff.set_role(session, admin, karim.id, Role.MODERATOR, True, admins, NOON)
        await session.flush()
        await desk.assign(session, Spot(row.id, row.version, Tab.ONE), karim.id, admin, NOON)
        await staff.choose_notices(session, karim, Hears.NOW, NOON)
        await staff.set_role(session, admin, karim.id, Role.FACILITATOR, False, admins, NOON)
        await staff.remove(session, admin, karim.id, admins, NOON)
        await privacy.erase(session, seals, tmp_path, karim)
    async with database.reading() as session:
        lines = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        found = [(one.action, one.actor_id, one.about_id, one.subject, one.detail) for one in lines]
    assert found == [
        ("staff.grant", admin.id, None, "member", {"role": "moderator"}),
        ("desk.assign", admin.id, None, f"challenge:{row.id}", {"version": 2}),
        ("desk.notice", None, None, f"challenge:{row.id}", {}),
        ("staff.notices", None, None, "member", {"choice": "now"}),
        ("staff.revoke", admin.id, None, "member", {"role": "facilitator"}),
        ("staff.remove", admin.id, None, "member", {}),
    ]
