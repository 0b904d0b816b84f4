"""The short way of a vote: known by its data in the raw update, answered after its commit, without PTB's objects.

    lane = VoteLane(box, ticks, house, metrics)
    await lane.takes(raw)            # polling: False if it is no vote; True once it is on disk, its answer on the way
    await lane.replies(raw)          # webhook: None if it is no vote; else the call that rides in the HTTP answer

Everything that is not exactly a vote from a private chat goes the normal way. Unsettled: the database is away.
"""

import logging
import re
from typing import Any

from bot.ballotbox import BallotBox, Stopped
from bot.errors import without_words
from bot.metrics import Metrics
from bot.settling import Unsettled
from bot.ticks import Tick, Ticks
from handlers import pads
from handlers.ballots import toast
from handlers.context import House
from services.ballots import Outcome, Tap, Told
from services.people import likely_language
from storage.database import AWAY
from storage.questions import PAIRS, QuestionRow

log = logging.getLogger(__name__)

_VOTE = re.compile(r"v:([0-9]{1,18}):([0-9]{1,3})(?::g([1-9]))?")
_PAD = re.compile(r"p:([0-9]{1,18}):([A-J]|10|[0-9])")

Raw = dict[str, Any]


def read(raw: Raw) -> Tap | None:
    """The tap in a raw update, if it is a vote in the voter's own chat with us."""
    query: Any = raw.get("callback_query")
    data = query.get("data") if isinstance(query, dict) else None
    if not isinstance(data, str) or data[:2] not in ("v:", "p:"):
        return None
    try:
        named = _named(data)
        message, person = query["message"], query["from"]["id"]
        if named is None or message["chat"]["type"] != "private" or message["chat"]["id"] != person:
            return None
        numbers = (raw["update_id"], person, message["message_id"])
        if not all(type(one) is int for one in numbers):
            return None
        update_id, person, message_id = numbers
        return Tap(update_id, person, message_id=message_id, query_id=query["id"], **named)
    except (KeyError, TypeError):
        return None


def _named(data: str) -> dict[str, Any] | None:
    """What the data of a vote names; None if it is none."""
    if vote := _VOTE.fullmatch(data):
        return {"question_id": int(vote[1]), "option": int(vote[2]), "guest": int(vote[3] or 0)}
    if pad := _PAD.fullmatch(data):
        return {"question_id": 0, "option": 0, "room": int(pad[1]), "symbol": pad[2]}
    return None


def _shows(outcome: Outcome, kind: str) -> bool:
    """Whether the buttons are to change; of pairs also after the same tap, or a lost change would end the way on."""
    return outcome is Outcome.COUNTED or (outcome is Outcome.SAME and kind == PAIRS)


class VoteLane:
    """From a raw update to a counted vote and its answer."""

    def __init__(self, box: BallotBox, ticks: Ticks, house: House, metrics: Metrics) -> None:
        self._box, self._ticks, self._house, self._metrics = box, ticks, house, metrics
        self._said_of: QuestionRow | None = None
        self._said: dict[tuple[Any, ...], str] = {}

    async def takes(self, raw: Raw) -> bool:
        """Count a vote and queue its answer; False if the normal way has to take it."""
        told = await self._counted(raw)
        if told is None:
            return False
        self._house.outgoing.answer_tap(told.tap.query_id, self._toast(told, raw), False)
        return True

    async def replies(self, raw: Raw) -> Raw | None:
        """Count a vote; the call that answers it. None if the normal way has to take it."""
        told = await self._counted(raw)
        if told is None:
            return None
        text = self._toast(told, raw)
        return {"method": "answerCallbackQuery", "callback_query_id": told.tap.query_id, "text": text}

    @property
    def idle(self) -> bool:
        """Whether everything is counted and shown."""
        return self._box.idle and self._ticks.idle

    async def quiet(self) -> None:
        """Return when everything is counted and shown."""
        await self._box.quiet()
        await self._ticks.quiet()

    async def stop(self) -> None:
        """Count what came, take no more."""
        await self._box.stop()
        await self._ticks.stop()

    async def put(self, tap: Tap) -> Told | None:
        """Count a tap, wherever it came from; None if we fail at it. Unsettled: nothing of it is kept."""
        try:
            return await self._box.put(tap)
        except AWAY as error:
            raise Unsettled("the database is away") from error
        except Stopped:
            raise Unsettled("stopped") from None
        except Exception as error:  # noqa: BLE001 - it is logged, without who voted for what
            log.error("a vote cannot be counted; please report this: %s", without_words(error))
            return None

    async def _counted(self, raw: Raw) -> Told | None:
        tap = read(raw)
        told = await self.put(tap) if tap else None
        if told is None:
            return None
        self._metrics.settled(raw)
        self._tick(told)
        return told

    def _tick(self, told: Told) -> None:
        if told.question and told.language and not told.tap.room and _shows(told.outcome, told.question.kind):
            tick = Tick(told.tap.message_id, told.question, told.language, told.choice, told.voter, told.tap.guest)
            self._ticks.want(told.tap.telegram_id, tick)

    def _toast(self, told: Told, raw: Raw) -> str:
        language = told.language or likely_language(raw["callback_query"]["from"].get("language_code"))
        if told.question is not self._said_of:
            self._said_of, self._said = told.question, {}
        same = language, told.outcome, told.choice, bool(told.tap.room), told.tap.symbol
        if same not in self._said:  # of a batch many chose the same
            texts = self._house.catalogues[language]
            self._said[same] = pads.toast(texts, told) if told.tap.room else toast(texts, told)
        return self._said[same]
