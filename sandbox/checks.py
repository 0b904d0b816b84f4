"""Parameters of a call against the specification: names, required ones, types, lengths (UTF-16 units or bytes)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sandbox import spec
from sandbox.errors import ApiError, bad

TELEGRAMS_WORDS = {
    "InlineKeyboardButton.callback_data": "BUTTON_DATA_INVALID",
    "answerCallbackQuery.text": "MESSAGE_TOO_LONG",
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


@dataclass(frozen=True)
class Upload:
    """A file sent along with a call."""

    filename: str
    mime: str
    content: bytes


def sound(text: str) -> str:
    """The text, with `?` for each half of a character (a lone surrogate): no answer could carry those."""
    return text.encode(errors="replace").decode()


def whole_number(text: str) -> int | None:
    """The whole number that a text is, None for any other text."""
    try:
        return int(text)
    except ValueError:  # also for thousands of digits
        return None


def units(text: str) -> int:
    """Length of a text as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(method: str, given: Mapping[str, Any], files: Mapping[str, Upload]) -> dict[str, Any]:
    """Checked parameters with the specification's types; whatever is unknown, missing or wrong raises 400."""
    fields = spec.parameters(method)
    values = {name: value for name, value in given.items() if _given(method, name, value)}
    for name in values:
        if name not in fields:
            raise bad(f'unknown parameter "{name}" of {method}')
    uploads = {name: file for name, file in files.items() if name in fields and name not in values}
    for name, field in fields.items():
        if field.required and name not in values and name not in uploads:
            raise bad(_missing(method, name, given))
    return {name: _field(fields, name, value, method) for name, value in values.items()} | uploads


def _given(method: str, name: str, value: Any) -> bool:
    """Telegram takes an empty parameter for a missing one, save for the address that ends a webhook."""
    return value is not None and (value != "" or (method, name) == ("setWebhook", "url"))


def _missing(method: str, name: str, given: Mapping[str, Any]) -> str:
    if given.get(name) == "" and name not in TELEGRAMS_WORDS:
        return f'parameter "{name}" of {method} is empty'
    return TELEGRAMS_WORDS.get(name, f'parameter "{name}" of {method} is required')


def _field(fields: Mapping[str, spec.Field], name: str, value: Any, where: str) -> Any:
    place = f"{where}.{name}"
    value = value_of(fields[name].kind, value, place)
    parsed_first = f"{name}_parse_mode" in fields or (name in ("text", "caption") and "parse_mode" in fields)
    if isinstance(value, str) and not parsed_first:
        _length(fields[name], value, place)
    return value


def _length(field: spec.Field, value: str, place: str) -> None:
    if field.longest is None or field.shortest is None:
        return
    length = len(value.encode(errors="surrogatepass")) if field.unit == "bytes" else units(value)
    if not field.shortest <= length <= field.longest:
        words = f"{place} must be {field.shortest}-{field.longest} {field.unit} long"
        raise bad(TELEGRAMS_WORDS.get(place, words))


def value_of(kind: str, raw: Any, place: str) -> Any:
    """A value with the type that the specification names (`[MessageEntity]`, `Integer|String`); 400 when it has not."""
    if kind.startswith("["):
        return _array(kind[1:-1], raw, place)
    kinds = kind.split("|")
    if kinds[0] in SCALARS:
        return _scalar(kinds, raw, place)
    return _object(kinds, _decoded(raw, place), place)


def _array(kind: str, raw: Any, place: str) -> list[Any]:
    items = _decoded(raw, place)
    if not isinstance(items, (list, tuple)):
        raise bad(f"{place} must be an array")
    return [value_of(kind, item, f"{place}[{n}]") for n, item in enumerate(items)]


def _decoded(raw: Any, place: str) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as wrong:
        raise bad(f"can't parse {place} as a JSON object") from wrong


def _object(kinds: list[str], raw: Any, place: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise bad(f"object expected as {place}")
    refusal: ApiError | None = None
    for kind in _candidates(kinds, raw):
        try:
            return _fields_of(kind, raw)
        except ApiError as wrong:
            refusal = refusal or wrong
    raise refusal or bad(f"{place} has an unsupported type")


def _candidates(kinds: list[str], raw: Mapping[str, Any]) -> list[str]:
    """The plain types that a value may be, the likeliest first; `"type": "photo"` means …Photo."""
    plain = [leaf for kind in kinds for leaf in (_leaves(kind))]
    told = raw.get("type")
    if isinstance(told, str) and len(plain) > 1:
        ending = told.replace("_", "")
        plain = sorted((name for name in plain if name.lower().endswith(ending)), key=len)
    return sorted(plain, key=lambda name: len(set(raw) - set(spec.fields(name))))


def _leaves(kind: str) -> list[str]:
    deeper = spec.subtypes(kind)
    return [leaf for name in deeper for leaf in _leaves(name)] if deeper else [kind]


def _fields_of(kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    fields = spec.fields(kind)
    for name in raw:
        if name not in fields:
            raise bad(f'unknown field "{name}" of {kind}')
    for name, field in fields.items():
        if field.required and raw.get(name) is None:
            raise bad(f'field "{name}" of {kind} is required')
    return {name: _field(fields, name, value, kind) for name, value in raw.items() if value is not None}


def _scalar(kinds: list[str], raw: Any, place: str) -> Any:
    for kind in kinds:
        value = SCALARS[kind](raw)
        if value is not None:
            return value
    raise bad(f"{place} must be {' or '.join(kinds)}")


def _integer(raw: Any) -> int | None:
    if isinstance(raw, str) and raw.removeprefix("-").isdecimal() and raw.isascii():
        return whole_number(raw)
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _float(raw: Any) -> float | None:
    try:
        number = float(raw) if isinstance(raw, (int, float, str)) and not isinstance(raw, bool) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and isfinite(number) else None


def _boolean(raw: Any) -> bool | None:
    words = {"true": True, "1": True, "false": False, "0": False}
    return raw if isinstance(raw, bool) else words.get(str(raw).lower())


def _string(raw: Any) -> str | None:
    if isinstance(raw, str) and sound(raw) != raw:
        raise bad("strings must be encoded in UTF-8")
    return raw if isinstance(raw, str) else None


def _file(raw: Any) -> Any:
    return raw if isinstance(raw, Upload) else None


SCALARS = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "True": _boolean,
    "String": _string,
    "InputFile": _file,
}
