"""Alembic migrations, one file a revision in versions/."""
