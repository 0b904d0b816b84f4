"""The gold sets of tests/fixtures/languages: reports in four writings with their category, written for this project."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fixtures" / "languages"


@dataclass(frozen=True)
class Report:
    """One report; `problem` is None for the distractors."""

    id: str
    problem: str | None
    category: str
    lang: str
    variant: str
    text: str


@cache
def gold(name: str) -> list[Report]:
    """The reports of `duplicates` (500) or `holdout` (96)."""
    lines = (FOLDER / f"gold_{name}.jsonl").read_text("utf-8").splitlines()
    return [Report(**json.loads(line)) for line in lines]
