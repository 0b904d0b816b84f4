"""The table of emulated methods and the call that each of them is handed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.checks import Upload

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

Json = dict[str, Any]
Handler = Callable[["Call"], Any]
HANDLERS: dict[str, Handler] = {}


@dataclass(frozen=True)
class Call:
    """One checked call of the bot."""

    world: "Telegram"
    method: str
    params: Json
    files: Mapping[str, Upload]

    def __getitem__(self, name: str) -> Any:
        return self.params[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter or `default`."""
        return self.params.get(name, default)


def method(name: str) -> Callable[[Handler], Handler]:
    """Enter a function into the table; it returns the call's result (or an awaitable of it)."""

    def enter(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return enter
