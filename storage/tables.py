"""Every table, so that one import knows the whole schema."""

from storage import (
    audit,
    cards,
    challenges,
    consents,
    drafts,
    leases,
    media,
    occasions,
    outbox,
    people,
    privacy,
    quarantine,
    rooms,
    sayings,
    staff,
    updates,
)
from storage.base import Base

__all__ = [
    "Base",
    "audit",
    "cards",
    "challenges",
    "consents",
    "drafts",
    "leases",
    "media",
    "occasions",
    "outbox",
    "people",
    "privacy",
    "quarantine",
    "rooms",
    "sayings",
    "staff",
    "updates",
]
