"""Fixtures of the running program's tests."""

import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.settings import Settings


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Undo what setting up the logs changes for the whole process."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    with warnings.catch_warnings():
        yield
    logging.captureWarnings(False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder to work in, and none of our variables in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
