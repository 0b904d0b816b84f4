"""./run: it stays readable for old Pythons, needs nothing but the standard library, and says what is missing."""

import ast
import os
import re
import subprocess
import sys
from importlib.metadata import distributions, requires
from pathlib import Path

import pytest

RUN = Path(__file__).parent.parent / "run"
LOCKS = [RUN.with_name("requirements.lock"), RUN.with_name("requirements-dev.lock")]


def test_an_old_python_can_read_it() -> None:
    ast.parse(RUN.read_text(), feature_version=(3, 7))


def test_it_uses_the_standard_library_only() -> None:
    nodes = [node for node in ast.walk(ast.parse(RUN.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {node.names[0].name if isinstance(node, ast.Import) else node.module for node in nodes}
    assert {str(name).split(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_can_be_executed() -> None:
    assert os.access(RUN, os.X_OK)


def copy_of_run(folder: Path) -> Path:
    """./run and its locks alone, without .venv."""
    for file in (RUN, *LOCKS):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder / "run"


def said(script: Path, before: str) -> str:
    """The complaint of ./run in a Python that was changed before."""
    code = f"import sys, runpy; {before}; sys.argv = ['run']; runpy.run_path('{script}', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PATH": "/nowhere"}
    )
    assert done.returncode == 1
    return done.stderr


def test_an_old_python_gets_a_sentence(tmp_path: Path) -> None:
    assert said(copy_of_run(tmp_path), before="sys.version_info = (3, 9, 2)") == (
        "Twiza needs Python 3.11 or newer; this is 3.9. Install one, then say for example: python3.12 run\n"
    )


def test_a_missing_venv_module_gets_a_sentence(tmp_path: Path) -> None:
    assert said(copy_of_run(tmp_path), before="sys.modules['ensurepip'] = None") == (
        "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv, then run again.\n"
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_hashes_and_no_addresses(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    pinned = [number for number, line in enumerate(lines) if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 40
    assert all(lines[number + 1].startswith("    --hash=sha256:") for number in pinned)
    assert "://" not in lock.read_text()


def test_what_another_package_asks_for_with_extras_is_pinned_with_them() -> None:
    pinned = {
        line.split("==")[0] for line in LOCKS[1].read_text().splitlines() if re.match(r"[\w.-]+(\[\w+\])?==", line)
    }
    names = [name.split("[")[0] for name in pinned]
    asked = [
        found[0]
        for name in names
        if any(distributions(name=name))
        for requirement in requires(name) or []
        if "extra ==" not in requirement and (found := re.match(r"[\w.-]+\[\w+\]", requirement))
    ]
    assert set(asked) <= pinned
    assert asked


def test_the_development_lock_holds_all_of_the_other() -> None:
    running, development = ({line for line in lock.read_text().splitlines() if "==" in line} for lock in LOCKS)
    assert running <= development
