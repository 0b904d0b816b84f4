"""What is scheduled, on the desk: told in wall time, moved and called off by those who may."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers import occasions as shown
from handlers.occasions import about
from handlers.screens import View
from locales.formats import Safe
from services import occasions
from services.occasions import KINDS
from services.roles import Role
from storage.audit import AuditRow
from storage.occasions import OccasionRow
from tests.handlers.test_desk import at_desk
from tests.people import Life, life


@pytest.fixture
def picnic(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A kind of occasion that moderators may move; what fired."""
    fired: list[str] = []

    async def happens(session: object, occasion: OccasionRow, now: object, lab: object) -> None:
        fired.append(occasion.wall)

    async def told(view: View, row: OccasionRow) -> Safe:
        return Safe("Pique-nique")

    with monkeypatch.context() as patch:
        patch.setitem(KINDS, "picnic", happens)
        patch.setattr(shown, "_about", dict(shown._about))
        about("picnic", Role.MODERATOR)(told)
        yield fired


async def plan(lab: Life, wall: str) -> None:
    async with lab.database.transaction() as session:
        await occasions.schedule(session, "picnic", 1, wall, "Africa/Casablanca")


async def row(lab: Life) -> OccasionRow:
    async with lab.database.reading() as session:
        found = await session.scalar(select(OccasionRow).where(OccasionRow.kind == "picnic"))
    assert found
    return found


async def test_moved_in_steps_of_the_wall_clock_never_at_night_and_audited(
    database_url: str, tmp_path: Path, picnic: list[str]
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira = await at_desk(lab)
        await plan(lab, "2026-10-06T19:30")
        await samira.taps("📅 Prévu")
        assert samira.sees.split("\n") == [
            "📅 Prévu",
            "N° 1, mardi 6 octobre 2026 à 09:00 : 🔔 Votre résumé du matin",
            "N° 2, mardi 6 octobre 2026 à 19:30 : Pique-nique",
        ]
        assert samira.buttons == ["2"]
        await samira.taps("2")
        assert samira.sees.split("\n") == ["Pique-nique", "Quand : mardi 6 octobre 2026 à 19:30"]
        await samira.taps("1 h plus tard")
        assert (samira.toast, (await row(lab)).wall) == ("✅ Déplacé", "2026-10-06T20:30")
        await samira.taps("1 h plus tard")
        assert samira.toast == "🌙 C'est une heure de silence. Choisissez une autre heure."
        await samira.taps("Un jour avant")
        await samira.taps("Un jour avant")
        assert (samira.toast, (await row(lab)).wall) == ("Cette heure est déjà passée.", "2026-10-05T20:30")
        async with lab.database.reading() as session:
            noted = await session.scalars(
                select(AuditRow.detail).where(AuditRow.action == "occasion.move").order_by(AuditRow.id)
            )
            assert [one["wall"] for one in noted] == ["2026-10-06T20:30", "2026-10-05T20:30"]
        await lab.passes(hours=24)
        assert picnic == ["2026-10-05T20:30"]


async def test_called_off_once_by_those_who_may_and_said_afterwards(
    database_url: str, tmp_path: Path, picnic: list[str]
) -> None:
    async with life(database_url, tmp_path) as lab:
        samira, omar = await at_desk(lab), await at_desk(lab, "Omar")
        await plan(lab, "2026-10-06T19:30")
        found = await row(lab)
        for one in (samira, omar):
            await one.taps("📅 Prévu")
            await one.taps("2")
        aicha = await lab.resident("Aïcha")
        await aicha.taps_old(aicha.shown[-1]["message_id"], f"when.off:{found.id}:202610061930")
        assert (aicha.toast, (await row(lab)).state) == ("C'est réservé à l'équipe.", "waiting")
        await samira.taps("Annuler l'envoi")
        await samira.taps("Oui, annuler l'envoi")
        assert samira.sees.split("\n")[-1] == "✖️ Annulé : Pique-nique (mardi 6 octobre 2026 à 19:30)"
        await omar.taps("1 h plus tôt")
        assert omar.toast == "Quelqu'un a été plus rapide, ou c'est déjà parti."
        assert omar.sees == "Ce n'est plus prévu."
        await lab.passes(hours=48)
        assert picnic == []
