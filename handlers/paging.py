"""Long lists turn pages."""

from collections.abc import Callable

from handlers.buttons import Button, Rows
from handlers.screens import View

PAGE = 20  # people on one screen


def shown(page: int, total: int, size: int = PAGE) -> int:
    """The page that there is: the one asked for, or the last."""
    return max(0, min(page, (total - 1) // size))


def turns(view: View, page: int, total: int, to: Callable[[int], str], size: int = PAGE) -> Rows:
    """The row that leads to the pages before and after; `to` is the data of the button to a page."""
    turn = [Button(view.texts.plain("‹ Earlier"), to(page - 1))] if page else []
    if total > (page + 1) * size:
        turn.append(Button(view.texts.plain("Next ›"), to(page + 1)))
    return [turn] if turn else []
