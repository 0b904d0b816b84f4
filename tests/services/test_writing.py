import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.writing import normalise, skeleton, skeletons, spellings, words
from tests.services.gold import Report, gold

SAME_WORD = [
    ("الزنقة", "zan9a"),
    ("الطريق", "tri9"),
    ("المدرسة", "lmadrasa"),
    ("كيدوز", "kaydoz"),
    ("البولات", "lbolat"),
    ("السبيطار", "sbitar"),
    ("بوسكورة", "bouskoura"),
    ("النواصر", "Nouaceur"),
    ("شحال", "ch7al"),
    ("خويا", "5oya"),
    ("الغيس", "lghis"),
    ("صاك", "sac"),
    ("گاراج", "garage"),
]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("L’EAU du robinet, «œuf» d'été", "l eau du robinet oeuf d ete"),
        ("أولادُ صالحٍ ــــ إلى", "اولاد صالح الي"),
        ("مدرســـة ٣ و۴", "مدرسه 3 و4"),
        ("\u2067سلام\u2069\u200f\u061c", "سلام"),
        ("snake_case #42 !!", "snake case 42"),
        ("الماء ڤيلا پاساج ڭراج", "الما فيلا باساج گراج"),
        ("", ""),
        ("👍 \ud83d", ""),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal
    assert words(text) == normal.split()


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(("arabic", "latin"), SAME_WORD)
def test_a_word_meets_itself_in_the_other_script(arabic: str, latin: str) -> None:
    assert skeleton(arabic) == skeleton(latin) != ""


def test_what_is_written_onto_a_word_comes_off() -> None:
    assert "درب" in spellings("فالدرب")
    assert "دوار" in spellings("للدوار")
    assert "zbel" in spellings("lzbel")
    assert spellings("ما") == ("ما",)


def test_skeletons_leave_out_single_letters_and_empty_texts() -> None:
    assert skeletons("الضو f zan9a w 7ofra") == ["znq", "hfr"]
    assert skeletons("") == []
    assert skeleton("") == ""


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _nearest(report: Report, among: list[Report]) -> Report:
    bones = set(skeletons(report.text))
    return max(among, key=lambda other: _likeness(bones, set(skeletons(other.text))))


@pytest.mark.parametrize(("arabic", "latin"), [("ary", "lat"), ("ary2", "lat2")])
def test_same_wording_in_both_scripts_meets_in_all_gold_pairs(arabic: str, latin: str) -> None:
    reports = [each for each in gold("duplicates") if each.variant == arabic]
    among = [each for each in gold("duplicates") if each.variant == latin]
    assert len(reports) == 60
    assert [each.problem for each in reports] == [_nearest(each, among).problem for each in reports]
