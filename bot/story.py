"""What the demo shows: its phones, the small story that has happened before, and the plays."""

from datetime import timedelta

from bot.assembly import Bot
from sandbox.board import Board
from sandbox.play import Play, Step, perform
from sandbox.wall import PhoneSpec
from services.clock import MovableClock

STAFF = 600_006

# The first one has not pressed START yet: the play begins there.
PHONES = (
    PhoneSpec("said", "سعيد", "Resident · Darija", "ar", user_id=600_001),
    PhoneSpec("fatima", "فاطمة", "Resident · Arabic", "ar", user_id=600_002),
    PhoneSpec("karim", "Karim", "Resident · French", "fr", user_id=600_003),
    PhoneSpec("nadia", "Nadia", "Company", "fr", user_id=600_004),
    PhoneSpec("youssef", "يوسف", "Volunteer", "ar", user_id=600_005),
    PhoneSpec("salma", "Salma", "Team of the lab", "fr", user_id=STAFF),
)

WELCOMED = {"fatima": "ar", "karim": "fr", "nadia": "fr", "youssef": "ary", "salma": "fr"}

# Three reports that came before, and what the team did with the first.
BEFORE = (
    Step("karim", "says", "", "Les poubelles du marché de Bouskoura débordent depuis dix jours"),
    Step("karim", "presses", "", "Bouskoura"),
    Step("karim", "taps", "", data="form:pick"),
    Step("karim", "taps", "", data="form:send"),
    Step("fatima", "photo", "", "pothole"),
    Step("fatima", "place", "", lat=33.367, lon=-7.573),
    Step("fatima", "taps", "", data="form:send"),
    Step("youssef", "voice", ""),
    Step("youssef", "place", "", lat=33.449, lon=-7.649),
    Step("youssef", "taps", "", data="form:send"),
    Step("salma", "says", "", "/desk"),
    Step("salma", "taps", "", data="desk.set"),
)

PLAYS = (
    Play(
        "lamp",
        "Play: a broken lamp",
        (
            Step("said", "start", "Saïd opens the bot: press START"),
            Step("said", "taps", "He speaks Darija: choose الدارجة", data="language.set:ary:"),
            Step("said", "photo", "He sends a photo of the broken lamp", "lamp"),
            Step("said", "place", "Where is it? He sends where he is", lat=33.449, lon=-7.649),
            Step("said", "taps", "Everything is right: he sends it", data="form:send"),
            Step("salma", "says", "Salma, of the team, opens her desk: /desk", "/desk"),
            Step("salma", "taps", "She takes it up: the lab studies it", data="desk.set"),
        ),
        "One report, from a resident's phone to the desk and back",
    ),
)


async def tell(bot: Bot, board: Board, clock: MovableClock) -> None:
    """Let the story happen: everybody but the first through the welcome, then what came before."""
    for key, language in WELCOMED.items():
        phone = board.by_key(key)
        await phone.start()
        await _settled(bot, clock)
        await perform(Step(key, "taps", "", data=f"language.set:{language}:"), phone)
        await _settled(bot, clock)
    for step in BEFORE:
        await perform(step, board.by_key(step.phone))
        await _settled(bot, clock)


async def _settled(bot: Bot, clock: MovableClock) -> None:
    # Questions wait a moment for further messages: nobody has to sit through that.
    await bot.quiet()
    clock.move(timedelta(seconds=2))
    await bot.quiet()
