"""Native polls."""

from typing import TYPE_CHECKING

from sandbox import texts
from sandbox.checks import units
from sandbox.errors import bad
from sandbox.methods.registry import Call, Json, method
from sandbox.methods.sending import checked_markup, deliver, target

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

QUESTION, EXPLANATION, OPTION, MOST_OPTIONS = 300, 200, 100, 12


def _options(call: Call) -> list[Json]:
    options = call["options"]
    if not options:
        raise bad("poll must have at least 1 option")
    if len(options) > MOST_OPTIONS:
        raise bad(f"poll can't have more than {MOST_OPTIONS} options")
    return [_option(n, option) for n, option in enumerate(options)]


def _option(number: int, option: Json) -> Json:
    text, entities = texts.trimmed(
        *texts.parse(option["text"], option.get("text_parse_mode", ""), option.get("text_entities", []))
    )
    if not text:
        raise bad("poll options must be non-empty")
    if units(text) > OPTION:
        raise bad("poll options length must not exceed 100")
    return {"persistent_id": str(number), "voter_count": 0} | texts.body(text, entities)


def _quiz(call: Call, poll: Json) -> Json:
    correct = call.get("correct_option_ids", [])
    if poll["type"] != "quiz":
        return {}
    if not correct or not all(0 <= one < len(poll["options"]) for one in correct):
        raise bad("wrong correct option ID specified")
    if "explanation" not in call.params:
        return {"correct_option_ids": correct}
    words = texts.body(*texts.message_text(call.params, "explanation", EXPLANATION), "explanation")
    return {"correct_option_ids": correct, **words}


@method("sendPoll")
def send_poll(call: Call) -> Json:
    """A native poll."""
    chat = target(call)
    question = texts.message_text(call.params, "question", QUESTION, "poll question length must not exceed 300")
    poll: Json = {
        "id": str(call.world.dice.randrange(10**17, 10**18)),
        **texts.body(*question, "question"),
        "options": _options(call),
        "total_voter_count": 0,
        "is_closed": call.get("is_closed", False),
        "is_anonymous": call.get("is_anonymous", True),
        "type": call.get("type", "regular"),
        "allows_multiple_answers": call.get("allows_multiple_answers", False),
        "allows_revoting": call.get("allows_revoting", True),
        "members_only": call.get("members_only", False),
    }
    if poll["type"] not in ("regular", "quiz"):
        raise bad("unsupported poll type specified")
    message = deliver(call, chat, {"poll": poll | _quiz(call, poll)})
    call.world.polls[poll["id"]] = (chat.id, message["message_id"])
    return message


@method("stopPoll")
def stop_poll(call: Call) -> Json:
    """Close a poll of the bot."""
    chat = target(call)
    message = chat.messages.get(call["message_id"])
    if message is None or "poll" not in message or message.get("from", {}).get("id") != call.world.me["id"]:
        raise bad("message with poll to stop not found" if message is None else "poll can't be stopped")
    if message["poll"]["is_closed"]:
        raise bad("poll has already been closed")
    markup = checked_markup(call, chat)
    closed: Json = message["poll"] | {"is_closed": True}
    rest = {name: value for name, value in message.items() if name != "reply_markup"}
    call.world.replace(chat, rest | {"poll": closed} | ({"reply_markup": markup} if markup else {}))
    return closed


def vote(world: "Telegram", poll_id: str, user: Json, options: list[int]) -> None:
    """A person votes (an empty list takes the vote back); the bot hears of it as Telegram tells it."""
    chat_id, message_id = world.polls[poll_id]
    chat = world.chats[chat_id]
    message = chat.messages[message_id]
    if message["poll"]["is_closed"]:
        raise ValueError("this poll is closed")
    votes = world.votes.setdefault(poll_id, {})
    votes[user["id"]] = options
    counted: Json = message["poll"] | {
        "options": _counted(message["poll"]["options"], list(votes.values())),
        "total_voter_count": sum(1 for one in votes.values() if one),
    }
    world.replace(chat, message | {"poll": counted})
    world.tell_bot("poll", counted, ("poll", poll_id))
    if not counted["is_anonymous"]:
        answer = {
            "poll_id": poll_id,
            "user": user,
            "option_ids": options,
            "option_persistent_ids": [str(one) for one in options],
        }
        world.tell_bot("poll_answer", answer, ("poll", poll_id))


def _counted(options: list[Json], votes: list[list[int]]) -> list[Json]:
    return [option | {"voter_count": sum(n in vote for vote in votes)} for n, option in enumerate(options)]
