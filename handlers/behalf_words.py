"""Whose report the team wrote down, in words."""

from handlers.screens import View
from locales.texts import Safe, ltr
from storage.profiles import BehalfRow


def told(view: View, row: BehalfRow) -> list[Safe]:
    """Whose report it is, for the card."""
    texts = view.texts
    lines = [texts("From: {name} (written down by the team)", name=row.name or texts("no name given"))]
    if row.phone:
        lines.append(texts("Phone: {phone}", phone=ltr(row.phone)))
    return [*lines, texts("They agreed on {when}, asked aloud", when=texts.day_and_time(row.agreed_at))]
