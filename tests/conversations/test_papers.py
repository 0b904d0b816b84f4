"""Papers: the same bytes for the same words, and no override of direction in them."""

from datetime import UTC, datetime

from conversations.papers import Paper

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
