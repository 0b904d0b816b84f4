"""Reading catalogues; and whether ours may be released."""

from pathlib import Path

import pytest

from locales.languages import LANGUAGES
from locales.lints import problems
from locales.texts import CatalogueError, Catalogues

ROOT = Path(__file__).parents[2]


def write(folder: Path, code: str, name: str, body: str, header: str | None = None) -> Path:
    path = folder / LANGUAGES[code].folder / f"{name}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_text((LANGUAGES[code].header if header is None else header) + "\n" + body, "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for code in LANGUAGES:
        write(tmp_path, code, "common", f'msgid "Yes"\nmsgstr "{code}"\n')
    return tmp_path


def test_our_texts_may_be_released() -> None:
    found = problems(ROOT)
    assert not found, "\n" + "\n".join(found)


def test_several_files_make_one_language(folder: Path) -> None:
    for code in LANGUAGES:
        write(folder, code, "desk", f'msgid "No"\nmsgstr "{code} no"\n')
    spoken = Catalogues.load(folder)
    assert [(spoken[code].template("Yes"), spoken[code].template("No")) for code in LANGUAGES] == [
        ("ar", "ar no"),
        ("ary", "ary no"),
        ("fr", "fr no"),
    ]


def test_a_guess_is_not_said(folder: Path) -> None:
    write(folder, "ary", "common", '#, fuzzy\nmsgid "Yes"\nmsgstr "perhaps"\n')
    assert Catalogues.load(folder)["ary"].template("Yes") == "ar"


def test_a_missing_catalogue_stops_the_start(folder: Path) -> None:
    (folder / "ar_MA" / "common.po").unlink()
    with pytest.raises(CatalogueError, match=r"No \.po file in .*ar_MA: put the catalogue of ary there"):
        Catalogues.load(folder)


@pytest.mark.parametrize(
    ("body", "header", "sentence"),
    [
        ('msgid "Yes"\nmsgstr "a"\nmsgid "Half', None, "common.po cannot be read"),
        ('msgid "Yes"\nmsgstr "a"\n', 'msgid ""\nmsgstr ""\n', "its header must say Plural-Forms: nplurals=2"),
    ],
)
def test_an_unreadable_catalogue_stops_the_start(folder: Path, body: str, header: str | None, sentence: str) -> None:
    write(folder, "fr", "common", body, header)
    with pytest.raises(CatalogueError, match=sentence):
        Catalogues.load(folder)


def test_a_text_in_two_files_stops_the_start(folder: Path) -> None:
    write(folder, "fr", "desk", 'msgid "Yes"\nmsgstr "Ouais"\n')
    with pytest.raises(CatalogueError, match=r"desk\.po and .*common\.po both hold 'Yes': delete one of them"):
        Catalogues.load(folder)


@pytest.mark.parametrize("languages", [[], ["fr", "en"]])
def test_a_language_we_do_not_speak_stops_the_start(languages: list[str]) -> None:
    with pytest.raises(CatalogueError, match="choose among ar, ary, fr"):
        Catalogues.load(languages=languages)
