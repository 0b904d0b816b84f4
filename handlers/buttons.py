"""Inline buttons: how they are built, and which function a tap calls."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import CallbackQuery, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Update

if TYPE_CHECKING:
    from handlers.context import Context

Tap = Callable[..., Awaitable[None]]
ON_CARDS = "card."  # what taps under cards begin with
MAX_DATA = 64

_taps: dict[str, Tap] = {}


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: `data` for a tap of ours, `url` for a link, `copy` for text to copy, or `inline`: choose a
    chat, then ask us inline for these words (handlers/inline.py)."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    inline: str | None = None


Rows = Sequence[Sequence[Button]]


def data(name: str, *args: object) -> str:
    """The callback data of the tap `name`: `desk.study:12:3`; ValueError over 64 bytes."""
    text = ":".join([name, *map(str, args)])
    if len(text.encode()) > MAX_DATA:
        raise ValueError(f"callback data over {MAX_DATA} bytes: {text}")
    return text


def taps(name: str) -> Callable[[Tap], Tap]:
    """Register the function that a tap on `name` calls, with the data's other fields as strings, each by its name.

    Data with more or fewer fields than the function names is an old button's.
    """

    def register(function: Tap) -> Tap:
        if name in _taps:
            raise ValueError(f"two functions for the tap {name!r}")
        _taps[name] = function
        return function

    return register


def is_on_card(query: CallbackQuery) -> bool:
    """Whether this is a tap that we put under cards for any chat (inline mode), where there is no message to answer."""
    return query.inline_message_id is not None and (query.data or "").startswith(ON_CARDS)


async def tap(update: Update, context: "Context") -> bool:
    """Call the function of the tapped button; False if no function knows its data."""
    query = update.callback_query
    name, *args = (query.data or "").split(":") if query else [""]
    function = _taps.get(name)
    if function is None or not _fits(function, args):
        return False
    await function(update, context, *args)
    return True


def _fits(function: Tap, args: list[str]) -> bool:
    # Data comes from outside: too many or too few fields must not raise.
    bare = getattr(function, "__wrapped__", function)
    most = bare.__code__.co_argcount - 2
    return most - len(bare.__defaults__ or ()) <= len(args) <= most


def keyboard(rows: Rows, rtl: bool) -> InlineKeyboardMarkup | None:
    """Telegram's keyboard of `rows`; in right-to-left languages the first button of a row stands right."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in (reversed(row) if rtl else row)] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    extra: dict[str, Any] = {"callback_data": button.data} if button.data else {"url": button.url}
    if button.copy:
        extra = {"copy_text": CopyTextButton(button.copy)}
    if button.inline:
        extra = {"switch_inline_query": button.inline}
    return InlineKeyboardButton(button.label, **extra)


def one_a_row(buttons: Sequence[Button]) -> Rows:
    """A list: one button a row."""
    return [[button] for button in buttons]


def in_rows(buttons: Sequence[Button], narrow: int = 14, tight: int = 8) -> Rows:
    """Short labels side by side (two up to 14 characters, three up to 8), long ones on a row of their own."""
    rows: list[list[Button]] = []
    for button in buttons:
        row = rows[-1] if rows else []
        widest = max((len(one.label) for one in [*row, button]), default=0)
        room = 3 if widest <= tight else 2 if widest <= narrow else 1
        if row and len(row) < room:
            row.append(button)
        else:
            rows.append([button])
    return rows
