"""Message classes: what we say to people, and how each kind is handled. This table is the whole policy.

An *answer* follows what somebody just did. A *notification* tells one person of something new, a *reminder* comes at a
time that was agreed, an *announcement* goes to many, a *correction* changes or takes away what an announcement sent.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

ANSWER, NOTIFICATION, REMINDER = "answer", "notification", "reminder"
ANNOUNCEMENT, CORRECTION = "announcement", "correction"


@dataclass(frozen=True, slots=True)
class Policy:
    """How messages of one class are handled.

    `in_doubt`: nobody knows whether it arrived. `again`: it is sent once more, never a third time; `held`: it is not
    sent again, it is uncertain and staff decide; `harmless`: it is done again until it is known.
    `at_night`: whether it leaves in quiet hours; `planned` ones got a time that heeds them when they were scheduled.
    `expires`: how long after its time it still makes sense; None: what writes the row says so, or always.
    `lane`: whom it waits for (bot/lanes.py).
    """

    in_doubt: Literal["again", "held", "harmless"]
    at_night: Literal["yes", "planned", "no"]
    expires: timedelta | None
    lane: Literal["answer", "bulk"]


POLICIES = {
    #                     in doubt    at night   expires after        lane
    ANSWER:        Policy("again",    "yes",     timedelta(hours=48), "answer"),
    NOTIFICATION:  Policy("again",    "yes",     None,                "bulk"),
    REMINDER:      Policy("again",    "planned", None,                "bulk"),
    ANNOUNCEMENT:  Policy("held",     "no",      timedelta(hours=24), "bulk"),
    CORRECTION:    Policy("harmless", "no",      timedelta(hours=48), "bulk"),
}  # fmt: skip
