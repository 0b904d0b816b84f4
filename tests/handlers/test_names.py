"""A vote that shows names, from its announcement to its list; the secret votes beside it stay secret."""

import csv
import json
import zipfile
from io import BytesIO, StringIO

from handlers import privacy_copy
from handlers.screens import View
from services.lab import Live
from storage.names import NameRow, SignedRow
from storage.questions import QuestionRow
from tests.handlers.halls import facilitator, hall
from tests.handlers.rows import rows
from tests.handlers.test_kinds import bar, plain, shown
from tests.handlers.test_outcomes import file_of
from tests.handlers.test_secrecy import _is_in, _unpacked, kept, voters
from tests.people import Life, Somebody

BOTH = """Qui préside ? (noms)
- Amina
- Driss

Êtes-vous contents ?
- Oui
- Non"""
PROMISE = "👁 Ce vote montre les noms : l'équipe et la liste des résultats montrent qui a choisi quoi."

ANNOUNCED = "👁 Elle montre les noms : tout le monde le sait avant de choisir."
WELCOMED = "🔒 Les votes sont secrets, sauf un vote qui montre les noms : sa question le dit avant."


async def named(somebody: Somebody, name: str) -> None:
    """Say under which name one votes."""
    await somebody.taps("Mon nom")
    await somebody.says(name)


def question(somebody: Somebody, words: str) -> list[str]:
    """The lines of the newest message about a question."""
    return next(plain(str(one["text"])) for one in reversed(somebody.shown) if words in one.get("text", ""))


async def test_names_are_announced_asked_for_and_listed(lab: Life) -> None:
    one = await hall(lab, BOTH)
    aicha = await one.enters("Aïcha")
    assert (
        plain(aicha.sees)[-1]
        == "🔒 Les votes sont secrets, sauf un vote qui montre les noms : sa question le dit avant."
    )
    await one.goes("Ouvrir la question 1")
    karim, said = await one.enters("Karim"), await one.enters("Saïd", "ar")
    assert plain(aicha.sees) == [
        "Question : Qui préside ?",
        "Touchez votre réponse :",
        f"{PROMISE} Vous pouvez changer jusqu'à la fin.",
        "✍️ Vous n'avez pas donné de nom : votre choix compte sans nom.",
    ]
    assert aicha.buttons == ["A Amina", "B Driss", "✍️ Mon nom"]
    assert "👁" in one.panel
    await aicha.taps("Mon nom")
    assert "effacé 60 jours après la fin" in aicha.sees and aicha.buttons == ["Aïcha", "🙈 Sans nom", "✖️ Annuler"]
    await aicha.taps("Aïcha")
    assert question(aicha, "Qui préside")[-1] == "✍️ Votre nom dans ce vote : Aïcha"
    await named(karim, "Driss")
    assert plain(karim.sees) == ["✍️ Votre nom dans ce vote : Driss", "👆 La question est juste au-dessus."]
    for somebody, choice in ((aicha, "Amina"), (karim, "Driss"), (said, "Amina")):
        await somebody.taps(choice)
    await shown(one)
    assert question(aicha, "Qui préside") == [
        "Résultats : Qui préside ?",
        "Amina", f"{bar(1 / 2)} 1 (50 %)",
        "Driss", f"{bar(1 / 2)} 1 (50 %)",
        "Nombre de participations : 3",
        "Votes sans nom, trop peu pour le détail : 1",
        "",
        "👁 Qui a choisi quoi",
        "Pour Amina : Aïcha",
        "Pour Driss : Driss",
        "Sans nom : 1",
    ]  # fmt: skip
    assert {"Pour Amina : Aïcha", "Ensuite : Êtes-vous contents ?"} <= set(plain(one.panel))
    await one.goes("Ouvrir la question 2")
    assert plain(aicha.sees)[-1] == "🔒 Le vote est secret. Vous pouvez changer jusqu'à la fin."
    assert aicha.buttons == ["A Oui", "B Non"]


async def test_the_name_goes_again_and_comes_too_late(lab: Life) -> None:
    one = await hall(lab, BOTH)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await named(aicha, "A" * 61)
    assert plain(aicha.sees)[0] == "C'est trop long. Nombre maximum de caractères : 60"
    await aicha.says("A" * 60)
    await aicha.taps("Mon nom")
    await aicha.taps("Mon nom")
    await aicha.taps("Sans nom")
    assert question(aicha, "Qui préside")[-1] == "✍️ Vous n'avez pas donné de nom : votre choix compte sans nom."
    assert await rows(lab, NameRow) == []
    await aicha.taps("Mon nom")
    await one.goes("Fermer")
    await aicha.says("Aïcha")
    assert plain(aicha.sees) == ["Le vote est terminé. Merci !"]
    await aicha.taps("Mon nom")
    assert aicha.toast.replace("\u00a0", " ") == "Le vote est terminé. Merci !"
    assert await rows(lab, NameRow) == []


async def test_whoever_borrows_a_phone_votes_without_a_name(lab: Life) -> None:
    one = await hall(lab, BOTH)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    for label in ("⋯", "Options", "Plusieurs par téléphone"):
        await one.goes(label)
    await aicha.taps("Mon nom")
    await aicha.taps("Aïcha")
    await aicha.taps("Amina")
    owners = aicha.shown[-1]["message_id"]
    await aicha.taps("Quelqu'un d'autre")
    assert question(aicha, "Qui préside")[-1] == (
        "✍️ Sur le téléphone d'une autre personne, votre choix compte sans nom."
    )
    assert not any("Mon nom" in label for label in aicha.buttons)
    await aicha.taps_old(owners, f"seat.name:{(await one.room()).question_id}")
    assert aicha.toast.replace("\u00a0", " ") == "Le vote est terminé. Merci !"


async def test_it_is_chosen_in_the_options_before_the_opening(lab: Life) -> None:
    one = await hall(lab, "Un ?\n- A\n- B\n\nDeux ? (quiz)\n+ A\n- B")
    for label in ("⋯", "Options", "Prochaine avec les noms"):
        await one.goes(label)
    assert one.samira.toast == "👁 La prochaine question montre les noms. Tout le monde le sait avant de choisir."
    assert plain(one.panel)[-2:] == [
        "Ensuite : Un ?",
        ANNOUNCED,
    ]
    for label in ("⋯", "Options", "Prochaine secrète"):
        await one.goes(label)
    assert (one.samira.toast, plain(one.panel)[-1]) == ("🔒 La prochaine question est secrète.", "Ensuite : Un ?")
    await one.goes("Ouvrir la question 1")
    for label in ("⋯", "Options"):
        await one.goes(label)
    assert not any("noms" in label for label in one.samira.buttons), "the next one is a quiz, this one is open"


async def test_in_a_big_room_it_comes_as_a_message_of_its_own(lab: Life) -> None:
    lab.bot.house.lab = lab.bot.house.lab.model_copy(update={"live": Live(pads_above=1)})
    one = await hall(lab, BOTH)
    aicha, karim = await one.enters("Aïcha"), await one.enters("Karim")
    assert plain(one.panel)[-1] == "📱 Elle arrive en message sur chaque téléphone, pas sur les claviers."
    pad = karim.shown[-1]["message_id"]
    await one.goes("Ouvrir la question 1")
    assert karim.buttons == ["A Amina", "B Driss", "✍️ Mon nom"]
    await karim.taps_old(pad, f"p:{(await one.room()).id}:A")
    assert karim.toast == "Cette question a ses propres boutons : regardez plus bas."
    await aicha.taps("Amina")
    await one.goes("Fermer")
    assert "Votes : 1" in one.panel.replace("\u00a0", " ")


async def test_it_is_read_back_and_asked_step_by_step(lab: Life) -> None:
    samira = await facilitator(lab)
    await samira.says("/workshop vote")
    await samira.says("Un ? (noms)\n- A\n- B\n\nDeux ? (nuage) (noms)")
    read_back = [line for line in plain(samira.sees) if line]
    assert read_back[2:4] == ["Question 1 : Un ?", ANNOUNCED]
    assert "• Un vote de ce type ne montre pas de noms, enlevez le mot (noms) : Deux ? (nuage)" in read_back
    await samira.taps("Annuler")
    await samira.says("/workshop vote")
    await samira.taps("Pas à pas")
    await samira.says("Content ?")
    await samira.taps("Oui / Non")
    assert "Secret ou avec les noms : 🔒 Secret" in plain(samira.sees)
    await samira.taps("Modifier")
    await samira.taps("Secret ou avec les noms")
    await samira.taps("On voit qui a choisi quoi")
    await samira.taps("Garder cette question")
    (asked,) = await rows(lab, QuestionRow)
    assert (asked.kind, asked.named) == ("single", True)


async def test_files_hold_the_names_of_this_question_and_nobody_of_the_secret_one(lab: Life) -> None:
    one = await hall(lab, BOTH)
    people = [await one.enters(name) for name in ("Zahra", "Driss")]
    await one.goes("Ouvrir la question 1")
    for person, name in zip(people, ("=Zahra", "Driss"), strict=True):
        await named(person, name)
        await person.taps("Amina")
    await shown(one)
    await one.goes("Ouvrir la question 2")
    await people[0].taps("Oui")
    await people[1].taps("Non")
    secret = await voters(lab)
    await shown(one)
    for label in ("Terminer", "Oui, terminer", "Résultats et fichiers", "CSV"):
        await one.goes(label)
    head, *table = csv.reader(StringIO(file_of(one.samira).decode("utf-8-sig")))
    assert head[-1] == "Nom"
    assert [(row[2], row[6], row[-1]) for row in table if row[-1]] == [
        ("Qui préside ?", "Amina", "'=Zahra"), ("Qui préside ?", "Amina", "Driss"),
    ]  # fmt: skip
    assert plain(str(one.samira.shown[-1]["caption"])) == [
        "📄 Les résultats. Les noms n'y sont que là où la question l'avait dit avant."
    ]
    await one.goes("JSON")
    first, second = json.loads(file_of(one.samira))["questions"]
    assert [each["name"] for each in first["names"]] == ["=Zahra", "Driss"]
    assert first["names"][0]["chose"]["fr"] == ["Amina"]
    assert (second["named"], second["names"], second["answers"][0]["votes"]) == (False, [], None)
    await one.goes("Excel")
    sheets = _unpacked(file_of(one.samira))
    assert b"=Zahra" in sheets and b"<f>" not in sheets
    places = (await kept(lab.database), sheets, json.dumps(second).encode())
    assert len(secret) == 2 and await voters(lab) == [], "those of the open question, until they went"
    assert [voter for voter in secret if any(_is_in(voter, place) for place in places)] == []
    assert len(await rows(lab, SignedRow)) == 2, "of the one that showed names"


async def test_the_copy_tells_the_choice_in_words_and_erasing_takes_it(lab: Life) -> None:
    one = await hall(lab, BOTH)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await named(aicha, "Aïcha B.")
    await aicha.taps("Driss")
    await shown(one)
    async with lab.database.reading() as session:
        view = View(lab.bot.house, session, await aicha.person(), lab.bot.house.catalogues["fr"])
        built = await privacy_copy.build(view, 1)
    assert built
    with zipfile.ZipFile(BytesIO(built[0])) as archive:
        page = archive.read("index.html").decode().replace("\u00a0", " ")
    assert all(words in page for words in ("Aïcha B.", "Question : Qui préside ?", "Votre choix : Driss"))
