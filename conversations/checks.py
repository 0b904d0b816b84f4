"""What counts as an answer in words: each check gives the text to store, or the Problem to tell."""

from collections.abc import Callable

from conversations.steps import Problem
from locales.lengths import utf16_len
from locales.marks import N_
from services.greetings import is_yes_or_no

LONGEST = 1000
TOO_SHORT = N_("Please write a few words.")
NO_PLACE = N_("Only the place is missing: press a button, or write a few words. You may also skip it.")
TOO_LONG = N_("That is too long. Characters at most: {most}")


def within(most: int) -> Callable[[str], str | Problem]:
    """A check for texts of at most `most` UTF-16 units."""

    def check(text: str) -> str | Problem:
        return text if utf16_len(text) <= most else Problem(TOO_LONG, {"most": most})

    return check


def one_line(most: int) -> Callable[[str], str | Problem]:
    """A check for names and titles of at most `most` UTF-16 units: they stand in lists of lines, and are one."""

    def check(text: str) -> str | Problem:
        return within(most)(" ".join(text.split()))

    return check


some_text = within(LONGEST)


def a_place(text: str) -> str | Problem:
    """A place in words; "yes", "no" and "there is none" are none."""
    return Problem(NO_PLACE) if is_yes_or_no(text) else some_text(text)
