"""No database, secret or person's file can get into the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOKEN = re.compile(rb"(?<!\d)\d{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])")
MADE_UP = re.compile(rb"canary|demo|sandbox|test|fake|example", re.IGNORECASE)
FORBIDDEN = re.compile(
    r"(^|/)(data/|\.env(?!\.example$)|keys/)|\.(db|db-\w+|sqlite3?|key|dump|oga|ogg|opus|mp4|jpe?g|heic)$"
)
# Samples that the sandbox's phones send: made for this, nobody's.
OURS = ("sandbox/", "tests/", "docs/")


def git(*arguments: str) -> str:
    """What git says; the test is skipped where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    "path",
    [
        "data/twiza.db",
        "data/demo/media/1.jpg",
        "data/keys/people.key",
        "twiza.db",
        "twiza.db-wal",
        "backup.sqlite3",
        ".env",
        ".env.local",
        "voice.oga",
        "film.mp4",
        "twiza-20261122-0411.tar.gz",
        "twiza-20261122-0411-keys.tar",
    ],
)
def test_git_ignores_it(path: str) -> None:
    assert git("check-ignore", "--no-index", path).strip() == path


@pytest.mark.parametrize("path", [".env.example", "locales/fr/common.po", "docs/operations.md"])
def test_git_keeps_it(path: str) -> None:
    assert git("check-ignore", "--no-index", path) == ""


def tracked() -> list[str]:
    return git("ls-files").splitlines()


def test_nothing_of_the_lab_is_tracked() -> None:
    found = [path for path in tracked() if FORBIDDEN.search(path) and not path.startswith(OURS)]
    assert found == []
    assert not any(re.search(r"\.(db|sqlite3?|key)$|(^|/)\.env$", path) for path in tracked())


def test_no_tracked_file_holds_a_token() -> None:
    files = [ROOT / path for path in tracked() if (ROOT / path).is_file()]
    found = [str(file) for file in files for token in TOKEN.findall(file.read_bytes()) if not MADE_UP.search(token)]
    assert found == []


def test_a_token_would_be_seen() -> None:
    token = b"1234567890:" + b"AAE" + b"x" * 32
    assert TOKEN.findall(b"BOT_TOKEN=" + token + b"\n") == [token]
