"""/staff on a phone: invitations, roles, leaving; how one hears of new challenges."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from services import challenges
from services.roles import Role
from storage.audit import AuditRow
from storage.occasions import OccasionRow
from storage.people import PersonRow
from storage.staff import StaffRow
from tests.handlers.desks import sent
from tests.handlers.rows import rows
from tests.people import Life, Somebody, life

DAY = datetime(2026, 10, 5, tzinfo=UTC)


async def boss(lab: Life) -> Somebody:
    one = await lab.staff("Samira", Role.ADMIN)
    await one.says("/staff")
    return one


async def commands(one: Somebody) -> list[str]:
    """The names of the commands that this phone shows."""
    return [command["command"] for command in one.phone.commands()]


def link(one: Somebody) -> str:
    """The payload of the invitation on the screen."""
    said = "\n".join(message.get("caption", "") for message in reversed(one.shown))
    line = next(line for line in said.split("\n") if "start=" in line)
    return line.rsplit("start=", 1)[1]


async def invited(lab: Life, admin: Somebody, role: str = "Bureau") -> Somebody:
    await admin.taps("Inviter")
    await admin.taps(role)
    somebody = await lab.newcomer("Omar")
    await somebody.starts(link(admin))
    return somebody


async def test_an_invitation_makes_a_colleague_once(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin = await boss(lab)
        omar = await invited(lab, admin)
        assert omar.sees.startswith("✓ Bienvenue dans l'équipe ! Votre rôle : Bureau")
        assert "desk" in await commands(omar)
        assert [one for one in admin.shown if "photo" in one] != []
        assert admin.sees == "👥 Nouvelle personne dans l'équipe : Omar, rôle : Bureau"
        late = await lab.newcomer("Karim")
        await late.starts(link(admin))
        assert late.sees == "Cette invitation ne marche plus. Demandez-en une nouvelle."
        await admin.says("/staff")
        assert admin.sees.split("\n") == [
            "👥 L'équipe",
            "Nom : Samira, rôles : Administration",
            "Nom : Omar, rôles : Bureau",
        ]


async def test_an_invitation_is_too_old_after_15_minutes(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin = await boss(lab)
        await admin.taps("Inviter")
        await admin.taps("Animation")
        await lab.passes(minutes=15)
        omar = await lab.newcomer("Omar")
        await omar.starts(link(admin))
        assert omar.sees == "Cette invitation ne marche plus. Demandez-en une nouvelle."


async def test_roles_are_switched_and_the_menu_follows(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin = await boss(lab)
        omar = await invited(lab, admin)
        await admin.says("/staff")
        await admin.taps("👤 Omar")
        await admin.taps("▫️ Animation")
        await admin.taps("✅ Bureau")
        assert admin.sees.split("\n") == ["👤 Omar", "Rôles : Animation"]
        assert "desk" not in await commands(omar)
        await admin.taps("▫️ Bureau")
        assert "desk" in await commands(omar)


async def test_a_second_tap_on_the_same_role_changes_nothing(lab: Life) -> None:
    admin = await boss(lab)
    await invited(lab, admin)
    await admin.says("/staff")
    await admin.taps("👤 Omar")
    card = admin.shown[-1]
    buttons = [row[0] for row in card["reply_markup"]["inline_keyboard"][:4]]
    roles = ["✅ Bureau", "▫️ Animation", "▫️ Annonces", "▫️ Administration"]
    assert sorted(one["text"] for one in buttons) == sorted(roles)
    for button in buttons:
        for _twice in range(2):
            await admin.taps_old(card["message_id"], button["callback_data"])
    assert admin.sees.split("\n") == ["👤 Omar", "Rôles : Administration, Animation et Annonces"]
    done = [row.action for row in await rows(lab, AuditRow) if row.action in ("staff.grant", "staff.revoke")]
    assert sorted(done) == ["staff.grant", "staff.grant", "staff.grant", "staff.revoke"]


async def test_who_is_removed_loses_everything_at_once(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin = await boss(lab)
        omar = await invited(lab, admin)
        await sent(lab, await lab.resident())
        await omar.says("/desk")
        await admin.says("/staff")
        await admin.taps("👤 Omar")
        await admin.taps("Retirer de l'équipe")
        assert admin.sees.startswith("Retirer de l'équipe : Omar")
        await admin.taps("Oui, retirer")
        assert "Omar" not in admin.sees
        assert "desk" not in await commands(omar)
        await omar.taps("À l'étude")
        assert omar.toast == "C'est réservé à l'équipe."


async def test_the_last_admin_and_those_of_the_settings_stay(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin = await boss(lab)
        await admin.taps("👤 Samira")
        await admin.taps("Retirer")
        await admin.taps("Oui, retirer")
        assert admin.toast == "L'équipe a besoin de quelqu'un à l'administration : nommez d'abord une autre personne."


async def test_an_admin_of_the_settings_is_changed_there(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fixed = await lab.staff("Samira", Role.MODERATOR)
        lab.bot.house.admins = frozenset({fixed.phone.id})
        await fixed.says("/staff")
        await fixed.taps("👤 Samira")
        assert "Administration d'après les réglages du programme (ADMIN_IDS) : à changer là-bas." in fixed.sees
        assert "🚪 Retirer de l'équipe" not in fixed.buttons
        assert "✅ Administration" not in fixed.buttons


async def test_only_admins_see_the_team(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        omar = await lab.staff("Omar", Role.MODERATOR)
        await omar.says("/staff")
        assert omar.sees.startswith("🔔 Comment voulez-vous apprendre les nouveaux signalements ?")
        resident = await lab.resident()
        await resident.says("/staff")
        assert resident.sees == "C'est réservé à l'équipe."


async def test_new_reports_are_heard_as_chosen(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, resident = await lab.staff(), await lab.resident()
        await samira.says("/desk")
        seen = len(samira.shown)
        await sent(lab, resident)
        await lab.passes(seconds=5)
        assert len(samira.shown) == seen
        ref = await sent(lab, resident, danger="fire", words="Au feu !")
        await lab.passes(seconds=5)
        assert samira.sees.split("\n")[:2] == ["🔴 Danger : à traiter en premier", f"🆕 Nouveau signalement {ref}"]
        await samira.taps(f"Fiche {ref}")
        assert "Au feu !" in samira.sees


async def test_at_once_after_one_tap(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin, resident = await boss(lab), await lab.resident()
        await admin.taps("Mes alertes")
        assert admin.buttons == ["✓ ☀️ Une fois par jour, le matin", "⚡ Tout de suite", "🔕 Pas du tout"]
        await admin.taps("Tout de suite")
        assert "✓ ⚡ Tout de suite" in admin.buttons
        ref = await sent(lab, resident)
        await lab.passes(seconds=5)
        assert f"🆕 Nouveau signalement {ref}" in admin.sees


async def follows(lab: Life, one: Somebody) -> bool:
    """Whether a morning's digest waits for this member."""
    async with lab.database.reading() as session:
        mine = OccasionRow.subject_id == (await one.person()).id
        return await session.scalar(select(OccasionRow).where(mine)) is not None


@pytest.mark.parametrize(("role", "hears"), [("Bureau", True), ("Animation", False), ("Annonces", False)])
async def test_only_the_desk_is_offered_notices_of_new_reports(lab: Life, role: str, hears: bool) -> None:
    admin = await boss(lab)
    omar = await invited(lab, admin, role)
    assert ("🔔 Mes alertes" in omar.buttons, await follows(lab, omar)) == (hears, hears)
    for choice in ("staff.notices", "staff.hears:now"):
        await omar.taps_old(omar.shown[-1]["message_id"], choice)
        assert (omar.toast == "C'est réservé à l'équipe.") is not hears


async def test_who_comes_to_the_desk_or_leaves_it_follows_or_no_longer_does(lab: Life) -> None:
    admin = await boss(lab)
    omar = await invited(lab, admin, "Animation")
    await admin.says("/staff")
    await admin.taps("👤 Omar")
    await admin.taps("▫️ Bureau")
    assert await follows(lab, omar)
    await admin.taps("✅ Bureau")
    assert not await follows(lab, omar)


async def morning(lab: Life) -> None:
    """It is nine o'clock for the occasions that wait (24 hours of seconds would take the test a minute)."""
    async with lab.database.transaction() as session:
        for occasion in await session.scalars(select(OccasionRow)):
            occasion.due_at = lab.clock.now()
    lab.bot.wake()
    await lab.passes(seconds=5)


async def test_the_digest_comes_at_nine_and_only_with_news(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, resident = await lab.staff(), await lab.resident()
        await samira.says("/desk")
        seen = len(samira.shown)
        gone = await sent(lab, resident)
        await sent(lab, resident, category="waste", words="Des déchets")
        async with lab.database.transaction() as session:
            row = await challenges.by_ref(session, gone)
            assert row is not None
            await challenges.withdraw(session, row, lab.clock.now())
        await morning(lab)
        assert samira.sees.split("\n") == [
            "☀️ Le bureau ce matin",
            "Nouveaux depuis hier : 1",
            "Type : 🗑 Déchets et propreté, fiches : 1",
            "Suivis par vous : 0",
            "Attendent trop longtemps : 0",
        ]
        assert len(samira.shown) == seen + 1
        await morning(lab)
        assert len(samira.shown) == seen + 1
        await samira.taps("Désormais tout de suite")
        assert "✓ ⚡ Tout de suite" in samira.buttons


async def test_the_digest_names_what_waits_longest_and_comes_when_it_waits_twice_too_long(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, resident = await lab.staff(), await lab.resident()
        await lab.passes(hours=3)  # away from nine o'clock
        old = await sent(lab, resident)
        await samira.says("/desk")
        told = [await comes_the_next_day(lab, samira) for _ in range(6)]
        assert [bool(one) for one in told] == [True, False, True, False, True, False]
        assert told[2].split("\n")[-2:] == [
            "Attendent trop longtemps : 1",
            f"⏰ Signalement {old} : 📥 Reçu, depuis 2 jours. Suivi par : personne",
        ]
        assert told[4].split("\n")[-1] == "🔺 Plus de deux fois trop longtemps : 1"
        await samira.taps("⏰ Attendent trop")
        assert "⏰ Attend depuis 6 jours, au plus : 2 jours" in samira.sees


async def test_who_hears_at_once_hears_in_the_morning_of_what_waits_too_long_alone(lab: Life) -> None:
    samira, resident = await lab.staff(), await lab.resident()
    await lab.passes(hours=3)
    await samira.says("/desk")
    await samira.taps_old(samira.shown[-1]["message_id"], "staff.hears:now")
    await sent(lab, resident)
    await lab.passes(seconds=5)
    told = [await comes_the_next_day(lab, samira) for _ in range(3)]
    assert [one.split("\n")[0] for one in told] == ["", "", "☀️ Le bureau ce matin"]
    assert samira.buttons == ["⏰ Attendent trop", "🗂 Bureau"]


async def comes_the_next_day(lab: Life, samira: Somebody) -> str:
    """What the digest of the next day says; nothing if none comes."""
    seen = len(samira.shown)
    await lab.passes(days=1)
    return samira.sees if len(samira.shown) > seen else ""


async def test_who_has_the_role_does_not_use_an_invitation_up(lab: Life) -> None:
    admin = await boss(lab)
    await admin.taps("Inviter")
    await admin.taps("Bureau")
    code = link(admin)
    await admin.starts(code)
    assert admin.sees == "Vous êtes déjà dans l'équipe."
    omar = await lab.newcomer("Omar")
    await omar.starts(code)
    assert omar.sees.startswith("✓ Bienvenue dans l'équipe ! Votre rôle : Bureau")
    await lab.settles()
    assert admin.sees == "👥 Nouvelle personne dans l'équipe : Omar, rôle : Bureau"
    await admin.says("/staff")
    await admin.taps("Inviter")
    await admin.taps("Bureau")
    await omar.starts(link(admin))
    assert omar.sees == "Vous êtes déjà dans l'équipe."


async def test_a_large_team_is_shown_page_by_page(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        admin = await lab.staff("Samira", Role.ADMIN)
        async with lab.database.transaction() as session:
            for at in range(1, 45):
                row = PersonRow(telegram_id=5000 + at, name=f"{at} {'x' * 50}", language="fr", created_at=DAY)
                session.add(row)
                await session.flush()
                session.add(StaffRow(person_id=row.id, role=Role.MODERATOR, added_at=DAY))
        await admin.says("/staff")
        pages = []
        for _ in range(4):
            pages.append([line.split()[2].rstrip(",") for line in admin.sees.split("\n")[1:]])
            await admin.taps("Suivant")
        names = ["Samira", *(f"{at}" for at in range(1, 45))]
        assert pages[:3] == [names[:15], names[15:30], names[30:]]
        assert pages[3] == pages[0], "after the last page the first one comes again"
