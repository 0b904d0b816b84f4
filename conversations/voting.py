"""What a voter is told, on Telegram and in the browser alike: how a question is answered, what counts for them now.

    texts(voting.hint(question), most=question.most)
    noted = voting.noted(question, choice, "fr")        # texts(noted.msgid, choice=texts.listing(noted.names), …)

And what a quiz is for one player: `await voting.game(session, room_id, question, person_id=…)`.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from locales.formats import Safe, Value
from locales.marks import N_
from locales.texts import Texts, ltr
from services import players, tallies
from services.choices import MOST_PAIRS, TENS, answers_of, pairs, shares_of
from services.kinds import TEN
from services.words import spoken
from storage.questions import BUDGET, MULTIPLE, PAIRS, QUIZ, RANKING, QuestionRow
from storage.rooms import RoomRow

HINT = N_("Choose your answer:")
HINTS: dict[str, str] = {
    MULTIPLE: N_("Several answers are possible, at most: {most}"),
    RANKING: N_("Tap what comes first for you, then what comes second, and so on. A second tap takes it out."),
    BUDGET: N_("You have 100 points to give. Each tap on a line gives it 10, ➖ takes 10 back."),
    PAIRS: N_("Two at a time: tap the one that you prefer. ⏭ passes over, ↩️ goes back."),
}
QUICK = N_("⚡ Choose your answer: the sooner, the more points.")
PARTLY: dict[str, str] = {
    RANKING: N_("It counts as it stands: you need not rank everything."),
    BUDGET: N_("It counts as it stands: you need not give everything."),
    PAIRS: N_("It counts as it stands: you can stop at any moment."),
}
SECRET = N_("🔒 The vote is secret. You can change your choice until it ends.")
WELCOMED = N_("🔒 Votes are secret, but for one that shows names: its question says so before you tap.")
SHOWS_NAMES = N_(
    "👁 This vote shows names: the facilitator and the list of results show who chose what. "
    "You can change your choice until it ends."
)
NAMED_AS = N_("✍️ Your name in it: {name}")
NAMELESS = N_("✍️ You have given no name: your choice counts without one.")
NAMELESS_GUEST = N_("✍️ On the phone of somebody else your choice counts without a name.")
KEPT = N_(
    "The facilitator and whoever sees the results read this name. "
    "It goes {time} after the end, or at once with “Without a name”."
)
GAME = N_("🎮 In the quiz your points are counted under your game name.")
NAMED = N_(
    "🎮 In the quiz your points are counted under your game name: {name}\nYou can change your choice until it ends."
)
FULL: dict[str, str] = {
    MULTIPLE: N_("Choices at most: {most}\nPlease take one back first."),
    BUDGET: N_("All 100 points are given.\nTo give elsewhere, first take 10 back with ➖."),
}

# The line under an answer that has a rank, once the result is shown.
RANKED: dict[str, str] = {
    RANKING: N_("Points: {count} · put first by: {beside}"),
    BUDGET: N_("Points: {count} ({percent}) · given by: {beside}"),
    PAIRS: N_("Preferred: {percent} · times compared: {beside}"),
}
HOW = N_("Points for a first place: {most}, one less for each place after it")
FEW = N_("Too few votes to show the details")
# What a player of the quiz is told.
IS_RIGHT = N_("🎉 That is right: {answer}\nYour points for it: {points}")
IS_WRONG = N_("Not this time. The right answer: {answer}")
RIGHT_ONE = N_("The right answer: {answer}")
SO_FAR = N_("🎮 Game name: {name}, points so far: {points}")
AT_THE_END = N_("🏆 Quiz, {name}: place {place}, points {points}")

LEFT = N_("Points left to give: {rest}")
NOTHING = N_("Nothing is chosen now.\nYou can choose again until the vote ends.")
NOTED = N_("Noted: {choice}\nYou can change it until the vote ends.")
SHARED = N_("Noted: {choice}\nPoints left to give: {rest}")
UNSHARED = N_("You have given no points yet.\nPoints left to give: {rest}")
COMPARED = N_("Noted. Pairs done: {done} of {of}")
ALL_COMPARED = N_("That was the last pair, thank you!\nYou can go back until the vote ends.")


@dataclass(frozen=True, slots=True)
class Noted:
    """A sentence about a choice: the names of what was chosen, for `{choice}`, and its other values."""

    msgid: str
    names: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)


def hint(question: QuestionRow) -> str:
    """How this question is answered; `{most}` stands in it."""
    return QUICK if question.kind == QUIZ and question.quick else HINTS.get(question.kind, HINT)


def noted(question: QuestionRow, choice: int, language: str) -> Noted:
    """What counts now."""
    if question.kind == PAIRS:
        done, of = compared(question, choice)
        return Noted(COMPARED if done < of else ALL_COMPARED, values={"done": done, "of": of})
    names = tallies.chosen(question, choice, language)
    if question.kind == BUDGET:
        return Noted(SHARED if names else UNSHARED, names, {"rest": rest(question, choice)})
    return Noted(NOTED if names else NOTHING, names)


def rest(question: QuestionRow, choice: int | None) -> int:
    """The points of a budget that are left to give."""
    return TEN * (TENS - sum(shares_of(choice or 0, len(question.options))))


def ranked(question: QuestionRow, result: tallies.Result, place: int) -> dict[str, Value]:
    """The values of the line under an answer that has a rank."""
    at, share = tallies.places(question).index(place), tallies.share(question, result, place)
    return {"count": result.counts[at], "beside": result.beside[at], "percent": ltr(f"{tallies.percent(share)} %")}


@dataclass(frozen=True, slots=True)
class Game:
    """A quiz for one player: their game name, the points of one question (None: no answer), those so far, the place."""

    name: str
    points: int | None = None
    total: int = 0
    place: int | None = None


async def game(
    session: AsyncSession,
    room_id: int,
    question: QuestionRow | None = None,
    *,
    person_id: int | None = None,
    device: int | None = None,
) -> Game | None:
    """What the quiz of a room is for this person, or this browser; None for who is no player."""
    player = await players.of(session, room_id, person_id=person_id, device=device)
    room = await session.get(RoomRow, room_id)
    if player is None or room is None:
        return None
    points = await players.points_for(session, question.id, player.id) if question else None
    mine = await players.standing(session, room, player)
    name = players.name(player.number)
    return Game(name, points, mine.points, mine.place) if mine else Game(name, points)


def won(texts: Texts, question: QuestionRow, mine: Game | None) -> list[Safe]:
    """Once a quiz question is shown: whether one was right, what it brought, and the points so far."""
    answer = spoken(question.options[question.correct or 0], texts.language)
    if mine is None or mine.points is None:
        return [texts(RIGHT_ONE, answer=answer)]
    first = texts(IS_RIGHT if mine.points else IS_WRONG, answer=answer, points=mine.points)
    return [first, texts(SO_FAR, name=ltr(mine.name), points=mine.total)]


def placed(texts: Texts, mine: Game | None) -> list[Safe]:
    """At the end: a player's place; nothing for who did not play, or has no point."""
    if mine is None or mine.place is None or not mine.total:
        return []
    return [texts(AT_THE_END, name=ltr(mine.name), place=mine.place, points=mine.total)]


def promised(texts: Texts, question: QuestionRow, mine: Game | None) -> Safe:
    """That the vote is secret, or that it shows names; of a quiz under which name points are counted."""
    if question.named:
        return texts(SHOWS_NAMES)
    if question.kind != QUIZ:
        return texts(SECRET)
    return texts(NAMED, name=ltr(mine.name)) if mine else texts(GAME)


def name_kept(texts: Texts, days: int) -> Safe:
    """Who reads the name, and how long it stays."""
    return texts(KEPT, time=texts.duration(timedelta(days=days)))


def named_as(texts: Texts, name: str, guest: int = 0) -> Safe:
    """On a vote that shows names: which one stands beside this voter's choice."""
    if guest:
        return texts(NAMELESS_GUEST)
    return texts(NAMED_AS, name=name) if name else texts(NAMELESS)


def compared(question: QuestionRow, choice: int | None) -> tuple[int, int]:
    """How many pairs were answered or passed over, and how many one is shown at most."""
    every = len(pairs(len(question.options)))
    done = sum(map(bool, answers_of(choice or 0, every)))
    return done, min(MOST_PAIRS, every)
