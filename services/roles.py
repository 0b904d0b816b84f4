"""Roles of staff and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is trusted with."""

    ADMIN = "admin"
    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    COMMUNICATOR = "communicator"


def holds(roles: frozenset[Role], needed: Role) -> bool:
    """Whether `roles` are enough for `needed`; an admin may do everything."""
    return needed in roles or Role.ADMIN in roles
