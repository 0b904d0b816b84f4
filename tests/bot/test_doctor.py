"""The doctor: each finding by what it says and what it advises; Telegram is the sandbox over real HTTP."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import doctor, doctor_online
from bot.doctor import Finding
from bot.settings import Settings, load
from sandbox.server import make_app
from sandbox.telegram import Telegram
from storage import migrate
from storage.database import Database
from web.server import serving

pytestmark = pytest.mark.usefixtures("no_settings")

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_a_finding_is_one_line() -> None:
    assert Finding("disk", "80.0 GB free").line == "✓ disk: 80.0 GB free"
    assert Finding("disk", "0.2 GB free", "make room").line == "✗ disk: 0.2 GB free → make room"


async def test_a_fresh_machine_is_well_but_for_the_token() -> None:
    local = await doctor.look_around(load())
    assert [finding.what for finding in local] == [
        ".env",
        "data",
        "keys",
        "disk",
        "lab",
        "languages",
        "time zone",
        "pages",
        "database",
    ]
    assert [finding.line for finding in local if finding.todo] == []
    (online,) = await doctor_online.ask_telegram(load())
    assert online.line == "✗ token: BOT_TOKEN is not set; only the demo runs → get one from @BotFather, put it in .env"


async def test_a_database_at_its_newest_schema(tmp_path: Path) -> None:
    database = Database(load().database_url)
    await migrate.upgrade(database)
    await database.close()
    assert [finding.line for finding in await doctor.database(load())] == [
        "✓ database: sqlite+aiosqlite:///data/twiza.db",
        f"✓ schema: the newest ({migrate.head()})",
    ]


async def test_a_database_that_needs_a_migration() -> None:
    Path("data").mkdir()
    Path("data/twiza.db").touch()
    assert (await doctor.database(load()))[1].line == f"✗ schema: empty, not {migrate.head()} → run: ./run migrate"


async def test_a_database_of_a_newer_twiza() -> None:
    database = Database(load().database_url)
    await migrate.upgrade(database)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'feedc0ffee00'")
    await database.close()
    assert (await doctor.database(load()))[1].line == "✗ schema: feedc0ffee00 is of a newer Twiza → update this Twiza"


async def test_a_server_that_is_away_is_named_without_its_password() -> None:
    settings = load(database_url="postgresql+psycopg://twiza:hush@127.0.0.1:1/twiza")
    (finding,) = await doctor.database(settings)
    assert finding.line == (
        "✗ database: no answer from postgresql+psycopg://twiza:***@127.0.0.1:1/twiza"
        " → check DATABASE_URL, and that its server runs"
    )


def test_a_token_that_others_can_read() -> None:
    Path(".env").write_text("BOT_TOKEN=\n")
    Path(".env").chmod(0o644)
    assert doctor.env_file(load()).todo == "run: chmod 600 .env"
    Path(".env").chmod(0o600)
    assert doctor.env_file(load()).line == "✓ .env: read by its owner only"


def test_a_key_that_others_can_read() -> None:
    Path("data/keys").mkdir(parents=True)
    key = Path("data/keys/people.key")
    key.touch(mode=0o600)
    assert doctor.keys(load()).line == "✓ keys: 1 in data/keys, read by their owner only"
    key.chmod(0o640)
    assert doctor.keys(load()).todo == "run: chmod 600 data/keys/*.key"


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert doctor.data_dir(load(data_dir=tmp_path / "file")).line == (
        f"✗ data: {tmp_path}/file cannot be written → choose another DATA_DIR or change its owner"
    )


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ENOUGH_SPACE", 2**60)
    assert doctor.disk(load()).todo == "make room: 1 GB at least"


def test_a_lab_file_with_a_mistake() -> None:
    Path("lab.toml").write_text("name =")
    finding = doctor.lab(load(lab_file=Path("lab.toml")))
    assert finding.line.startswith("✗ lab: lab.toml is not valid TOML")


def test_the_local_time_is_shown() -> None:
    assert doctor.time_zone(load()).found.startswith("Africa/Casablanca ")
    assert "(UTC+0000), rules 2026" in doctor.time_zone(load()).found


def test_old_time_zone_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.zone.version", lambda: "2025b")
    assert doctor.time_zone(load()).todo == "update tzdata to 2026.3"


@pytest.mark.parametrize(
    ("url", "mark"), [(None, "✓"), ("https://bot.example.org", "✓"), ("http://bot.example.org", "✗")]
)
def test_pages(url: str | None, mark: str) -> None:
    assert doctor.pages(load(public_url=url)).line[0] == mark


@pytest.mark.parametrize(
    ("seconds", "line"),
    [
        (3, "✓ clock: within 10 s of Telegram's"),
        (-40, "✗ clock: -40 s beside Telegram's → set it: timedatectl set-ntp true"),
    ],
)
def test_the_clock_is_compared_with_telegrams(seconds: int, line: str) -> None:
    date = "Thu, 01 Oct 2026 12:00:00 GMT"
    assert doctor_online.clock(date, NOON + timedelta(seconds=seconds)).line == line


def test_an_answer_without_a_date() -> None:
    assert doctor_online.clock("", NOON).line == "✓ clock: not compared: the answer had no date"


def with_webhook(settings: Settings) -> Settings:
    return settings.model_copy(update={"mode": "webhook", "public_url": "https://bot.example.org"})


@pytest.mark.parametrize(
    ("change", "info", "line"),
    [
        (None, {"url": "", "pending_update_count": 2}, "✓ webhook: none, as polling needs; 2 updates wait"),
        (
            None,
            {"url": "https://old.example.org/hook"},
            "✗ webhook: Telegram delivers to https://old.example.org/hook"
            " → start Twiza: it sets this right; or correct MODE",
        ),
        (
            with_webhook,
            {"url": ""},
            "✗ webhook: none is set, MODE=webhook wants https://bot.example.org/telegram"
            " → start Twiza: it sets this right; or correct MODE",
        ),
        (
            with_webhook,
            {"url": "https://bot.example.org/telegram", "last_error_message": "Connection refused"},
            "✗ webhook: https://bot.example.org/telegram: Connection refused → see that PUBLIC_URL reaches HTTP_PORT",
        ),
        (
            with_webhook,
            {"url": "https://bot.example.org/telegram"},
            "✓ webhook: https://bot.example.org/telegram; 0 updates wait",
        ),
    ],
)
def test_the_webhook(change: Callable[[Settings], Settings] | None, info: dict[str, Any], line: str) -> None:
    settings = load()
    assert doctor_online.webhook(change(settings) if change else settings, info).line == line


async def test_a_good_token_on_a_telegram_that_answers() -> None:
    world = Telegram(TOKEN)
    async with serving(make_app(world), "127.0.0.1", 0) as address:
        found = await doctor_online.ask_telegram(load(bot_token=SecretStr(TOKEN), bot_api_url=address))
    assert [finding.line for finding in found] == [
        f"✓ token: @{world.me['username']} answers",
        "✓ webhook: none, as polling needs; 0 updates wait",
        "✓ clock: within 10 s of Telegram's",
    ]


async def test_a_wrong_token_is_refused_and_not_shown() -> None:
    async with serving(make_app(Telegram(TOKEN)), "127.0.0.1", 0) as address:
        wrong = SecretStr("123456:canary-canary-canary-canary-canary-42")
        (found,) = await doctor_online.ask_telegram(load(bot_token=wrong, bot_api_url=address))
    assert found.line == (
        f"✗ token: {address} refuses it (HTTP 401) → check BOT_TOKEN, BOT_API_URL and this machine's network"
    )


async def test_no_network_is_said() -> None:
    offline = load(bot_token=SecretStr(TOKEN), bot_api_url="http://127.0.0.1:1")
    (found,) = await asyncio.wait_for(doctor_online.ask_telegram(offline), 5)
    assert found.found == "no answer from http://127.0.0.1:1 (ClientConnectorError)"
