from conversations import checks
from conversations.form import Problem


def test_lengths_are_counted_as_telegram_does() -> None:
    assert checks.within(4)("🙂🙂") == "🙂🙂"
    assert checks.within(3)("🙂🙂") == Problem(checks.TOO_LONG, {"most": 3})
