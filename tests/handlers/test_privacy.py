"""One's rights, by oneself, on a phone."""

import io
import json
import re
import zipfile

import pytest
from sqlalchemy import select

from handlers import privacy_copy
from handlers.consent_texts import FULL
from handlers.kept import PURPOSES
from services import alerts, companies, employees, registrations, supporters, volunteers
from services.challenges import NAME_PURPOSE, PURPOSE
from services.roles import Role
from storage.challenges import ChallengeRow
from storage.consents import ConsentRow
from storage.drafts import DraftRow
from storage.media import MediaRow
from storage.people import PersonRow
from storage.privacy import ErasureRow
from tests.handlers.rows import count, only_challenge, rows
from tests.people import VOICE, Life, Somebody
from tests.pictures import photo

WORDS = "Le lampadaire CANARI est cassé"


async def with_a_report(lab: Life, shown: bool = False, anonymous: bool = False, files: bool = False) -> Somebody:
    aicha = await lab.resident("Aïcha CANARI")
    more = [aicha.phone.sends_photo(photo()), aicha.phone.sends_voice(VOICE, 12)] if files else []
    await aicha.does(aicha.phone.says(WORDS), *more)
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
        "✅ Mes accords",
        "✏️ Corriger mes données",
        "📥 Télécharger mes données",
        "🔔 Les messages que je reçois",
        "🗑 Effacer mes données",
        "⋯ Plus : droits, ce téléphone",
    ]
    await aicha.taps("⋯ Plus")
    assert aicha.buttons == ["📜 Qui nous sommes, vos droits", "🧹 Effacer de ce téléphone", "Retour"]
    await aicha.taps("Retour")
    await aicha.taps("🔔 Les messages")
    assert aicha.buttons == [
        "🔔 Les nouvelles que je reçois", "📍 Nouvelles près de chez moi", "🔕 Arrêter tous les messages", "Retour",
    ]  # fmt: skip


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
    await aicha.taps("⋯ Plus")
    await aicha.taps("📜 Qui nous sommes, vos droits")
    assert aicha.sees.startswith("Qui garde les données : NOTIL, Nouaceur Territorial Innovation Lab.\n")
    await aicha.taps("Retour")
    assert aicha.sees.startswith("Vos données sont à vous.")


async def test_the_copy_holds_everything(lab: Life) -> None:
    aicha = await with_a_report(lab)
    ((name, files),) = await copies(lab, aicha, "📥 Télécharger mes données")
    data = json.loads(files["data.json"])
    assert data["challenges"][0]["words"] == WORDS
    assert data["challenges"][0]["author_name"] == "Aïcha CANARI"
    assert name == "twiza.zip"
    assert aicha.sees == (
        "Voici tout ce que nous gardons sur vous.\nCe fichier est personnel : ne le partagez pas.\n"
        "Pour lire, ouvrez le fichier, puis cette page : index.html"
    )


async def copies(lab: Life, somebody: Somebody, button: str) -> list[tuple[str, dict[str, bytes]]]:
    """The files that come: (name, what is in it)."""
    before = len(somebody.shown)
    await somebody.says("/privacy")
    await somebody.taps(button)
    documents = [one["document"] for one in somebody.shown[before:] if "document" in one]
    return [(one["file_name"], await unpacked(lab, one["file_id"])) for one in documents]


async def unpacked(lab: Life, file_id: str) -> dict[str, bytes]:
    _, body = await lab.world.call(lab.world.token, "getFile", {"file_id": file_id})
    _, content = await lab.world.download(lab.world.token, str(body["result"]["file_path"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_the_page_shows_a_report_with_its_picture_and_voice(lab: Life) -> None:
    aicha = await with_a_report(lab, files=True)
    ((_, files),) = await copies(lab, aicha, "📥 Télécharger mes données")
    page = files["index.html"].decode()
    picture, voice = (f"media/{row.path}" for row in await rows(lab, MediaRow))
    assert {picture, voice} <= set(files)
    assert f'<img src="{picture}"' in page
    assert f'<audio controls preload="metadata" src="{voice}">' in page
    challenge = await only_challenge(lab)
    told = [f"Signalement {challenge.ref} · 📥 Reçu", "💡 Éclairage", "Bouskoura", "Français", WORDS]
    told += ["🙈 Nom caché · Aïcha CANARI", "🎤 message vocal, 0:12"]
    assert [one for one in told if one not in page] == []
    codes = [str(challenge.commune), "lighting", "hidden", "{"]
    assert [one for one in codes if one in page.split("</style>")[1]] == []
    assert re.search(r"Reçu le \w+ \d+ \w+ \d{4} à \d\d:\d\d<", page)


async def test_beside_an_anonymous_report_the_page_names_days_only(lab: Life) -> None:
    aicha = await with_a_report(lab, anonymous=True)
    ((_, files),) = await copies(lab, aicha, "📥 Télécharger mes données")
    report = files["index.html"].decode().split("<article>")[2].split("</article>")[0]
    assert WORDS in report
    assert re.findall(r"\d\d:\d\d", report) == []


async def test_a_large_copy_comes_in_parts_that_each_open_by_themselves(
    lab: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy_copy, "LARGEST", 10)
    aicha = await with_a_report(lab, files=True)
    first, second = await copies(lab, aicha, "📥 Télécharger mes données")
    assert [first[0], second[0]] == ["twiza-1.zip", "twiza-2.zip"]
    assert "Partie 2 sur 2. Chaque partie s'ouvre seule." in aicha.sees
    inside = [sorted(name for name in files if name.startswith("media/")) for _, files in (first, second)]
    assert inside == [[f"media/{row.path}"] for row in await rows(lab, MediaRow)]
    pages = [files["index.html"].decode() for _, files in (first, second)]
    assert [WORDS in page for page in pages] == [True, True]
    assert "Ce fichier est dans la partie 2." in pages[0]
    assert "Ce fichier est dans la partie 1." in pages[1]


def test_no_part_is_larger_than_telegram_takes_and_no_file_is_lost() -> None:
    sizes = [20, 20, 20, 5, 45, 1]
    media = [{"id": number, "path": "x", "size": size * 1024 * 1024} for number, size in enumerate(sizes)]
    parts = privacy_copy.parted([*media, {"id": 9, "path": None, "size": 1}])
    assert [[row["id"] for row in part] for part in parts] == [[0, 1], [2, 3], [4], [5]]
    assert privacy_copy.parted([]) == [[]]


async def test_the_copy_runs_right_to_left_in_arabic(lab: Life) -> None:
    somebody = await lab.resident(language="ary")
    ((_, files),) = await copies(lab, somebody, "📥 نسخة من المعلومات ديالي")
    page = files["index.html"].decode()
    assert page.startswith('<!doctype html>\n<html lang="ar" dir="rtl">')
    assert "الدارجة" in page
    assert "<article></article>" not in page


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
    assert aicha.buttons == ["⬜ L'équipe garde et étudie ce que j'envoie", "📖 Les lire en entier", "Retour"]
    assert (await only_challenge(lab)).withdrawn_at is not None
    await aicha.taps("⬜ L'équipe garde et étudie ce que j'envoie")
    assert aicha.buttons == ["✅ L'équipe garde et étudie ce que j'envoie", "📖 Les lire en entier", "Retour"]


async def test_taking_back_the_name_hides_it(lab: Life) -> None:
    aicha = await with_a_report(lab, shown=True)
    assert (await only_challenge(lab)).visibility == "shown"
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    await aicha.taps("✅ Mon nom visible par tous")
    challenge = await only_challenge(lab)
    assert (challenge.visibility, challenge.withdrawn_at) == ("hidden", None)


async def test_a_second_tap_on_the_same_switch_changes_nothing(lab: Life) -> None:
    aicha = await with_a_report(lab, shown=True)
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    for label, stand in (("✅ Mon nom visible par tous", [False]), ("⬜ Mon nom visible par tous", [False, True])):
        page = aicha.shown[-1]
        (tap,) = [row[0]["callback_data"] for row in page["reply_markup"]["inline_keyboard"] if label in row[0]["text"]]
        found = []
        for _twice in range(2):
            await aicha.taps_old(page["message_id"], tap)
            given = [row for row in await rows(lab, ConsentRow) if row.purpose == NAME_PURPOSE]
            found.append((aicha.toast, [row.withdrawn_at is None for row in given]))
        assert found == [("✓ C'est fait", stand)] * 2
    assert (await only_challenge(lab)).visibility == "hidden"


def test_each_purpose_has_words() -> None:
    own = {alerts.PURPOSE, companies.PURPOSE, employees.PURPOSE, registrations.PURPOSE, supporters.PURPOSE}
    assert set(PURPOSES) == {PURPOSE, NAME_PURPOSE, *own, *volunteers.PURPOSES}


async def test_a_forged_purpose_changes_nothing(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps_old(aicha.shown[-1]["message_id"], "privacy.switch:everything:0")
    assert (await only_challenge(lab)).withdrawn_at is None


async def test_stopping_and_allowing_messages(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("/privacy")
    await aicha.taps("🔔 Les messages")
    await aicha.taps("🔕 Arrêter tous les messages")
    assert aicha.toast == "✓ Nous ne faisons plus que vous répondre."
    assert aicha.buttons[4] == "🔔 M'écrire à nouveau"
    assert aicha.sees.split("\n")[-1] == "✓ Nous ne faisons plus que vous répondre."
    assert [row.stopped_at is None for row in await rows(lab, PersonRow)] == [False]
    await aicha.taps("🔔 M'écrire à nouveau")
    assert [row.stopped_at for row in await rows(lab, PersonRow)] == [None]


@pytest.mark.parametrize("anonymous", [False, True])
async def test_whoever_stopped_messages_gets_no_notices(lab: Life, anonymous: bool) -> None:
    aicha = await with_a_report(lab, anonymous=anonymous)
    await aicha.says("/privacy")
    await aicha.taps("🔔 Les messages")
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


async def test_what_one_agreed_to_is_read_in_full_with_its_version_and_date(lab: Life) -> None:
    aicha = await with_a_report(lab)
    await aicha.says("/privacy")
    await aicha.taps("✅ Mes accords")
    await aicha.taps("📖 Les lire en entier")
    await aicha.taps("L'équipe garde et étudie ce que j'envoie")
    first, *_, version, date = aicha.sees.split("\n")
    assert (first, version) == ("L'équipe garde et étudie ce que j'envoie", "Ceci est le texte 2026-11.")
    assert "sinon 730 jours après la fin" in aicha.sees and date.startswith("Vous avez accepté le texte 2026-11 le ")
    assert set(FULL) == set(PURPOSES)


@pytest.mark.parametrize(("language", "said"), [("fr", "oui"), ("ar", "نعم"), ("ary", "iyeh"), ("ary", "لا")])
async def test_a_yes_in_writing_erases_nothing_and_begins_no_report(lab: Life, language: str, said: str) -> None:
    aicha = await lab.resident(language=language)
    await aicha.says("/privacy")
    await aicha.taps("🗑")
    await aicha.says(said)
    assert (aicha.sees.startswith("👆"), await count(lab, ErasureRow), await count(lab, DraftRow)) == (True, 0, 0)
