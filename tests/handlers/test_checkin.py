"""At the door: a ticket is scanned, somebody types the code, the facilitator taps names; each on a phone."""

from pathlib import Path

from sqlalchemy import select

from services import checkin, privacy
from services.roles import Role
from storage import checkin as rows
from storage.audit import AuditRow
from tests.handlers.events import answer_of, comes, meetings, published
from tests.people import Life, life


async def at_the_door(lab: Life) -> None:
    """An hour before Thursday's session, and a minute more."""
    await lab.passes(days=3, hours=4, minutes=31)


async def test_ticket_code_list_and_somebody_without_telegram(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua = await lab.staff("Fadoua", Role.FACILITATOR)
        aicha, karim, nabil = await lab.resident(), await lab.resident("Karim"), await lab.resident("Nabil")
        workshop = await published(lab, fadoua)
        await comes(lab, workshop, aicha, karim)
        (meeting,) = await meetings(lab, workshop)
        await at_the_door(lab)
        assert fadoua.sees.split("\n")[:2] == [
            "✔️ L'accueil est ouvert : « Sans eau »", "Confirmés : 0. Sans réponse : 2. Ne viennent pas : 0.",
        ]  # fmt: skip
        await aicha.taps("🎟 Mon billet")
        assert aicha.sees == "🎟 Votre billet pour « Sans eau ».\nMontrez-le à l'entrée : l'équipe le scanne."
        payload = f"t_{checkin.ticket(lab.bot.house.seals, (await answer_of(lab, workshop, aicha)).id)}"
        await aicha.starts(payload)
        assert aicha.sees == "🎟 C'est un billet. Montrez-le à l'entrée : l'équipe le scanne."
        await fadoua.starts(payload)
        assert fadoua.sees.split("\n")[1] == "Présents : 1. Attendus : 2."
        await fadoua.starts(payload)
        assert fadoua.sees.startswith("☑️ Arrivée déjà notée")
        digits = checkin.code(lab.bot.house.seals, meeting.id)
        await nabil.says(digits)
        assert nabil.sees.split("\n") == [
            "✅ Bienvenue à « Sans eau » ! Votre arrivée est notée.",
            "🔒 L'équipe voit votre nom sur Telegram et que vous êtes là. Personne d'autre.",
        ]  # fmt: skip
        who = await nabil.person()
        async with lab.database.reading() as session:
            agreed = [(one.purpose, one.method) for one in await privacy.consents(session, who)]
        assert agreed == [("workshops", "code of the room")]
        await nabil.says(digits)
        assert nabil.sees == "✅ Votre arrivée est déjà notée : « Sans eau ». Bon atelier !"
        await fadoua.taps("📋 La liste")
        await fadoua.taps("▫️ Karim")
        assert [one[0] for one in fadoua.buttons[:3]] == ["✅", "✅", "✅"]
        await fadoua.taps("➕ Une personne sans Telegram")
        await fadoua.says("Hajja Fatima")
        assert fadoua.sees.split("\n") == [
            "✔️ Accueil : « Sans eau »", "Présents : 4. Attendus : 2.", "Sans Telegram : Hajja Fatima",
        ]  # fmt: skip
        async with lab.database.reading() as session:
            how = sorted(row.how for row in (await rows.here(session, meeting.id)).values())
        assert how == ["list", "ticket", "walk_in"]
        await lab.passes(hours=7)
        await nabil.says(digits)  # it has closed by itself: now four digits are words like any others
        assert "Bienvenue" not in nabil.sees


async def test_the_code_of_the_room_comes_to_the_screen_whose_six_digits_are_sent(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        house, shown = lab.bot.house, dict[str, str]()
        house.web_address = "http://lab"

        async def pair(digits: str, token: str) -> bool:
            shown[digits] = token
            return True

        house.pair_wall = pair
        fadoua = await lab.staff("Fadoua", Role.FACILITATOR)
        workshop = await published(lab, fadoua)
        (meeting,) = await meetings(lab, workshop)
        await fadoua.says("123456")
        assert not shown and fadoua.sees == "Ouvrez d'abord le tableau de bord de votre vote : /workshop"
        await at_the_door(lab)
        await fadoua.taps("📺 Code de la salle")
        assert "http://lab/live" in fadoua.sees and checkin.code(house.seals, meeting.id) in fadoua.sees
        await fadoua.says("123 456")
        assert fadoua.sees == "✓ L'écran montre le code de la salle."
        assert shown == {"123456": checkin.wall(house.seals, meeting.id)}
        async with lab.database.reading() as session:
            walls = select(AuditRow.subject).where(AuditRow.action == "room.wall")
            assert list(await session.scalars(walls)) == [f"workshop:{meeting.workshop_id}"]


async def test_whoever_comes_into_the_live_vote_of_a_session_is_at_it(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident()
        workshop = await published(lab, fadoua, reminders=())
        await comes(lab, workshop, aicha)
        (meeting,) = await meetings(lab, workshop)
        await at_the_door(lab)
        await fadoua.taps("📋 La liste")
        await fadoua.taps("🗳 Inviter au vote en direct")
        assert fadoua.toast == "Ouvrez d'abord votre vote en direct : /workshop vote"
        listed = fadoua.shown[-1]["message_id"]
        await fadoua.says("/workshop vote")
        await fadoua.says("Par où commencer ?\n- Éclairage\n- Déchets")
        await fadoua.taps("Créer le vote")
        await fadoua.taps_old(listed, f"checkin.live:{meeting.id}")
        assert fadoua.toast == "🗳 Personnes invitées : 1"
        assert aicha.sees == "🗳 « Sans eau » vote maintenant, en direct. Entrez !"
        link = aicha.shown[-1]["reply_markup"]["inline_keyboard"][0][0]["url"]
        await aicha.starts(link.partition("start=")[2])
        assert "✅ Bienvenue à « Sans eau » ! Votre arrivée est notée." in aicha.news
        async with lab.database.reading() as session:
            assert [row.how for row in (await rows.here(session, meeting.id)).values()] == ["room"]


async def test_whichever_way_the_list_is_read_it_is_noted(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident("Aïcha")
        workshop = await published(lab, fadoua, reminders=())
        await comes(lab, workshop, aicha)
        (meeting,) = await meetings(lab, workshop)
        await at_the_door(lab)
        await fadoua.taps_old(fadoua.shown[-1]["message_id"], f"checkin.tick:{meeting.id}:0:1:0")
        assert "▫️ Aïcha" in fadoua.buttons
        await fadoua.taps("➕ Une personne sans Telegram")
        await fadoua.says("Hajja Fatima")
        async with lab.database.reading() as session:
            noted = await session.scalars(select(AuditRow.subject).where(AuditRow.action == "checkin.list"))
            assert list(noted) == [f"workshop:{workshop.id}"] * 2
