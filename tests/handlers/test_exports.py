"""Files and pictures of results, made from plain outcomes: no bot, no database."""

import csv
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from handlers import canvas, exports, pictures
from services.lab import Lab
from services.outcomes import Answer, Attendance, Outcome, Session
from tests.asread import catalogues_as_read

CATALOGUES, LAB = catalogues_as_read(), Lab.load()
DAY = datetime(2026, 10, 5, 23, 30, tzinfo=UTC)
WORDS = ({"fr": "=1+1", "ar": "الإنارة العمومية"}, {"fr": "-Déchets 💧 <b>", "ar": "النفايات"}, {"fr": "@Routes"})
FIGURES = ((11, 55, (6, 5)), (9, 45, (2, 7)), (0, 0, (0, 0)))
OPTIONS = tuple(
    Answer(letter, words, count, percent, dict(zip(("telegram", "paper"), by, strict=True)), place)
    for place, (letter, words, (count, percent, by)) in enumerate(zip("ABC", WORDS, FIGURES, strict=True))
)
BUS = Outcome(
    question=7, number=1, round=1, kind="single", state="shown", words={"fr": "+Par où ?", "ar": "بماذا نبدأ؟"},
    answers=OPTIONS, most=1, opened_at=DAY, voters=20, sources={"telegram": 8, "paper": 12}, is_told=True,
)  # fmt: skip
STEPS = tuple(Answer(str(step), dict.fromkeys(("ar", "ary", "fr"), str(step)), count, count * 20)
              for step, count in enumerate((0, 0, 1, 2, 2), 1))  # fmt: skip
MOOD = replace(BUS, number=2, kind="scale", words={"fr": "Ambiance"}, answers=STEPS, voters=5, average=4.2,
               sources={"telegram": 5})  # fmt: skip
FEW = replace(BUS, number=3, voters=4, is_told=False, sources={"telegram": 4},
              answers=tuple(Answer(one.letter, one.words) for one in OPTIONS))  # fmt: skip
QUIZ = replace(BUS, number=4, kind="quiz", answers=(OPTIONS[0], replace(OPTIONS[1], right=True), OPTIONS[2]))
RANKED = (replace(OPTIONS[2], count=70, percent=58, second=12), replace(OPTIONS[0], count=30, percent=25, second=3))
ORDER, BUDGET, PAIRS = (replace(BUS, number=number, kind=kind, answers=RANKED)
                        for number, kind in enumerate(("ranking", "budget", "pairs"), 5))  # fmt: skip


def written(*texts: str, count: int | None = 3) -> tuple[Answer, ...]:
    """Texts as they came, the first one first."""
    return tuple(Answer(str(rank), dict.fromkeys(("ar", "ary", "fr"), text), count)
                 for rank, text in enumerate(texts, 1))  # fmt: skip


TEXT = replace(BUS, number=8, kind="text", voters=2, answers=written("=Un parc", "الطريق", count=None))
CLOUD = replace(BUS, number=9, kind="cloud", answers=written(*(f"mot {number}" for number in range(1, 15))))
QUEUE = replace(BUS, number=10, kind="queue", state="closed", words={}, answers=written("Et le <budget> ?"))
EVERY = (QUIZ, ORDER, BUDGET, PAIRS, TEXT, CLOUD, QUEUE)
SESSION = Session(12, "ended", DAY, Attendance(8, 2, 5), (BUS, MOOD, FEW))
NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def made(kind: str, language: str = "fr", session: Session = SESSION) -> bytes:
    return exports.made(kind, session, CATALOGUES[language], LAB)


def sheets(content: bytes) -> dict[str, ET.Element]:
    """The sheets of a workbook by name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [
            one.attrib["name"] for one in ET.fromstring(archive.read("xl/workbook.xml")).iterfind(".//x:sheet", NS)
        ]
        read = [ET.fromstring(archive.read(f"xl/worksheets/sheet{at}.xml")) for at, _ in enumerate(names, 1)]
    return dict(zip(names, read, strict=True))


def texts_of(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read("xl/sharedStrings.xml").decode()


def test_csv_has_who_came_who_voted_and_each_answer_and_no_formula() -> None:
    content = made("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    head, came, *rows = csv.reader(StringIO(content.decode("utf-8-sig")))
    assert head[7:] == [
        "Votes",
        "Pour cent",
        "Deuxième nombre",
        "La bonne réponse",
        "Sur Telegram",
        "Sur le web",
        "À plusieurs",
        "Sur papier",
        "À main levée",
        "Sans téléphone",
        "Nom",
    ]
    assert came[6:] == ["Personnes venues", "15", "", "", "", "8", "2", "", "", "", "5", ""]
    assert [row[2] for row in rows[:1]] == ["'+Par où ?"]
    assert [row[5:16] for row in rows[:4]] == [
        ["", "Nombre de participations", "20", "", "", "", "8", "0", "0", "12", "0"],
        ["A", "'=1+1", "11", "55", "", "", "6", "", "", "5", ""],
        ["B", "'-Déchets 💧 <b>", "9", "45", "", "", "2", "", "", "7", ""],
        ["C", "'@Routes", "0", "0", "", "", "0", "", "", "0", ""],
    ]
    assert [row[7] for row in rows if row[1] == "3"] == ["4", "", "", ""]
    assert not [cell for row in rows for cell in row if cell.startswith(exports.FORMULAS)]


@pytest.mark.parametrize(("language", "rtl"), [("fr", None), ("ar", "1"), ("ary", "1")])
def test_a_workbook_runs_in_the_direction_of_its_language(language: str, rtl: str | None) -> None:
    content = made("xlsx", language)
    found = sheets(content)
    names = {"fr": ("Résumé", "Question {}"), "ar": ("الملخص", "السؤال {}"), "ary": ("الملخص", "السؤال {}")}[language]
    assert list(found) == [names[0], *(names[1].format(number) for number in (1, 2, 3))]
    for sheet in found.values():
        view = sheet.find(".//x:sheetView", NS)
        assert view is not None and view.get("rightToLeft") == rtl
        assert sheet.find(".//x:f", NS) is None
    assert "=1+1" in texts_of(content) or language != "fr"


def test_questions_of_several_rounds_have_sheets_of_their_own() -> None:
    again = replace(SESSION, outcomes=(BUS, replace(BUS, round=2)))
    assert list(sheets(made("xlsx", "fr", again))) == ["Résumé", "Question 1.1", "Question 2.1"]


def test_json_says_its_shape_and_all_languages() -> None:
    told = json.loads(made("json"))
    assert (told["format"], told["version"], told["day"]) == ("twiza.session", 1, "2026-10-05")
    assert told["people"] == {"all": 15, "telegram": 8, "web": 2, "without_phone": 5}
    first, second, third = told["questions"]
    assert first["answers"][0] == {
        "letter": "A", "text": WORDS[0], "votes": 11, "percent": 55, "second": None, "right": False,
        "sources": {"telegram": 6, "paper": 5}}  # fmt: skip
    assert (second["average"], third["voters"], third["answers"][0]["votes"]) == (4.2, 4, None)
    assert set(first) == {"round", "number", "kind", "state", "text", "most", "voters", "sources", "held_back",
                          "average", "answers", "named", "names"}  # fmt: skip


def test_each_kind_has_its_figures_in_the_files() -> None:
    session = replace(SESSION, outcomes=EVERY)
    rows = list(csv.reader(StringIO(made("csv", "fr", session).decode("utf-8-sig"))))[2:]
    found = {kind: [row[5:11] for row in rows if row[3] == kind] for kind in dict.fromkeys(row[3] for row in rows)}
    assert list(found) == ["Quiz", "Classement", "100 points à répartir", "Deux par deux", "Réponses écrites",
                           "Nuage de mots", "Questions de la salle"]  # fmt: skip
    assert [row[5] for row in found["Quiz"]] == ["", "", "✓", ""]
    assert found["Classement"][1:] == [["C", "'@Routes", "70", "58", "12", ""], ["A", "'=1+1", "30", "25", "3", ""]]
    assert found["Réponses écrites"] == [["", "Ont écrit", "2", "", "", ""], ["1", "'=Un parc", "", "", "", ""],
                                         ["2", "الطريق", "", "", "", ""]]  # fmt: skip
    assert found["Questions de la salle"][1] == ["1", "Et le <budget> ?", "3", "", "", ""]
    assert [row[2] for row in rows if row[1] == "10"] == ["Questions de la salle"] * 2
    questions = json.loads(made("json", "fr", session))["questions"]
    assert [one["right"] for one in questions[0]["answers"]] == [False, True, False]
    assert [one["second"] for one in questions[1]["answers"]] == [12, 3]
    assert (questions[6]["text"], questions[6]["answers"][0]["text"]["fr"]) == ({}, "Et le <budget> ?")


def test_the_sheets_say_what_the_figures_of_a_kind_are() -> None:
    content = made("xlsx", "fr", replace(SESSION, outcomes=EVERY))
    heads = ("Points", "En premier pour", "Donnés par", "Fois préféré", "Comparaisons", "Fois écrit", "Soutiens", "✓")
    assert [head for head in heads if f">{head}</t>" not in texts_of(content)] == []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/")]
    assert len(charts) == 4, "what was written has no chart"


def card(outcome: Outcome, language: str) -> str:
    return pictures.card(outcome, CATALOGUES[language], LAB, DAY)


def words(svg: str) -> list[str]:
    """The lines of a picture, each without its isolate."""
    return [re.sub("[\u2066\u2067\u2069]", "", one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_a_picture_says_the_question_the_figures_who_voted_and_when() -> None:
    told = words(card(BUS, "fr"))
    assert told[:3] == ["NOTIL", "lundi 5 octobre 2026", "+Par où ?"]
    assert told[3:11] == ["A", "=1+1", "55 %", "11", "B", "-Déchets &lt;b&gt;", "45 %", "9"]
    assert told[-2:] == ["Nombre de participations\u00a0: 20", "Dont sur papier\u00a0: 12"]
    assert "Moyenne\u00a0: 4,2" in words(card(MOOD, "fr"))
    assert "Trop peu de votes pour montrer le détail" in words(card(FEW, "fr"))
    assert not {"55 %", "11"} & set(words(card(FEW, "fr")))


def test_a_picture_marks_the_right_answer_and_ranks_with_a_second_line() -> None:
    assert words(card(QUIZ, "fr"))[7:12] == ["B", "-Déchets &lt;b&gt;", "La bonne réponse", "45 %", "9"]
    told = words(card(ORDER, "fr"))
    assert told[3:7] == ["C", "@Routes", "Points\u00a0: 70\u00a0· en premier pour\u00a0: 12", "70"]
    assert words(card(BUDGET, "fr"))[5:7] == ["Points\u00a0: 70 (58 %)\u00a0· donnés par\u00a0: 12", "58 %"]
    assert words(card(PAIRS, "fr"))[5:7] == ["Préféré\u00a0: 58 %\u00a0· comparaisons\u00a0: 12", "58 %"]
    assert any(line.startswith("Points pour une première place") for line in told)


@pytest.mark.parametrize("language", ["ar", "ary", "fr"])
def test_a_picture_shows_a_dozen_texts_and_how_many_more_there_are(language: str) -> None:
    told = words(card(CLOUD, language))
    assert told[3:6] == ["1", "mot 1", "× 3"]
    assert [word for word in told if word.startswith("mot ")] == [f"mot {number}" for number in range(1, 13)]
    assert any(line.endswith(": 2") for line in told)
    assert not any(
        "%" in line or "None" in line for outcome in (CLOUD, TEXT, QUEUE) for line in words(card(outcome, language))
    )
    assert words(card(QUEUE, language))[2] == CATALOGUES[language].plain("Questions to the room")


def test_in_arabic_all_is_mirrored_and_each_line_has_its_direction() -> None:
    french, arabic = card(BUS, "fr"), card(BUS, "ar")
    assert 'text-anchor="end" fill="#16231f" font-weight="700">\u2067بماذا نبدأ؟\u2069' in arabic
    assert 'text-anchor="start" fill="#16231f" font-weight="700">\u2066+Par où ?\u2069' in french
    assert [f'x="{x}"' in french for x in ("64.0", "122.0")] == [True, False]
    assert ('<rect x="492.4"' in arabic, '<rect x="64.0"' in french) == (True, True)  # the bar of 55 % begins right


def test_long_words_stay_on_the_picture() -> None:
    lines = canvas.wrapped("mot " * 40 + "x" * 200 + " " + "ك" * 120, 54, 952, bold=True)
    assert max(canvas.length(line, 54, bold=True) for line in lines) <= 952
    assert "".join(lines).replace(" ", "") == "mot" * 40 + "x" * 200 + "ك" * 120
    assert canvas.drawable("Eau 💧👨\u200d👩\u200d👧 \u2068نعم\u2069") == "Eau نعم"


async def test_pictures_are_made_without_a_browser_and_arabic_letters_join() -> None:
    joined, apart = ('<text x="10" y="80" font-size="60">\u2067' + one + "\u2069</text>" for one in ("بيت", "ب ي ت"))
    svgs = [f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120" font-family="{canvas.STACK}">{one}</svg>'
            for one in (joined, apart)]  # fmt: skip
    pngs = await canvas.to_png(*svgs, card(BUS, "ary"))
    small, wide, whole = (Image.open(BytesIO(png)).convert("RGBA").getchannel("A").getbbox() for png in pngs)
    assert small and wide and whole == (0, 0, 1080, 1080)
    assert small[2] - small[0] < wide[2] - wide[0] - 40
