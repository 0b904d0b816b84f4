"""The emulated methods of the Bot API, one file a family."""

from sandbox.methods import (
    answers,
    chats,
    editing,
    media,
    members,
    menu,
    moving,
    pins,
    polling,
    polls,
    reactions,
    sending,
    topics,
)
from sandbox.methods.registry import HANDLERS, Call

__all__ = [
    "HANDLERS",
    "Call",
    "answers",
    "chats",
    "editing",
    "media",
    "members",
    "menu",
    "moving",
    "pins",
    "polling",
    "polls",
    "reactions",
    "sending",
    "topics",
]
