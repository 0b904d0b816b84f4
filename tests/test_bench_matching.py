"""The benchmark of matching runs and finds somebody; what it measures is never asserted."""

import pytest

from bench import matching


def test_a_small_run_ranks_the_volunteers(capsys: pytest.CaptureFixture[str]) -> None:
    matching.main(["--volunteers", "60", "--repeats", "1"])
    told = capsys.readouterr().out
    assert "60 volunteers" in told
    assert " 0 fit" not in told
