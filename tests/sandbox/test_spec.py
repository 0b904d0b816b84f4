"""The shipped specification equals the published one, and the sandbox says honestly what it emulates."""

import json
from pathlib import Path

import pytest

from sandbox import methods, shrink, spec
from sandbox.telegram import Telegram
from tests.sandbox.conftest import Bot

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT.parent / "shared" / "botapi" / "api.json"
NEEDED = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto sendVoice sendAudio sendVideo
sendDocument sendLocation sendVenue sendContact sendMediaGroup sendPoll sendChatAction editMessageText
editMessageCaption editMessageMedia editMessageReplyMarkup deleteMessage deleteMessages copyMessage copyMessages
forwardMessage forwardMessages answerCallbackQuery getFile setMyCommands getMyCommands deleteMyCommands setMyName
getMyName setMyDescription getMyDescription setMyShortDescription getMyShortDescription setChatMenuButton
setMessageReaction pinChatMessage unpinChatMessage unpinAllChatMessages getChat getChatMember getChatAdministrators
getChatMemberCount leaveChat stopPoll answerInlineQuery createForumTopic editForumTopic closeForumTopic
reopenForumTopic deleteForumTopic sendSticker sendAnimation sendVideoNote"""


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published specification is not on this machine")
def test_shipped_specification_equals_the_published_one() -> None:
    published = json.loads(PUBLISHED.read_text("utf-8"))
    assert json.loads(spec.SHIPPED.read_text("utf-8")) == shrink.shrink(published)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published specification is not on this machine")
def test_every_parameter_is_read_back_as_published() -> None:
    published = json.loads(PUBLISHED.read_text("utf-8"))["methods"]
    for name, entry in published.items():
        found = {
            field: (one.kind, one.required, (one.shortest, one.longest, one.unit))
            for field, one in spec.parameters(name).items()
        }
        assert found == {
            field: (
                shrink.kind(one["types"]),
                one.get("required", False),
                tuple(one.get("len", (None, None, "characters"))),
            )
            for field, one in entry["fields"].items()
        }


def test_shrinking_keeps_alternatives_arrays_lengths_and_subtypes() -> None:
    published = {
        "version": "1",
        "methods": {
            "m": {
                "fields": {
                    "a": {"types": ["Integer", "String"], "required": True},
                    "b": {"types": [{"array": [{"array": ["X"]}]}]},
                    "c": {"types": ["String"], "len": [1, 64, "bytes"]},
                }
            }
        },
        "types": {"X": {"subtypes": ["Y"], "fields": {}}, "Y": {}},
    }
    small = shrink.shrink(published)
    assert small["methods"] == {"m": {"a": "Integer|String!", "b": "[[X]]", "c": "String 1-64 bytes"}}
    assert small["types"] == {"X": ["Y"], "Y": {}}
    assert json.loads(shrink.text_of(small)) == small


def test_everything_needed_is_emulated_and_in_the_specification() -> None:
    assert [name for name in NEEDED.split() if name not in methods.HANDLERS] == []
    assert [name for name in methods.HANDLERS if name not in spec.method_names().values()] == []


async def test_a_method_of_the_specification_that_is_not_emulated_says_so_and_is_recorded(
    bot: Bot, world: Telegram
) -> None:
    words = "Not emulated: sendInvoice is in the Bot API but not in this sandbox"
    assert await bot.refused("sendInvoice") == words
    entry = world.ledger.entries(method="sendInvoice")[0]
    assert (entry.kind, entry.status, entry.answer["description"]) == ("call", 501, words)


async def test_unknown_methods_tokens_and_cases(bot: Bot, world: Telegram) -> None:
    assert (await world.call("2013:sandbox-token", "doMagic"))[0] == 404
    assert (await world.call("1:other", "getMe"))[1]["description"] == "Unauthorized"
    assert (await world.call("nonsense", "getMe"))[0] == 404
    assert (await bot("GETME"))["username"] == "TwizaBot"
