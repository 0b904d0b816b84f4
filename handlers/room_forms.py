"""Making a live vote from a pasted text, and adding a question while it runs: read back, then one tap."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Message as Sent
from telegram import Update

from conversations import room_form
from conversations.form import TEXT, Answer, Answers, Line, Said
from conversations.rooms import Slip, looks_like_questions, read
from handlers import forms, options, panels, question_forms
from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context
from handlers.rights import staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.formats import Safe, Value
from locales.isolates import isolated
from locales.lengths import ELLIPSIS, cut, visible_len
from locales.marks import N_
from locales.texts import Texts, ltr
from services import rooms
from services.cleaning import clean
from services.presses import Stale
from services.roles import Role, holds
from services.rooms import Asked
from services.words import FALLBACK
from storage.questions import BUDGET, CLOUD, IDEAS, MULTIPLE, PAIRS, QUIZ, RANKING, SCALE
from storage.questions import TEXT as FREE

FORM = room_form.FORM
# What is said of a question when it is read back.
KINDS: dict[str, str] = {
    QUIZ: N_("Quiz: the right answer has a tick"),
    RANKING: N_("To be put in order"),
    BUDGET: N_("100 points to share out"),
    PAIRS: N_("To be compared two at a time"),
    FREE: N_("✍️ Open text: each person writes one answer"),
    CLOUD: N_("☁️ Word cloud, words of one person at most: {most}"),
    IDEAS: N_("💡 Idea wall, ideas of one person at most: {most}"),
}
QUICK_QUIZ = N_("Quiz, the sooner the more points: the right answer has a tick")
PREVIEWED = 3000  # visible UTF-16 units: with what stands around it, still one message


@taps("room.new")
@staff_only(Role.FACILITATOR)
async def new(update: Update, context: Context) -> None:
    """Ask for the questions of a new vote."""
    await begin(context)


async def begin(context: Context) -> None:
    """Ask for the questions, unless something else was begun and not sent."""
    if not await question_forms.busy(context):
        async with context.transaction() as session:
            await forms.begin(context, session, FORM.name)


async def questions_sent(update: Update, context: Context) -> bool:
    """Take a question with its answers, or a poll of Telegram's, from who leads a vote that runs: one tap adds it."""
    text = _words_of(update.effective_message)
    if not holds(context.person.roles, Role.FACILITATOR) or not looks_like_questions(text):
        return False
    async with context.reading() as session:
        room = await panels.led_by(session, context.person)
    async with context.transaction() as session:
        known = Answers({"words": Answer("text", text)}) if isinstance(room_form.readable(text), str) else None
        said = [] if known else [Said(TEXT, text)]
        await forms.begin(context, session, FORM.name, said, known, room=room.id if room else 0)
    return True


def _words_of(message: Sent | None) -> str:
    """The text of a message; a poll as somebody would write it."""
    if message and message.poll:
        right = message.poll.correct_option_ids
        signs = ["+" if right == (at,) else "-" for at in range(len(message.poll.options))]
        options = (f"{sign} {option.text}" for sign, option in zip(signs, message.poll.options, strict=True))
        return "\n".join([message.poll.question, *options])
    return clean(message.text or "") if message else ""


class _Questions(Served):
    """The questions are read back as the room will see them; what could not be read is said below."""

    form = FORM
    needs = Role.FACILITATOR
    head = N_("🗳 Here is your vote:")

    def value(self, view: View, line: Line) -> Value:
        """Every question with its answers."""
        asked, _ = read(str(line.answer.value))
        shown = [_previewed(view, number, one) for number, one in enumerate(asked, 1)]
        return Safe("\n" + "\n\n".join(_fitting(shown)))

    def under_question(self, view: View, one: Open) -> Rows:
        """Other ways to make a vote; while one is being led, its question may be put together too."""
        texts, room = view.texts, one.beside.get("room") or 0
        steps = Button(texts.plain("🧭 Step by step"), data("room.ask", room))
        ready = Button(texts.plain("📚 Ready votes"), data("room.templates"))
        return [[steps]] if room else [[steps], [ready]]

    def below(self, view: View, one: Open, lines: object) -> list[Safe]:
        """What is left out, with the words that are meant; which questions are in one language."""
        asked, slips = read(str(one.draft.answers.value("words")))
        told = [Safe("• ") + _left_out(view.texts, slip) for slip in slips]
        left_out = [Safe("\n").join([view.texts("⚠️ This is left out:"), *told])] if told else []
        return [*left_out, *_in_one_language(view, asked)]

    def send_label(self, one: Open) -> str:
        """Create a vote, or add to the one that runs."""
        return N_("Add to the vote") if one.beside.get("room") else N_("Create the vote")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Make the room, or put the questions at its end."""
        asked, _ = read(answers.value("words"))
        room_id, now = one.beside.get("room") or 0, context.house.clock.now()
        if not room_id:
            room = await rooms.create(session, context.person, asked, now)
            context.say("room.invite", edit=True, room=room.id)
            await panels.put(context, session, room.id)
            return
        try:
            await rooms.add(session, context.person, room_id, asked, now)
        except Stale:
            context.say("room.over", edit=True)
            return
        context.say("room.added", edit=True, count=len(asked))
        await panels.put(context, session, room_id)


def _in_one_language(view: View, asked: list[Asked]) -> list[Safe]:
    numbers = [str(number) for number, one in enumerate(asked, 1) if len(one.words) == 1]
    if not numbers or len(view.house.catalogues.languages) == 1:
        return []
    told = N_("🌍 In one language only, questions: {numbers}\nAnother language stands after a slash: Oui / نعم")
    return [view.texts(told, numbers=ltr(", ".join(numbers)))]


def _left_out(texts: Texts, slip: Slip) -> Safe:
    """What is wrong; with one wrong answer its whole question is left out, so that question stands before it."""
    wrong = room_form.problem(slip)
    why = texts(wrong.msgid, **wrong.values)
    if not slip.under:
        return why
    return Safe("\n").join([texts("Question: {question}", question=cut(slip.under, room_form.QUOTED)), why])


serve(_Questions())


def _fitting(shown: list[Safe]) -> list[str]:
    """The questions that fit one message, and a sign where there are more."""
    room, kept = PREVIEWED, list[str]()
    for one in shown:
        if (room := room - visible_len(one) - 2) < 0:
            return [*kept, ELLIPSIS]
        kept.append(one)
    return kept


def _previewed(view: View, number: int, asked: Asked) -> Safe:
    texts = view.texts
    lines = [bold(texts("Question {number}: {question}", number=number, question=_in_all(view, asked.words)))]
    if asked.kind == SCALE:
        lines.append(texts("A scale from {low} to {high}", low=asked.low, high=asked.high))
    if asked.kind == MULTIPLE:
        lines.append(texts("Several answers are possible, at most: {most}", most=asked.most))
    if asked.kind in KINDS:
        lines.append(texts(QUICK_QUIZ if asked.quick else KINDS[asked.kind], most=asked.most))
    if asked.named:
        lines.append(texts(options.SHOWS_NAMES))
    signs = ["✅" if at == asked.correct else "–" for at in range(len(asked.options))]
    lines += [
        texts.lines([f"{sign} {_in_all(view, option)}"]) for sign, option in zip(signs, asked.options, strict=True)
    ]
    return Safe("\n").join(lines)


def _in_all(view: View, words: Mapping[str, str]) -> str:
    """The words in each language that they were written in, the reader's own first."""
    ways = list(dict.fromkeys(words[code] for code in FALLBACK[view.texts.language] if words.get(code)))
    return ways[0] if len(ways) == 1 else " / ".join(isolated(one, rtl=True) for one in ways)


@screen("room.added")
async def added(view: View, *, count: int) -> Message:
    """The questions are in the vote."""
    return Message(view.texts("✓ Added at the end of the vote. Questions: {count}", count=count))


@screen("room.over")
async def over(view: View) -> Message:
    """The vote has ended meanwhile."""
    return Message(view.texts("This vote is over. Thank you!"))
