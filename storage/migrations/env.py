"""How Alembic sees our tables; storage/migrate.py hands the connection in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.base import UtcDateTime, partial_everywhere
from storage.tables import Base


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own column type as what it is in SQL, so that a revision never imports code that may change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


partial_everywhere()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=True,  # storage/database.py begins the transaction, also on SQLite
)
with context.begin_transaction():
    context.run_migrations()
