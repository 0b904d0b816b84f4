"""What happens in the sandbox, told to whoever listens (the pages of the phones)."""

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]
Listener = Callable[[Event], None]


class Events:
    """Listeners and the way to tell them; a listener must not wait."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, kind: str, **details: Any) -> None:
        """Tell everyone: `kind` and details such as chat_id, user_ids, message."""
        for listener in list(self._listeners):
            listener({"kind": kind, **details})
