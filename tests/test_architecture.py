"""The rooms keep apart: who may import whom, as docs/architecture.md says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each room with the rooms that it may import besides itself.
MAY_IMPORT = {
    "bot": {"handlers", "web", "conversations", "services", "storage", "locales"},
    "handlers": {"conversations", "services", "storage", "locales"},
    "web": {"conversations", "services", "storage", "locales"},
    "conversations": {"services", "storage", "locales"},
    "services": {"storage"},
    "storage": set[str](),
    "locales": set[str](),
    "sandbox": set[str](),
}
# Libraries with the rooms that may use them; the sandbox's in-process door is a PTB BaseRequest.
KEPT_IN = {
    "telegram": {"bot", "handlers", "sandbox/request.py"},
    "aiohttp": {"bot", "web", "sandbox"},
    "apscheduler": {"bot"},
}
DEMO = {"bot/demo.py", "bot/story.py"}  # what may import the sandbox
FILES = sorted(str(path.relative_to(ROOT)) for room in MAY_IMPORT for path in (ROOT / room).rglob("*.py"))


def imported(source: str) -> Iterator[str]:
    """The first names of all imports, also of those inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield str(node.module).split(".")[0]


def trespasses(file: str, source: str) -> list[str]:
    """What `file` imports and may not."""
    room = Path(file).parts[0]
    rooms = MAY_IMPORT[room] | {room} | ({"sandbox"} if file in DEMO else set())
    return [
        name
        for name in imported(source)
        if (name in MAY_IMPORT and name not in rooms) or (name in KEPT_IN and not {room, file} & KEPT_IN[name])
    ]


@pytest.mark.parametrize("file", FILES)
def test_imports_run_downwards(file: str) -> None:
    assert trespasses(file, (ROOT / file).read_text()) == []


@pytest.mark.parametrize(
    ("file", "source", "found"),
    [
        ("services/desk.py", "from locales.texts import Texts", ["locales"]),
        ("services/desk.py", "def late():\n    import telegram.ext", ["telegram"]),
        ("handlers/desk.py", "import web.server, aiohttp", ["web", "aiohttp"]),
        ("storage/base.py", "from services import clock", ["services"]),
        ("web/server.py", "from apscheduler import job", ["apscheduler"]),
        ("bot/assembly.py", "from sandbox import server", ["sandbox"]),
        ("sandbox/core.py", "import telegram\nfrom services import clock", ["telegram", "services"]),
        ("bot/demo.py", "from sandbox import server", []),
        ("sandbox/request.py", "from telegram.request import BaseRequest", []),
    ],
)
def test_a_trespass_is_seen(file: str, source: str, found: list[str]) -> None:
    assert trespasses(file, source) == found
