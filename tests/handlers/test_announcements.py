"""Announcements from the first word to somebody's phone."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from services import announcements
from services.roles import Role
from storage import announcements as rows
from storage.announcements import AnnouncementRow
from storage.audit import AuditRow
from storage.occasions import OccasionRow
from storage.outbox import OutboxRow
from storage.workshops import CANCELLED, INVITED, MeetingRow, WorkshopRow
from tests.handlers.events import FRIDAY, THURSDAY, published
from tests.handlers.test_workshops import planned
from tests.people import Life, Somebody, life, plain

TEXT = "Atelier samedi à 10 h, à la maison des jeunes. Venez !"


async def _written(lab: Life, text: str = TEXT) -> Somebody:
    """Fatima has written an announcement in French."""
    fatima = await lab.staff("Fatima", Role.COMMUNICATOR)
    await fatima.says("/announce")
    await fatima.taps("Nouvelle annonce")
    await fatima.says(text)
    return fatima


def _taps(lab: Life) -> int:
    """How many taps the bot has answered."""
    return sum(one.method == "answerCallbackQuery" for one in lab.world.ledger.entries(kind="call"))


def _chat(one: Somebody) -> str:
    """All that stands in the chat: living panels change further up."""
    return "\n".join(plain(str(message.get("text") or message.get("caption"))) for message in one.shown)


async def announced(lab: Life) -> tuple[Somebody, Somebody]:
    """Samira has announced a workshop from its card; it leaves within minutes, to Omar too."""
    samira = await lab.staff("Samira", Role.ADMIN)
    await planned(lab, samira)
    omar = await lab.resident("Omar")
    await samira.says("/workshop")
    for label in ("Sans eau", "L'annoncer", "📤 Envoyer…", "Oui, l'envoyer"):
        await samira.taps(label)
    return samira, omar


async def test_from_the_first_word_to_the_phones_and_the_stop(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, brahim = await lab.resident("Aïcha"), await lab.resident("Brahim", "ar")
        fatima = await _written(lab)
        assert "En français, 2 personnes : Atelier samedi" in fatima.sees
        assert "En arabe, 1 personne : ⚠️ pas encore de texte, part en français" in fatima.sees
        await fatima.taps("➕ العربية")
        await fatima.says("ورشة يوم السبت")
        await fatima.taps("Me l'envoyer d'abord")
        assert "ورشة يوم السبت" in fatima.news
        await fatima.taps("📤 Envoyer…")
        assert "Jusque-là, vous pouvez l'annuler." in fatima.sees
        await fatima.taps("Oui, l'envoyer")
        assert "Annuler, elle ne part pas" in fatima.buttons[0]
        assert TEXT not in aicha.sees
        await lab.passes(minutes=11)
        assert aicha.sees == f"{TEXT}\n\nVous recevez ce message parce que vous suivez : Ateliers et rencontres"
        assert "ورشة يوم السبت" in brahim.sees
        await lab.passes(seconds=10)
        assert "Annonce envoyée" in fatima.news
        assert "Reçue par : 3 sur 3" in fatima.news
        await aicha.taps("🔕 Arrêter ces messages")
        assert "Vous ne recevrez plus les messages sur : Ateliers et rencontres" in aicha.sees
        async with lab.database.reading() as session:
            assert await rows.stopped(session, (await aicha.person()).id) == {"workshops"}
        await aicha.taps("Les reprendre")
        assert aicha.sees == "✓ Vous recevez les messages sur : Ateliers et rencontres"


async def test_a_workshop_is_announced_in_six_taps_to_those_who_have_not_answered(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await lab.staff("Samira", Role.ADMIN)
        row = await planned(lab, samira)
        aicha, omar = await lab.resident("Aïcha"), await lab.resident("Omar", "ary")
        await aicha.starts(f"w_{row.code}")
        await aicha.taps("Je viens")
        before = len(aicha.shown)
        taps = _taps(lab)
        await samira.says("/workshop")
        for label in ("Sans eau", "L'annoncer", "📤 Envoyer…", "Oui, l'envoyer"):
            await samira.taps(label)
        assert _taps(lab) - taps == 4  # six are allowed
        assert "Annuler, elle ne part pas" in samira.buttons[0]
        assert "En français, 1 personne : le texte de l'atelier" in _chat(samira)  # herself, not Aïcha
        await lab.passes(minutes=11)
        assert len(aicha.shown) == before
        assert "Sans eau, que faire ?" in omar.sees and "واش غادي تجيو؟" in omar.sees
        await omar.taps("غادي نجي")
        assert "الرتبة 1" in omar.sees
        await omar.taps("🔕 وقفو هاد الرسائل")  # the announcement stays, with the way to stop it
        assert omar.sees.startswith("صافي، ماغاديش نبقاو نصيفطو ليكم على")


async def test_a_second_person_says_yes_and_the_first_one_sees_it_go(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha = await lab.resident("Aïcha")
        fatima = await _written(lab)
        omar = await lab.staff("Omar", Role.COMMUNICATOR)
        for label in ("🕐 Quand", "Urgent : même la nuit", "Retour", "📤 Envoyer…"):
            await fatima.taps(label)
        assert "✋ Une deuxième personne doit dire oui : Omar" in fatima.sees
        await fatima.taps("Oui, l'envoyer")
        assert "Demandé par : Fatima" in omar.sees
        old = omar.shown[-1]["message_id"]
        await omar.taps("✅ Oui, l'envoyer")
        await lab.passes(seconds=10)
        assert "Annonce envoyée" in _chat(fatima) and "Annonce envoyée" in _chat(omar)
        await omar.taps_old(old, "an.yes:1:2")
        assert omar.toast == "L'annonce a changé entre-temps. Voici où elle en est."
        await omar.taps("✏️ Corriger")
        await omar.taps("Français")
        await omar.shows(caption="Atelier dimanche")
        assert omar.sees.startswith("📎 Pas besoin de photo ni de fichier ici : quelques mots suffisent.")
        await omar.says("Atelier dimanche, pas samedi.")
        assert TEXT in aicha.sees
        await omar.taps("✅ Corriger")
        await lab.passes(seconds=10)
        assert "Corrigée chez : 3 sur 3" in _chat(omar)
        await omar.taps("📊 Bilan")
        assert "En Français, reçue par : 3 sur 3" in omar.sees


async def test_its_time_is_written_as_people_say_it(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fatima = await _written(lab)
        for label in ("🕐 Quand", "⌨️ Écrire le jour et l'heure"):
            await fatima.taps(label)
        await fatima.speaks()
        assert fatima.sees.startswith("🎤 Ici, il nous faut l'écrire : quelques mots suffisent.")
        await fatima.says("aujourd'hui 8h")
        assert "Cette heure est déjà passée." in fatima.sees
        await fatima.says("gheda m3a 9 w ness")
        assert "🕐 Départ : mardi 6 octobre 2026 à 09:30." in fatima.sees
        await fatima.taps("🕐 Quand")
        await fatima.taps("⌨️ Écrire")
        await fatima.says("demain 23h")
        assert "🕐 Départ : mercredi 7 octobre 2026 à 08:00." in fatima.sees  # the night is heeded
        await fatima.taps("📤 Envoyer…")
        await fatima.taps("Oui, l'envoyer")
        assert "🕐 Départ : mercredi 7 octobre 2026 à 08:00." in fatima.sees


@pytest.mark.parametrize("longer", [False, True])
async def test_missed_by_more_than_its_own_expiry_it_stays_and_its_writer_hears_of_it(
    database_url: str, tmp_path: Path, longer: bool
) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, fatima = await lab.resident("Aïcha"), await _written(lab)
        await fatima.taps("🕐 Quand")
        assert "⏳ Retard permis : 2 heures" in fatima.buttons
        if longer:
            await fatima.taps("⏳ Retard permis")
        await fatima.taps("Retour")
        for label in ("📤 Envoyer…", "Oui, l'envoyer"):
            await fatima.taps(label)
        world, clock = lab.world, lab.clock
    await clock.leap(3 * 3600)
    async with life(database_url, tmp_path, world, clock) as lab:
        await lab.passes(seconds=10)
        assert aicha.sees.startswith(TEXT) == longer
        assert fatima.sees.startswith("⚠️ Cette annonce n'est pas partie") != longer


async def test_the_audience_is_chosen_by_taps_counted_and_saved(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        await lab.resident("Aïcha")
        await lab.resident("Brahim", "ar")
        fatima = await _written(lab)
        assert "👥 Qui la reçoit : 3" in fatima.buttons
        for label in ("👥 Qui la reçoit", "🗣 Langue", "⬜ العربية"):
            await fatima.taps(label)
        assert "Personnes qui la reçoivent : 1" in fatima.sees
        for label in ("✔️ Terminé", "🔎 En voir cinq"):
            await fatima.taps(label)
        assert "• Sans nom, langue : العربية" in fatima.sees
        for label in ("👥 Qui la reçoit", "💾 Garder ce public"):
            await fatima.taps(label)
        await fatima.says("Arabophones")
        for label in ("⛔ Laisser des gens de côté", "💾 Public gardé", "⬜ Arabophones"):
            await fatima.taps(label)
        assert "⛔ Mais pas pour :" in fatima.sees and "Personnes qui la reçoivent : 0" in fatima.sees
        await fatima.taps("✔️ Terminé")
        await fatima.taps("Retour")
        for label in ("📤 Envoyer…", "Oui, l'envoyer"):
            await fatima.taps(label)
        assert fatima.toast == "Personne ne la recevrait : choisissez d'autres personnes."


async def test_a_poster_for_all_and_a_voice_for_one_language(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, brahim = await lab.resident("Aïcha"), await lab.resident("Brahim", "ar")
        fatima = await lab.staff("Fatima", Role.COMMUNICATOR)
        await fatima.says("/announce")
        await fatima.taps("Nouvelle annonce")
        await fatima.shows(caption=TEXT)
        await fatima.taps("➕ العربية")
        await fatima.speaks()
        assert "En arabe, 1 personne : 🎤" in fatima.sees
        await fatima.taps("📤 Envoyer…")
        await fatima.taps("Oui, l'envoyer")
        await lab.passes(minutes=11)
        assert "photo" in aicha.shown[-1] and aicha.sees.startswith(TEXT)
        assert "voice" in brahim.shown[-1] and "تصلكم هذه الرسالة" in brahim.sees


async def test_words_begun_for_a_draft_change_nothing_once_it_was_sent(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, fatima = await lab.resident("Aïcha"), await _written(lab)
        await fatima.taps("📤 Envoyer…")
        await fatima.taps("Oui, l'envoyer")
        omar = await lab.staff("Omar", Role.COMMUNICATOR)
        await omar.starts()
        await omar.taps_old(omar.shown[-1]["message_id"], "an.write:1:fr")
        await lab.passes(minutes=11)
        await omar.says("Atelier annulé.")
        assert omar.sees == "L'annonce a changé entre-temps. Voici où elle en est."
        await lab.passes(seconds=10)
        assert aicha.sees.startswith(TEXT)


async def test_a_correction_under_a_poster_fits_under_it(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, fatima = await lab.resident("Aïcha"), await lab.staff("Fatima", Role.COMMUNICATOR)
        await fatima.says("/announce")
        await fatima.taps("Nouvelle annonce")
        await fatima.shows(caption=TEXT)
        await fatima.taps("📤 Envoyer…")
        await fatima.taps("Oui, l'envoyer")
        await lab.passes(minutes=11)
        for label in ("✏️ Corriger", "Français"):
            await fatima.taps(label)
        await fatima.says("Atelier. " * 110)
        await fatima.taps("✅ Corriger")
        assert "Le texte sous un fichier est trop long, rien n'a été gardé." in fatima.sees
        await lab.passes(seconds=10)
        assert aicha.sees.startswith(TEXT)


async def test_words_too_long_for_a_shared_poster_are_refused(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fatima = await lab.staff("Fatima", Role.COMMUNICATOR)
        await fatima.says("/announce")
        await fatima.taps("Nouvelle annonce")
        await fatima.shows(caption=TEXT)
        await fatima.taps("➕ العربية")
        await fatima.says("ورشة. " * 160)
        assert "Le texte sous un fichier est trop long, rien n'a été gardé." in fatima.sees
        async with lab.database.reading() as session:
            assert set(await rows.wordings(session, 1)) == {"fr"}


async def test_a_poster_is_not_shared_with_words_too_long_for_it(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fatima = await _written(lab, "Atelier. " * 110)
        await fatima.taps("➕ العربية")
        await fatima.shows(caption="ورشة")
        await fatima.taps("✓ العربية")
        await fatima.taps("Son fichier pour tous")
        assert "Le texte sous un fichier est trop long, rien n'a été gardé." in fatima.sees
        async with lab.database.reading() as session:
            row = await rows.of(session, 1)
        assert row is not None and row.media_id is None


@pytest.mark.parametrize("columns", [{"access": INVITED}, {"state": CANCELLED}])
async def test_a_workshop_not_for_everybody_is_not_announced(
    database_url: str, tmp_path: Path, columns: dict[str, str]
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await lab.staff("Samira", Role.ADMIN)
        row, omar = await planned(lab, samira), await lab.resident("Omar")
        await samira.says("/workshop")
        await samira.taps("Sans eau")
        card, before = samira.shown[-1]["message_id"], len(omar.shown)
        for label in ("L'annoncer", "📤 Envoyer…", "Oui, l'envoyer"):
            await samira.taps(label)
        async with lab.database.transaction() as session:
            await session.execute(update(WorkshopRow).values(columns))
        await lab.passes(minutes=11)
        assert len(omar.shown) == before
        await samira.taps_old(card, f"an.workshop:{row.id}")
        assert "📢 L'annoncer" not in samira.buttons
        async with lab.database.reading() as session:
            assert await rows.of(session, 2) is None


async def test_under_a_poster_a_workshop_is_told_as_briefly_as_it_must(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, omar = await lab.staff("Samira", Role.ADMIN), await lab.resident("Omar")
        long = {"title": {"fr": "Sans eau " * 8}, "about": {"fr": "Idées " * 100}, "meetings": (THURSDAY, FRIDAY)}
        await published(lab, samira, **long)
        await samira.says("/workshop")
        for label in ("Sans eau", "L'annoncer", "➕ Français"):
            await samira.taps(label)
        await samira.shows()
        for label in ("📤 Envoyer…", "Oui, l'envoyer"):
            await samira.taps(label)
        await lab.passes(minutes=11)
        assert "photo" in omar.shown[-1] and "Sans eau" in omar.sees and "Idées" not in omar.sees


async def test_a_workshop_that_is_over_is_not_announced(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        _samira, omar = await announced(lab)
        async with lab.database.transaction() as session:
            await session.execute(update(MeetingRow).values(ends_at=lab.clock.now()))
        before = len(omar.shown)
        await lab.passes(minutes=11)
        assert len(omar.shown) == before


async def test_a_workshop_that_was_announced_is_brought_up_to_date(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, omar = await announced(lab)
        await lab.passes(minutes=11)
        async with lab.database.transaction() as session:
            await session.execute(update(WorkshopRow).values(place={"fr": "Bibliothèque de Bouskoura"}))
        for label in ("✏️ Corriger", "🔄 Texte actuel de l'atelier"):
            await samira.taps(label)
        await lab.passes(seconds=10)
        assert "Bibliothèque de Bouskoura" in omar.sees


async def test_a_correction_that_has_nothing_to_say_any_more_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, omar = await announced(lab)
        await lab.passes(minutes=11)
        seen = omar.sees
        async with lab.database.transaction() as session:
            await session.execute(update(WorkshopRow).values(state=CANCELLED))
        await samira.taps("✏️ Corriger")
        await samira.taps("🔄 Texte actuel")
        await lab.passes(seconds=10)
        assert omar.sees == seen
        async with lab.database.reading() as session:
            found = await session.execute(select(OutboxRow.state, OutboxRow.error).where(OutboxRow.target.is_not(None)))
        assert {tuple(one) for one in found} == {("nothing", None)}


async def test_a_topic_that_the_lab_has_given_up_is_stopped_all_the_same(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha = await lab.resident("Aïcha")
        message = aicha.shown[-1]["message_id"]
        await aicha.taps_old(message, "topic.stop:garden")
        async with lab.database.reading() as session:
            assert await rows.stopped(session, (await aicha.person()).id) == {"garden"}
        await aicha.taps_old(message, f"topic.stop:{'g' * 25}")
        assert aicha.toast == "Ce bouton est trop vieux, il ne marche plus."


async def test_the_report_tells_whom_the_team_blocked(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        await lab.resident("Aïcha")
        fatima = await _written(lab)
        for label in ("📤 Envoyer…", "Oui, l'envoyer"):
            await fatima.taps(label)
        await lab.passes(minutes=11)
        async with lab.database.transaction() as session:
            await session.execute(
                update(OutboxRow)
                .where(OutboxRow.subject == "announcement:1")
                .values({"state": "unreachable", "error": "blocked"})
            )
        await fatima.taps("📊 Bilan")
        assert "• Raison : l'équipe les a bloqués. Personnes : 2" in fatima.sees


async def test_what_is_under_way_stands_above_any_number_of_drafts(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fatima = await _written(lab)
        person = await fatima.person()
        async with lab.database.transaction() as session:
            await session.execute(update(AnnouncementRow).values(state="paused"))
            for _ in range(11):
                await announcements.create(session, person, lab.bot.house.lab, lab.clock.now())
        await fatima.says("/announce")
        assert fatima.buttons[1] == "⏸ Atelier samedi à 10 h, à la m…"
        await fatima.taps("📅 Prévu")
        assert "📅 Prévu" in fatima.sees


async def test_what_is_refused_leaves_nothing_behind(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fatima, omar = await _written(lab), await lab.staff("Omar", Role.COMMUNICATOR)
        waiting = {"state": "awaiting", "asked_by": (await fatima.person()).id, "wall": "2020-01-01T10:00"}
        async with lab.database.transaction() as session:
            await session.execute(update(AnnouncementRow).values(waiting))
        await omar.taps_old(omar.shown[-1]["message_id"], "an.yes:1:2")
        assert omar.toast == "L'heure choisie est passée : choisissez-en une autre."
        async with lab.database.reading() as session:
            row = await rows.of(session, 1)
        assert row is not None and (row.state, row.approved_by) == ("awaiting", None)


async def test_who_looks_at_those_of_whom_nobody_knows_is_noted(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fatima = await _written(lab)
        await fatima.taps_old(fatima.shown[-1]["message_id"], "an.unsure:1:0")
        async with lab.database.reading() as session:
            noted = await session.scalars(select(AuditRow.subject).where(AuditRow.action == "announcement.unsure"))
            assert list(noted) == ["announcement:1"]


async def test_the_list_of_what_is_scheduled_moves_no_announcement_past_its_approval(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        await lab.resident("Aïcha")
        fatima = await _written(lab)
        for label in ("📤 Envoyer…", "Oui, l'envoyer"):
            await fatima.taps(label)
        await fatima.says("/announce")
        await fatima.taps("📅 Prévu")
        assert "📢 Annonce : Atelier samedi" in fatima.sees
        assert "1" not in fatima.buttons
        async with lab.database.reading() as session:
            occasion = (await session.scalars(select(OccasionRow).where(OccasionRow.kind == announcements.KIND))).one()
        seen = "".join(filter(str.isdigit, occasion.wall))
        await fatima.taps_old(fatima.shown[-1]["message_id"], f"when.off:{occasion.id}:{seen}")
        async with lab.database.reading() as session:
            row = await rows.of(session, 1)
        assert row is not None and row.state == "scheduled"


async def test_only_the_team_announces(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, samira = await lab.resident("Aïcha"), await lab.staff("Samira", Role.MODERATOR)
        await _written(lab)
        for one in (aicha, samira):
            await one.says("/announce")
            assert one.sees == "C'est réservé à l'équipe."
            await one.taps_old(one.shown[-1]["message_id"], "an.ask:1:2")
        async with lab.database.reading() as session:
            row = await rows.of(session, 1)
        assert row is not None and row.state == "draft"
