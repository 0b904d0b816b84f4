"""Message classes: what we say to people, and what happens to each kind in doubt and when it is late.

An *answer* follows what somebody just did. A *notification* tells one person of something new, a *reminder* comes at a
time that was agreed, *news* are of what others did and never ring at night. An *announcement* goes to many, a
*correction* changes or takes away what an announcement sent.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

ANSWER, NOTIFICATION, REMINDER, NEWS = "answer", "notification", "reminder", "news"
ANNOUNCEMENT, CORRECTION = "announcement", "correction"


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens to messages of one class.

    `in_doubt`: nobody knows whether it arrived. `again`: it is sent once more, never a third time; `held`: it is not
    sent again, it is uncertain and staff decide; `harmless`: it is done again until it is known.
    `expires`: how long after its time it still makes sense; None: what writes the row says so, or always.
    Whether quiet hours hold it, the delivery or whoever schedules it says (services/deliveries.py, quiet_hours.py).
    """

    in_doubt: Literal["again", "held", "harmless"]
    expires: timedelta | None


POLICIES = {
    #                     in doubt    expires after
    ANSWER:        Policy("again",    None),
    NOTIFICATION:  Policy("again",    None),
    REMINDER:      Policy("again",    None),
    NEWS:          Policy("again",    None),
    ANNOUNCEMENT:  Policy("held",     timedelta(hours=24)),
    CORRECTION:    Policy("harmless", timedelta(hours=48)),
}  # fmt: skip
