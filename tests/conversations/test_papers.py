"""Papers: the same bytes for the same words, and no override of direction in them."""

from datetime import UTC, datetime

from conversations.checks import TOO_LONG
from conversations.papers import NO_LETTERS, Paper, a_name, drawable
from conversations.steps import Problem

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


def made(words: str) -> bytes:
    paper = Paper("Attestation", NOON)
    assert paper.text(20, 30, 60, words, rtl=True) > 30
    paper.square(20, 100, 30, "https://example.org/verify/K7M4-XQ28-T9RW")
    return paper.content()


def test_the_same_words_make_the_same_file_whatever_tries_to_turn_them() -> None:
    plain = made("الاسم: Nabil (12 ساعة)")
    assert plain.startswith(b"%PDF-")
    assert made("الاسم: \u202eNabil\u202c (12 ساعة)") == plain
    assert made("الاسم: Omar (12 ساعة)") != plain
    assert made("🌱 الاسم: Nabil 💧\ufe0f (12 ساعة)") == plain
    assert made("الجهة: \u2068Dar Chabab بوسكورة\u2069") == made("الجهة: Dar Chabab بوسكورة")


def test_a_name_is_one_line_of_letters_that_a_paper_can_draw() -> None:
    check = a_name(20)
    assert check("Aïcha\n El\tFassi") == "Aïcha El Fassi"
    assert check("عائشة بناني") == "عائشة بناني"
    assert check("ⴰⵎⵉⵏⴰ 🌸") == Problem(NO_LETTERS, {"letters": "ⴰ ⵎ ⵉ ⵏ 🌸"})
    assert check("A" * 21) == Problem(TOO_LONG, {"most": 20})


def test_what_cannot_be_drawn_leaves_no_hole() -> None:
    assert drawable("🌱 Sans eau ⴰⵟⵍⴰⵙ 💧 fin\n1\u202f000 DH") == "Sans eau fin\n1 000 DH"
    assert drawable("ⴰⵟⵍⴰⵙ 🌱") == ""


def test_long_words_get_smaller_then_end() -> None:
    paper = Paper("Attestation", NOON)
    assert paper.fitting(100, "Sans\neau", 16, 2) == ("Sans eau", 16)
    words, size = paper.fitting(100, "Réparer une pompe " * 6, 16, 2)
    assert (words, size) == (" ".join(["Réparer une pompe"] * 6), 10)
    words, size = paper.fitting(100, "Réparer une pompe " * 20, 16, 2)
    assert (words[-1], size) == ("…", 8)
    top = paper.text(20, 30, 100, "x", size=8)
    assert round(paper.text(20, 30, 100, words, size=8) - 30, 3) == round(2 * (top - 30), 3)
