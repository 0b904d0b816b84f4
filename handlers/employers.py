"""An organisation is gone: what those hear who helped on its time, and the team."""

from handlers import menu
from handlers.buttons import Button, data
from handlers.rights import refusal
from handlers.screens import Message, View, screen
from services import employers
from services.roles import Role, holds


@screen(employers.GONE)
async def gone(view: View, *, name: str) -> Message:
    """Nothing is lost, and they may go on as volunteers."""
    said = view.texts(
        "Nobody speaks for “{company}” here any more: you help for it no longer, and your yes to it is gone.\n"
        "Your hours stay as they are. Missions that you said yes to stay, as your own.",
        company=name,
    )
    return Message(said, rows=menu.rows(view))


@screen(employers.LEFT)
async def left(view: View, *, name: str, people: int) -> Message:
    """For the desk."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    said = view.texts(
        "🏢 “{company}” is gone: nobody speaks for it any more. People who helped for it, and are told: {count}.",
        company=name,
        count=people,
    )
    return Message(said, rows=[[Button(view.texts.plain("🗂 All organisations"), data("company.list", 0))]])
