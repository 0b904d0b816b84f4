"""What an operator sets, from the environment or `.env`; the names are the public contract of docs/operations.md."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.lab import Lab

ALL_LANGUAGES = ("ar", "ary", "fr")
DRIVERS = ("sqlite+aiosqlite://", "postgresql+psycopg://")
WRITTEN_BY_BOTFATHER = re.compile(r"\d+:[A-Za-z0-9_-]+")
FIT_FOR_A_HEADER = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsError(Exception):
    """Settings that cannot be used; the message has one sentence a line and never holds a secret."""


class Settings(BaseSettings):
    """One lab's settings; an empty variable counts as not set."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    bot_api_url: str = "https://api.telegram.org"
    database_url: str = Field(default="", repr=False, validate_default=False)
    data_dir: Path = Path("data")
    mode: Literal["polling", "webhook"] = "polling"
    public_url: str | None = None
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=1, le=65535)
    webhook_secret: SecretStr | None = None
    admin_ids: Annotated[tuple[int, ...], NoDecode] = ()
    lab_file: Path | None = None
    # Not set: as lab.toml says.
    timezone: str | None = None
    languages: Annotated[tuple[str, ...] | None, NoDecode] = None
    send_rate: float = Field(default=25, gt=0, le=2000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("admin_ids", "languages", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        return _matching(
            value, WRITTEN_BY_BOTFATHER, "is not a token as @BotFather writes it (digits, a colon, letters)"
        )

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        return _matching(
            value, FIT_FOR_A_HEADER, "may hold only letters without accents, digits, _ and - (at most 256)"
        )

    @field_validator("bot_api_url", "public_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value and value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: str) -> str:
        if not value.startswith(DRIVERS):
            raise ValueError(f"must begin with {DRIVERS[0]} or {DRIVERS[1]}")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("is not a time zone of the tz database, such as Africa/Casablanca")
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if value is not None and (not value or not set(value) <= set(ALL_LANGUAGES)):
            raise ValueError(f"must be some of {', '.join(ALL_LANGUAGES)}, separated by commas")
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.mode == "webhook" and not (self.public_url and self.webhook_secret):
            raise ValueError("MODE=webhook needs PUBLIC_URL and WEBHOOK_SECRET too")
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite+aiosqlite:///{self.data_dir / 'twiza.db'}")
        return self

    @property
    def base_url(self) -> str:
        """Where links to our pages point: PUBLIC_URL, else this machine."""
        return self.public_url or f"http://{self.http_host}:{self.http_port}"

    @property
    def keys_dir(self) -> Path:
        """The folder of the keys, never part of the ordinary backup."""
        return self.data_dir / "keys"


def load(**given: Any) -> Settings:
    """The settings of this process, `given` over environment over `.env`; SettingsError says each mistake."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(mistake) for mistake in error.errors(include_input=False))) from None


def lab_of(settings: Settings) -> Lab:
    """The lab of LAB_FILE, in the time zone and the languages of the settings where they name some. Raises LabError."""
    given = {"timezone": settings.timezone, "languages": settings.languages}
    return Lab.load(settings.lab_file).model_copy(update={name: value for name, value in given.items() if value})


def _matching(value: SecretStr | None, shape: re.Pattern[str], complaint: str) -> SecretStr | None:
    if value is not None and not shape.fullmatch(value.get_secret_value()):
        raise ValueError(complaint)
    return value


def _sentence(mistake: Any) -> str:
    """`SEND_RATE: input should be greater than 0.`"""
    said = mistake["msg"].removeprefix("Value error, ")
    name = mistake["loc"][0].upper() if mistake["loc"] else ""
    return f"{name} {said}.".lstrip() if mistake["type"] == "value_error" else f"{name}: {said[0].lower()}{said[1:]}."
