"""Blocking: an admin blocks the author of a card and unblocks them there or in the list under /staff; nobody else."""

import pytest
from sqlalchemy import update

from services.roles import Role
from storage.audit import AuditRow
from storage.challenges import ChallengeRow
from storage.drafts import DraftRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from tests.handlers.desks import LAMP, sent, the, withdraws
from tests.handlers.rows import count, rows
from tests.people import Life, Somebody

BLOCK, UNBLOCK, LINE = "🚫 Bloquer la personne", "✅ Débloquer la personne", "🚫 Personne bloquée"
TEAM_ONLY = "C'est réservé à l'équipe."
WHY = "Raison : publicité ou spam."


async def admin_at(lab: Life, ref: str) -> Somebody:
    """An admin with a card and its further acts open."""
    one = await lab.staff("Samira", Role.ADMIN)
    await one.says(ref)
    await one.taps("⋯ Plus")
    await one.taps("Autres actions")
    return one


async def is_blocked(lab: Life, one: Somebody) -> bool:
    found = {row.telegram_id: row.blocked_at for row in await rows(lab, PersonRow)}
    return found[one.phone.id] is not None


async def acts(lab: Life) -> list[tuple[str, str, int | None]]:
    """(action, subject, whom it was about) of every blocking in the audit log."""
    wanted = ("desk.block", "desk.unblock", "staff.blocked")
    return [(row.action, row.subject, row.about_id) for row in await rows(lab, AuditRow) if row.action in wanted]


async def blocks(samira: Somebody) -> None:
    """Block the author of the card, and confirm."""
    await samira.taps(BLOCK)
    await samira.taps("🚫 Bloquer : autre raison")


async def test_an_admin_blocks_the_author_and_unblocks_them(lab: Life) -> None:
    aicha = await lab.resident()
    ref = await sent(lab, aicha)
    samira = await admin_at(lab, ref)
    assert (samira.buttons[-2], UNBLOCK in samira.buttons) == (BLOCK, False)
    await samira.taps(BLOCK)
    assert samira.sees.split("\n")[-3:] == [
        "Bloquer la personne ?",
        "Elle ne pourra plus rien envoyer à l'équipe ; ce qu'elle a envoyé reste, "
        "et elle peut toujours voir et effacer ses données.",
        "Un message commencé et pas envoyé est perdu.",
    ]
    assert (samira.buttons, await is_blocked(lab, aicha)) == ([
        "🚫 Bloquer : publicité, spam", "🚫 Bloquer : insultes, menaces", "🚫 Bloquer : faux signalements",
        "🚫 Bloquer : autre raison", "Retour",
    ], False)  # fmt: skip
    await samira.taps("🚫 Bloquer : autre raison")
    lines = samira.sees.split("\n")
    assert lines[lines.index(LINE) - 1].startswith("De : ")
    assert (await is_blocked(lab, aicha), (await the(lab, ref)).version) == (True, 1)
    await samira.taps("⋯ Plus")
    await samira.taps("Autres actions")
    assert (samira.buttons[-2], BLOCK in samira.buttons) == (UNBLOCK, False)
    await samira.taps(UNBLOCK)
    assert (LINE in samira.sees, await is_blocked(lab, aicha)) == (False, False)
    me = (await aicha.person()).id
    assert await acts(lab) == [("desk.block", "person", me), ("desk.unblock", "person", me)]


async def test_back_from_the_question_blocks_nobody(lab: Life) -> None:
    aicha = await lab.resident()
    samira = await admin_at(lab, await sent(lab, aicha))
    await samira.taps(BLOCK)
    await samira.taps("Retour")
    assert (LAMP in samira.sees, LINE in samira.sees, await is_blocked(lab, aicha)) == (True, False, False)


@pytest.mark.parametrize(("wanted", "blocked"), [("1", True), ("0", False)])
async def test_the_same_tap_again_changes_nothing_more(lab: Life, wanted: str, blocked: bool) -> None:
    aicha = await lab.resident()
    samira = await admin_at(lab, await sent(lab, aicha))
    async with lab.database.transaction() as session:
        known = None if blocked else lab.clock.now()
        await session.execute(update(PersonRow).where(PersonRow.telegram_id == aicha.phone.id).values(blocked_at=known))
    for _twice in range(2):
        await samira.taps_old(samira.shown[-1]["message_id"], f"desk.block:1:1:o:{wanted}")
    assert (await is_blocked(lab, aicha), len(await acts(lab)), LINE in samira.sees) == (blocked, 1, blocked)


async def refused(lab: Life, one: Somebody, ref: str, toast: str) -> None:
    """There is no such button, and one made up does nothing."""
    row = await the(lab, ref)
    await one.says(f"/desk {ref}")
    await one.taps("⋯ Plus")
    await one.taps("Autres actions")
    assert BLOCK not in one.buttons
    before = len(one.phone.toasts)
    await one.taps_old(one.shown[-1]["message_id"], f"desk.block:{row.id}:{row.version}:o:1")
    assert (len(one.phone.toasts), one.toast) == (before + 1, toast)
    await one.taps_old(one.shown[-1]["message_id"], f"desk.menu:{row.id}:{row.version}:o:block")
    assert "🚫 Bloquer : autre raison" not in one.buttons
    assert [person.blocked_at for person in await rows(lab, PersonRow) if person.blocked_at] == []
    assert await acts(lab) == []


async def test_only_admins_block(lab: Life) -> None:
    ref = await sent(lab, await lab.resident())
    await refused(lab, await lab.staff("Karim"), ref, TEAM_ONLY)


async def test_an_anonymous_author_and_a_colleague_cannot_be_blocked(lab: Life) -> None:
    samira = await lab.staff("Samira", Role.ADMIN)
    old = "Ce bouton est trop vieux, il ne marche plus."
    await refused(lab, samira, await sent(lab, await lab.resident(), visibility="anonymous"), old)
    await refused(lab, samira, await sent(lab, await lab.staff("Karim")), old)
    await refused(lab, samira, await sent(lab, samira), old)


async def test_an_admin_of_the_settings_cannot_be_blocked(lab: Life) -> None:
    samira, nadia = await lab.staff("Samira", Role.ADMIN), await lab.resident("Nadia")
    lab.bot.house.admins = frozenset({nadia.phone.id})
    await refused(lab, samira, await sent(lab, nadia), "Ce bouton est trop vieux, il ne marche plus.")


async def test_whoever_is_no_admin_any_more_does_not_see_the_question(lab: Life) -> None:
    aicha = await lab.resident()
    samira = await admin_at(lab, await sent(lab, aicha))
    card = samira.shown[-1]["message_id"]
    karim = await lab.staff("Karim", Role.ADMIN)
    member = (await samira.person()).id
    await karim.says("/staff")
    for switch in (f"staff.switch:{member}:moderator:1", f"staff.switch:{member}:admin:0"):
        await karim.taps_old(karim.shown[-1]["message_id"], switch)
    await samira.taps(BLOCK)
    assert "🚫 Bloquer : autre raison" not in samira.buttons
    await samira.taps_old(card, "desk.block:1:1:o:1")
    assert (samira.toast, await is_blocked(lab, aicha)) == (TEAM_ONLY, False)


async def test_of_the_author_of_a_withdrawn_report_nothing_is_changed(lab: Life) -> None:
    aicha = await lab.resident()
    ref = await sent(lab, aicha)
    samira = await admin_at(lab, ref)
    await samira.taps(BLOCK)
    await withdraws(aicha)
    await samira.taps("🚫 Bloquer : autre raison")
    assert samira.toast == f"Le signalement {ref} a été retiré par la personne qui l'a envoyé."
    assert (await is_blocked(lab, aicha), await acts(lab)) == (False, [])


async def test_what_was_begun_is_dropped_and_cannot_be_sent(lab: Life) -> None:
    aicha = await lab.resident()
    samira = await admin_at(lab, await sent(lab, aicha))
    await aicha.says("Un trou dans la route")
    await aicha.taps("Bouskoura")
    await aicha.taps("Routes")
    assert await count(lab, DraftRow) == 1
    keys = lab.bot.house.seals.names("draft-")
    await blocks(samira)
    left = [name for name in lab.bot.house.seals.names("draft-") if name in keys]
    assert (len(keys), left, await count(lab, DraftRow)) == (1, [], 0)
    await aicha.taps("Envoyer")
    assert aicha.toast.startswith("L'équipe ne reçoit plus les messages de ce compte.")
    await samira.taps("⋯ Plus")
    await samira.taps("Autres actions")
    await samira.taps(UNBLOCK)
    await aicha.taps("Envoyer")
    assert [row.words for row in await rows(lab, ChallengeRow)] == [LAMP]


async def test_notices_stop_and_begin_again(lab: Life) -> None:
    aicha = await lab.resident()
    ref = await sent(lab, aicha)
    samira = await admin_at(lab, ref)
    await blocks(samira)
    seen = len(aicha.shown)
    await samira.taps("Pas nous")
    await samira.taps("Oui, c'est eux")
    await lab.passes(minutes=3)
    assert len(aicha.shown) == seen
    await samira.says(ref)
    await samira.taps("⋯ Plus")
    await samira.taps("Autres actions")
    await samira.taps(UNBLOCK)
    await samira.taps("Rouvrir")
    await samira.taps("Pas nous")
    await samira.taps("Oui, c'est eux")
    await lab.passes(minutes=3)
    assert aicha.sees.startswith("Statut : ↪️")


async def test_a_block_does_not_tell_whose_an_anonymous_report_is(lab: Life) -> None:
    """Who suspects somebody could block them and see whether what the team asks still arrives."""
    aicha = await lab.resident()
    known, hidden = await sent(lab, aicha), await sent(lab, aicha, visibility="anonymous")
    samira = await admin_at(lab, known)
    await blocks(samira)
    await samira.says(hidden)
    assert LINE not in samira.sees
    seen = len(aicha.shown)
    await samira.taps("Pas nous")
    await samira.taps("Oui, c'est eux")
    await lab.passes(minutes=3)
    assert len(aicha.shown) == seen
    (row,) = [one for one in await rows(lab, OutboxRow) if one.sealed_to]
    assert (row.state, row.error) == ("nothing", None)
    await samira.says(hidden)
    assert "⚠️" not in samira.sees


async def test_the_list_under_staff(lab: Life) -> None:
    admin = await lab.staff("Samira", Role.ADMIN)
    await admin.says("/staff")
    assert [label for label in admin.buttons if "🚫" in label] == []
    aicha, karim = await lab.resident(), await lab.resident("Karim")
    await sent(lab, aicha, name="Aïcha B.", visibility="shown")
    await sent(lab, karim)
    for challenge, why in ((1, "1"), (2, "spam")):
        await admin.taps_old(admin.shown[-1]["message_id"], f"desk.block:{challenge}:1:o:{why}")
        await lab.passes(days=1)
    await admin.says("/staff")
    await admin.taps("🚫 Comptes bloqués : 2")
    assert admin.sees.split("\n") == [
        "🚫 Comptes bloqués : 2",
        "1. quelqu'un, depuis le 6 octobre 2026",
        WHY,
        "2. Aïcha B., depuis le 5 octobre 2026",
    ]
    assert admin.buttons == ["✅ Débloquer le n° 1", "✅ Débloquer le n° 2", "Retour"]
    page = admin.shown[-1]
    await admin.taps("Débloquer le n° 2")
    assert admin.sees.split("\n")[1:] == ["1. quelqu'un, depuis le 6 octobre 2026", WHY]
    await admin.taps_old(page["message_id"], f"staff.unblock:{(await aicha.person()).id}:0")
    await admin.taps("Débloquer le n° 1")
    assert (admin.sees, admin.buttons) == ("Aucun compte n'est bloqué.", ["Retour"])
    await admin.taps("Retour")
    assert admin.sees.startswith("👥 L'équipe")
    done = [(action, about) for action, _, about in await acts(lab) if action != "desk.block"]
    first, second = (await aicha.person()).id, (await karim.person()).id
    assert done == [("staff.blocked", None), ("desk.unblock", first), ("desk.unblock", second)]
    await aicha.says("/menu")
    assert aicha.sees == "Que voulez-vous faire ?"


async def test_twenty_on_a_page(lab: Life) -> None:
    admin = await lab.staff("Samira", Role.ADMIN)
    async with lab.database.transaction() as session:
        known = {"language": "fr", "created_at": lab.clock.now(), "blocked_at": lab.clock.now()}
        session.add_all(PersonRow(telegram_id=5000 + number, **known) for number in range(21))
    await admin.says("/staff")
    await admin.taps("Comptes bloqués : 21")
    assert (admin.buttons[19:], len(admin.sees.split("\n"))) == (["✅ Débloquer le n° 20", "Suivant ›", "Retour"], 21)
    await admin.taps("Suivant ›")
    assert (admin.buttons, admin.sees.split("\n")[1][:4]) == (["✅ Débloquer le n° 21", "Retour"], "21. ")
    await admin.taps("Débloquer le n° 21")
    assert (admin.buttons[18:], admin.sees.split("\n")[0]) == (
        ["✅ Débloquer le n° 19", "✅ Débloquer le n° 20", "Retour"],
        "🚫 Comptes bloqués : 20",
    )
    left = [row.telegram_id for row in await rows(lab, PersonRow) if row.blocked_at]
    assert left == list(range(5001, 5021))


@pytest.mark.parametrize("data", ["staff.blocked:0", "staff.unblock:1:0"])
async def test_only_admins_see_the_list_and_unblock(lab: Life, data: str) -> None:
    aicha, karim = await lab.resident(), await lab.staff("Karim")
    async with lab.database.transaction() as session:
        mine = PersonRow.telegram_id == aicha.phone.id
        await session.execute(update(PersonRow).where(mine).values(blocked_at=lab.clock.now()))
    await karim.says("/staff")
    assert [label for label in karim.buttons if "🚫" in label] == []
    await karim.taps_old(karim.shown[-1]["message_id"], data)
    assert (karim.toast, await is_blocked(lab, aicha), await acts(lab)) == (TEAM_ONLY, True, [])


async def test_whoever_is_made_admin_in_the_settings_is_served_again(lab: Life) -> None:
    nadia = await lab.resident("Nadia")
    async with lab.database.transaction() as session:
        await session.execute(update(PersonRow).values(blocked_at=lab.clock.now()))
    lab.bot.house.admins = frozenset({nadia.phone.id})
    await nadia.says("/staff")
    await nadia.taps("Comptes bloqués : 1")
    await nadia.taps("Débloquer le n° 1")
    assert (nadia.sees, await is_blocked(lab, nadia)) == ("Aucun compte n'est bloqué.", False)


async def test_the_erased_are_named_nowhere_in_the_log(lab: Life) -> None:
    aicha = await lab.resident()
    samira = await admin_at(lab, await sent(lab, aicha))
    await blocks(samira)
    await aicha.says("/privacy")
    await aicha.taps("Effacer mes données")
    await aicha.taps("Oui, tout effacer")
    await lab.passes(days=1, hours=1)
    assert await acts(lab) == [("desk.block", "person", None)]


async def test_the_blocked_reach_what_their_data_page_leads_to(lab: Life) -> None:
    aicha = await lab.resident()
    await blocks(await admin_at(lab, await sent(lab, aicha)))
    await aicha.says("/privacy")
    await aicha.taps("✏️ Corriger mes données")
    await aicha.taps("📂 Mes signalements")
    assert aicha.sees == "📂 Mes signalements : 1"
