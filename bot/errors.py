"""Every error of Telegram has one defined action: this table says which."""

import traceback
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from pathlib import Path

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.request import NotSent


class Act(Enum):
    """What to do after an error."""

    DONE = auto()  # the chat shows what was wanted
    IGNORE = auto()  # nothing can be done and nothing is lost
    STOP_PERSON = auto()  # unreachable until /start
    MIGRATED = auto()  # send to the new chat id
    WAIT = auto()  # not before so many seconds
    PLAIN_TEXT = auto()  # send without formatting, and tell the developers
    MAKE_NEW = auto()  # the message to edit is gone or of another kind: send a new one
    RETRY = auto()  # surely not sent: send again
    BACK_OFF = auto()  # the token or a second bot: wait, shout, try again
    AMBIGUOUS = auto()  # may have been delivered
    GIVE_UP = auto()  # wrong as it is: sending again changes nothing


@dataclass(frozen=True, slots=True)
class Remedy:
    """An action; `seconds` belongs to WAIT, `chat_id` to MIGRATED."""

    act: Act
    seconds: float = 0.0
    chat_id: int = 0


# Telegram's words, in lower case, as they stand in a 400; the first that fits counts.
WORDS: tuple[tuple[str, Act], ...] = (
    ("message is not modified", Act.DONE),
    ("query is too old", Act.IGNORE),
    ("query id is invalid", Act.IGNORE),
    ("message to delete not found", Act.IGNORE),
    ("message can't be deleted", Act.IGNORE),
    ("message to edit not found", Act.MAKE_NEW),
    ("message can't be edited", Act.MAKE_NEW),
    ("message_id_invalid", Act.MAKE_NEW),
    ("there is no text in the message to edit", Act.MAKE_NEW),
    ("there is no caption in the message to edit", Act.MAKE_NEW),
    ("there is no media in the message to edit", Act.MAKE_NEW),
    ("can't parse entities", Act.PLAIN_TEXT),
    ("chat not found", Act.STOP_PERSON),
    ("user not found", Act.STOP_PERSON),
    ("peer_id_invalid", Act.STOP_PERSON),
    ("user is deactivated", Act.STOP_PERSON),
    ("have no rights to send a message", Act.STOP_PERSON),
    ("not enough rights to send", Act.STOP_PERSON),
    ("chat_write_forbidden", Act.STOP_PERSON),
)
# The rest by its class; the first that fits counts.
KINDS: tuple[tuple[type[TelegramError], Act], ...] = (
    (Forbidden, Act.STOP_PERSON),
    (InvalidToken, Act.BACK_OFF),
    (Conflict, Act.BACK_OFF),
    (NotSent, Act.RETRY),
    (NetworkError, Act.AMBIGUOUS),
)
# What Telegram says of a file_id that is not, or no longer, this bot's.
NO_FILE = ("wrong file_id", "wrong file identifier", "wrong remote file", "file_id_invalid", "invalid file_id")
UNNAMED_WAIT = 5.0  # a 429 that does not say how long


def classify(error: BaseException) -> Remedy:
    """The one action for `error`; anything that is not Telegram's is given up."""
    if isinstance(error, RetryAfter):
        return Remedy(Act.WAIT, seconds=wait_of(error))
    if isinstance(error, ChatMigrated):
        return Remedy(Act.MIGRATED, chat_id=error.new_chat_id)
    if isinstance(error, BadRequest):
        return Remedy(_by_words(error.message))
    if type(error) is NetworkError:
        return _of_network(error.message)
    return Remedy(next((act for kind, act in KINDS if isinstance(error, kind)), Act.GIVE_UP))


def is_no_file(error: BaseException) -> bool:
    """Whether Telegram does not know the file that was to be sent."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in NO_FILE)


def wait_of(error: RetryAfter) -> float:
    """The seconds of a 429 (PTB is changing the attribute's type)."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _by_words(said: str) -> Act:
    lowered = said.lower()
    return next((act for words, act in WORDS if words in lowered), Act.GIVE_UP)


def _of_network(said: str) -> Remedy:
    lowered = said.lower()
    if "too many requests" in lowered:
        return Remedy(Act.WAIT, seconds=UNNAMED_WAIT)
    if "entity too large" in lowered or "not emulated" in lowered:
        return Remedy(Act.GIVE_UP)
    return Remedy(Act.AMBIGUOUS)


def place_of(error: BaseException) -> str:
    """The error's class and place. Not its words: they may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    name = type(error).__name__
    return f"{name} at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else name


def without_words(error: BaseException) -> str:
    """The traceback of an error and of those it came from, for the log: classes and places alone."""
    lines = [place_of(error)]
    one: BaseException | None = error
    while one is not None:
        lines += ["\n", *traceback.format_tb(one.__traceback__), type(one).__name__]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "".join(lines)


def said(error: BaseException) -> str:
    """The error in a few words for a log line or a column of 200 characters."""
    words = error.message if isinstance(error, TelegramError) else str(error)
    return f"{type(error).__name__}: {words}"[:200]
