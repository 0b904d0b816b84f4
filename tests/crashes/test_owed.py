"""Moments of a crash that deserve a test of their own: what was heard or said in pieces when the bot died."""

from sqlalchemy import select

from storage.database import Database
from storage.drafts import DraftRow
from tests.crashes.life import Life
from tests.crashes.people import PROBLEM, Hand
from tests.waiting import until, until_known


def taken(life: Life) -> bool:
    """Whether Telegram was told that everything is read."""
    return not life.world.updates.pending


def refused(life: Life) -> bool:
    """Whether Telegram has refused a message."""
    return any(entry.status == 429 for entry in life.world.ledger.entries(method="sendMessage"))


def nothing_leaves(life: Life) -> None:
    """From now on Telegram lets no message through."""
    life.world.faults.add("sendMessage", 429, seconds=60, times=None)


async def draft(database: Database) -> DraftRow | None:
    async with database.reading() as session:
        return await session.scalar(select(DraftRow))


async def test_an_answer_that_changed_nothing_is_owed_as_well(life: Life) -> None:
    nothing_leaves(life)
    amina = Hand(life, life.world.phone("Amina", language_code="fr"))
    await amina.phone.start()
    await until(lambda: taken(life) and refused(life), "START to be read, and the answer to wait")
    life.kill()
    life.world.faults.clear()
    await amina.sees("Bienvenue")


async def test_what_is_written_while_the_bot_is_down_belongs_to_the_same_answer(life: Life, database: Database) -> None:
    amina = Hand(life, life.world.phone("Amina", language_code="fr"))
    await amina.phone.start()
    await amina.sees("Bienvenue")
    await amina.phone.says(PROBLEM)
    await until_known(lambda: draft(database), "the draft")
    life.world.faults.add("getUpdates", "latency", seconds=0.5)
    life.kill()
    await amina.phone.says("Depuis deux semaines")
    await amina.keyboard()
    await amina.phone.sends_location(33.449, -7.649)
    await amina.taps("form:pick:.*:lighting")
    await amina.taps("form:skip")
    await amina.sees(f"{PROBLEM} Depuis deux semaines")


async def test_a_question_does_not_take_the_place_of_the_words_before_it(life: Life, database: Database) -> None:
    amina = Hand(life, life.world.phone("Amina", language_code="fr"))
    await amina.phone.start()
    await amina.sees("Bienvenue")
    nothing_leaves(life)
    await amina.phone.says("Au secours, il y a un incendie dans la maison des voisins")

    async def asked() -> bool:
        row = await draft(database)
        return row is not None and row.prompt_due is None and refused(life)

    await until_known(asked, "the question to be on its way", meanwhile=life.let_time_pass)
    life.kill()
    life.world.faults.clear()
    await amina.keyboard()
    await amina.sees("pas un service d.urgence")
