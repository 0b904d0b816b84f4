"""The benchmarks of the spine and of votes run and lose nothing; what they measure is never asserted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench import live_vote, spine
from bench.measuring import Run

SMALL = ["--bots=ours,stock", "--modes=polling", "--latencies=0", "--repeats=1", "--drained=6", "--rate=5", "--no-kill"]


def test_a_small_run_keeps_and_answers_each_text_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "spine.json"
    spine.main([*SMALL, "--json", str(file)])
    report = json.loads(file.read_text())
    assert set(report) == {"machine", "plan", "cells", "kill"}
    assert [cell["bot"] for cell in report["cells"]] == ["ours", "stock"]
    for run in [run for cell in report["cells"] for run in cell["runs"]]:
        assert run["asked"] == run["answered"] == run["rows"] > 0
        assert (run["twice"], run["promises"]["synchronous"], run["promises"]["journal_mode"]) == (0, 2, "wal")
        assert run["drained"] > 0 and run["cpu"] > 0 and run["rss"] > 0
    assert capsys.readouterr().out.count("| yes |") == 2


def test_a_kill_in_the_middle_loses_nothing_of_ours() -> None:
    fall = spine.kill(spine.BOTS["ours"], 40, 0.1, 30)
    assert (fall.asked, fall.lost, fall.answered) == (40, 0, 40)


@pytest.mark.parametrize(("bot", "mode"), [("ours", "webhook"), ("greeting", "polling"), ("draft", "polling")])
def test_webhooks_and_the_whole_product_too(bot: str, mode: str) -> None:
    run = spine.measure(spine.BOTS[bot], spine.Cell(mode, 0), spine.Plan(2, 6, 5, 1, 30))
    assert run.flawless


def test_votes_are_counted_and_answered_once() -> None:
    run = spine.measure(live_vote.BOTS["ours"], spine.Cell("webhook", 0), spine.Plan(2, 6, 5, 1, 30))
    assert run.flawless
    *_head, row = live_vote.table({("ours", spine.Cell("webhook", 0)): [run_at(run, 5.0)]})
    assert row.endswith("| journal_mode=wal, synchronous=2 | after the commit | yes |")


def run_at(run: Run, rate: float) -> Run:
    return replace(run, promises=run.promises | {"rate": rate})
