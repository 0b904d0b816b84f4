import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.lengths import cut, graphemes, utf16_len, visible_len

WOMAN = "👩\u200d🔧"
FLAG = "🇲🇦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e007f"


def test_lengths_are_telegrams() -> None:
    assert [utf16_len(text) for text in ("", "é", "سلام", "🙂", FLAG)] == [0, 1, 4, 2, 4]
    assert visible_len("<b>a &amp; b</b> 🙂") == 8


def test_what_is_seen_as_one_character_stays_one() -> None:
    seen = ["a", "e\u0301", WOMAN, FLAG, FLAG, "👍🏽", ENGLAND, "م\u0651", "❤\ufe0f"]
    assert list(graphemes("".join(seen))) == seen


@pytest.mark.parametrize(
    ("text", "units", "kept"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("🙂🙂", 3, "🙂…"),
        (f"a{WOMAN}b", 5, "a…"),
        (f"{FLAG}{FLAG}", 6, f"{FLAG}…"),
        ("a &amp; b", 5, "a …"),
        ("abc", 0, ""),
    ],
)
def test_cuts_between_visible_characters(text: str, units: int, kept: str) -> None:
    assert cut(text, units) == kept


PIECES = ["a", "س", "\u0651", "🙂", "\u200d", "🇲", "🇦", "&amp;", "&"]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.integers(1, 12))
def test_a_cut_fits_and_keeps_a_beginning(text: str, units: int) -> None:
    kept = cut(text, units)
    assert utf16_len(kept) <= units
    assert text.startswith(kept.removesuffix("…"))
    assert kept == text or kept.endswith("…")
