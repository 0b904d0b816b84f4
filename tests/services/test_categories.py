from collections.abc import Callable
from pathlib import Path

import pytest

from services.categories import concepts, suggest
from services.lab import Lab
from services.lexicon import tables
from tests.services.gold import Report, gold

WRITINGS = ("fr", "ar", "ary", "ary-Latn")


def _share(reports: list[Report], right: Callable[[Report], bool]) -> float:
    return sum(map(right, reports)) / len(reports)


def test_the_categories_of_the_gold_sets_are_the_labs(lab: Lab) -> None:
    asked = {each.category for each in gold("duplicates") + gold("holdout")}
    assert asked | {"other"} == {category.key for category in lab.categories}


@pytest.mark.parametrize(("name", "floor"), [("duplicates", 0.98), ("holdout", 0.90)])
def test_the_right_category_is_among_three(lab: Lab, name: str, floor: float) -> None:
    assert _share(gold(name), lambda each: each.category in suggest(each.text, lab)) >= floor


@pytest.mark.parametrize("writing", WRITINGS)
def test_no_writing_is_left_behind(lab: Lab, writing: str) -> None:
    reports = [each for name in ("duplicates", "holdout") for each in gold(name) if each.lang == writing]
    assert _share(reports, lambda each: each.category in suggest(each.text, lab)) >= 0.95


def test_the_right_category_is_mostly_the_first(lab: Lab) -> None:
    assert _share(gold("duplicates"), lambda each: suggest(each.text, lab)[:1] == [each.category]) >= 0.88


@pytest.mark.parametrize(
    "text",
    ["La lampe de ma rue est en panne", "مصباح الشارع معطل", "الضو ديال الزنقة خاسر", "daw dyal zan9a khaser"],
)
def test_one_problem_in_four_writings(lab: Lab, text: str) -> None:
    assert suggest(text, lab)[0] == "lighting"
    assert "LAMP" in concepts(text)


def test_unknown_words_suggest_nothing(lab: Lab) -> None:
    assert suggest("", lab) == suggest("👍", lab) == suggest("qwrtzp", lab) == []


def test_a_category_that_the_lab_has_given_up_is_not_suggested(lab: Lab) -> None:
    kept = tuple(category for category in lab.categories if category.key != "lighting")
    assert "lighting" not in suggest("lampadaire", lab.model_copy(update={"categories": kept}))


def test_a_french_word_is_not_heard_as_darija() -> None:
    assert "ANIMAL" not in concepts("Le club de la ville")
    assert "ANIMAL" in concepts("klab bzaf")


def test_the_lexicon_names_only_categories_of_the_lab(lab: Lab) -> None:
    keys = {category.key for category in lab.categories}
    rows = tables.rows("concepts.tsv")
    assert {each.removesuffix("?") for row in rows for each in row["category"].split(",")} <= keys
    assert len({(row["concept"], row["category"]) for row in rows}) == len({row["concept"] for row in rows})
    assert {row["language"] for row in rows} == {"fr", "ar", "ary"}


def test_a_broken_row_says_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.tsv").write_text("concept\tstem\nLAMP\tضو\nLAMP\n", "utf-8")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"broken.tsv, line 3: write concept TAB stem"):
        tables.rows("broken.tsv")


@pytest.mark.parametrize(
    ("stem", "text", "found"),
    [
        ("trou*", "des trous", True),
        ("trou", "des trous", False),
        ("gaz ... fuite", "le gaz a une fuite", True),
        ("gaz ... fuite", "le gaz un deux trois quatre cinq fuite", False),
        ("gaz ... fuite", "le gaz", False),
        ("زبل", "zbel f zan9a", True),
        ("=زبل", "zbel f zan9a", False),
        ("=زبل", "فالزبل", True),
    ],
)
def test_how_a_stem_is_written(stem: str, text: str, found: bool) -> None:
    language = "ary" if tables.is_arabic(stem) else "fr"
    assert bool(tables.Table(tables.stems("X", stem, language)).find(text)) == found
