"""A shared phone and people who read little: clearing the chat, notices that say nothing, voices to listen to."""

from datetime import timedelta
from pathlib import Path

from handlers.screens import Answer
from handlers.voice_subjects import subjects
from handlers.voice_titles import OURS
from services import merges, people, recordings, statuses, supporters
from services.desk import Spot, Tab
from services.statuses import Status, Step
from storage import said
from storage.database import Database
from storage.desk import by_ref
from storage.opinions import OpinionRow
from storage.outbox import OutboxRow
from storage.publications import PublicationRow
from storage.said import SaidRow
from tests.handlers.desks import sent, the
from tests.handlers.rows import rows
from tests.people import Life, life, plain
from tests.services.team import MONDAY


async def test_our_messages_go_from_the_chat_and_a_word_on_it_stays(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, karim = await lab.resident("Aïcha"), await lab.resident("Karim")
        await aicha.says("/help")
        await lab.passes(minutes=1)
        await karim.says("/menu")
        before = len(karim.shown)
        async with lab.database.transaction() as session:  # it came by an announcement, which is not noted
            noted = await said.in_chat(session, aicha.phone.id, MONDAY - timedelta(days=9))
            await said.forget(session, aicha.phone.id, noted[:1])
            came = {"screen": "help", "values": {}, "dedupe": "x", "state": "sent", "due_at": lab.clock.now()}
            row = OutboxRow(person_id=(await aicha.person()).id, message_id=noted[0], sent_at=lab.clock.now(), **came)
            session.add(row)
        await aicha.says("/privacy")
        await aicha.taps("⋯ Plus")
        await aicha.taps("🧹 Effacer de ce téléphone")
        assert "Vos messages et les plus anciens restent" in aicha.sees
        lab.world.faults.add("deleteMessages", 429, seconds=3)
        await aicha.taps("🧹 Oui, effacer")
        await lab.passes(minutes=1)
        assert [one["text"].split(".")[0] for one in aicha.shown] == ["🧹 Nos messages s'en vont"]
        assert len(karim.shown) == before
        assert {row.chat_id for row in await rows(lab, SaidRow)} == {aicha.phone.id, karim.phone.id}


async def test_what_telegram_no_longer_lets_us_take_away_is_forgotten(database: Database) -> None:
    async with database.transaction() as session:
        for known in (7, 8):
            await people.meet(session, known, "fr", MONDAY)
        await said.note(session, [(7, 1), (7, 2), (8, 3), (9, 4)], MONDAY - timedelta(days=2))
        assert await said.in_chat(session, 9, MONDAY - timedelta(days=9)) == []
        await said.note(session, [(7, 2), (7, 4)], MONDAY)
        assert await said.in_chat(session, 7, MONDAY - timedelta(days=1)) == [4]
        await said.forget_before(session, MONDAY - timedelta(days=1))
        assert await said.in_chat(session, 7, MONDAY - timedelta(days=9)) == [4]
        assert await said.in_chat(session, 8, MONDAY - timedelta(days=9)) == []


async def test_a_notice_of_a_discreet_category_says_nothing_until_it_is_opened(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        house = lab.bot.house
        assert [one.key for one in house.lab.categories if one.discreet] == ["health", "social"]
        aicha, samira = await lab.resident(), await lab.staff()
        ref = await sent(lab, aicha, words="Mon dossier au centre de santé", category="health")
        row, actor = await the(lab, ref), await samira.person()
        async with lab.database.transaction() as session:
            spot = Spot(row.id, row.version, Tab.ONE)
            await statuses.change(session, house.lab, spot, Step(Status.SOLVED, {}), actor, lab.clock.now())
        lab.bot.wake()
        await lab.passes(minutes=3)
        hidden = next(one for one in aicha.shown if "du nouveau" in one.get("text", ""))
        assert hidden["text"] == "🔔 Il y a du nouveau pour vous ici."
        await aicha.taps("👁 Lire")
        assert any("Statut : ✅ Résolu" in plain(one.get("text", "")) for one in aicha.shown)
        lab.bot.house.outgoing.put(Answer(aicha.phone.id, "file.refused", {"challenge": row.id}))
        await lab.passes(minutes=1)
        assert aicha.sees == "🔔 Il y a du nouveau pour vous ici."
        await aicha.taps("👁 Lire")
        assert aicha.sees.startswith("📎 Nous n'avons pas pu garder")
        async with lab.database.transaction() as session:  # a voice would say aloud what the notice does not
            session.add(OpinionRow(challenge_id=row.id, asked_at=lab.clock.now()))
            await recordings.keep(session, "screen.solved.ask", "fr", "VOICE", 2, actor, lab.clock.now())
        lab.bot.house.outgoing.put(Answer(aicha.phone.id, "solved.ask", {"challenge": row.id}))
        await lab.passes(minutes=1)
        assert (aicha.sees, aicha.buttons) == ("🔔 Il y a du nouveau pour vous ici.", ["👁 Lire"])
        await aicha.taps("👁 Lire")
        assert aicha.buttons[0] == "🔊 Écouter"


async def test_also_who_supports_it_or_whose_report_was_joined_to_it_opens_it_first(lab: Life) -> None:
    aicha, omar, karim, samira = [await lab.resident(name) for name in ("Aïcha", "Omar", "Karim")] + [await lab.staff()]
    main, other = [await sent(lab, one, category=kind) for one, kind in ((aicha, "health"), (omar, "lighting"))]
    house, actor = lab.bot.house, await samira.person()
    async with lab.database.transaction() as session:
        row, joined = [await by_ref(session, ref) for ref in (main, other)]
        assert row and joined
        await supporters.support(session, house.seals, await karim.person(), row, "1", lab.clock.now())
        session.add(PublicationRow(challenge_id=row.id, at=lab.clock.now()))
        await merges.link(session, joined.id, row.id, actor, lab.clock.now())
        step = Step(Status.SOLVED, {})
        await statuses.change(session, house.lab, Spot(row.id, row.version, Tab.ONE), step, actor, lab.clock.now())
    lab.bot.wake()
    await lab.passes(minutes=3)
    for one in (omar, karim):
        assert one.sees == "🔔 Il y a du nouveau pour vous ici."
        await one.taps("👁 Lire")
        assert one.sees.split("\n")[0] == "Statut : ✅ Résolu"


async def test_a_recorded_voice_stands_on_its_screen_in_the_language_of_the_reader(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, aicha = await lab.staff(language="fr"), await lab.resident("Aïcha", language="ary")
        await samira.says("/staff")
        await samira.taps_old(samira.shown[-1]["message_id"], "voice.list")
        total = sum(len(ones) for group, ones in subjects().items() if group != OURS) * 3
        assert f"Il en manque : {total}" in samira.sees
        report = next(label for label in samira.buttons if label.startswith("📣 Signaler un problème : "))
        assert int(report.rpartition(" ")[2]) == len(subjects()["report"]) * 3
        await samira.taps(report)
        await samira.taps("––– Que se passe-t-il ?")
        await samira.taps("🎙 العربية")
        await samira.speaks()
        assert "▶️ العربية" in samira.buttons
        await aicha.says("/challenge")
        await aicha.taps("🔊 نسمع")
        assert "voice" in aicha.shown[-1]
        karim = await lab.resident("Karim", language="fr")
        await karim.says("/challenge")
        assert not any("Écouter" in label for label in karim.buttons)
        async with lab.database.transaction() as session:
            for subject in ("screen.menu", "ask.challenge.place"):
                await recordings.keep(session, subject, "fr", "VOICE", 2, await samira.person(), lab.clock.now())
        await karim.says("La lampe est cassée devant l'école")
        assert (karim.buttons, karim.sees.startswith("📍")) == (["🔊 Écouter"], True)
        await karim.says("/menu")
        assert karim.buttons[0] == "🔊 Écouter"
        await samira.taps("🗑 العربية")
        await aicha.says("/cancel")
        await aicha.says("/challenge")
        assert not any("نسمع" in label for label in aicha.buttons)
