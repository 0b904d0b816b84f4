"""The result of a question in words: a bar and a number for each answer, none in small groups; the game of a quiz."""

from collections.abc import Callable, Mapping

from conversations import told, voting
from handlers import saying_screens
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts, ltr
from services import entries, outcomes, players, tallies
from services.outcomes import Attendance
from services.tallies import Result
from services.words import spoken
from storage.ballots import SHARED, WEB
from storage.byhand import HANDS, PAPER
from storage.questions import QUIZ, RANKING, SCALE, WRITTEN, QuestionRow
from storage.rooms import RoomRow

BAR = 8  # squares
NAMES_UNITS = 1200  # of the names in a result on a phone: with all else it stays one message
RIGHT = "✅"
MEDALS = "🥇🥈🥉"
APART: dict[str, str] = {
    WEB: N_("Of these by the web: {count}"),
    SHARED: N_("Of these on a shared phone: {count}"),
    PAPER: N_("Of these on paper: {count}"),
    HANDS: N_("Of these by raised hands: {count}"),
}


async def shown(view: View, question: QuestionRow) -> Safe:
    """The question, what a player of the quiz has won, the answers with their counts, and how many took part."""
    texts, result = view.texts, await tallies.result(view.session, question)
    head = bold(texts("Results: {question}", question=told.title(texts, question.kind, question.words)))
    if question.kind in WRITTEN:
        written = saying_screens.result(texts, question, await entries.kept(view.session, question))
        return Safe("\n").join([head, *written, *voted(texts, question, result)])
    game = await _game(view, question) if question.kind == QUIZ else []
    lines = breakdown(view, question, result) if result.told else [texts(voting.FEW)]
    return Safe("\n").join([head, *game, *lines, *voted(texts, question, result), *await who(view, question, result)])


async def who(view: View, question: QuestionRow, result: Result) -> list[Safe]:
    """Who chose what, where the vote shows names."""
    if not question.named:
        return []
    signed = await outcomes.signed(view.session, question)
    return [Safe(), bold(view.texts(told.WHO)), *told.who(view.texts, signed, result.voters, NAMES_UNITS)]


def voted(texts: Texts, question: QuestionRow, result: Result) -> list[Safe]:
    """How many took part, and by which other ways than Telegram."""
    if question.kind in WRITTEN:
        return [texts("People who wrote: {count}", count=result.voters)]
    held = told.held_back(texts, result.held_back if result.told else 0, result.signed is not None)
    return [texts("Votes: {count}", count=result.voters), *apart(texts, result.apart), *held]


def apart(texts: Texts, by_source: Mapping[str, int]) -> list[Safe]:
    """How many of those just said came by the web, on paper, by raised hands."""
    return [texts(words, count=by_source[name]) for name, words in APART.items() if by_source.get(name)]


def came(texts: Texts, counted: Attendance) -> list[Safe]:
    """How many people came, and by which ways."""
    people = texts("People who came: {count}", count=counted.people)
    return [people, *apart(texts, {WEB: counted.web}), *walk_ins(texts, counted.walk_ins)]


def walk_ins(texts: Texts, count: int) -> list[Safe]:
    """How many of the people just said have no phone, if any."""
    return [texts("Of these without a phone: {count}", count=count)] if count else []


def breakdown(view: View, question: QuestionRow, result: Result) -> list[Safe]:
    """Two lines an answer, one a step of a scale."""
    return BREAKDOWNS.get(question.kind, _options)(view.texts, question, result.as_told)


def _options(texts: Texts, question: QuestionRow, result: Result) -> list[Safe]:
    whole = max(result.voters, 1)
    names = [spoken(words, texts.language) for words in tallies.labels(question)]
    if question.correct is not None:
        names[question.correct] = f"{RIGHT} {names[question.correct]}"
    return [
        texts.lines([name, ltr(f"{_bar(count / whole)} {count} ({tallies.percent(count / whole)} %)")])
        for name, count in zip(names, result.counts, strict=True)
    ]


def _scale(texts: Texts, question: QuestionRow, result: Result) -> list[Safe]:
    whole, steps = max(result.voters, 1), list(zip(tallies.places(question), result.counts, strict=True))
    mean = sum(step * count for step, count in steps) / whole
    lines = [texts.lines([ltr(f"{step:>2} {_bar(count / whole)} {count}")]) for step, count in steps]
    return [texts("Average: {mean}", mean=round(mean, 1)), *lines]


def _ranked(texts: Texts, question: QuestionRow, result: Result) -> list[Safe]:
    """The best first."""
    lines = []
    for rank, place in enumerate(tallies.in_order(question, result), 1):
        name = texts.lines([f"{rank}. {spoken(question.options[place], texts.language)}"])
        told = texts(voting.RANKED[question.kind], **voting.ranked(question, result, place))
        bar = texts.lines([ltr(_bar(tallies.share(question, result, place)))])
        lines.append(Safe("\n").join([name, bar, told]))
    return [*lines, texts(voting.HOW, most=len(question.options))] if question.kind == RANKING else lines


Breakdown = Callable[[Texts, QuestionRow, Result], list[Safe]]
BREAKDOWNS: dict[str, Breakdown] = {SCALE: _scale, **dict.fromkeys(voting.RANKED, _ranked)}


def _bar(share: float) -> str:
    full = round(BAR * share)
    return "🟦" * full + "⬜" * (BAR - full)


# The game of a quiz


async def _game(view: View, question: QuestionRow) -> list[Safe]:
    """What a player is told, and a line between."""
    mine = await voting.game(view.session, question.room_id, question, person_id=view.person.id)
    return [*voting.won(view.texts, question, mine), Safe()]


def right_answer(texts: Texts, question: QuestionRow) -> list[Safe]:
    """What was right in a quiz, for the panel."""
    return voting.won(texts, question, None) if question.kind == QUIZ else []


async def podium(view: View, room: RoomRow) -> list[Safe]:
    """Who has the most points, for the panel."""
    steps = players.podium(await players.standings(view.session, room))
    lines = [
        ltr(f"{medal} {' · '.join(step.names)}{f' +{step.more}' if step.more else ''}: {step.points}")
        for medal, step in zip(MEDALS, steps, strict=False)
    ]
    return [view.texts("🏆 The podium is on the wall:"), *(view.texts.lines([line]) for line in lines)]
