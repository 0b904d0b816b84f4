"""Who may what, by introspection: every tap, command and page is for somebody on purpose; leaving ends it at once."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from sqlalchemy import delete

import handlers
from handlers import buttons, served
from handlers.commands import all_commands
from services.roles import Role, holds
from storage.audit import AuditRow
from storage.challenges import ChallengeRow
from storage.drafts import DraftRow
from storage.staff import StaffRow
from tests.handlers.desks import sent
from tests.handlers.rows import count, rows
from tests.people import Life, life

REFUSED = "C'est réservé à l'équipe."
# What stands before the first dot of a tap's name: for everybody, who sees and changes what is theirs alone.
RESIDENTS = frozenset(
    [
        "alert",
        "discreet",
        "employee",
        "listen",
        "browse",
        "card",
        "certificate",
        "charge",
        "challenge",
        "company",
        "firm",
        "form",
        "guardian",
        "help",
        "language",
        "menu",
        "mine",
        "opening",
        "org",
        "partner",
        "privacy",
        "profiles",
        "reminder",
        "saying",
        "seat",
        "share",
        "similar",
        "solved",
        "support",
        "thread",
        "ticket",
        "topic",
        "verify",
        "volunteer",
        "workshops",
    ]
)
# Of these some are for residents, some for staff: the ones without a guard, by name.
OURS_TOO = frozenset(
    [
        *(f"agreement.{step}" for step in ("see", "yes", "done", "stop", "voice", "close", "rate", "file", "impact")),
        *(f"need.{step}" for step in ("ours", "state", "own", "drop", "listen")),  # services/own_needs.py asks whose
        "feedback.rate",
        "mission.see",
        "mission.yes",
        "mission.dates",
        "mission.date",
        "mission.all",
        "mission.no",
        "mission.here",
        "mission.left",
        "mission.listen",
        "mission.record",
        "public.photos",
        "vote.other",  # their own words, which were no vote
        "public.see",
        "public.share",
        "record.ask",
        "record.withdraw",
        "missions.list",
        "need.no",
        "need.see",
        "need.yes",
        "needs.mine",
        "queue.ask",
        "queue.no",
        "when.list",
        "when.one",
        "when.sure",
        "when.move",
        "when.off",
    ]
)
STAFF = {
    "an": {Role.COMMUNICATOR},
    "behalf": {Role.MODERATOR},
    "bulk": {Role.MODERATOR},
    "desk": {Role.MODERATOR, Role.ADMIN},
    "door": {Role.MODERATOR},
    "find": {Role.MODERATOR, Role.ADMIN},
    "photo": {Role.MODERATOR},
    "poster": {Role.MODERATOR},
    "room": {Role.FACILITATOR},
    "staff": {Role.MODERATOR, Role.ADMIN},
    "workshop": {Role.FACILITATOR},
}
FORMS_FOR_ALL = {
    "agreement_rate",
    "certificate",
    "challenge",
    "closing",
    "commitment",
    "company",
    "company_more",
    "feedback",
    "opening",
    "opening_apply",
    "own_need",
    "partner.answer",
    "record",
    "volunteer",
    "workshop_questions",
    "vote_name",
}
COMMANDS = {
    "desk": Role.MODERATOR,
    "announce": Role.COMMUNICATOR,
    "workshop": Role.FACILITATOR,
    "staff": Role.MODERATOR,
}


for _module in pkgutil.iter_modules(handlers.__path__):  # each registers its taps and commands
    importlib.import_module(f"handlers.{_module.name}")


def test_every_tap_is_guarded_or_for_everybody_on_purpose() -> None:
    bare = [name for name, tap in buttons._taps.items() if not hasattr(tap, "needs")]
    assert [name for name in bare if name.partition(".")[0] not in RESIDENTS and name not in OURS_TOO] == []


def test_every_staff_tap_asks_for_the_role_of_its_room() -> None:
    guarded = {name: tap.needs for name, tap in buttons._taps.items() if hasattr(tap, "needs")}
    known = {name: role for name, role in guarded.items() if name.partition(".")[0] in STAFF}
    assert [name for name, role in known.items() if role not in STAFF[name.partition(".")[0]]] == []
    assert [name for name in buttons._taps if name.partition(".")[0] in STAFF and name not in guarded] == []


def test_every_form_is_of_the_team_or_for_everybody_on_purpose() -> None:
    forms = {name: one.needs for name, one in served._served.items()}
    assert {name for name, role in forms.items() if role is None} == FORMS_FOR_ALL


def test_staff_commands_ask_for_their_role() -> None:
    assert {one.name: one.role for one in all_commands() if one.role} == COMMANDS


@pytest.mark.parametrize("role", Role)
def test_one_role_is_not_another(role: Role) -> None:
    assert [needed for needed in Role if holds(frozenset({role}), needed)] == (
        list(Role) if role is Role.ADMIN else [role]
    )


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMIN)])
async def test_a_tap_does_nothing_for_who_left_the_team_or_has_another_role(
    database_url: str, tmp_path: Path, role: Role | None
) -> None:
    own = frozenset([role] if role else [])
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident())
        names = [name for name, tap in buttons._taps.items() if hasattr(tap, "needs") and not holds(own, tap.needs)]
        staff = [await lab.staff(f"S{number}", role or Role.MODERATOR) for number in range(len(names) // 25 + 1)]
        if role is None:
            async with lab.database.transaction() as session:
                await session.execute(delete(StaffRow))
        before = await _state(lab)
        for number, name in enumerate(names):
            one, args = staff[number // 25], _fields(name)
            await one.phone.taps(one.shown[-1]["message_id"], ":".join([name, *args]), stale=True)
        await lab.passes(minutes=1)
        assert {toast["text"] for one in staff for toast in one.phone.toasts} == {REFUSED}
        assert sum(len(one.phone.toasts) for one in staff) == len(names)
        assert await _state(lab) == before


@pytest.mark.parametrize("act", ["says", "taps"])
async def test_who_left_the_team_loses_the_form_they_had_open(lab: Life, act: str) -> None:
    await sent(lab, await lab.resident())
    samira = await lab.staff("Samira")
    await samira.says("/desk")
    await samira.taps("⋯ Plus")
    await samira.taps("Note interne")
    async with lab.database.transaction() as session:
        await session.execute(delete(StaffRow))
    await (samira.says("Lampadaire") if act == "says" else samira.taps("Annuler"))
    assert (samira.sees if act == "says" else samira.toast) == REFUSED
    assert await rows(lab, DraftRow) == []


def _fields(name: str) -> list[str]:
    """As many fields as the tap's function names."""
    bare = getattr(buttons._taps[name], "__wrapped__", buttons._taps[name])
    return ["1"] * (bare.__code__.co_argcount - 2)


async def _state(lab: Life) -> tuple[object, ...]:
    (report,) = await rows(lab, ChallengeRow)
    return report.version, report.status, report.category, report.holder_id, await count(lab, AuditRow)
