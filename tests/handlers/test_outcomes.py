"""After a vote: results and files, votes on paper, pictures, an answer that becomes a report."""

import json
import re
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from handlers import canvas
from handlers.buttons import _taps
from handlers.screens import View, render
from services.roles import Role
from storage.audit import AuditRow
from storage.challenges import ChallengeRow
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from storage.sayings import SayingRow
from tests.handlers.halls import Hall, hall
from tests.handlers.rows import rows
from tests.people import Life, Somebody, plain
from tests.soundness import assert_sound

QUESTION = "Par où commencer ?\n- =Éclairage & <b>\n- Déchets"


def file_of(one: Somebody, kind: str = "document") -> bytes:
    """The newest file on this phone."""
    found = [message[kind] for message in one.shown if kind in message][-1]
    found = found[-1] if isinstance(found, list) else found
    stored = one.phone.world.files.get(found["file_id"])
    return stored.content


async def on_paper(one: Hall, counts: str) -> None:
    """Write what was counted, for the first question."""
    await one.samira.taps("Résultats et fichiers")
    await one.samira.taps("1. Par où")
    await one.samira.taps("Sur papier")
    await one.samira.taps("Tout écrire")
    await one.samira.says(counts)


async def voted(lab: Life) -> Hall:
    """A vote that is closed, with 19 votes on paper."""
    one = await hall(lab, QUESTION)
    await one.goes("Ouvrir la question 1")
    await one.goes("Fermer")
    await one.samira.taps("⋯")
    await on_paper(one, "A 12, B 7")
    return one


async def test_votes_on_paper_are_entered_in_one_message_or_number_by_number(lab: Life) -> None:
    one = await hall(lab, QUESTION)
    samira = one.samira
    await one.goes("Ouvrir la question 1")
    await samira.taps("⋯")
    await on_paper(one, "A 12, C 7")
    assert samira.sees.startswith("Cette question n'a pas de réponse C. Ses réponses : A B")
    await samira.says("A 12, B 7")
    assert "A  12  =Éclairage & <b>\nB  7  Déchets\nNombre de participations : 19" in samira.sees
    await samira.taps("B 7")
    old = (samira.shown[-1]["message_id"], "hand.set:1:paper:1:7:17")
    await samira.taps("+10")
    await samira.taps_old(*old)
    await samira.taps("−1")
    await samira.taps_old(*old)
    assert samira.toast == "Ce nombre a changé entre-temps : le voici."
    assert "B  16  Déchets\nNombre de participations : 28" in samira.sees
    await samira.taps("Terminé")
    assert samira.sees.endswith("Le vote est ouvert\nNombre de participations : 28\nDont sur papier : 28")
    assert "🟢 Le vote est ouvert. Votes : 28\nDont sur papier : 28" in one.panel
    noted = [row.detail["counts"] for row in await rows(lab, AuditRow) if row.action == "room.by_hand"]
    assert noted == [[12, 7], [12, 17], [12, 16]]


async def test_a_phone_that_shows_the_result_follows_what_is_counted_later(lab: Life) -> None:
    one = await hall(lab, QUESTION)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.taps("B Déchets")
    await one.goes("Fermer")
    await one.goes("Montrer")
    assert aicha.sees.endswith("Trop peu de votes pour montrer le détail\nNombre de participations : 1")
    before = aicha.shown[-1]["message_id"]
    await one.samira.taps("⋯")
    await on_paper(one, "A 12, B 7")
    assert aicha.shown[-1]["message_id"] == before
    assert aicha.sees.endswith(
        "12 (63 %)\nDéchets\n🟦🟦🟦⬜⬜⬜⬜⬜ 7 (37 %)\nNombre de participations : 20\nDont sur papier : 19\n"
        "Votes par téléphone, trop peu pour le détail : 1"
    )


async def test_pictures_that_cannot_be_made_are_no_silence(lab: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    one = await voted(lab)
    monkeypatch.setattr(canvas, "PATIENCE", 0.0)
    await one.samira.taps("Terminé")
    await one.samira.taps("🖼")
    assert one.samira.sees == "Nous n'avons pas pu faire les images. Réessayez dans une minute."


async def test_people_without_a_phone_are_counted(lab: Life) -> None:
    one = await hall(lab, QUESTION)
    await one.goes("Ouvrir la question 1")
    await one.samira.taps("⋯")
    await one.samira.taps("Résultats et fichiers")
    await one.samira.taps("sans téléphone")
    await one.samira.taps("+10")
    assert "Personnes venues : 10" in one.samira.sees
    await one.samira.taps("Terminé")
    assert "Personnes venues : 10\nDont sans téléphone : 10" in one.samira.sees
    assert "Dans la salle : 10\nDont sans téléphone : 10" in one.panel


async def test_results_leave_as_files_and_pictures_and_are_found_again(lab: Life) -> None:
    one = await voted(lab)
    samira = one.samira
    await samira.taps("Terminé")
    await samira.taps("🖼")
    photos = [message for message in samira.shown if "photo" in message][-3:]
    assert len({message["media_group_id"] for message in photos}) == 1
    assert Image.open(BytesIO(file_of(samira, "photo"))).size == (1080, 1080)
    await samira.taps("🖨")
    with zipfile.ZipFile(BytesIO(file_of(samira))) as archive:
        names = [f"vote-1-{code}.{kind}" for code in ("ar", "ary", "fr") for kind in ("svg", "png")]
        assert sorted(archive.namelist()) == sorted(names)
        svg = archive.read("vote-1-fr.svg").decode()
    assert "=Éclairage &amp; &lt;b&gt;" in svg and "63 %" in svg
    for label in ("Montrer", "Terminer la séance", "Oui, terminer"):
        await one.goes(label)
    assert "La séance est terminée. Un merci part sur les téléphones.\nPersonnes venues : 0" in one.panel
    await lab.passes(days=3)
    lab.bot.house.public_url = "https://vote.example.ma"
    await samira.says("/workshop")
    await samira.taps("📁 Résultats")
    assert samira.buttons == ["1. Par où commencer ?", "📄 Excel", "📄 CSV", "📄 JSON", "🚶 Personnes sans téléphone",
                              "🌐 La page des résultats"]  # fmt: skip
    await samira.taps("CSV")
    assert ",A,'=Éclairage & <b>,12,63," in file_of(samira).decode("utf-8-sig")
    await samira.taps("JSON")
    assert json.loads(file_of(samira))["questions"][0]["sources"] == {"paper": 19}
    await samira.taps("Excel")
    with zipfile.ZipFile(BytesIO(file_of(samira))) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    assert not any("rightToLeft" in sheet for sheet in sheets)
    kinds = [row.detail["kind"] for row in await rows(lab, AuditRow) if row.action == "room.export"]
    assert kinds == ["csv", "json", "xlsx"]


async def test_an_answer_becomes_a_report_once(lab: Life) -> None:
    one = await voted(lab)
    samira, omar = one.samira, await lab.staff("Omar", Role.MODERATOR)
    await samira.taps("Terminé")
    await samira.taps("En faire un signalement")
    await samira.taps("B Déchets")
    assert plain(samira.sees) == "📌 Créer ce signalement ?\nPar où commencer ?\n– Déchets"
    message, data = samira.shown[-1]["message_id"], "promote.do:1:o1:0"
    await samira.taps("Oui, le créer")
    await samira.taps_old(message, data)
    (challenge,) = await rows(lab, ChallengeRow)
    assert f"✓ Signalement {challenge.ref} : Déchets" in samira.sees
    await omar.says("/desk")
    assert re.search(r"De l'atelier du \d+ \w+ \d{4}", omar.sees)
    assert "❓ Demander" not in " ".join(omar.buttons)


async def test_an_idea_of_a_page_becomes_a_report_and_the_queue_has_results_of_its_own(lab: Life) -> None:
    one = await hall(lab, "Vos idées ? (idées 3)")
    samira = one.samira
    await one.goes("Ouvrir la question 1")
    await one.goes("Fermer")
    async with lab.database.transaction() as session:
        room = await session.get_one(RoomRow, 1)
        queue = QuestionRow(room_id=room.id, position=0, kind="queue", words={}, state="closed",
                            totals={"voters": 1, "counts": []})  # fmt: skip
        session.add(queue)
        await session.flush()
        ideas = [SayingRow(question_id=room.question_id, text=f"<b>Idée</b> {number} " + "très " * 40, source="web",
                           state="visible") for number in range(1, 8)]  # fmt: skip
        session.add_all([*ideas, SayingRow(question_id=queue.id, text="Quand ?", source="web", state="answered")])
    await samira.taps("⋯")
    await samira.taps("Résultats et fichiers")
    assert samira.buttons[:2] == ["1. Vos idées ?", "2. Questions de la salle"]
    await samira.taps("2. Questions")
    assert samira.sees == "Résultats : Questions de la salle\n1. Quand ? 👍 0\nPersonnes qui ont écrit : 1"
    await samira.taps("En faire un signalement")
    await samira.taps("📌 1")
    assert plain(samira.sees) == "📌 Créer ce signalement ?\nQuestions de la salle\n– Quand ?"
    for label in ("Retour", "Retour", "Retour", "1. Vos", "En faire un signalement"):
        await samira.taps(label)
    assert [line[:14] for line in samira.sees.splitlines()[2:]] == [f"{at}. <b>Idée</b>"[:14] for at in range(1, 6)]
    assert samira.buttons == ["📌 1", "📌 2", "📌 3", "📌 4", "📌 5", "▶️", "↩️ Retour"]
    await samira.taps("▶️")
    await samira.taps("📌 7")
    await samira.taps("Oui, le créer")
    (challenge,) = await rows(lab, ChallengeRow)
    assert challenge.words.startswith("Vos idées ?\n– <b>Idée</b> 1 très") and len(challenge.words) > 200
    assert f"✓ Signalement {challenge.ref} : <b>Idée</b> 1" in samira.sees
    assert samira.buttons == ["📌 6", "◀️", "↩️ Retour"]


async def test_a_trial_has_no_results_to_keep(lab: Life) -> None:
    one = await hall(lab, QUESTION)
    async with lab.database.transaction() as session:
        session.add(RoomRow(token="t", state="live", created_at=lab.clock.now(), trial_of=1))
        await session.flush()
        session.add(QuestionRow(room_id=2, position=0, kind="single", words={"fr": "?"}, options=[], state="closed"))
    message = one.samira.shown[-1]["message_id"]
    for data in ("room.results:2", "room.file:2:csv"):
        await one.samira.taps_old(message, data)
        assert one.samira.toast == "Ces résultats ne sont plus là."
    await one.samira.taps_old(message, "room.outcome:2")
    assert one.samira.sees == "Ces résultats ne sont plus là."


def test_only_facilitators_see_results() -> None:
    ours = [name for name in _taps if name.startswith(("room.", "hand.", "promote."))]
    assert {name: getattr(_taps[name], "needs", None) for name in ours} == dict.fromkeys(ours, Role.FACILITATOR)


async def test_who_is_not_of_the_team_any_more_gets_no_file(lab: Life) -> None:
    await hall(lab, QUESTION)
    aicha = await lab.resident()
    await aicha.says("/menu")
    await aicha.taps_old(aicha.shown[-1]["message_id"], "room.file:1:csv")
    assert aicha.toast == "C'est réservé à l'équipe."
    for screen, values in (
        ("room.file", {"room": 1, "kind": "csv"}),
        ("room.pictures", {"question": 1, "kind": "zip"}),
        ("room.results", {"room": 1}),
        ("room.outcome", {"question": 1}),
        ("hand.pad", {"question": 1, "source": "paper", "place": 0}),
        ("hand.walk", {"room": 1}),
        ("promote.list", {"question": 1}),
        ("promote.ask", {"question": 1, "item": "option:0", "page": 0}),
    ):
        async with lab.database.reading() as session:
            view = View(lab.bot.house, session, await aicha.person(), lab.bot.house.catalogues["fr"])
            (message,) = await render(view, screen, values)
        assert (plain(message.text), message.media) == ("C'est réservé à l'équipe.", None)


async def test_buttons_of_what_is_gone_say_so(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    one = await voted(lab)
    message = one.samira.shown[-1]["message_id"]
    gone = ("room.results:99", "room.file:99:csv", "room.file:1:exe", "room.pictures:99", "room.outcome:99",
            "hand.pad:1:sms", "hand.set:1:paper:0:12:99999", "hand.set:99:paper:0:0:1", "hand.walk:99",
            "hand.write:99:paper", "promote.do:1:o7:0", "promote.do:1:t1:0",
            "promote.do:1:x:0", "promote.do:1:o" + "9" * 30 + ":0", "promote.list:99")  # fmt: skip
    for data in gone:
        await one.samira.taps_old(message, data)
        assert one.samira.toast
    assert_sound(lab, caplog)
