"""What the demo shows: its phones, the small story that has happened before, and the plays."""

import asyncio
from datetime import timedelta

from bot.assembly import Bot
from sandbox.board import Board
from sandbox.crowd import Screen
from sandbox.play import Play, Step, perform
from sandbox.wall import PhoneSpec
from services import pads
from services.clock import MovableClock
from storage import rooms
from storage.questions import OPEN, QuestionRow

STAFF = 600_006
HEARS_WITHIN = 60.0  # seconds

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

# Three reports that came before; the team studies all of them, so that its list is empty when the play begins.
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
    *[Step("salma", "taps", "", data="desk.set:*:study")] * 3,
    Step("salma", "says", "", "/staff"),
    Step("salma", "taps", "", data="staff.notices"),
    Step("salma", "taps", "", data="staff.hears:now"),
)

QUESTION = "desk.ask:*:ask_place"
ANSWER = "حدا باب المدرسة، الزنقة الثانية على اليمين"

LAMP = Play(
    "lamp",
    "Play: a broken lamp",
    (
        Step("said", "start", "Saïd opens the bot: press START"),
        Step("said", "taps", "He speaks Darija: choose الدارجة", data="language.set:ary:"),
        Step("said", "photo", "He sends a photo of the broken lamp", "lamp"),
        Step("said", "place", "Where is it? He sends his position", lat=33.449, lon=-7.649),
        Step("said", "taps", "Everything is right: he sends it", data="form:send"),
        Step("salma", "taps", "The phone of Salma, of the lab's team, rings: she opens the report", data="desk.one"),
        Step("salma", "taps", "She has a question", data="desk.menu:*:ask"),
        Step("salma", "taps", "Where is it exactly? A ready question, asked in his language", data=QUESTION, minutes=3),
        Step("said", "taps", "Three minutes later (until then she could undo) Saïd answers", data="thread.answer"),
        Step("said", "says", "In writing here; by voice is as good", ANSWER, minutes=2),
        Step("salma", "taps", "Salma hears of it and opens the report", data="desk.one"),
        Step("salma", "looks", "His answer stands on the card: that is the whole circle", ANSWER),
    ),
    "One report, from a resident's phone to the desk and back",
)

QUESTIONS = """Par où commencer dans le quartier ? / باش نبداو فالحومة؟
- Éclairage / الضو
- Déchets / الزبل
- Routes / الطرقان
- Eau / الما

Quels jours vous vont ? / شنو هي الأيام اللي كتواتيكم؟ (2)
- Lundi / الإثنين
- Mercredi / الأربعاء
- Samedi / السبت

Un mot pour le quartier ? / شي كلمة على الحومة؟ (nuage)

Vos idées pour les jeunes ? / أفكار للشباب؟ (idées)

Comment était l'atelier ? / كيفاش كانت الورشة؟ 1-5

Le numéro de la protection civile ? (quiz, vite) / شنو هو رقم الوقاية المدنية؟
- 19
+ 15
- 177

Que faire d'abord au marché ? (classement) / شنو نديرو اللول فالسوق؟
- Ombre / الظل
- Toilettes / المراحيض
- Parking / الباركينغ"""
CROWD = 40
# What the crowd writes, by the sign that a question for words begins a line with.
SAID = {
    "☁️": (
        "الضو، طريق", "tri9, propreté", "النظافة", "école, sécurité", "المدرسة، الما", "الشباب، الضو", "transport",
        "l'école", "الطريق", "nadafa, الضو", "emploi, الشباب", "santé", "sport, école", "سوق", "الما",
    ) * 2,
    "💡": (
        "Un terrain de sport éclairé le soir", "مكتبة صغيرة قرب المدرسة", "دروس دعم مجانية فالليل",
        "Un club de robotique le samedi", "تيران ديال الكرة بالضو", "Des bancs à l'ombre près de l'arrêt de bus",
        "نقل للبنات من الدواوير البعيدة", "Des cours de code au centre de jeunes", "سوق أسبوعي للتعاونيات النسائية",
    ),
}  # fmt: skip
NO_VOTE = "First make a live vote: on Salma's phone, send /workshop and paste a few questions."

VOTE = Play(
    "vote",
    "Play: the room votes",
    (
        Step("salma", "says", "Salma leads a workshop: she asks for a live vote", "/workshop"),
        Step("salma", "says", "She pastes her questions, in two languages", QUESTIONS),
        Step("salma", "taps", "The bot has understood them: she makes the vote", data="form:send"),
        Step(
            "salma", "looks", "Press “40 people join and vote” above, and open the address for the big screen", "code"
        ),
        Step("salma", "taps", "She opens the first question", data="room.go"),
        Step("salma", "looks", "The votes come in: her panel and the big screen follow", "ouvert"),
        Step("salma", "taps", "She closes the vote", data="room.go"),
        Step("salma", "taps", "And shows the result: on the wall and on every phone", data="room.go"),
        Step("salma", "taps", "The next question, and so on", data="room.go"),
        Step("salma", "looks", "That is a live vote. ⋯ ends it", "Question 2"),
    ),
    "A live vote led from one phone, with a room full of people",
)
PLAYS = (LAMP, VOTE)


async def code_of_vote(bot: Bot) -> str:
    """The code of the newest vote that runs; LookupError with a sentence if there is none."""
    async with bot.house.database.reading() as session:
        running = await rooms.running(session)
    if not running or not running[0].code:
        raise LookupError(NO_VOTE)
    return running[0].code


async def on_pads(bot: Bot) -> Screen | None:
    """What the big screen of the newest vote that runs asks those who hold a pad; None if it asks nothing of them."""
    async with bot.house.database.reading() as session:
        room = next(iter(await rooms.running(session)), None)
        question = await session.get(QuestionRow, room.question_id or 0) if room else None
    if room is None or question is None or question.state != OPEN or not pads.serves(room, question):
        return None
    if question.opened_at and bot.house.clock.now() < question.opened_at:
        return None
    return Screen(f"on pads {question.id}", frozenset(f"p:{room.id}:{one}" for one in pads.answers(question)))


async def tell(bot: Bot, board: Board, clock: MovableClock) -> None:
    """Let the story happen: everybody but the first through the welcome, then what came before."""
    for key, language in WELCOMED.items():
        phone = board.by_key(key)
        await phone.start()
        await settled(bot, board, clock)
        await perform(Step(key, "taps", "", data=f"language.set:{language}:"), phone)
        await settled(bot, board, clock)
    for step in BEFORE:
        await perform(step, board.by_key(step.phone))
        await settled(bot, board, clock)


async def settled(bot: Bot, board: Board, clock: MovableClock, minutes: float = 0) -> None:
    """Let the bot come to rest, `minutes` later."""
    # Questions wait a moment for further messages: nobody has to sit through that.
    await _answered(bot, board)
    clock.move(timedelta(minutes=minutes, seconds=2))
    await _answered(bot, board)


async def _answered(bot: Bot, board: Board) -> None:
    """Return when the bot has heard all that was said and has answered; TimeoutError if it does not hear."""
    async with asyncio.timeout(HEARS_WITHIN):
        while board.telegram.updates.pending:  # noqa: ASYNC110 - only the bot's next question confirms them
            await asyncio.sleep(0.01)
    await bot.quiet()
