"""Settings: defaults, what is read, and one clear sentence for each mistake."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, lab_of, load

TOKEN = "7654321098:AAHk2_canary-canary-canary-canary-9xQ"


pytestmark = pytest.mark.usefixtures("no_settings")


def complaint(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load()
    return str(error.value)


def test_nothing_set_is_the_default_lab() -> None:
    settings = load()
    assert settings.bot_token is None
    assert settings.database_url == "sqlite+aiosqlite:///data/twiza.db"
    assert settings.base_url == "http://127.0.0.1:8080"
    assert settings.keys_dir == Path("data/keys")
    assert (settings.mode, settings.languages, settings.timezone) == (
        "polling",
        None,
        None,
    )


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\nADMIN_IDS=1, 2\nSEND_RATE=5\nDATA_DIR=/srv/twiza\nUNKNOWN=1\n")
    monkeypatch.setenv("SEND_RATE", "9")
    settings = load()
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert (settings.admin_ids, settings.send_rate) == ((1, 2), 9.0)
    assert settings.database_url == "sqlite+aiosqlite:////srv/twiza/twiza.db"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_TOKEN", "ADMIN_IDS", "PUBLIC_URL", "DATABASE_URL"):
        monkeypatch.setenv(name, "")
    assert load() == Settings()


def test_a_webhook_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org/")
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret-s3cret")
    monkeypatch.setenv("MODE", "webhook")
    assert load().base_url == "https://bot.example.org"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BOT_TOKEN", "hello", "BOT_TOKEN is not a token as @BotFather writes it (digits, a colon, letters)."),
        (
            "DATABASE_URL",
            "mysql://u:pw@x/y",
            "DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+psycopg://.",
        ),
        ("MODE", "push", "MODE: input should be 'polling' or 'webhook'."),
        ("MODE", "webhook", "MODE=webhook needs PUBLIC_URL and WEBHOOK_SECRET too."),
        ("PUBLIC_URL", "lab.ma", "PUBLIC_URL must begin with https:// or http://."),
        ("HTTP_PORT", "99999", "HTTP_PORT: input should be less than or equal to 65535."),
        (
            "WEBHOOK_SECRET",
            "a b",
            "WEBHOOK_SECRET may hold only letters without accents, digits, _ and - (at most 256).",
        ),
        ("ADMIN_IDS", "12,me", "ADMIN_IDS: input should be a valid integer, unable to parse string as an integer."),
        ("TIMEZONE", "Mars/Olympus", "TIMEZONE is not a time zone of the tz database, such as Africa/Casablanca."),
        ("LANGUAGES", "ar,xx", "LANGUAGES must be some of ar, ary, fr, separated by commas."),
        ("SEND_RATE", "0", "SEND_RATE: input should be greater than 0."),
        ("SEND_RATE", "2001", "SEND_RATE: input should be less than or equal to 2000."),
    ],
)
def test_a_mistake_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    assert complaint(monkeypatch, **{name: value}) == sentence


def test_several_mistakes_are_said_at_once_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    said = complaint(monkeypatch, BOT_TOKEN=f"{TOKEN} oops", DATABASE_URL="mysql://u:password@x", LOG_FORMAT="xml")
    assert [line.split(maxsplit=1)[0] for line in said.splitlines()] == ["BOT_TOKEN", "DATABASE_URL", "LOG_FORMAT:"]
    assert "canary" not in said
    assert "password" not in said


def test_a_printed_settings_object_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret-s3cret")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://twiza:password@localhost/twiza")
    shown = repr(load()) + str(load())
    assert not any(secret in shown for secret in ("canary", "s3cret", "password"))


def test_what_the_settings_name_stands_over_the_file_of_the_lab() -> None:
    lab = lab_of(Settings(_env_file=None, timezone="Europe/Paris", languages="fr"))
    assert (lab.timezone, lab.languages) == ("Europe/Paris", ("fr",))
    lab = lab_of(Settings(_env_file=None))
    assert (lab.timezone, lab.languages) == ("Africa/Casablanca", ("ar", "ary", "fr"))
