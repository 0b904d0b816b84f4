"""A workshop from the wizard to the last answer: what the team and the people see."""

from pathlib import Path

from icalendar import Calendar

from services import workshops
from services.roles import Role
from storage import registrations as answers
from storage import workshops as rows
from storage.workshops import WorkshopRow
from tests.handlers.events import comes, published
from tests.handlers.halls import facilitator
from tests.people import Life, Somebody, life

WIZARD = (
    ("says", "Sans eau, que faire ?"),
    ("says", "On cherche des idées."),
    ("taps", "Eau"),
    ("says", "samedi 14h30-17h"),
    ("says", "Dar Chabab, Bouskoura"),
    ("says", "1"),
)


async def planned(lab: Life, samira: Somebody) -> WorkshopRow:
    """A workshop with one seat, published."""
    await samira.says("/workshop new")
    for act, what in WIZARD:
        await getattr(samira, act)(what)
    for label in ("Garder le brouillon", "📢 Publier"):
        await samira.taps(label)
    async with lab.database.reading() as session:
        ((row, _),) = await rows.planned(session, lab.clock.now())
    return row


async def test_from_the_wizard_to_the_seat_that_moves(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await facilitator(lab)
        row = await planned(lab, samira)
        aicha, omar = await lab.resident("Aïcha"), await lab.resident("Omar", "ary")
        await aicha.says("/workshops")
        await aicha.taps("Sans eau")
        assert "🪑 Places libres : 1" in aicha.sees and "Dar Chabab" in aicha.sees
        for _ in range(2):
            await aicha.taps("Je viens")
        assert "Votre place est gardée" in aicha.sees
        await omar.starts(f"w_{row.code}")
        await omar.taps("غادي نجي")
        assert "الرتبة 1" in omar.sees
        await aicha.taps("Je ne peux pas")
        await aicha.taps("Finalement, je viens")
        await aicha.taps("Je ne peux pas")
        await lab.passes(minutes=2)
        assert "خوات بلاصة" in omar.sees
        await omar.taps("غادي نجي")
        assert "بلاصتكم مضمونة" in omar.sees
        await samira.taps("Actualiser")
        assert "✅ Viennent : 1, avec les personnes amenées : 1" in samira.sees
        await samira.taps("Qui a répondu")
        assert "• Omar" in samira.sees and "• Aïcha" in samira.sees


async def test_a_change_is_told_with_a_new_file_and_calling_off_too(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await facilitator(lab)
        row = await planned(lab, samira)
        aicha = await lab.resident("Aïcha")
        await aicha.starts(f"w_{row.code}")
        await aicha.taps("Je viens")
        for label in ("✏️ Changer", "Lieu"):
            await samira.taps(label)
        await samira.says("Maison des jeunes")
        await samira.taps("Terminé")
        await lab.passes(minutes=3)
        assert "Changement" in aicha.sees and "Maison des jeunes" in aicha.sees
        assert _file(lab, aicha)["method"] == "PUBLISH"
        for label in ("✏️ Changer", "🔔 Rappels", "Deux heures avant"):
            await samira.taps(label)
        assert "▫️ Deux heures avant" in samira.buttons and "✅ Une semaine avant" in samira.buttons
        for label in ("Retour", "Annuler l'atelier", "Oui, l'annuler"):
            await samira.taps(label)
        assert "Annulé" in aicha.sees and _file(lab, aicha)["method"] == "CANCEL"
        await aicha.starts(f"w_{row.code}")
        assert "Cet atelier est annulé" in aicha.sees and "Je viens" not in aicha.buttons


def _file(lab: Life, one: Somebody) -> Calendar:
    document = next(message["document"] for message in reversed(one.shown) if "document" in message)
    return Calendar.from_ical(lab.world.files.get(document["file_id"]).content)


async def test_questions_are_asked_after_coming_and_only_the_team_reads_the_answers(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await facilitator(lab)
        row = await planned(lab, samira)
        for label in ("✏️ Changer", "Questions"):
            await samira.taps(label)
        await samira.says("Mangez-vous de tout ?\nVenez-vous de loin ?")
        aicha = await lab.resident("Aïcha")
        await aicha.starts(f"w_{row.code}")
        await aicha.taps("Je viens")
        assert "Mangez-vous de tout ?" in aicha.sees
        await aicha.says("Oui, merci")
        await aicha.taps("Passer")
        assert "Votre place est gardée" in aicha.sees
        await aicha.taps_old(samira.shown[-1]["message_id"], f"workshop.people:{row.id}")
        assert "Oui, merci" not in aicha.sees
        await samira.says("/workshop")
        await samira.taps("Sans eau")
        await samira.taps("Qui a répondu")
        assert "Oui, merci" in samira.sees


async def test_an_invited_workshop_is_only_there_for_whoever_opens_the_invitation(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await facilitator(lab)
        row = await planned(lab, samira)
        for label in ("✏️ Changer", "Qui peut venir", "Sur invitation"):
            await samira.taps(label)
        aicha = await lab.resident("Aïcha")
        for payload in (f"w_{row.code}", f"w_{row.code}_wrong"):
            await aicha.starts(payload)
            assert "Nous ne trouvons pas cet atelier" in aicha.sees
        await aicha.says("/workshops")
        assert "Aucun atelier" in aicha.sees
        await aicha.says(f"/workshops {row.code}")
        assert "Nous ne trouvons pas cet atelier" in aicha.sees
        await aicha.starts(f"w_{row.code}_{row.invitation}")
        assert "Nous vous invitons" in aicha.sees
        await aicha.taps("Je viens")
        assert "Votre place est gardée" in aicha.sees


async def test_a_new_link_is_told_to_those_who_come_alone(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua = await lab.staff("Fadoua", Role.FACILITATOR)
        aicha, omar = await lab.resident("Aïcha"), await lab.resident("Omar")
        row = await published(lab, fadoua, capacity=1, link="https://lab.example/1")
        await comes(lab, row, aicha, omar)
        maker, now, new = await fadoua.person(), lab.clock.now(), {"link": "https://lab.example/2"}
        async with lab.database.transaction() as session:
            await workshops.change(session, lab.bot.house.lab, maker, row.id, new, now)
        lab.bot.wake()
        await lab.passes(minutes=4)
        assert [one.sees.split("\n")[1] for one in (aicha, omar)] == [
            "💻 Le lien est nouveau : https://lab.example/2", "💻 Le lien est nouveau.",
        ]  # fmt: skip


async def test_a_link_is_taken_away_and_giving_up_ones_seats_asks_once_more(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua = await lab.staff("Fadoua", Role.FACILITATOR)
        aicha = await lab.resident("Aïcha")
        row = await published(lab, fadoua, link="https://lab.example/1", latitude=33.4, longitude=-7.6)
        await aicha.starts(f"w_{row.code}")
        await aicha.taps("Je viens")
        await fadoua.says("/workshop")
        for label in ("Sans eau", "✏️ Changer", "🗑 Enlever le lien", "✏️ Changer", "🗑 Enlever le point"):
            await fadoua.taps(label)
        assert "lab.example" not in fadoua.sees
        await lab.passes(minutes=4)
        assert (
            "💻 Plus de lien : ce n'est pas en ligne." in aicha.sees
            and "🗺 Il n'y a plus de point sur la carte." in aicha.sees
        )
        await aicha.says("/privacy")
        for label in ("✅ Mes accords", "✅ L'équipe voit mes réponses aux ateliers"):
            await aicha.taps(label)
        assert aicha.sees.endswith("C'est définitif.\nAteliers : 1")
        await aicha.taps("Oui, les laisser")
        async with lab.database.reading() as session:
            assert await answers.of_person(session, (await aicha.person()).id) == {}


async def test_after_a_new_title_in_one_language_the_others_are_offered(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua = await lab.staff("Fadoua", Role.FACILITATOR)
        row = await published(lab, fadoua)
        await fadoua.says("/workshop")
        for label in ("Sans eau", "✏️ Changer", "Titre"):
            await fadoua.taps(label)
        await fadoua.says("De l'eau pour tous")
        assert "🌐 Les autres langues disent encore ce qu'elles disaient." in fadoua.sees
        await fadoua.taps("🌐 العربية")
        await fadoua.says("الماء للجميع")
        await fadoua.taps("Passer")
        async with lab.database.reading() as session:
            found = await rows.by_code(session, row.code)
        assert found and found.title == {"fr": "De l'eau pour tous", "ar": "الماء للجميع", "ary": "بلا ما"}
