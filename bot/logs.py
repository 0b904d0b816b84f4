"""One stream of log lines, as text or JSON, that never shows a bot token."""

import logging
import re
import sys
import warnings
from types import TracebackType
from typing import Literal

import structlog

# As Telegram writes them, also inside a URL where the colon may be escaped.
TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
HIDDEN = "[token]"

# These say every request, statement or job at INFO or DEBUG: noise, and people's data.
QUIET = (
    "aiohttp.access",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "fontTools",
    "fpdf",
    "httpcore",
    "httpx",
    "PIL",
    "psycopg",
    "sqlalchemy",
    "telegram",
)
SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def set_up(level: str = "INFO", form: Literal["text", "json"] = "text", token: str | None = None) -> None:
    """Send structlog, `logging`, warnings and uncaught exceptions to stderr, redacted of every token."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(form, token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(True)
    warnings.simplefilter("default", ResourceWarning)
    sys.excepthook = log_uncaught


def redact(text: str, token: str | None = None) -> str:
    """The text without anything that looks like a token, and without `token` whatever it looks like."""
    text = TOKEN.sub(HIDDEN, text)
    return text.replace(token, HIDDEN) if token else text


def log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the program is logged like everything else (Python itself would print the token as it is)."""
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    logging.getLogger("twiza").critical("the program ended with an error", exc_info=(kind, error, trace))


class Redacting(structlog.stdlib.ProcessorFormatter):
    """Renders a line, traceback included, then redacts it as a whole, so that no field is forgotten."""

    def __init__(self, form: Literal["text", "json"], token: str | None) -> None:
        self.token = token
        super().__init__(
            foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(form)],
        )

    def format(self, record: logging.LogRecord) -> str:
        """One line (a traceback adds more to it in the text form)."""
        return redact(super().format(record), self.token)


def _rendering(form: Literal["text", "json"]) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
