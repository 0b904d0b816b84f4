"""What fails does not hold up what comes after it."""

import pytest

from bot.in_turn import in_turn


async def test_one_that_fails_does_not_hold_up_the_others_and_is_told() -> None:
    done: list[str] = []

    async def fails() -> None:
        raise ValueError("poison")

    async def works() -> None:
        done.append("works")

    with pytest.raises(ValueError, match="poison"):
        await in_turn([("one", works), ("two", fails), ("three", works)])
    assert done == ["works", "works"]
