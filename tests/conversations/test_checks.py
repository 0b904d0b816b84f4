import pytest

from conversations import checks
from conversations.form import Problem


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Amina  El Fassi", "Amina El Fassi"),
        ("أمينة\nالفاسي", "أمينة الفاسي"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("Amina", Problem(checks.NOT_A_NAME)),
        ("Amina 0612345678", Problem(checks.NOT_A_NAME)),
        ("👍 👍", Problem(checks.NOT_A_NAME)),
        ("a " * 60, Problem(checks.NOT_A_NAME)),
    ],
)
def test_full_name(typed: str, kept: str | Problem) -> None:
    assert checks.full_name(typed) == kept


def test_lengths_are_counted_as_telegram_does() -> None:
    assert checks.within(4)("🙂🙂") == "🙂🙂"
    assert checks.within(3)("🙂🙂") == Problem(checks.TOO_LONG, {"most": 3})
