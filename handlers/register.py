"""Which handler serves an update: arrival, then a command, a tap, or the ordered list of handlers/routing.py."""

import importlib
import pkgutil
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

import handlers
from handlers.arrival import arrive
from handlers.commands import Command, all_commands
from handlers.context import Context
from handlers.rights import refuse
from services import emergencies
from services.roles import holds

Serve = Callable[[Update, Context], Coroutine[Any, Any, None]]

NEW = filters.UpdateType.MESSAGE
ALONE = filters.ChatType.PRIVATE & NEW


def add_to(application: "Application[Any, Context, Any, Any, Any, Any]") -> None:
    """Add every handler."""
    import_all()
    from handlers import chats, sharing_cards  # noqa: PLC0415 - after all others, since it names them
    from handlers.routing import route  # noqa: PLC0415

    application.add_handler(TypeHandler(Update, arrive), group=-1)
    for one in all_commands():
        application.add_handler(CommandHandler(one.name, warned(served(one)), ALONE))
    application.add_handler(CallbackQueryHandler(tapped))
    application.add_handler(InlineQueryHandler(sharing_cards.asked))
    application.add_handler(MessageHandler(ALONE & filters.COMMAND, warned(chats.unknown_command)))
    application.add_handler(MessageHandler(ALONE, route))
    application.add_handler(MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE, chats.edited))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, chats.moved))
    called = filters.ChatType.GROUPS & NEW & (filters.COMMAND | filters.REPLY)
    application.add_handler(MessageHandler(called, chats.in_group))
    application.add_handler(ChatMemberHandler(chats.membership, ChatMemberHandler.MY_CHAT_MEMBER))


@cache
def import_all() -> None:
    """Import every module of handlers: that registers its screens, taps and commands."""
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"handlers.{module.name}")


def served(one: Command) -> Serve:
    """The command's function, for those who may."""

    async def serve(update: Update, context: Context) -> None:
        if one.role is None or holds(context.person.roles, one.role):
            await one.serve(update, context)
        else:
            refuse(context)

    return serve


def warned(serve: Serve) -> Serve:
    """`serve` for a command; words of danger behind it are answered before anything else."""

    async def warn(update: Update, context: Context) -> None:
        message = update.effective_message
        if danger := emergencies.urgent((message.text or message.caption or "") if message else ""):
            context.say("challenge.emergency", kind=danger.kind)
        await serve(update, context)

    return warn


async def tapped(update: Update, context: Context) -> None:
    """A tap: whatever its function does, the phone stops waiting; an old button shows where one is."""
    from handlers import buttons, forms  # noqa: PLC0415 - forms names modules that add_to imports first

    if not await buttons.tap(update, context):
        await forms.current_screen(context)
    if not context.toasted:
        context.toast()
