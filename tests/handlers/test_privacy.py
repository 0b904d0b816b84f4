"""One's rights, by oneself, on a phone."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from handlers.privacy import PURPOSES
from services.challenges import NAME_PURPOSE, PURPOSE
from services.roles import Role
from storage.challenges import ChallengeRow
from storage.people import PersonRow
from storage.privacy import ErasureRow
from tests.handlers.rows import count, only_challenge, rows
from tests.people import Life, Somebody

WORDS = "Le lampadaire CANARI est cassé"


async def with_a_report(lab: Life, shown: bool = False, anonymous: bool = False) -> Somebody:
    aicha = await lab.resident("Aïcha CANARI")
    await aicha.says(WORDS)
    await aicha.taps("Bouskoura")
    await aicha.taps("Éclairage")
    while "✅ Envoyer" not in aicha.buttons:
        await aicha.taps("⏭ Passer")
    if shown:
        await aicha.taps("✏️ Modifier")
        await aicha.taps("👤 Nom")
        await aicha.taps("👁 Nom visible")
    if anonymous:
        await aicha.taps("✏️ Modifier")
        await aicha.taps("👤 Nom")
        await aicha.taps("🕶 Anonyme")
    await aicha.taps("✅ Envoyer")
    return aicha


async def test_the_page_of_ones_rights(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/privacy")
    assert aicha.sees == (
        "Vos données sont à vous.\nVous pouvez les voir, les corriger, en prendre une copie ou les effacer."
    )
    assert aicha.buttons == [
        "👁 Ce que nous gardons",
        "📜 Qui nous sommes, vos droits",
        "✅ Mes accords",
        "📥 Télécharger mes données",
        "🔕 Arrêter tous les messages",
        "🗑 Effacer mes données",
    ]


@pytest.mark.parametrize(
    ("language", "button", "first"),
    [
        ("fr", "👁 Ce que nous gardons", "Voici ce que nous gardons de vous :"),
        ("ar", "👁 ما نحتفظ به ولماذا", "هذا ما نحتفظ به عنكم:"),
        ("ary", "👁 شنو كيبقى عندنا وعلاش", "ها شنو عندنا عليكم:"),
    ],
)
async def test_what_is_kept_of_somebody_who_only_pressed_start(
    lab: Life, language: str, button: str, first: str
) -> None:
    somebody = await lab.resident(language=language)
    await somebody.says("/privacy")
    await somebody.taps(button)
    lines = somebody.sees.split("\n")
    assert (lines[0], len(lines)) == (first, 3)  # that line, the person, and what Telegram keeps


async def test_the_notice_says_who_and_why(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/privacy")
    await aicha.taps("📜 Qui nous sommes, vos droits")
    assert aicha.sees.startswith("Qui garde les données : NOTIL, Nouaceur Territorial Innovation Lab.\n")
    await aicha.taps("Retour")
    assert aicha.sees.startswith("Vos données sont à vous.")


async def test_the_copy_holds_everything(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps("📥 Télécharger mes données")
    document = aicha.shown[-1]["document"]
    _, content = await lab.world.download(lab.world.token, await path_of(lab, document["file_id"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page, data = archive.read("index.html").decode(), json.loads(archive.read("data.json"))
    assert WORDS in page
    assert data["challenges"][0]["words"] == WORDS
    assert data["challenges"][0]["author_name"] == "Aïcha CANARI"
    assert document["file_name"] == "twiza.zip"


async def path_of(lab: Life, file_id: str) -> str:
    _, body = await lab.world.call(lab.world.token, "getFile", {"file_id": file_id})
    return str(body["result"]["file_path"])


async def test_the_copy_runs_right_to_left_in_arabic(lab: Life) -> None:
    somebody = await lab.resident(language="ary")
    await somebody.says("/privacy")
    await somebody.taps("📥 نسخة من المعلومات ديالي")
    path = await path_of(lab, somebody.shown[-1]["document"]["file_id"])
    _, content = await lab.world.download(lab.world.token, path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("index.html").decode().startswith('<!doctype html>\n<html lang="ar" dir="rtl">')


async def test_nobody_agreed_to_anything_yet(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    assert aicha.sees == "Vous n'avez encore rien accepté : nous demandons quand c'est nécessaire."


async def test_taking_back_the_first_agreement_stops_the_work(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    await aicha.taps("✅ L'équipe garde et étudie ce que j'envoie")
    assert aicha.sees == (
        "Arrêter ? L'équipe n'étudie plus vos signalements. C'est définitif.\nSignalements retirés : 1"
    )
    await aicha.taps("Retour")
    assert (await only_challenge(lab)).withdrawn_at is None
    await aicha.taps("✅ L'équipe garde et étudie ce que j'envoie")
    await aicha.taps("Oui, les retirer")
    assert aicha.toast == "✓ C'est fait"
    assert aicha.buttons == ["⬜ L'équipe garde et étudie ce que j'envoie", "Retour"]
    assert (await only_challenge(lab)).withdrawn_at is not None
    await aicha.taps("⬜ L'équipe garde et étudie ce que j'envoie")
    assert aicha.buttons == ["✅ L'équipe garde et étudie ce que j'envoie", "Retour"]


async def test_taking_back_the_name_hides_it(lab: Life) -> None:
    aicha = await with_a_report(lab, shown=True)
    assert (await only_challenge(lab)).visibility == "shown"
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    await aicha.taps("✅ Mon nom visible par tous")
    challenge = await only_challenge(lab)
    assert (challenge.visibility, challenge.withdrawn_at) == ("hidden", None)


def test_each_purpose_has_words() -> None:
    assert set(PURPOSES) == {PURPOSE, NAME_PURPOSE}


async def test_a_forged_purpose_changes_nothing(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps_old(aicha.shown[-1]["message_id"], "privacy.switch:everything")
    assert (await only_challenge(lab)).withdrawn_at is None


async def test_stopping_and_allowing_messages(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/privacy")
    await aicha.taps("🔕 Arrêter tous les messages")
    assert aicha.toast == "✓ Nous ne faisons plus que vous répondre."
    assert aicha.buttons[4] == "🔔 M'écrire à nouveau"
    assert [row.stopped_at is None for row in await rows(lab, PersonRow)] == [False]
    await aicha.taps("🔔 M'écrire à nouveau")
    assert [row.stopped_at for row in await rows(lab, PersonRow)] == [None]


@pytest.mark.parametrize("anonymous", [False, True])
async def test_whoever_stopped_messages_gets_no_notices(lab: Life, anonymous: bool) -> None:
    aicha = await with_a_report(lab, anonymous=anonymous)
    await aicha.says("/privacy")
    await aicha.taps("🔕 Arrêter tous les messages")
    before = len(aicha.shown)
    salma = await lab.staff("Salma", Role.MODERATOR)
    await salma.says("/desk")
    await salma.taps("↪️ Pas nous")
    await salma.taps("🏛 Oui, c'est eux")
    await lab.passes(minutes=3)
    challenge = await only_challenge(lab)
    assert challenge.status == "not_ours"
    assert len(aicha.shown) == before
    await salma.says("/desk")
    await salma.says(challenge.ref)
    assert "⚠️ Un message n'a pas atteint la personne : elle a arrêté ou bloqué nos messages." in salma.sees


async def test_erasing_takes_two_taps_and_24_hours(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps("🗑 Effacer mes données")
    assert aicha.sees.startswith("Tout effacer ? Nous attendons 24 heures")
    await aicha.taps("Oui, tout effacer")
    assert aicha.sees.split("\n")[-1].startswith("⏳ Tout sera effacé le ")
    await lab.passes(hours=23)
    assert await count(lab, ChallengeRow) == 1
    await lab.passes(hours=2)
    assert await count(lab, ChallengeRow) == 0
    assert await count(lab, PersonRow) == 0
    assert aicha.sees == "C'est fait, vos données sont effacées.\nMerci. Vous pouvez revenir quand vous voulez."


async def test_one_may_change_ones_mind(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps("🗑 Effacer mes données")
    await aicha.taps("Oui, tout effacer")
    await aicha.taps("↩️ Garder mes données")
    assert aicha.toast == "✓ Vos données restent."
    await lab.passes(hours=25)
    assert await count(lab, ErasureRow) == 0
    assert await count(lab, ChallengeRow) == 1


async def test_an_anonymous_report_is_erased_too(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says(WORDS)
    await aicha.taps("Bouskoura")
    await aicha.taps("Éclairage")
    while "✅ Envoyer" not in aicha.buttons:
        await aicha.taps("⏭ Passer")
    await aicha.taps("✏️ Modifier")
    await aicha.taps("👤 Nom")
    await aicha.taps("🕶 Anonyme")
    await aicha.taps("✅ Envoyer")
    await aicha.says("/privacy")
    await aicha.taps("🗑 Effacer mes données")
    await aicha.taps("Oui, tout effacer")
    await lab.passes(hours=25)
    async with lab.database.reading() as session:
        assert list(await session.scalars(select(ChallengeRow.ref))) == []
