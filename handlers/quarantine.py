"""What is said when an update is set aside: to whom it came from, and to the admins. And of a faulty screen."""

from handlers.screens import Message, View, screen
from locales.texts import ltr

LOST, ALERT, PLAIN = "quarantine.lost", "quarantine.alert", "quarantine.plain"


@screen(LOST)
async def lost(view: View, *, tap: bool) -> Message:
    """To the sender: it did not arrive."""
    if tap:
        return Message(view.texts("Something went wrong on our side.\nTry again in a minute."))
    return Message(view.texts("Something went wrong on our side.\nWhat you sent did not arrive. Please send it again."))


@screen(ALERT)
async def alert(view: View, *, update: int, reason: str) -> Message:
    """To an admin: which one, and where in the program."""
    update_id, place = ltr(str(update)), ltr(reason)
    return Message(
        view.texts(
            "A message failed and is set aside (update {number}: {reason}).\nPlease report this.",
            number=update_id,
            reason=place,
        )
    )


@screen(PLAIN)
async def plain(view: View, *, name: str) -> Message:
    """To an admin: the screen whose formatting Telegram refused."""
    texts = view.texts
    return Message(
        texts(
            "A message left without its formatting: there is a fault in its text ({screen}).\nPlease report this.",
            screen=ltr(name),
        )
    )
