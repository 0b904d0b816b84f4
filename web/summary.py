"""/live/TOKEN/summary: what a session showed, on one page to read, share and print; in each language by a link.

Results that were not shown are not on it while the session goes on. It changes nothing and needs no script.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from conversations import told
from locales.formats import Safe
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Texts
from services import outcomes
from services.outcomes import Outcome, Session
from services.words import spoken
from storage import rooms as rows
from storage.database import AWAY
from storage.rooms import ENDED, RoomRow
from web.join import Door
from web.live import RETRY_AFTER, WALL, rendered
from web.visits import likely
from web.voting import Option
from web.wording import APART, CAME, SUMMARY

PATH = f"{WALL}/summary"
ROUND = N_("Round {number}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text that people wrote, and how many wrote or support it."""

    words: str
    count: str


@dataclass(frozen=True, slots=True)
class Told:
    """One question on the page; `round_head` stands above the first one of a round. What was written has `texts`.

    `who`: who chose what, where the vote showed names.
    """

    number: int
    words: str
    scale: bool
    options: Sequence[Option]
    notes: Sequence[Safe]
    texts: Sequence[Text] = ()
    who: Sequence[Safe] = ()
    round_head: Safe | None = None


def add_routes(app: web.Application, door: Door) -> None:
    """Add the page; what it loads is served by web/live.py."""

    async def summary(request: web.Request) -> web.Response:
        try:
            async with door.database.reading() as session:
                room = await rows.by_token(session, request.match_info["token"])
                if room is None or room.trial_of:
                    raise web.HTTPNotFound
                found = await outcomes.of_room(session, room)
        except AWAY:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
        return _page(door, _texts(door, request), room, found)

    app.router.add_get(PATH, summary)


def _texts(door: Door, request: web.Request) -> Texts:
    spoken_here, wanted = door.catalogues.languages, request.query.get("language", "")
    return door.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]


def _page(door: Door, texts: Texts, room: RoomRow, session: Session) -> web.Response:
    html = rendered(
        "summary.html",
        texts=texts,
        lab=texts.lines([door.name.pick(texts.language)]),
        said={key: texts(msgid) for key, msgid in SUMMARY.items()},
        names={code: NAMES[code] for code in door.catalogues.languages},
        day=texts.long_date(session.day),
        live=room.state != ENDED,
        came=_came(texts, session),
        questions=answers(texts, session),
    )
    return web.Response(text=html, content_type="text/html")


def _came(texts: Texts, session: Session) -> list[Safe]:
    """How many people came, and by which ways."""
    counted = session.attendance
    apart = {"web": counted.web, "walk_ins": counted.walk_ins}
    lines = [texts(words, count=apart[key]) for key, words in CAME.items() if apart.get(key)]
    return [texts("People who came: {count}", count=counted.people), *lines]


def answers(texts: Texts, session: Session) -> list[Told]:
    """What may be shown, question by question."""
    found: list[Told] = []
    before = 0
    for one in outcomes.shown(session):
        head = texts(ROUND, number=one.round) if session.rounds > 1 and one.round != before else None
        before = one.round
        words = told.heading(texts, one)
        notes, who = _notes(texts, one), _who(texts, one)
        options, written = _options(texts, one), _written(texts, one)
        found.append(Told(one.number, words, one.is_scale, options, notes, written, who, head))
    return found


def _options(texts: Texts, outcome: Outcome) -> list[Option]:
    if not outcome.is_told or outcome.is_written:
        return []
    return [
        Option(
            one.place,
            one.letter,
            "" if outcome.is_scale else spoken(one.words, texts.language),
            item=one.place,
            count=one.count or 0,
            percent=one.percent or 0,
            told=told.beside(texts, outcome, one),
            right=one.right,
        )
        for one in outcome.answers
    ]


def _who(texts: Texts, outcome: Outcome) -> list[Safe]:
    return told.who(texts, outcome.signed, outcome.voters) if outcome.named else []


def _written(texts: Texts, outcome: Outcome) -> list[Text]:
    """All that was written and that everybody could see."""
    every = outcome.answers if outcome.is_written else ()
    return [Text(spoken(one.words, texts.language), told.support(outcome, one)) for one in every]


def _notes(texts: Texts, outcome: Outcome) -> list[Safe]:
    """What stands under the bars: the average, how many voted, and by which ways."""
    lines = [] if outcome.is_told else [texts("Too few votes to show the details")]
    lines += [texts(told.NOTHING)] if outcome.is_written and not outcome.answers else []
    lines += told.how(texts, outcome)
    if outcome.average is not None:
        lines.append(texts("Average: {mean}", mean=round(outcome.average, 1)))
    lines.append(told.voters(texts, outcome))
    lines += [texts(words, count=outcome.sources[name]) for name, words in APART.items() if outcome.sources.get(name)]
    return [*lines, *told.held_back(texts, outcome.held_back, outcome.named)]
