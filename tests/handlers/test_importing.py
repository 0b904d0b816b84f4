"""A message that the team forwards becomes a report; who wrote it is not kept, and nobody else's becomes one."""

from handlers.desk_card import FORWARDED
from storage.audit import AuditRow
from storage.challenges import ChallengeRow
from tests.handlers.rows import rows
from tests.people import Life


async def test_a_forwarded_message_becomes_a_report_without_its_writer(lab: Life) -> None:
    samira, nabil = await lab.staff(), await lab.newcomer("Nabil Secret")
    writer = {"id": nabil.phone.id, "is_bot": False, "first_name": "Nabil Secret"}
    message = {"message_id": 5, "date": 1_790_000_000, "from": writer, "text": "La conduite d'eau fuit à Bouskoura"}
    await samira.does(samira.phone.forwards(message))
    assert samira.sees.startswith("📥 Un message transféré")
    assert "Qui l'a écrit n'est pas gardé" in samira.sees
    await samira.taps("Bouskoura")
    await samira.taps("🚰 Eau potable")
    await samira.taps("⏭ Passer")
    await samira.taps("En faire un signalement")
    (row,) = await rows(lab, ChallengeRow)
    kept = (row.words, row.author_id, row.author_name, row.origin, row.source)
    assert kept == ("La conduite d'eau fuit à Bouskoura", None, None, None, FORWARDED)
    assert "desk.import" in [one.action for one in await rows(lab, AuditRow)]
    assert "Nabil" not in samira.sees


async def test_of_a_channel_the_name_stands_beside_and_a_resident_forwards_a_report_of_their_own(lab: Life) -> None:
    samira, aicha = await lab.staff(), await lab.resident()
    channel = {"id": -100_5, "type": "channel", "title": "Infos Bouskoura", "username": "infosbouskoura"}
    message = {
        "message_id": 9,
        "date": 1_790_000_000,
        "chat": channel,
        "sender_chat": channel,
        "text": "Poubelle pleine",
    }
    await samira.does(samira.phone.forwards(message))
    assert "Infos Bouskoura (@infosbouskoura)" in samira.sees
    await aicha.does(aicha.phone.forwards(message))
    assert "Un message transféré" not in aicha.sees
