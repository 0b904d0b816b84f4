"""Seals: what is sealed opens only with its key, and never again once the key is destroyed."""

from pathlib import Path

import pytest

from storage.seals import SealError, Seals


def test_what_is_sealed_opens_again(tmp_path: Path) -> None:
    seals = Seals(tmp_path / "keys")
    assert seals.open("drafts", seals.seal("drafts", b"a lamp")) == b"a lamp"


def test_the_sealed_value_does_not_hold_the_words(tmp_path: Path) -> None:
    sealed = Seals(tmp_path).seal("drafts", b"a lamp")
    assert b"a lamp" not in sealed
    assert sealed != Seals(tmp_path).seal("drafts", b"a lamp")


def test_another_process_uses_the_same_key(tmp_path: Path) -> None:
    sealed = Seals(tmp_path).seal("drafts", b"a lamp")
    assert Seals(tmp_path).open("drafts", sealed) == b"a lamp"


def test_asking_for_a_key_makes_none_and_takes_no_other_for_it(tmp_path: Path) -> None:
    seals = Seals(tmp_path)
    assert [seals.holds("question-1"), seals.names()] == [False, []]
    seals.mac("question-10", b"7")
    assert [seals.holds(name) for name in ("question-1", "question-10")] == [False, True]
    assert Seals(tmp_path).holds("question-10")
    seals.destroy("question-10")
    assert not seals.holds("question-10")


def test_a_destroyed_key_opens_nothing(tmp_path: Path) -> None:
    seals = Seals(tmp_path)
    sealed = seals.seal("draft-1", b"a lamp")
    seals.destroy("draft-1")
    seals.destroy("draft-1")
    with pytest.raises(SealError, match="the key 'draft-1' is gone"):
        seals.open("draft-1", sealed)
    assert list(tmp_path.iterdir()) == []


def test_a_key_made_again_does_not_open_the_old_value(tmp_path: Path) -> None:
    seals = Seals(tmp_path)
    sealed = seals.seal("draft-1", b"a lamp")
    seals.destroy("draft-1")
    seals.seal("draft-1", b"another")
    with pytest.raises(SealError, match="does not open"):
        seals.open("draft-1", sealed)


def test_keys_are_readable_by_the_owner_only(tmp_path: Path) -> None:
    seals = Seals(tmp_path / "keys")
    seals.seal("owed", b"x")
    assert (tmp_path / "keys" / "owed.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_macs_need_the_key(tmp_path: Path) -> None:
    first, second = Seals(tmp_path / "a"), Seals(tmp_path / "b")
    assert first.mac("authors", b"42") == first.mac("authors", b"42")
    assert first.mac("authors", b"42") != second.mac("authors", b"42")


def test_names_lists_keys(tmp_path: Path) -> None:
    seals = Seals(tmp_path)
    for name in ("draft-2", "draft-1", "owed"):
        seals.seal(name, b"x")
    assert seals.names("draft-") == ["draft-1", "draft-2"]


def test_two_processes_making_a_key_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = Seals(tmp_path), Seals(tmp_path)
    monkeypatch.setattr(ours, "_existing", lambda name: None)  # we did not see theirs yet
    sealed = theirs.seal("owed", b"x")
    ours.seal("owed", b"y")
    assert Seals(tmp_path).open("owed", sealed) == b"x"
    assert ours._keys["owed"] == theirs._keys["owed"]
