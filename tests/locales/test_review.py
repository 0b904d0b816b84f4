from pathlib import Path

import pytest

from locales.languages import LANGUAGES
from locales.review import Row, rows, sheet, table


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "desk.py").write_text('texts("One\\ntwo")\ntexts("One\\ntwo")\ntexts("Late")\n')
    for code, language in LANGUAGES.items():
        folder = tmp_path / "locales" / language.folder
        folder.mkdir(parents=True)
        (folder / "desk.po").write_text(f'{language.header}\nmsgid "One\\ntwo"\nmsgstr "<b>{code}</b>"\n')
    return tmp_path


def test_every_text_once_with_what_is_missing(root: Path) -> None:
    assert rows(root) == [
        Row("handlers/desk.py", "One\ntwo", {"ar": "<b>ar</b>", "ary": "<b>ary</b>", "fr": "<b>fr</b>"}),
        Row("handlers/desk.py", "Late", {"ar": "", "ary": "", "fr": ""}),
    ]


def test_a_table_for_spreadsheets(root: Path) -> None:
    assert table(root).splitlines() == [
        "screen\tmsgid\tar\tary\tfr",
        "handlers/desk.py\tOne\\ntwo\t<b>ar</b>\t<b>ary</b>\t<b>fr</b>",
        "handlers/desk.py\tLate\t\t\t",
    ]


def test_a_page_for_reviewers(root: Path) -> None:
    page = sheet(root)
    assert "<h2>handlers/desk.py</h2>" in page
    assert '<td lang="ary" dir="rtl">&lt;b&gt;ary&lt;/b&gt;</td>' in page
    assert page.count('class="missing"') == 3
