"""What counts as an answer in words: each check gives the text to store, or the Problem to tell."""

from collections.abc import Callable

from conversations.steps import Problem
from locales.lengths import utf16_len
from locales.marks import N_

LONGEST = 1000
TOO_SHORT = N_("Please write a few words.")
TOO_LONG = N_("That is too long. Characters at most: {most}")


def within(most: int) -> Callable[[str], str | Problem]:
    """A check for texts of at most `most` UTF-16 units."""

    def check(text: str) -> str | Problem:
        return text if utf16_len(text) <= most else Problem(TOO_LONG, {"most": most})

    return check


some_text = within(LONGEST)
