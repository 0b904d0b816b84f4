import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.errors import Act, Remedy, classify, said
from bot.request import NotSent

SPECIFIED = (
    (BadRequest("Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message"), Act.DONE),
    (BadRequest("Bad Request: query is too old and response timeout expired or query ID is invalid"), Act.IGNORE),
    (BadRequest("Bad Request: message to delete not found"), Act.IGNORE),
    (BadRequest("Bad Request: message can't be deleted for everyone"), Act.IGNORE),
    (BadRequest("Bad Request: message to edit not found"), Act.MAKE_NEW),
    (BadRequest("Bad Request: message can't be edited"), Act.MAKE_NEW),
    (BadRequest("Bad Request: MESSAGE_ID_INVALID"), Act.MAKE_NEW),
    (BadRequest("Bad Request: there is no text in the message to edit"), Act.MAKE_NEW),
    (BadRequest("Bad Request: there is no caption in the message to edit"), Act.MAKE_NEW),
    (BadRequest("Bad Request: there is no media in the message to edit"), Act.MAKE_NEW),
    (BadRequest("Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0"), Act.PLAIN_TEXT),
    (BadRequest("Bad Request: chat not found"), Act.STOP_PERSON),
    (BadRequest("Bad Request: PEER_ID_INVALID"), Act.STOP_PERSON),
    (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Act.STOP_PERSON),
    (Forbidden("Forbidden: bot was blocked by the user"), Act.STOP_PERSON),
    (Forbidden("Forbidden: user is deactivated"), Act.STOP_PERSON),
    (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Act.STOP_PERSON),
    (BadRequest("Bad Request: message is too long"), Act.GIVE_UP),
    (NetworkError("Request Entity Too Large"), Act.GIVE_UP),
    (TelegramError("something new"), Act.GIVE_UP),
    (ValueError("ours"), Act.GIVE_UP),
    (InvalidToken("Unauthorized"), Act.BACK_OFF),
    (InvalidToken("Not Found"), Act.BACK_OFF),
    (Conflict("Conflict: terminated by other getUpdates request"), Act.BACK_OFF),
    (NotSent("no connection"), Act.RETRY),
    (TimedOut("no answer in time"), Act.AMBIGUOUS),
    (NetworkError("Bad Gateway"), Act.AMBIGUOUS),
    (NetworkError("Gateway Timeout"), Act.AMBIGUOUS),
    (NetworkError("the connection broke (ServerDisconnectedError)"), Act.AMBIGUOUS),
)  # fmt: skip


@pytest.mark.parametrize(("error", "act"), SPECIFIED, ids=[str(error)[:50] for error, _ in SPECIFIED])
def test_every_error_has_one_action(error: Exception, act: Act) -> None:
    assert classify(error) == Remedy(act)


def test_what_comes_with_numbers() -> None:
    assert classify(RetryAfter(17)) == Remedy(Act.WAIT, seconds=17.0)
    assert classify(ChatMigrated(-100)) == Remedy(Act.MIGRATED, chat_id=-100)
    assert classify(NetworkError("Too Many Requests: retry later")) == Remedy(Act.WAIT, seconds=5.0)


def test_errors_are_said_in_few_words() -> None:
    assert said(BadRequest("Bad Request: chat not found")) == "BadRequest: Chat not found"
    assert said(ValueError("x" * 500)) == ("ValueError: " + "x" * 500)[:200]
