"""Spellings of one word meet in a cloud, other words stay apart."""

import pytest

from services.clouds import folded, key_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tri9", "طريق"), ("tri9", "الطريق"), ("triq", "الطريق"), ("tari9", "tri9"), ("مدرسة", "madrassa"),
        ("l9raya", "القراية"), ("nadafa", "النظافة"), ("chbab", "الشباب"), ("7ayat", "حياة"), ("الصحة", "se77a"),
        ("khdma", "5dma"), ("الإنارة", "الاناره"), ("ضوء", "الضو"), ("la Santé", "sante"), ("l'école", "Écoles"),
        ("sport", "سبورت"), ("الألعاب", "ألعاب"), ("😀", "😀"),
    ],
)  # fmt: skip
def test_spellings_of_a_word_meet(one: str, other: str) -> None:
    assert key_of(one, [folded(other)]) == folded(other)
    assert key_of(other, [folded(one)]) == folded(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jardin", "جردان"), ("port", "prêt"), ("mer", "mur"), ("والدين", "الدين"), ("travaux", "travail"),
        ("طريق", "طرق"), ("salam", "slam"), ("eau", "أو"), ("nature", "نظر"), ("😀", "😢"),
    ],
)  # fmt: skip
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert key_of(one, [folded(other)]) != folded(other)
    assert key_of(other, [folded(one)]) != folded(one)
