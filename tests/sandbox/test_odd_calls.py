"""Whatever a bot sends, the sandbox answers as an API does: 200 or a refusal, never a crash."""

import random
from typing import Any

import pytest

from sandbox import methods, spec
from sandbox.checks import Upload
from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import PNG, TOKEN, inline

OFTEN = ("chat_id", "message_id", "text", "caption")
ODD: list[Any] = [
    None,
    "",
    "0",
    0,
    -1,
    10**30,
    1.5,
    True,
    [],
    {},
    [[]],
    [None],
    "x" * 5_000,
    "\x00",
    "\ud800",
    "<b>",
    "{",
    "attach://f",
]


def value(kind: str, dice: random.Random, depth: int = 0) -> Any:
    """A value of a type, now and then an odd one."""
    if dice.random() < 0.1 or depth > 5:
        return dice.choice(ODD)
    if kind.startswith("["):
        return [value(kind[1:-1], dice, depth + 1) for _ in range(dice.randrange(4))]
    one = dice.choice(kind.split("|"))
    scalars: dict[str, list[Any]] = {
        "Integer": [1, 2, 3, 100_001, 60],
        "String": ["html", "photo", "a", "https://a.ma", "attach://f", "<i>x</i>", "emoji", "👍", "regular", "typing"],
        "Float": [1.5, 33],
        "Boolean": [True, False],
        "True": [True],
        "InputFile": ["attach://f"],
    }
    if one in scalars:
        return dice.choice(scalars[one])
    plain = dice.choice(spec.subtypes(one) or (one,))
    fields = {} if spec.subtypes(plain) else spec.fields(plain)
    given = {name: value(field.kind, dice, depth + 1) for name, field in fields.items()
             if field.required or dice.random() < 0.2}  # fmt: skip
    return given | ({"type": plain.rpartition("Media")[2].lower()} if "Media" in plain else {})


def parameters(method: str, dice: random.Random, chats: list[int]) -> dict[str, Any]:
    """Parameters of a call that is often right."""
    params = {
        name: value(field.kind, dice)
        for name, field in spec.parameters(method).items()
        if field.required or name in OFTEN or dice.random() < 0.1
    }
    return params | {name: dice.choice(chats) for name in ("chat_id", "from_chat_id") if name in params}


@pytest.mark.parametrize("method", sorted(set(methods.HANDLERS) - {"getUpdates", "setWebhook", "leaveChat"}))
async def test_no_call_breaks_the_sandbox(world: Telegram, amina: Phone, method: str) -> None:
    world.limits.on = False
    forum = world.group("Forum", [amina], is_forum=True)
    forum.promotes_bot()
    topic = {"chat_id": forum.id, "name": "Topic"}
    for number in range(3):
        await amina.says_in(forum, str(number))
        await world.call(TOKEN, "createForumTopic", topic)
    await world.call(TOKEN, "sendMessage", {"chat_id": amina.id, "text": "x", "reply_markup": inline("A")})
    await world.call(TOKEN, "sendPhoto", {"chat_id": amina.id}, {"photo": Upload("p.png", "image/png", PNG)})
    dice = random.Random(method)
    for _ in range(60):
        params = parameters(method, dice, [amina.id, forum.id])
        status, body = await world.call(TOKEN, method, params, {"f": Upload("f.png", "image/png", PNG)})
        assert (status == 200) == body["ok"]
        assert status in (200, 400, 403, 413, 501)
