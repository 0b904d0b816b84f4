"""Try it first: the panel and the wall move as they will, by a crowd that is not there."""

from bot.walls import walls_of
from storage.audit import AuditRow
from storage.ballots import BallotRow
from storage.devices import DeviceRow
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from tests.handlers.halls import hall
from tests.handlers.rows import rows
from tests.people import Life


async def test_a_trial_moves_panel_and_wall_and_leaves_nothing(lab: Life) -> None:
    one = await hall(lab)
    walls = walls_of(lab.bot.house)
    token = (await one.room()).token
    for label in ("⋯", "Options", "Faire un essai"):
        await one.samira.taps(label)
    assert (
        one.samira.sees.replace("\u00a0", " ").splitlines()[0]
        == "🧪 ESSAI : des personnes simulées votent. Rien n'en reste."
    )
    assert one.samira.buttons == ["▶️ Ouvrir la question 1", "🧪 Terminer l'essai"]
    aicha = await one.enters("Aïcha")
    assert aicha.sees.splitlines()[-1] == (
        "🧪 L'équipe fait un essai en ce moment : ce que montre le grand écran n'est qu'un essai."
    )
    await one.goes("Ouvrir la question 1")
    for _ in range(14):
        await lab.passes(seconds=1)
    assert "🟢 Le vote est ouvert. Votes : 20" in one.samira.sees.replace("\u00a0", " ")
    wall = await walls.room(token)
    assert (wall["trial"], wall["code"], wall["people"], wall["question"]["voters"]) == (True, one.code, 20, 20)
    assert "La prochaine question arrive ici" in aicha.sees, "who is really here gets none of it"
    await one.goes("Fermer")
    await one.goes("Montrer")
    assert "🟦" in one.samira.sees
    await one.goes("Terminer l'essai")
    assert one.samira.toast == "🧪 L'essai est terminé. Rien n'en reste."
    assert one.samira.buttons[0] == "▶️ Ouvrir la question 1" and "Dans la salle : 1" in one.panel
    assert [len(await rows(lab, table)) for table in (RoomRow, QuestionRow, DeviceRow, BallotRow)] == [1, 3, 0, 0]
    assert lab.bot.house.seals.names("question-") == []
    acts = [row.action for row in await rows(lab, AuditRow) if row.action in ("room.try", "room.tried")]
    assert acts == ["room.try", "room.tried"]


async def test_a_forgotten_trial_ends_by_itself(lab: Life) -> None:
    one = await hall(lab)
    for label in ("⋯", "Options", "Faire un essai"):
        await one.samira.taps(label)
    await lab.passes(minutes=11)
    await lab.passes(seconds=5)
    assert len(await rows(lab, RoomRow)) == 1
    assert "Questions préparées : 3" in one.panel
