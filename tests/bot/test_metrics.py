from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select
from telegram import Update

from bot.metrics import REMEMBERED, Fate, Metrics
from handlers.context import Context
from handlers.screens import Answer
from services import outbox
from storage.people import PersonRow
from tests.bot.kit import House, handling, running
from tests.bot.test_intake import Away


def numbers(page: bytes) -> dict[str, float]:
    """Our own samples by name and label, without those that are 0."""
    samples = [one for family in text_string_to_metric_families(page.decode()) for one in family.samples]
    named = {" ".join([one.name, *one.labels.values()]): one.value for one in samples if one.name.startswith("twiza_")}
    return {name: value for name, value in named.items() if value and "_created" not in name and "_bucket" not in name}


async def of(house: House) -> dict[str, float]:
    """The numbers of this bot."""
    return numbers(await house.bot.numbers())


async def test_updates_and_answers_are_counted(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "one", "two")
        await phone.taps(phone.chat[-1]["message_id"], "again")
        await house.bot.quiet()
        assert await of(house) == {
            "twiza_updates_total message": 2,
            "twiza_updates_total callback_query": 1,
            "twiza_answers_total sent": 3,
            "twiza_answer_seconds_count": 3,
            "twiza_leader": 1,
        }


async def test_an_update_set_aside_is_counted(database_url: str, tmp_path: Path) -> None:
    async def fail(update: Update, context: Context) -> None:
        raise ValueError

    async with running(database_url, tmp_path, register=handling(fail)) as house:
        house.bot.settler._pauses = (0.0, 0.0)
        await house.hears(house.phone(), "one")
        found = await of(house)
        assert (found["twiza_updates_quarantined_total"], found["twiza_updates_total message"]) == (1, 1)
        await house.bot.settler.settle({"update_id": 5, "message": {"message_id": "no number", "date": "never"}})
        assert (await of(house))["twiza_updates_quarantined_total"] == 2


async def test_who_writes_too_much_is_counted(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        house.bot.house.flood.burst = 2
        await house.hears(house.phone(), "one", "two", "three", "four")
        assert (await of(house))["twiza_flood_refusals_total"] == 2


async def test_answers_that_never_arrive_are_counted_by_why(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "one")
        house.bot.outgoing.put(Answer(phone.id, "no.such_screen", {}))
        await house.bot.quiet()
        house.world.faults.add("sendMessage", 400)
        await house.hears(phone, "two")
        await phone.blocks()
        house.bot.outgoing.put(Answer(phone.id, "test.echo", {"text": "three"}))
        await house.bot.quiet()
        found = await of(house)
        counted = {fate: found.get(f"twiza_answers_total {fate}") for fate in Fate}
        assert counted == {Fate.SENT: 1, Fate.FAILED: 2, Fate.BLOCKED: 1}
        assert found["twiza_answer_seconds_count"] == 1


async def test_the_outbox_is_counted_by_state_while_the_database_is_there(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        await house.hears(house.phone(), "one")
        core = house.bot.house
        async with core.database.transaction() as session:
            person = await session.scalar(select(PersonRow.id))
            for number in range(3):
                await outbox.enqueue(session, person_id=person, screen="test.echo", values={"text": "x"},
                                     dedupe=str(number), due_at=core.clock.now())  # fmt: skip
            await outbox.recall(session, dedupe="0")
        assert {name: value for name, value in (await of(house)).items() if "outbox" in name} == {
            "twiza_outbox_rows ready": 2,
            "twiza_outbox_rows recalled": 1,
        }
        away = Away(core.database)
        found = await of(house)
        away.end()
        assert (found["twiza_leader"], [name for name in found if "outbox" in name]) == (1, [])


def test_seconds_are_measured_to_the_first_answer_and_no_update_is_remembered_for_ever() -> None:
    moment = [0.0]
    metrics = Metrics(lambda: moment[0])
    metrics.taken(1)
    moment[0] = 2.0
    for _ in range(2):
        metrics.answered(1, Fate.SENT)
    seconds = [one for family in metrics._registry.collect() for one in family.samples if "answer_seconds" in one.name]
    assert {one.name: one.value for one in seconds if one.name.endswith(("_count", "_sum"))} == {
        "twiza_answer_seconds_count": 1, "twiza_answer_seconds_sum": 2,
    }  # fmt: skip
    for update_id in range(REMEMBERED + 5):
        metrics.taken(update_id)
    assert len(metrics._taken) == REMEMBERED
