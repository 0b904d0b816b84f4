"""Who wrote a challenge: known to staff, or sealed away and yet reachable.

An anonymous challenge holds its author only as a sealed return address and a keyed hash, both under keys that live in
DATA_DIR and never in the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_

from services.people import Person, hashed
from storage.challenges import AUTHOR_KEY, ChallengeRow
from storage.seals import Seals

ADDRESS_KEY = "addresses"

HIDDEN = "hidden"
SHOWN = "shown"
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the outbox writes to: a person, or a sealed Telegram id. Exactly one of the two is set."""

    person_id: int | None = None
    sealed_to: bytes | None = None


def mac_of(seals: Seals, person: Person) -> bytes:
    """The keyed hash by which this person's anonymous challenges are found."""
    return hashed(seals, AUTHOR_KEY, person.telegram_id)


def hide(seals: Seals, challenge: ChallengeRow, person: Person) -> None:
    """Make `person` the anonymous author of `challenge`."""
    challenge.author_id = None
    challenge.author_name = None
    challenge.author_mac = mac_of(seals, person)
    challenge.return_address = seals.seal(ADDRESS_KEY, str(person.telegram_id).encode())


def written_by(seals: Seals, person: Person) -> ColumnElement[bool]:
    """The condition that a challenge is this person's, anonymous ones included."""
    return or_(ChallengeRow.author_id == person.id, ChallengeRow.author_mac == mac_of(seals, person))


def is_author(seals: Seals, challenge: ChallengeRow, person: Person) -> bool:
    """Whether this person wrote this challenge."""
    return challenge.author_id == person.id or challenge.author_mac == mac_of(seals, person)


def recipient(challenge: ChallengeRow) -> Recipient | None:
    """Where an answer to the author goes; None if the author was erased."""
    if challenge.author_id is not None:
        return Recipient(person_id=challenge.author_id)
    if challenge.return_address is not None:
        return Recipient(sealed_to=challenge.return_address)
    return None


def unseal(seals: Seals, sealed_to: bytes) -> int:
    """The Telegram id in a sealed address; storage.seals.SealError if the key is gone."""
    return int(seals.open(ADDRESS_KEY, sealed_to))


def on_the_hour(moment: datetime) -> datetime:
    """The next full hour, or `moment` if it is one: where the day alone would not do."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour if hour == moment else hour + timedelta(hours=1)


def coarse(now: datetime) -> datetime:
    """The day of `now`: what stands beside an anonymous challenge instead of a time."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
