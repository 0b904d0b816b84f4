"""The published Bot API specification as shipped in botapi.json: methods, types, fields."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("botapi.json")


@dataclass(frozen=True)
class Field:
    """One parameter or field: `kind` is `Integer|String`, `[MessageEntity]`, …; lengths in `unit`."""

    kind: str
    required: bool
    shortest: int | None = None
    longest: int | None = None
    unit: str = "characters"


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(SHIPPED.read_text("utf-8"))
    return raw


@cache
def method_names() -> dict[str, str]:
    """Lower-case method name -> published name (Telegram does not mind the case)."""
    return {name.lower(): name for name in _raw()["methods"]}


@cache
def parameters(method: str) -> dict[str, Field]:
    """Parameters of a method of the specification."""
    return {name: _field(text) for name, text in _raw()["methods"][method].items()}


@cache
def subtypes(name: str) -> tuple[str, ...]:
    """The alternatives of an abstract type such as InputMedia, or nothing for a plain type."""
    entry = _raw()["types"][name]
    return tuple(entry) if isinstance(entry, list) else ()


@cache
def fields(name: str) -> dict[str, Field]:
    """Fields of a plain type."""
    return {field: _field(text) for field, text in _raw()["types"][name].items()}


def _field(text: str) -> Field:
    kind, _, length = text.partition(" ")
    required, kind = kind.endswith("!"), kind.removesuffix("!")
    if not length:
        return Field(kind, required)
    span, unit = length.split(" ")
    low, high = span.split("-")
    return Field(kind, required, int(low), int(high), unit)
