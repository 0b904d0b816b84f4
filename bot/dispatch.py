"""Which handler serves an update: a command, a tap, or the ordered list of handlers/routing.py."""

import importlib
import pkgutil
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, TypeHandler, filters

import handlers
from handlers import buttons
from handlers.arrival import arrive
from handlers.commands import Command, all_commands
from handlers.context import Context
from handlers.rights import refuse
from locales import common
from services.roles import holds

Serve = Callable[[Update, Context], Coroutine[Any, Any, None]]


def add_handlers(application: "Application[Any, Context, Any, Any, Any, Any]") -> None:
    """Every command, every tap, and messages without a command; importing a module of handlers registers its words."""
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"handlers.{module.name}")
    from handlers.routing import route  # noqa: PLC0415 - after all others, since it names them

    application.add_handler(TypeHandler(Update, arrive), group=-1)
    for one in all_commands():
        application.add_handler(CommandHandler(one.name, served(one), filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(tapped))
    application.add_handler(MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, route))


def served(one: Command) -> Serve:
    """The command's function, for those who may."""

    async def serve(update: Update, context: Context) -> None:
        if one.role is None or holds(context.person.roles, one.role):
            await one.serve(update, context)
        else:
            refuse(context)

    return serve


async def tapped(update: Update, context: Context) -> None:
    """A tap: whatever its function does, the phone stops waiting."""
    if not await buttons.tap(update, context):
        context.toast(context.texts.plain(common.OLD_BUTTON))
        context.say("menu")
    if not context.toasted:
        context.toast()
