import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning import clean


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  سلام \n", "سلام"),
        ("a\x00b\ud800c\x07d", "abcd"),
        ("\u202eabc\u202c \u2066x\u2069 \u200f\u200e\u061c", "abc x"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("tab\there", "tab\there"),
        ("e\u0301te\u0301", "été"),
        ("👩\u200d🔧 می\u200cخواهم", "👩\u200d🔧 می\u200cخواهم"),
        ("\x00 \u200f", ""),
        ("\u200b\u2060 \ufeff\u200d", ""),
    ],
)
def test_keeps_words_and_drops_invisible_controls(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(st.text())
def test_is_settled_after_once_and_can_be_stored(sent: str) -> None:
    kept = clean(sent)
    assert clean(kept) == kept
    assert kept.encode("utf-8").decode("utf-8") == unicodedata.normalize("NFC", kept)
    assert "\x00" not in kept
