"""What is registered: every handler runs to its end before the next update of the same person."""

from telegram.ext import CommandHandler

from bot.running import App
from handlers.arrival import arrive
from tests.people import Life


def beside(application: App) -> list[str]:
    """The handlers, and error handlers, that do not block."""
    handlers = [one for group in application.handlers.values() for one in group]
    errors = application.error_handlers.items()
    loose = [one.callback.__qualname__ for one in handlers if not one.block]
    return loose + [callback.__qualname__ for callback, block in errors if not block]


async def test_no_handler_goes_on_beside_its_update(lab: Life) -> None:
    """With `block=False` an update would be settled, and confirmed to Telegram, before it is on disk."""
    application = lab.bot.application
    assert beside(application) == []
    application.add_handler(CommandHandler("loose", arrive, block=False))
    application.add_error_handler(arrive, block=False)
    assert beside(application) == ["arrive", "arrive"]
