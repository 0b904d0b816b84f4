"""The benchmark of the wall runs and every viewer ends with the final total; what it measures is never asserted."""

import json
from pathlib import Path

import pytest

from bench import wall


def test_a_small_run_shows_every_viewer_the_final_total(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wall.json"
    wall.main(["--viewers", "5", "--rate", "20", "--seconds", "1", "--json", str(file)])
    runs = json.loads(file.read_text())["runs"]
    assert [(run["kind"], run["final"]) for run in runs] == [("ours", 5), ("each", 5)]
    assert all(run["p95"] > 0 and run["core"] > 0 and run["rss"] > 0 and run["events"] > 0 for run in runs)
    assert capsys.readouterr().out.count("| yes |") == 2
