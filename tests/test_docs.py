"""No setting and no command goes undocumented."""

import re
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.settings import Settings
from handlers.privacy import NOTICE
from locales.languages import NAMES
from locales.texts import Catalogues
from services.lab import Retention

ROOT = Path(__file__).parent.parent
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if page.exists()]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def settings_table() -> dict[str, str]:
    """Name and default of each row of the settings' table."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)?", OPERATIONS, flags=re.MULTILINE)
    return dict(rows)


def test_the_table_has_every_setting_and_no_other() -> None:
    assert sorted(settings_table()) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_example_file_names_every_setting(name: str) -> None:
    assert re.search(rf"^#?{name.upper()}=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)


def test_the_defaults_in_the_table_are_true() -> None:
    told = {name: default for name, default in settings_table().items() if default and name != "DATABASE_URL"}
    real = {name: Settings.model_fields[name.lower()].default for name in told}
    shown = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in real.items()}
    assert told == shown


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_explained(name: str) -> None:
    assert f"| `./run {name}` |" in OPERATIONS


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_is_explained(name: str) -> None:
    options = [option for option in main.commands[name].params if isinstance(option, click.Option)]
    row = next(line for line in OPERATIONS.splitlines() if line.startswith(f"| `./run {name}` |"))
    said = [flag for option in options for flag in (*option.opts, *option.secondary_opts)]
    assert [flag for flag in said if f"`{flag}" not in row and flag != "--browser"] == []


def test_every_dependency_has_its_line() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    names = re.findall(r'^    "([a-z0-9-]+)', pyproject.partition("[tool.hatch")[0], flags=re.MULTILINE)
    page = (ROOT / "docs" / "dependencies.md").read_text()
    assert [name for name in names if not re.search(rf"\b{name}\b", page)] == []


def test_the_register_names_every_term_of_keeping() -> None:
    page = (ROOT / "docs" / "law-09-08.md").read_text()
    assert [term for term in Retention.model_fields if f"`retention.{term}`" not in page] == []


@pytest.mark.parametrize("language", NAMES)
def test_the_notice_of_the_law_is_the_one_that_people_see(language: str) -> None:
    page = (ROOT / "docs" / "law-09-08.md").read_text().replace("\n> ", "\n")
    notice = Catalogues.load()[language].plain(NOTICE, lab="{lab}")
    assert notice.translate({0x2068: None, 0x2069: None}) in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text())]
    local = [target for target in targets if target and not target.startswith(("http", "mailto:", "tg:"))]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_test_that_the_features_name_exists() -> None:
    named = re.findall(r"tests/[\w/.]*\w", (ROOT / "docs" / "features.md").read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert named
