"""Logs: two forms, quiet libraries, and no token anywhere."""

import json
import logging
import sys
import warnings

import pytest
import structlog

from bot import logs

CANARY = "7654321098:AAHk2_canary-canary-canary-canary-9xQ"


pytestmark = pytest.mark.usefixtures("logging_as_before")


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_text_has_level_event_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    structlog.get_logger("bot.intake").info("batch taken", updates=3)
    (line,) = lines(capsys)
    assert line.split(maxsplit=1)[1] == "[info     ] batch taken                    [bot.intake] updates=3"


def test_json_is_one_object_a_line_from_both_kinds_of_logger(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(form="json")
    structlog.get_logger("bot.intake").warning("stalled", seconds=31)
    logging.getLogger("bot.postman").error("row %s failed", 7)
    said = [json.loads(line) for line in lines(capsys)]
    assert all(entry.pop("timestamp").endswith("Z") for entry in said)
    assert said == [
        {"event": "stalled", "seconds": 31, "logger": "bot.intake", "level": "warning"},
        {"event": "row 7 failed", "logger": "bot.postman", "level": "error"},
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_shows_a_token(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", "json" if form == "json" else "text", "1:short")
    url = f"https://api.telegram.org/bot{CANARY}/getMe"
    log = structlog.get_logger("bot")
    log.info(url, token=CANARY, nested={"path": [CANARY.replace(":", "%3A")]}, ours="1:short")
    logging.getLogger("foreign").warning("request to %s", url, extra={"url": url})
    warnings.warn(f"deprecated: {url}", UserWarning, stacklevel=1)
    try:
        raise ConnectionError(url) from ValueError(CANARY)
    except ConnectionError:
        log.exception("failed")
        sys.excepthook(*sys.exc_info())
    said = capsys.readouterr().err
    assert "canary" not in said
    assert "1:short" not in said
    assert said.count(f"https://api.telegram.org/bot{logs.HIDDEN}/getMe") >= 6
    assert "ConnectionError" in said


@pytest.mark.parametrize("name", ["httpx", "aiohttp.access", "sqlalchemy.engine.Engine", "telegram.ext", "apscheduler"])
def test_chatty_libraries_are_quiet_even_when_debugging(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG")
    logging.getLogger(name).info("SELECT name FROM people")
    logging.getLogger(name).warning("trouble")
    (line,) = lines(capsys)
    assert "trouble" in line


def test_the_level_holds_for_our_own_loggers(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("WARNING")
    structlog.get_logger("bot").info("not now")
    assert lines(capsys) == []


def test_ctrl_c_ends_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    with pytest.raises(SystemExit) as ended:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (ended.value.code, lines(capsys)) == (130, [])
