"""The commands menu beside the text field: one per language for all, one per chat for people of ours."""

from typing import Any

from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.ext import ExtBot

from handlers.commands import menu_of
from handlers.context import House
from services import people


async def put_general_menus(bot: "ExtBot[Any]", house: House) -> None:
    """What everybody sees before we know them, in the language of their phone; Darija is no phone's language."""
    scope = BotCommandScopeAllPrivateChats()
    everybody = menu_of(house.catalogues[house.catalogues.languages[0]], frozenset())
    await bot.set_my_commands(everybody, scope=scope)
    for language in ("ar", "fr"):
        if language in house.catalogues.languages:
            commands = menu_of(house.catalogues[language], frozenset())
            await bot.set_my_commands(commands, scope=scope, language_code=language)
        else:  # spoken here before
            await bot.delete_my_commands(scope=scope, language_code=language)


async def put_chat_menu(bot: "ExtBot[Any]", house: House, chat_id: int) -> None:
    """What this person sees, in the language and with the roles that they have now."""
    async with house.database.reading() as session:
        person = await people.find(session, chat_id, house.admins)
    if person is not None:
        commands = menu_of(house.catalogues[person.language], person.roles)
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))
