"""Every column says whether it is personal, and every table whose rows it holds."""

import pytest

from handlers.kept import KEPT, LABELS, TECHNICAL
from services.belongings import tables, tagged
from storage.base import NOBODY, Base

LEVELS = ("personal", "pseudonymous", "none")


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__tablename__)
def test_every_column_is_tagged(table: type[Base]) -> None:
    columns = table.metadata.tables[table.__tablename__].columns
    assert [column.name for column in columns if column.info.get("privacy") not in LEVELS] == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__tablename__)
def test_a_table_with_personal_columns_says_whose_they_are(table: type[Base]) -> None:
    if tagged(table, "personal"):
        assert table.rights != NOBODY


@pytest.mark.parametrize("table", [one for one in tables() if one.rights != NOBODY], ids=lambda one: one.__tablename__)
def test_people_can_read_what_each_table_keeps(table: type[Base]) -> None:
    assert table.__tablename__ in KEPT
    assert [one.name for one in tagged(table, "personal") if one.name not in LABELS and one.name not in TECHNICAL] == []
