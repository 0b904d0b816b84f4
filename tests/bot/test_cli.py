"""The command line as an operator meets it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import assembly, cli
from bot.lock import Lock
from bot.restore import restored_at
from bot.settings import Settings
from storage import migrate

pytestmark = [pytest.mark.usefixtures("no_settings", "logging_as_before")]

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
ROOT = Path(__file__).parent.parent.parent


def twiza(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def test_help_lists_the_commands_of_the_contract() -> None:
    shown = twiza("--help").output
    listed = [line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines()]
    assert listed == ["backup", "demo", "doctor", "forms", "migrate", "posters", "restore", "run", "tally", "texts"]


def test_python_m_bot_is_twiza() -> None:
    shown = subprocess.run([sys.executable, "-m", "bot", "-h"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("Usage: twiza [OPTIONS] [COMMAND] [ARGS]...\n")


def test_a_mistake_in_the_settings_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_RATE", "0")
    result = twiza("migrate")
    assert (result.exit_code, result.output) == (1, "Error: SEND_RATE: input should be greater than 0.\n")


def test_migrate_makes_the_schema() -> None:
    assert twiza("migrate").output == f"The schema was empty, it is {migrate.head()}.\n"
    assert twiza("migrate").output == f"The schema was {migrate.head()}, it is {migrate.head()}.\n"


def test_a_poster_and_the_tally_do_not_wait_for_the_first_start() -> None:
    assert twiza("tally").output == "[]\n"
    Path("data/twiza.db").unlink()
    files = [Path(line) for line in twiza("posters", "--bot", "NotilBot", "--to", "wall").output.splitlines()]
    assert ([one.suffix for one in files], [one.exists() for one in files]) == ([".pdf", ".svg"], [True, True])


def test_a_database_of_a_newer_twiza_is_a_sentence() -> None:
    twiza("migrate")
    with sqlite3.connect("data/twiza.db") as store:
        store.execute("UPDATE alembic_version SET version_num = 'tomorrow'")
    said = "Error: The database (tomorrow) is of a newer Twiza. Update this one; a demo: delete data/demo.\n"
    assert (twiza("migrate").exit_code, twiza("migrate").output) == (1, said)


def test_a_database_that_is_away_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://twiza:hush@127.0.0.1:1/twiza")
    result = twiza("migrate")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database does not answer: connection failed: ")
    assert "hush" not in result.output


def people() -> list[tuple[str]]:
    with sqlite3.connect("data/twiza.db") as database:
        return database.execute("SELECT language FROM people").fetchall()


def test_backup_and_restore() -> None:
    twiza("migrate")
    columns = "telegram_id, language, language_chosen, created_at, mark"
    add = f"INSERT INTO people ({columns}) VALUES (1, 'fr', 0, '2026-10-01', x'00')"
    with sqlite3.connect("data/twiza.db") as database:
        database.execute(add)
    Path("data/keys").mkdir()
    Path("data/keys/people.key").write_bytes(bytes(32))
    said = twiza("backup", "--to", "safe").output.splitlines()
    store, keys = (line.split()[-1] for line in said[:2])
    assert said[2] == "Keep the two in different places: together they show who wrote an anonymous report."

    Path("data/keys/people.key").unlink()
    with sqlite3.connect("data/twiza.db") as database:
        database.execute("DELETE FROM people")
    refused = twiza("restore", store, "--keys", keys)
    assert refused.exit_code == 1
    assert "say --yes" in refused.output
    assert people() == []
    assert twiza("restore", store, "--keys", keys, "--yes").output == (
        "Restored. Messages that were waiting in the backup are held back, erasures are repeated at the start.\n"
    )
    assert people() == [("fr",)]
    assert Path("data/keys/people.key").exists()
    assert restored_at(Path("data"))


def test_a_backup_without_keys_says_one_file() -> None:
    twiza("migrate")
    said = twiza("backup").output.splitlines()
    assert [line.split(":")[0] for line in said] == ["Database and media"]
    assert said[0].split()[-1].startswith("data/backups/twiza-")


def test_no_restore_beside_a_running_bot() -> None:
    twiza("migrate")
    store = twiza("backup", "--to", "safe").output.split()[-1]
    with Lock(Path("data")):
        result = twiza("restore", store, "--yes")
    assert result.exit_code == 1
    assert "Twiza is running already" in result.output


def test_doctor_shows_every_line_and_fails_while_something_is_wrong() -> None:
    result = twiza("doctor")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].startswith("✗ token: BOT_TOKEN is not set")
    assert [line[0] for line in lines] == ["✗", *("✓" * 9)]


def test_forms_are_drawn_and_reviewed() -> None:
    assert twiza("forms").output.startswith("flowchart TD\n  subgraph agreement\n")
    assert twiza("forms", "--review").output.splitlines()[0] == "form\tstep\tar\tary\tfr"


def test_texts_for_review() -> None:
    assert twiza("texts").output.splitlines()[0] == "screen\tmsgid\tar\tary\tfr"
    assert twiza("texts", "--html").output.lstrip().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("problems", "code", "said"),
    [([], 0, "The texts are complete and well-formed.\n"), (["one", "two"], 1, "one\ntwo\n")],
)
def test_texts_are_checked(monkeypatch: pytest.MonkeyPatch, problems: list[str], code: int, said: str) -> None:
    monkeypatch.setattr("locales.lints.problems", lambda _root: problems)
    result = twiza("texts", "--check")
    assert (result.exit_code, result.output) == (code, said)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would run for ever, written down instead."""
    names: list[str] = []

    def on_telegram(settings: Settings) -> None:
        names.append(f"run {settings.mode} {people()}")

    monkeypatch.setattr(assembly, "main", on_telegram)
    monkeypatch.setattr("bot.demo.main", lambda port, browser: names.append(f"demo {port} {browser}"))
    return names


def test_without_a_token_the_demo_starts(started: list[str]) -> None:
    assert twiza().exit_code == 0
    assert twiza("demo", "--port", "9000", "--no-browser").exit_code == 0
    assert started == ["demo 8080 True", "demo 9000 False"]


def test_with_a_token_the_bot_starts_on_a_migrated_database(
    started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert twiza().exit_code == 0
    assert started == ["run polling []"]


def test_a_start_that_cannot_be_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    result = twiza("run")
    assert result.exit_code == 1
    assert result.output.startswith("Error: BOT_TOKEN is not set.")
