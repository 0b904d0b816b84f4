"""The check for a telephone number in a form."""

from conversations.steps import Answer, Problem
from locales.marks import N_
from services import phones

NOT_A_NUMBER = N_("This does not look like a phone number. Write it like this: {example}")
EXAMPLE = "06 12 34 56 78"


def a_phone(text: str) -> str | Problem:
    """The number as it is kept, or how to write it."""
    return phones.normal(text) or Problem(NOT_A_NUMBER, {"example": EXAMPLE})


def phone_of(answer: Answer | None) -> str | None:
    """The number that was typed or came from the contact button; None for none, and for what is no number."""
    if answer is None or answer.value is None:
        return None
    said = answer.value["phone"] if answer.kind == "contact" else answer.value
    # Telegram leaves the + of a contact away.
    return phones.normal(str(said)) or phones.normal(f"+{said}")
