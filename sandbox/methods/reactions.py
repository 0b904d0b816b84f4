"""The bot's reactions to messages."""

from sandbox.errors import bad
from sandbox.methods.registry import Call, method
from sandbox.methods.sending import target

KNOWN = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳
❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈
😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀
😡
"""
EMOJI = frozenset(KNOWN.split())


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """One emoji of the known set under a message, or none."""
    chat, wanted = target(call), call.get("reaction", [])
    if call["message_id"] not in chat.messages:
        raise bad("message to react not found")
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for reaction in wanted:
        if reaction["type"] != "emoji" or reaction["emoji"].replace("\ufe0f", "") not in EMOJI:
            raise bad("REACTION_INVALID")
    chat.reactions.setdefault(call["message_id"], {})[call.world.me["id"]] = wanted
    call.world.events.tell(
        "reaction", chat_id=chat.id, user_ids=call.world.viewers(chat), message_id=call["message_id"], reactions=wanted
    )
    return True
