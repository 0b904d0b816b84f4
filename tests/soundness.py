"""What must hold whatever people send: no refused request, no tap left spinning, no complaint in the log."""

import logging

import pytest

from tests.people import Life

# What Telegram may answer without anything being wrong: the screen looks like that already, somebody left meanwhile.
HARMLESS = ("message is not modified", "bot was blocked by the user")


def refused(lab: Life, after: int = 0) -> list[str]:
    """The bot's calls that Telegram refused, each with the reason."""
    calls = lab.world.ledger.entries(kind="call", after=after)
    told = [(one, str(one.answer.get("description", one.answer))) for one in calls if one.status != 200]
    return [f"{one.method} {one.request}: {why}" for one, why in told if not any(kind in why for kind in HARMLESS)]


def unanswered(lab: Life, after: int = 0) -> list[str]:
    """Taps whose phone still waits."""
    taps = lab.world.ledger.entries(kind="update", method="callback_query", after=after)
    answers = lab.world.ledger.entries(kind="call", method="answerCallbackQuery", after=after)
    known = {str(one.request["callback_query_id"]) for one in answers}
    queries = [one.request["callback_query"] for one in taps]
    return [f"not answered: {query['data']}" for query in queries if str(query["id"]) not in known]


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Errors and tracebacks in the log."""
    found = [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]
    return [f"{one.name}: {one.getMessage()} {one.exc_info[1] if one.exc_info else ''}" for one in found]


def assert_sound(lab: Life, caplog: pytest.LogCaptureFixture, after: int = 0) -> None:
    """All three."""
    wrong = [*refused(lab, after), *unanswered(lab, after), *complaints(caplog)]
    assert not wrong, "\n".join(wrong)
