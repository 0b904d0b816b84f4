"""Texts of the bot: parse mode or entities, cleaned and trimmed as Telegram does, lengths in UTF-16 units."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.checks import units
from sandbox.entities import Entity, parse_html
from sandbox.errors import bad
from sandbox.found import found_in
from sandbox.markdown import parse_markdown, parse_markdown_v2

PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
TEXT, CAPTION = 4096, 1024


def parse(source: str, mode: str, given: list[Entity]) -> tuple[str, list[Entity]]:
    """Text and entities for a parse mode (empty: none) or given entities."""
    source = CONTROL.sub(" ", source.replace("\r", ""))
    if not mode:
        return source, given
    if mode.lower() not in PARSERS:
        raise bad("unsupported parse_mode")
    return PARSERS[mode.lower()](source)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, entities moved and cut to fit."""
    cut = text.strip()
    before, length = units(text[: len(text) - len(text.lstrip())]), units(cut)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - before)
        end = min(length, entity["offset"] + entity["length"] - before)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return cut, kept


def message_text(
    params: Mapping[str, Any], name: str = "text", limit: int = TEXT, too_long: str = "message is too long"
) -> tuple[str, list[Entity]]:
    """Text and all entities out of parameters such as text + parse_mode + entities; 400 when empty or too long."""
    text, entities = _read(params, name)
    if not text:
        raise bad("text must be non-empty")
    if units(text) > limit:
        raise bad(too_long)
    return text, found_in(text, entities)


def caption(params: Mapping[str, Any]) -> dict[str, Any]:
    """`caption` and `caption_entities` of a message, or nothing."""
    if not params.get("caption"):
        return {}
    text, entities = _read(params, "caption")
    if units(text) > CAPTION:
        raise bad("message caption is too long")
    above = {"show_caption_above_media": True} if params.get("show_caption_above_media") else {}
    return body(text, found_in(text, entities), "caption") | above


def body(text: str, entities: list[Entity], name: str = "text") -> dict[str, Any]:
    """The fields of a message that hold a text."""
    key = "entities" if name == "text" else f"{name}_entities"
    content: dict[str, Any] = {name: text} if text else {}
    return content | ({key: entities} if entities else {})


def _read(params: Mapping[str, Any], name: str) -> tuple[str, list[Entity]]:
    source = params.get(name, "")
    if not source:
        raise bad(f"message {name} is empty")
    mode_key = "parse_mode" if name in ("text", "caption") else f"{name}_parse_mode"
    given_key = "entities" if name == "text" else f"{name}_entities"
    return trimmed(*parse(source, params.get(mode_key, ""), params.get(given_key, [])))
