"""The words of exported files, and the cells that a CSV and a workbook share."""

from collections.abc import Mapping

from locales.marks import N_
from locales.texts import Texts
from services.outcomes import Outcome
from services.words import spoken
from storage.rooms import CLOSED, HANDS, MULTIPLE, OPEN, PAPER, SCALE, SHOWN, SINGLE, TELEGRAM, WEB

Cell = str | int | float | None

KINDS = {SINGLE: N_("One answer"), MULTIPLE: N_("Several answers"), SCALE: N_("Scale")}
STATES = {OPEN: N_("The vote is open"), CLOSED: N_("The vote is closed"), SHOWN: N_("The result was shown")}
SOURCES = {TELEGRAM: N_("On Telegram"), WEB: N_("By the web"), PAPER: N_("On paper"), HANDS: N_("By raised hands")}
ROUND, NUMBER, QUESTION, KIND, STATE = N_("Round"), N_("Number"), N_("Question"), N_("Kind"), N_("State")
LETTER, ANSWER, VOTES, PERCENT = N_("Letter"), N_("Answer"), N_("Votes"), N_("Percent")
CAME, WALK_INS, VOTED = N_("People who came"), N_("Without a phone"), N_("People who voted")
FEW, AVERAGE = N_("Too few votes to show the details"), N_("Average of the votes")


def said(texts: Texts, words: Mapping[str, str], key: str) -> str:
    """What a key means; the key itself where nobody wrote words for it."""
    return texts.plain(words[key]) if key in words else key


def answers(outcome: Outcome, language: str) -> list[list[Cell]]:
    """Letter, words, votes and percent of each answer, then the votes by source; empty where they are not told."""
    return [
        [
            one.letter,
            spoken(one.words, language),
            one.count,
            one.percent,
            *(one.by_source.get(name) for name in SOURCES),
        ]
        for one in outcome.answers
    ]


def voters(outcome: Outcome) -> list[Cell]:
    """How many voted, an empty cell for percent, then how many by each source."""
    return [outcome.voters, None, *(outcome.sources.get(name, 0) for name in SOURCES)]
