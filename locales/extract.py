"""Finds every msgid in the source of the rooms, by reading the syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOMS = ("bot", "handlers", "web", "conversations", "locales")
_PLURALS = ("plural", "plain_plural", "NP_")
_PLAIN = ("plain", "plain_plural")


@dataclass(frozen=True)
class Found:
    """A msgid in the source: its plural, `path:line`, and whether it is said plain and stands on a button."""

    msgid: str
    many: str | None
    where: str
    plain: bool = False
    button: bool = False


def found_in(root: Path, rooms: tuple[str, ...] = ROOMS) -> list[Found]:
    """Every msgid in the rooms under `root`, file by file."""
    paths = sorted(path for room in rooms for path in (root / room).rglob("*.py"))
    return [found for path in paths for found in extract(path.read_text("utf-8"), str(path.relative_to(root)))]


def extract(source: str, path: str) -> list[Found]:
    """The msgids of one module: N_("…"), NP_("…", "…"), texts("…"), it.texts.plain("…"), catalogues[code]("…")."""
    return [replace(found, where=f"{path}:{found.where}") for found in _visit(ast.parse(source), button=False)]


def _visit(node: ast.AST, button: bool) -> Iterator[Found]:
    if isinstance(node, ast.Call):
        button = button or _makes_button(_last_name(node.func))
        yield from _marked(node, button)
    for child in ast.iter_child_nodes(node):
        yield from _visit(child, button)


def _marked(call: ast.Call, button: bool) -> Iterator[Found]:
    method = _method(call.func)
    if method is None or not call.args:
        return
    plural = method in _PLURALS
    many = next(_strings(call.args[1]), None) if plural and len(call.args) > 1 else None
    for msgid in _strings(call.args[0]):
        yield Found(msgid, many, str(call.lineno), method in _PLAIN or button, button)


def _method(function: ast.expr) -> str | None:
    """How the function speaks: `N_`, `NP_`, `texts`, `plain`, `plural`, `plain_plural`; None if it does not."""
    if isinstance(function, ast.Name) and function.id in ("N_", "NP_"):
        return function.id
    if _is_texts(function):
        return "texts"
    if isinstance(function, ast.Attribute) and function.attr in (*_PLURALS, *_PLAIN) and _is_texts(function.value):
        return function.attr
    return None


def _is_texts(node: ast.expr) -> bool:
    """`texts`, `anything.texts`, `catalogues[code]`, `anything.catalogues[code]`."""
    if isinstance(node, ast.Subscript):
        return _last_name(node.value) == "catalogues"
    return isinstance(node, ast.Name | ast.Attribute) and _last_name(node) == "texts"


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _makes_button(name: str) -> bool:
    return name in ("Choice", "Key") or name.lower().endswith("button")


def _strings(node: ast.expr) -> Iterator[str]:
    """The literal strings that `node` may be: one, or both sides of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_strings(node.body), *_strings(node.orelse))
