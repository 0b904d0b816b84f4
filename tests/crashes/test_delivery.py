"""Every update comes three times, shuffled and at once: nothing happens twice, nothing is said twice."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.checks import Upload
from sandbox.telegram import Telegram
from tests.crashes.conftest import Fresh, Whole
from tests.crashes.life import Life, Nursery, by_webhook
from tests.crashes.people import answers, prepares
from tests.crashes.runs import Play, run
from tests.waiting import until

Json = dict[str, Any]
TIMES = 3


class Stuttering(Telegram):
    """A Telegram that gives every update at least three times: at once, and again among later ones."""

    def __init__(self, token: str, **given: Any) -> None:
        super().__init__(token, deliver=self._again_and_again, **given)
        self.order = random.Random(1957)
        self.given: Counter[int] = Counter()
        self._before: dict[int, Json] = {}

    @property
    def through(self) -> bool:
        """Whether every update was given often enough."""
        return bool(self.given) and min(self.given.values()) >= TIMES

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> tuple[int, Json]:
        """getUpdates: what came before once more, shuffled, then what is new."""
        status, body = await super().call(token, method, params, files)
        if method == "getUpdates" and status == 200:
            new = body["result"]
            body = {**body, "result": [*self._repeated(), *new]}
            self._count(body["result"])
        return status, body

    def _repeated(self) -> list[Json]:
        return self.order.sample(list(self._before.values()), len(self._before)) if not self.through else []

    def _count(self, updates: list[Json]) -> None:
        self.given.update(update["update_id"] for update in updates)
        self._before |= {update["update_id"]: update for update in updates}

    async def _again_and_again(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The webhook: three copies at once, among others that came before; the worst answer counts."""
        new = json.loads(body)
        updates = [*[new] * TIMES, *self._repeated()]
        self.order.shuffle(updates)
        self._count(updates)
        post = self.webhook._over_http
        taken = await asyncio.gather(*(post(url, headers, json.dumps(update).encode()) for update in updates))
        return max(taken, key=lambda answer: answer[0])


async def all_of_it(life: Life) -> None:
    """A challenge, the lab's answer, and a few words that change nothing; then until all came three times."""
    await prepares(life)
    await answers(life)
    amina = life.world.phones[100_001]
    for text in ("/help", "Merci beaucoup", "/mine"):
        await amina.says(text)
    if isinstance(life.world, Stuttering):
        world = life.world
        await until(lambda: world.through, "every update to come three times", meanwhile=life.let_time_pass)


PLAY = Play("all of it", all_of_it)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_three_times_shuffled_changes_nothing(
    bots: Nursery, fresh: Fresh, tmp_path: Path, mode: str, whole: Whole
) -> None:
    once = await whole(PLAY)
    settings = by_webhook() if mode == "webhook" else {}
    stuttered = await run(bots, fresh, tmp_path / "stuttered", PLAY, kind=Stuttering, **settings)
    assert stuttered.rows == once.rows
    assert stuttered.said == once.said
