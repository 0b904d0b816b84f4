"""The bot to compare with: `python -m bench.aio API FOLDER RATE PEOPLE`: python-telegram-bot with its AIORateLimiter.

As its documentation says: `AIORateLimiter(overall_max_rate=RATE, overall_time_period=1)`, all sends at once, each tried
again as often as it was refused. It keeps nothing. PTB's extra `rate-limiter` is not among our packages: it is put into
`data/` the first time.
"""

import asyncio
import os
import subprocess
import sys

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ApplicationBuilder

from bench import gauge
from bench.child import ROOT
from bench.measuring import FIRST_PERSON
from bench.ours import TOKEN

PACKAGES = ROOT / "data" / "bench-packages"
TEXT = "L'atelier de samedi commence à 15 h, à la maison de jeunes de Bouskoura. Venez avec vos voisins."


def installed() -> bool:
    """Whether the extra is there, once it was tried to install it; the processes we start find it."""
    if not (PACKAGES / "aiolimiter").is_dir():
        order = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(PACKAGES), "aiolimiter>=1.1,<1.3"]
        subprocess.run(order, check=False, capture_output=True)
    os.environ["PYTHONPATH"] = str(PACKAGES)
    return (PACKAGES / "aiolimiter").is_dir()


async def run(api: str, rate: str, people: str) -> None:
    """Send to everybody, then wait for the end of stdin."""
    limiter = AIORateLimiter(overall_max_rate=float(rate), overall_time_period=1, max_retries=20)
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").rate_limiter(limiter).updater(None)
    application = builder.connection_pool_size(256).pool_timeout(600).build()
    async with application:
        gauge.listen(**gauge.used())

        async def send(chat: int) -> None:
            try:
                await application.bot.send_message(chat_id=chat, text=TEXT)
            except RetryAfter:
                return

        await asyncio.gather(*(send(FIRST_PERSON + number) for number in range(int(people))))
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[3], sys.argv[4]))
