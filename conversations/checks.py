"""What counts as an answer in words: each check gives the text to store, or the Problem to tell."""

from collections.abc import Callable

from conversations.steps import Problem
from locales.lengths import utf16_len
from locales.marks import N_

LONGEST = 1000
TOO_SHORT = N_("Please write a few words.")
TOO_LONG = N_("That is too long. Characters at most: {most}")
NOT_A_NAME = N_("Please write your first name and your family name.")


def within(most: int) -> Callable[[str], str | Problem]:
    """A check for texts of at most `most` UTF-16 units."""

    def check(text: str) -> str | Problem:
        return text if utf16_len(text) <= most else Problem(TOO_LONG, {"most": most})

    return check


some_text = within(LONGEST)


def full_name(text: str) -> str | Problem:
    """A first and a family name on one line, in any script."""
    name = " ".join(text.split())
    words = [word for word in name.split() if any(map(str.isalpha, word))]
    return name if len(words) > 1 and utf16_len(name) <= 80 and not any(map(str.isdigit, name)) else Problem(NOT_A_NAME)
