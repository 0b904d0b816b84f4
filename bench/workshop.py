"""A workshop as it is: 300 people, 12 questions, 80 ms to Telegram, everybody taps within a second, some change.

    ./run bench workshop                       # about three minutes; above 150 people the room votes on pads
    ./run bench workshop --people 100 --questions 3

People join by the code, the facilitator pastes the questions and presses the large button. What was counted in the end
is compared, question by question, with what the phones tapped last.
"""

import argparse
import json
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.child import Child
from bench.machine import machine
from bench.measuring import FIRST_PERSON, percentile, start_ours, workplace

QUESTION = "Question {number} ?\n- Éclairage\n- Déchets\n- Routes\n- Eau"
BUTTON = r"v:{question}:\d|p:\d+:[A-D]"
CHANGE = 0.2  # of the people tap a second time
STEP = 1.1  # seconds: sooner would be a double tap
COUNTDOWN = 3.2


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        "bench workshop", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--latency", type=int, default=80, help="round trip to Telegram in ms")
    parser.add_argument("--mode", choices=("polling", "webhook"), default="polling")
    parser.add_argument("--json", type=Path, help="write all that was measured to this file")
    asked = parser.parse_args(arguments)
    print(machine(), flush=True)
    report = held(asked.people, asked.questions, asked.latency, asked.mode)
    same = "equals" if report["equal"] else "DIFFERS FROM"
    print(
        f"{asked.people} people, {asked.questions} questions, {asked.latency} ms, {asked.mode}: "
        f"answer p50 {report['p50']:.0f} ms, p95 {report['p95']:.0f} ms, p99 {report['p99']:.0f} ms; "
        f"{report['taps']} taps, {report['unanswered']} unanswered; tally {same} the model; "
        f"CPU {report['cpu']:.1f} s in {report['seconds']:.0f} s, {report['rss']:.0f} MB"
    )
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine(), **report}, indent=1))


def held(people: int, questions: int, latency: int, mode: str) -> dict[str, Any]:
    """Hold it; what was measured."""
    facilitator, guests = FIRST_PERSON, list(range(FIRST_PERSON + 1, FIRST_PERSON + 1 + people))
    began = time.monotonic()
    with workplace() as folder, Child("bench.hall", latency / 1000) as hall:
        with start_ours(hall, mode, folder, people + 1, "workshop") as bot:
            join(hall, facilitator, guests, questions)
            rounds = [ask(hall, facilitator, guests, number) for number in range(questions)]
            used = bot.ask()
        latencies = sorted(one for each in rounds for one in each["latencies"])
        counted = tallies(folder)
    return {
        **{f"p{percent}": percentile(latencies, percent) for percent in (50, 95, 99)},
        "taps": len(latencies),
        "unanswered": sum(each["unanswered"] for each in rounds),
        "equal": counted == [each["model"] for each in rounds],
        "counted": counted,
        "seconds": time.monotonic() - began,
        **used,
    }


def join(hall: Child, facilitator: int, guests: list[int], questions: int) -> None:
    """The facilitator pastes the questions, everybody comes in."""
    text = "\n\n".join(QUESTION.format(number=number) for number in range(1, questions + 1))
    hall.ask(do="writes", people=[facilitator], text="/workshop vote", shown=r"form:.*", limit=20)
    hall.ask(do="writes", people=[facilitator], text=text, shown=r"form:send.*", limit=20)
    hall.ask(do="presses", person=facilitator, shown=r"form:send.*")
    opened = hall.ask(do="see", people=[facilitator], shown=r"room\.go:.*", limit=20)
    assert opened["seen"], "no panel"
    code = hall.ask(do="code", limit=20)["code"]
    assert code, "no invitation"
    here = hall.ask(do="writes", people=guests, text=f"/start r_{code}", shown=r"seat\.leave.*|p:.*", limit=60)
    assert here["seen"] == len(guests), here


def ask(hall: Child, facilitator: int, guests: list[int], number: int) -> dict[str, Any]:
    """One question from its opening to its result."""
    button = BUTTON.format(question=number + 1)
    large(hall, facilitator)
    time.sleep(COUNTDOWN)
    there = hall.ask(do="see", people=guests, shown=button, limit=60)
    assert there["seen"] == len(guests), there
    first = hall.ask(do="burst", people=guests, shown=button, seconds=1, seed=number)
    some = guests[: int(len(guests) * CHANGE)]
    again = hall.ask(do="burst", people=some, shown=button, seconds=1, seed=100 + number)
    model = Counter((first["chosen"] | again["chosen"]).values())
    large(hall, facilitator)
    large(hall, facilitator)
    return {
        "latencies": first["latencies"] + again["latencies"],
        "unanswered": first["unanswered"] + again["unanswered"],
        "model": [many for _, many in sorted(model.items())],
    }


def large(hall: Child, facilitator: int) -> None:
    """The large button, once it has become another one and a moment has passed."""
    time.sleep(STEP)
    here = hall.ask(do="presses", person=facilitator, shown=r"room\.go:.*")
    gone = hall.ask(do="gone", person=facilitator, data=here["pressed"], limit=20)
    assert gone["gone"], here


def tallies(folder: str) -> list[list[int]]:
    """The counts of each question on disk."""
    with closing(sqlite3.connect(Path(folder) / "twiza.db")) as database:
        asked = database.execute("SELECT totals FROM room_questions WHERE totals IS NOT NULL ORDER BY position")
        return [json.loads(totals)["counts"] for (totals,) in asked]
