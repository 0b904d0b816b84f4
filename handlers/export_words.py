"""The words of exported files, and the cells that a CSV and a workbook share."""

from collections.abc import Mapping

from conversations import told
from conversations.told import ROOM_ASKS
from locales.marks import N_
from locales.texts import Texts
from services.outcomes import Attendance, Outcome
from services.words import spoken
from storage.ballots import SHARED, TELEGRAM, WEB
from storage.byhand import HANDS, PAPER
from storage.questions import (
    BUDGET,
    CLOSED,
    CLOUD,
    IDEAS,
    MULTIPLE,
    OPEN,
    PAIRS,
    QUEUE,
    QUIZ,
    RANKING,
    SCALE,
    SHOWN,
    SINGLE,
    TEXT,
)

Cell = str | int | float | None

KINDS = {
    SINGLE: N_("One answer"),
    MULTIPLE: N_("Several answers"),
    SCALE: N_("Scale"),
    QUIZ: N_("Quiz"),
    RANKING: N_("Order"),
    BUDGET: N_("100 points to share"),
    PAIRS: N_("Two at a time"),
    TEXT: N_("Written answers"),
    CLOUD: N_("Word cloud"),
    IDEAS: N_("Ideas"),
    QUEUE: ROOM_ASKS,
}
STATES = {OPEN: N_("The vote is open"), CLOSED: N_("The vote is closed"), SHOWN: N_("The result was shown")}
SOURCES = {
    TELEGRAM: N_("On Telegram"),
    WEB: N_("By the web"),
    SHARED: N_("On a shared phone"),
    PAPER: N_("On paper"),
    HANDS: N_("By raised hands"),
}
ROUND, NUMBER, QUESTION, KIND, STATE = N_("Round"), N_("Number"), N_("Question"), N_("Kind"), N_("State")
LETTER, ANSWER, VOTES, PERCENT = N_("Letter"), N_("Answer"), N_("Votes"), N_("Percent")
SECOND, RIGHT = N_("Second number"), told.RIGHT
COUNTS = {
    RANKING: N_("Points"),
    BUDGET: N_("Points"),
    PAIRS: N_("Times preferred"),
    TEXT: told.WROTE,
    CLOUD: N_("Times written"),
    IDEAS: N_("Supported by"),
    QUEUE: N_("Supported by"),
}
SECONDS = {RANKING: N_("Put first by"), BUDGET: N_("Given by"), PAIRS: N_("Times compared")}
TICK = "✓"
CAME, WALK_INS, VOTED, WROTE = N_("People who came"), N_("Without a phone"), N_("People who voted"), told.WROTE
NAME = N_("Name")
FEW, AVERAGE = N_("Too few votes to show the details"), N_("Average of the votes")


def said(texts: Texts, words: Mapping[str, str], key: str) -> str:
    """What a key means; the key itself where nobody wrote words for it."""
    return texts.plain(words[key]) if key in words else key


def answers(outcome: Outcome, language: str) -> list[list[Cell]]:
    """The columns of each answer: its own, then the votes by source; empty where they are not told."""
    return [
        [
            one.letter,
            spoken(one.words, language),
            one.count,
            one.percent,
            one.second,
            TICK if one.right else None,
            *(one.by_source.get(name) for name in SOURCES),
        ]
        for one in outcome.answers
    ]


def signed(outcome: Outcome, language: str) -> list[tuple[str, str]]:
    """Each name, with what it chose, where the vote showed names."""
    return [(one.name, ", ".join(one.chose[language])) for one in outcome.signed]


def voters(outcome: Outcome) -> list[Cell]:
    """How many voted, empty cells for what only answers have, then how many by each source."""
    return [outcome.voters, None, None, None, *(outcome.sources.get(name, 0) for name in SOURCES)]


def took_part(outcome: Outcome) -> str:
    """What the line with the number of voters is called."""
    return WROTE if outcome.is_written else VOTED


def came(attendance: Attendance) -> list[Cell]:
    """How many people came: by each source, then those without a phone."""
    by = {TELEGRAM: attendance.phones, WEB: attendance.web}
    return [*(by.get(name) for name in SOURCES), attendance.walk_ins]
