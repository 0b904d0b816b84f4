"""The audit log: who did what to what; every staff action and every read of personal data."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit import AuditRow


def note(
    session: AsyncSession,
    actor_id: int | None,
    action: str,
    subject: str,
    now: datetime,
    about: int | None = None,
    **detail: Any,
) -> None:
    """Write one line, such as ("desk.study", "challenge:12"); `detail` holds keys and ids, never words of people.

    The id of a colleague whom the act was about stands in `about`, where erasing them finds it: nowhere else.
    """
    session.add(AuditRow(at=now, actor_id=actor_id, action=action, subject=subject, about_id=about, detail=detail))
