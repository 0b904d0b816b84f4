"""What is registered: every handler runs to its end before the next update of the same person."""

import pytest
from telegram.ext import CommandHandler

from bot.running import App
from handlers import buttons
from handlers.arrival import arrive
from storage.quarantine import FailedUpdate
from tests.handlers.desks import sent
from tests.handlers.rows import rows
from tests.people import Life
from tests.soundness import assert_sound


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


async def test_no_tap_fails_whatever_number_of_fields_it_has(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    await sent(lab, await lab.resident())
    names = list(buttons._taps)
    admins = [
        await lab.newcomer(name) for name in names[::3]
    ]  # three names each: the flood guard lets them all through
    lab.bot.house.admins = frozenset(one.phone.id for one in admins)
    for one in admins:
        await one.phone.start()
    await lab.passes(seconds=5)
    for at, name in enumerate(names):
        one = admins[at // 3]
        for fields in range(9):
            await one.phone.taps(one.shown[-1]["message_id"], ":".join([name, *["1"] * fields]), stale=True)
        if at % 60 == 59:  # thirty messages go out in a second, and rest must come within a minute
            await lab.settles()
    await lab.passes(minutes=1)
    assert await rows(lab, FailedUpdate) == []
    assert_sound(lab, caplog)
