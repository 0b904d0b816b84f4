"""Make sandbox/botapi.json out of the published specification: `python -m sandbox.shrink api.json`.

A field becomes one short line: `Integer|String!` (required), `[MessageEntity]` (array), `String! 1-64 bytes` (length).
"""

import json
import sys
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("botapi.json")


def kind(types: list[Any]) -> str:
    """Types of the published file as one word: alternatives joined by |, arrays in brackets."""
    return "|".join(one if isinstance(one, str) else f"[{kind(one['array'])}]" for one in types)


def line(field: dict[str, Any]) -> str:
    """One published field as one line."""
    text = kind(field["types"]) + ("!" if field.get("required") else "")
    if "len" in field:
        low, high, unit = field["len"]
        text += f" {low}-{high} {unit}"
    return text


def shrink(published: dict[str, Any]) -> dict[str, Any]:
    """The published specification without its prose: version, methods and types."""
    methods = {name: fields(entry) for name, entry in published["methods"].items()}
    types = {name: entry.get("subtypes") or fields(entry) for name, entry in published["types"].items()}
    return {"version": published["version"], "methods": methods, "types": types}


def fields(entry: dict[str, Any]) -> dict[str, str]:
    """All fields of one method or type."""
    return {name: line(field) for name, field in (entry.get("fields") or {}).items()}


def text_of(small: dict[str, Any]) -> str:
    """JSON with one method or type a line, so that a new version reads well as a difference."""
    parts = [f'"version": {json.dumps(small["version"])}']
    for group in ("methods", "types"):
        rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in small[group].items())
        parts.append(f'"{group}": {{\n{rows}\n}}')
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    SHIPPED.write_text(text_of(shrink(json.loads(Path(sys.argv[1]).read_text("utf-8")))), "utf-8")
