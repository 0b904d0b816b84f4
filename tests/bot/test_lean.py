"""What a bot does without until somebody needs it: libraries that take many megabytes and are used seldom."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SELDOM = {"PIL", "alembic", "fontTools", "fpdf", "icalendar", "jinja2", "phonenumbers", "psycopg", "pydoc", "resvg_py",
          "segno", "sqlalchemy.dialects.postgresql", "stdnum", "uharfbuzz", "xlsxwriter"}  # fmt: skip
STARTED = """
import importlib, pkgutil, sys
import bot.assembly, bot.cli, handlers
for module in pkgutil.iter_modules(handlers.__path__):
    importlib.import_module(f"handlers.{module.name}")
print(*sorted(sys.modules))
"""


def test_a_bot_starts_without_what_is_used_seldom() -> None:
    loaded = subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"telegram", "sqlalchemy"} <= set(loaded.stdout.split())
    assert SELDOM & set(loaded.stdout.split()) == set()
