import os
from pathlib import Path

import pytest

from bot.lock import AlreadyRunning, Lock


def test_a_second_holder_is_refused_with_a_clear_sentence_until_the_first_ends(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Lock(folder), pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\). Stop that one first"):
        Lock(folder).__enter__()
    with Lock(folder) as lock:
        assert (folder / "twiza.lock").read_text() == str(os.getpid())
    lock.__exit__(None, None, None)
