"""The doctor's questions to Telegram: the token, the webhook, and what time it is there."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.doctor import Finding
from bot.settings import Settings

SECONDS = 10
CLOCK_TOLERANCE = 10.0


class Unanswered(Exception):
    """Telegram did not answer, or refused; the message never holds the token."""


async def ask_telegram(settings: Settings) -> list[Finding]:
    """Token, webhook and clock; one finding if there is no token or no network."""
    if settings.bot_token is None:
        return [Finding("token", "BOT_TOKEN is not set; only the demo runs", "get one from @BotFather, put it in .env")]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        try:
            me, date = await _call(session, settings, "getMe")
            hook, _ = await _call(session, settings, "getWebhookInfo")
        except Unanswered as error:
            return [Finding("token", str(error), "check BOT_TOKEN, BOT_API_URL and this machine's network")]
    return [Finding("token", f"@{me['username']} answers"), webhook(settings, hook), clock(date, datetime.now(UTC))]


async def _call(session: aiohttp.ClientSession, settings: Settings, method: str) -> tuple[dict[str, Any], str]:
    """The result of one method and the Date header of the answer."""
    assert settings.bot_token is not None
    url = f"{settings.bot_api_url}/bot{settings.bot_token.get_secret_value()}/{method}"
    try:
        async with session.get(url) as answer:
            said = await answer.json(content_type=None)
            if isinstance(said, dict) and said.get("ok"):
                return said["result"], answer.headers.get("Date", "")
            raise Unanswered(f"{settings.bot_api_url} refuses it (HTTP {answer.status})")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Unanswered(f"no answer from {settings.bot_api_url} ({type(error).__name__})") from None


def webhook(settings: Settings, info: dict[str, Any]) -> Finding:
    """Whether Telegram delivers where MODE says, and how that goes."""
    url, pending = info.get("url", ""), info.get("pending_update_count", 0)
    wanted = f"{settings.public_url}/telegram" if settings.mode == "webhook" else ""
    if url != wanted:
        return Finding("webhook", _mismatch(url, wanted), "start Twiza: it sets this right; or correct MODE")
    if wanted and info.get("last_error_message"):
        return Finding("webhook", f"{url}: {info['last_error_message']}", "see that PUBLIC_URL reaches HTTP_PORT")
    return Finding("webhook", f"{url or 'none, as polling needs'}; {pending} updates wait")


def _mismatch(url: str, wanted: str) -> str:
    return f"Telegram delivers to {url}" if url else f"none is set, MODE=webhook wants {wanted}"


def clock(date: str, now: datetime) -> Finding:
    """Whether this machine's clock agrees with Telegram's to ten seconds."""
    try:
        ahead = (now - parsedate_to_datetime(date)).total_seconds()
    except ValueError:
        return Finding("clock", "not compared: the answer had no date")
    if abs(ahead) > CLOCK_TOLERANCE:
        return Finding("clock", f"{ahead:+.0f} s beside Telegram's", "set it: timedatectl set-ntp true")
    return Finding("clock", f"within {CLOCK_TOLERANCE:.0f} s of Telegram's")
