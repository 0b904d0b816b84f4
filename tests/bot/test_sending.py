"""How a rendered message leaves."""

from bot.sending import patience
from handlers.screens import Media


def test_a_large_file_has_the_time_of_a_slow_line() -> None:
    """45 MB at half a megabit a second; a small one, or one that Telegram has, waits no longer than anything else."""
    assert patience(Media("document", content=bytes(45_000_000))) == 960
    assert patience(Media("voice", file_id="x")) == 60
