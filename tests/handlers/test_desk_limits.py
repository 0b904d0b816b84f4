"""What the desk does not do: for old and made-up buttons, for those outside the team, for what is no longer there."""

from pathlib import Path
from typing import Any

import pytest

from handlers.rights import refusal
from handlers.screens import View, render
from sandbox.telegram import FIRST_PERSON
from services import challenges, people
from services.challenges import Piece
from services.roles import Role
from storage.audit import AuditRow
from storage.challenges import ChallengeRow
from tests.handlers.desks import LAMP, sent, steps, the
from tests.handlers.rows import rows
from tests.handlers.test_desk import at_desk, card
from tests.people import Life, Somebody, life

OLD = "Ce bouton est trop vieux, il ne marche plus."


@pytest.mark.parametrize(
    ("data", "toast"),
    [
        ("desk.set:999:1:n:study", OLD),
        ("desk.set:1:1:n:nonsense", OLD),
        ("desk.set:x:y:z:study", OLD),
        ("desk.menu:1:1:n:nonsense", OLD),
        ("desk.set:1:1:n:received", OLD),
        ("desk.menu:1:1:n:received", OLD),
        ("desk.reason:1:1:n:received", OLD),
        ("desk.set:1:1:n:duplicate", OLD),
        ("desk.same:1:1:n:1", OLD),
        ("desk.same:1:1:n:999", OLD),
        ("desk.why:1:1:n:solved:nonsense", OLD),
        ("desk.body:1:1:n:not_ours:nonsense:0", OLD),
        ("desk.ask:1:1:n:nonsense", OLD),
        ("desk.type:1:1:n:nonsense", OLD),
        ("desk.assign:1:1:n:1", OLD),
        ("desk.assign:1:1:n:999", OLD),
        ("desk.assign:1:1:n:x", OLD),
        ("desk.reason:1:1:n:nonsense", OLD),
        ("desk.undo:999:n", OLD),
        ("desk.block:999:1:n:1", OLD),
        ("desk.block:1:1:n", OLD),
        ("staff.unblock:999:0", OLD),
        ("staff.blocked", OLD),
        ("desk.undo:1:n", "Trop tard : c'est parti."),
        ("desk.hear:1:1:n", OLD),
        ("desk.one:999", OLD),
        ("desk.next", OLD),
        ("desk.next:1:1:n:1", OLD),
        ("desk.back:1:1", OLD),
        ("desk.later:1", OLD),
        ("desk.write:1:1:n:1:1", OLD),
        ("desk.hear:1:1:n:1", OLD),
        ("desk.set:1:1:n", OLD),
        ("thread.answer:999", OLD),
        ("thread.other:999", OLD),
        ("staff.switch:999:admin:1", "Cette personne n'est pas dans l'équipe."),
        ("staff.removed:999", "Cette personne n'est pas dans l'équipe."),
        ("staff.hears:loudly", "C'est réservé à l'équipe."),
    ],
)
async def test_an_old_or_made_up_button_changes_nothing(
    database_url: str, tmp_path: Path, data: str, toast: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        admin = await lab.staff("Samira", Role.ADMIN)
        await admin.says("/desk")
        await admin.taps_old(admin.shown[-1]["message_id"], data)
        assert admin.toast == toast
        row = await the(lab, ref)
        assert (row.status, row.category, row.holder_id, row.version) == ("received", "lighting", None, 1)
        assert await steps(lab, ref) == []


async def messages(lab: Life, who: Somebody, screen: str, **values: Any) -> int:
    """How many messages a screen makes for somebody, who may also be told that it is not for them."""
    house, person = lab.bot.house, await who.person()
    async with lab.database.reading() as session:
        found = await people.get(session, person.id, house.admins)
        assert found is not None
        view = View(house, session, found, house.catalogues["fr"])
        return len([one for one in await render(view, screen, values) if one != refusal(view)])


@pytest.mark.parametrize(
    ("screen", "values"),
    [
        ("desk.card", {"tab": "n"}),
        ("desk.news", {}),
        ("desk.answered", {}),
        ("desk.media", {"album": "p"}),
        ("desk.words", {}),
        ("desk.thread", {}),
        ("desk.attached", {}),
        ("desk.history", {}),
        ("desk.faster", {"by": None}),
    ],
)
async def test_a_screen_of_the_desk_is_empty_for_others_and_for_what_is_gone(
    database_url: str, tmp_path: Path, screen: str, values: dict[str, Any]
) -> None:
    async with life(database_url, tmp_path) as lab:
        resident, samira = await lab.resident(), await lab.staff()
        row = await the(lab, await sent(lab, resident))
        assert await messages(lab, resident, screen, challenge=row.id, **values) == 0
        assert await messages(lab, samira, screen, challenge=row.id, **values) > 0
        assert await messages(lab, samira, screen, challenge=999, **values) == 0


@pytest.mark.parametrize(
    ("screen", "values"),
    [
        ("desk.empty", {"tab": "n"}),
        ("desk.digest", {"after": 0, "upto": 1}),
        ("staff.team", {"page": 0}),
        ("staff.one", {"person": 1}),
        ("staff.blocked", {"page": 0}),
        ("staff.link", {"token": "x", "role": "admin"}),
        ("staff.notices", {}),
        ("desk.voice", {"part": 1}),
    ],
)
async def test_a_screen_of_the_team_is_empty_for_others(
    database_url: str, tmp_path: Path, screen: str, values: dict[str, Any]
) -> None:
    async with life(database_url, tmp_path) as lab:
        assert await messages(lab, await lab.resident(), screen, **values) == 0


@pytest.mark.parametrize(
    ("screen", "values"),
    [
        ("status.notice", {"step": 999, "challenge": 1}),
        ("staff.question", {"line": 999}),
        ("thread.write", {"challenge": 999, "reply": False}),
        ("thread.thanks", {"challenge": 999, "line": 1}),
    ],
)
async def test_nothing_is_said_of_what_is_gone(
    database_url: str, tmp_path: Path, screen: str, values: dict[str, Any]
) -> None:
    async with life(database_url, tmp_path) as lab:
        assert await messages(lab, await lab.resident(), screen, **values) == 0


async def test_another_body_and_what_fits_nowhere(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident(), category=None)
        samira = await at_desk(lab)
        await samira.taps("Pas nous")
        assert "🏛 Oui, c'est eux" not in samira.buttons
        await samira.taps("Un autre organisme")
        assert samira.sees.endswith("Qui en est responsable ?\nChoisissez, ou bien écrivez qui est responsable.")
        await samira.taps("Retour")
        assert card(samira) == ref
        await samira.taps("Pas nous")
        await samira.taps("Un autre organisme")
        await samira.taps(samira.buttons[0])
        assert await steps(lab, ref) == [("not_ours", {"category": "lighting", "sent": False})]


async def test_every_next_step_of_the_ladder(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.says(ref)
        for taps in (["À l'étude"], ["Pris en charge", "Sans précision"], ["En cours"], ["Résolu", "La réparation"]):
            for tap in taps:
                await samira.taps(tap)
            await lab.passes(minutes=3)
        found = [status for status, _ in await steps(lab, ref)]
        assert found == ["study", "taken_up", "progress", "solved"]
        assert resident.sees.split("\n") == [
            "Statut : ✅ Résolu",
            f"Pour l'équipe, le signalement {ref} est résolu. Merci !",
            "Précision : La réparation est faite.",
            "Ce n'est pas le cas ? Répondez ici.",
        ]
        await samira.says(ref)
        await samira.taps("Rouvrir")
        assert (await the(lab, ref)).status == "study"


WITHDRAWN = "Retiré par la personne qui l'a envoyé."


async def test_of_a_withdrawn_report_only_the_head_is_left(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident, Piece("text", LAMP), Piece("voice", file_id="v", seconds=3))
        samira = await at_desk(lab)
        row = await the(lab, ref)
        async with lab.database.transaction() as session:
            await challenges.withdraw(session, await session.get_one(ChallengeRow, row.id), lab.clock.now())
        await samira.says(ref)
        head = ["🗂 Bureau", f"Signalement {ref}", WITHDRAWN]
        assert samira.sees.split("\n") == head
        assert samira.buttons == ["Neufs 0", "À moi 0", "Tard 0"]
        before = len(samira.shown)
        for look in ("media:1:1:o:v", "words:1:1:o", "thread:1:1:o", "history:1:1:o"):
            await samira.taps_old(samira.shown[-1]["message_id"], f"desk.{look}")
            assert samira.toast == f"Le signalement {ref} a été retiré par la personne qui l'a envoyé."
            assert samira.sees.split("\n") == head
        await samira.taps_old(samira.shown[-1]["message_id"], "desk.hear:1:1:o")
        assert (samira.toast, len(samira.shown)) == (OLD, before)
        for screen, values in (("desk.voice", {"part": 2}), ("desk.thread", {"challenge": row.id})):
            assert await messages(lab, samira, screen, **values) == 0


async def test_every_card_that_is_shown_is_written_down(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        await sent(lab, resident, words="Un autre lampadaire")
        await sent(lab, resident)
        samira = await at_desk(lab)
        before = len(await reads(lab))
        await samira.taps("⋯ Plus")
        await samira.taps("Changer le statut")
        await samira.taps("Déjà signalé")
        await samira.taps("Retour")
        assert (await reads(lab))[before:] == [*["challenge:1"] * 3, "challenge:2", "challenge:1"]


async def reads(lab: Life) -> list[str]:
    """What was read, in order."""
    return [row.subject for row in await rows(lab, AuditRow) if row.action == "desk.read"]


@pytest.mark.parametrize(
    ("role", "sees_it"),
    [(Role.MODERATOR, True), (Role.ADMIN, True), (Role.FACILITATOR, False), (Role.COMMUNICATOR, False)],
)
async def test_only_who_may_work_there_sees_the_desk_in_the_menu(
    database_url: str, tmp_path: Path, role: Role, sees_it: bool
) -> None:
    async with life(database_url, tmp_path) as lab:
        one = await lab.staff("Samira", role)
        await one.says("/menu")
        assert ("🗂 Bureau" in one.buttons) is sees_it


@pytest.mark.parametrize("command", ["/start", "/desk", "/staff"])
async def test_an_admin_of_the_settings_finds_the_commands_of_staff(
    database_url: str, tmp_path: Path, command: str
) -> None:
    async with life(database_url, tmp_path, admin_ids=str(FIRST_PERSON)) as lab:
        admin = await lab.newcomer()
        await admin.starts()
        lab.world.commands.set({"type": "chat", "chat_id": admin.phone.id}, "", [])
        await admin.says(command)
        seen = lab.world.commands.seen(admin.phone.id, "fr", admin.phone.id, private=True)
        assert [one["command"] for one in seen][:4] == ["desk", "announce", "workshop", "staff"]
