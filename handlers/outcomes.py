"""Results and files of a live vote, for its facilitators: while it is live, and weeks after it ended.

One list of the questions; behind each what came of it, pictures to share, counts by hand. Rights are checked at each
tap, and once more when a file leaves.
"""

import asyncio
import logging
import zipfile
from io import BytesIO

from telegram import Update

from conversations import told
from handlers import canvas, exports, panels, pictures, results
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.sheets import number_of
from handlers.words import bold
from locales import common
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from services import audit, byhand, outcomes, promotions, tallies
from services.outcomes import Outcome, Session
from services.roles import Role, holds
from storage.byhand import HANDS, PAPER
from storage.questions import OPEN, WRITTEN, QuestionRow
from storage.rooms import RoomRow

log = logging.getLogger(__name__)

KINDS = {"xlsx": "📄 Excel", "csv": "📄 CSV", "json": "📄 JSON"}
BUTTON = 24  # characters of a question on a button
WITHOUT_NAMES = N_("📄 The results. Who voted or wrote what is not in them.")
WITH_NAMES = N_("📄 The results. Names are in them only where the question said before that it shows them.")
GONE = N_("These results are no longer there.")


@taps("room.results")
@staff_only(Role.FACILITATOR)
async def opened(update: Update, context: Context, room: str, place: str = "") -> None:
    """The results of a session: below the panel, whose menu closes, or in place of what the button stood under."""
    async with context.transaction() as session:
        row = await outcomes.room_of(session, number(room))
        if row is None:
            context.toast(context.texts.plain(GONE))
            return
        context.say("room.results", edit=place == "here", room=row.id)
        if place == "panel":
            await panels.show(context, session, row.id)


@taps("room.outcome")
@staff_only(Role.FACILITATOR)
async def one_opened(update: Update, context: Context, question: str) -> None:
    """The result of one question."""
    context.say("room.outcome", edit=True, question=number(question))


@taps("room.file")
@staff_only(Role.FACILITATOR)
async def file_asked(update: Update, context: Context, room: str, kind: str) -> None:
    """Send the results as a file."""
    async with context.transaction() as session:
        row = await outcomes.room_of(session, number(room))
        if row is None or kind not in KINDS:
            context.toast(context.texts.plain(GONE))
            return
        audit.note(session, context.person.id, "room.export", f"room:{row.id}", context.house.clock.now(), kind=kind)
        context.toast(context.texts.plain("📨 It is on its way."))
        context.say("room.file", room=row.id, kind=kind)


@taps("room.pictures")
@staff_only(Role.FACILITATOR)
async def pictures_asked(update: Update, context: Context, question: str, kind: str = "album") -> None:
    """Send the pictures of a result: to share, or as files."""
    async with context.transaction() as session:
        row = await outcomes.asked(session, number(question))
        if row is None or kind not in ("album", "zip") or not _is_over(await outcomes.of_question(session, row)):
            context.toast(context.texts.plain("First close the vote on this question."), alert=True)
            return
        subject, now = f"room:{row.room_id}", context.house.clock.now()
        audit.note(session, context.person.id, "room.pictures", subject, now, question=row.id)
        context.toast(context.texts.plain("📨 It is on its way."))
        context.say("room.pictures", question=row.id, kind=kind)


def _is_over(outcome: Outcome) -> bool:
    return not outcomes.is_open(outcome) and outcome.opened_at is not None


# What is shown


@screen("room.results")
async def results_screen(view: View, *, room: int) -> Message:
    """Who came, every question that was asked, the files."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await outcomes.room_of(view.session, room)
    if row is None:
        return Message(view.texts(GONE))
    texts, session = view.texts, await outcomes.of_room(view.session, row)
    lines = [bold(texts("📁 Results of the live vote")), texts.long_date(session.day)]
    lines += results.came(texts, session.attendance)
    lines.append(texts("What would you like to see?") if session.outcomes else texts("No question was asked yet."))
    return Message("\n".join(lines), rows=_rows(view, row, session))


def _rows(view: View, room: RoomRow, session: Session) -> Rows:
    texts = view.texts
    asked = [
        Button(_label(texts.rtl, number_of(one, session), told.heading(texts, one)),
               data("room.outcome", one.question))
        for one in session.outcomes
    ]  # fmt: skip
    files = [Button(name, data("room.file", room.id, kind)) for kind, name in KINDS.items()]
    alone = Button(texts.plain("🚶 People without a phone"), data("hand.walk", room.id))
    below = one_a_row([alone, *panels.summary_link(view, room)])
    return [*one_a_row(asked), *([files] if asked else []), *below]


def _label(rtl: bool, at: str, words: str) -> str:
    label = f"{at}. {cut(' '.join(words.split()), BUTTON)}"
    return f"\u200f{label}" if rtl else label


@screen("room.outcome")
async def outcome_screen(view: View, *, question: int) -> Message:
    """The result of a question, and what one can do with it."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await outcomes.asked(view.session, question)
    if row is None:
        return Message(view.texts(GONE))
    texts, outcome = view.texts, await outcomes.of_question(view.session, row)
    if outcome.state == OPEN:
        head = bold(texts("Question: {question}", question=told.heading(texts, outcome)))
        _, *apart = results.voted(texts, row, await tallies.result(view.session, row))
        text = Safe("\n").join([head, texts("The vote is open"), told.voters(texts, outcome), *apart])
    else:
        text = await results.shown(view, row)
    return Message(text, rows=await _acts(view, row, outcome))


async def _acts(view: View, row: QuestionRow, outcome: Outcome) -> Rows:
    texts, session, found = view.texts, view.session, list[Button]()
    if _is_over(outcome):
        found.append(Button(texts.plain("🖼 Pictures to share"), data("room.pictures", row.id)))
        found.append(Button(texts.plain("🖨 Pictures as files"), data("room.pictures", row.id, "zip")))
    if byhand.possible(row):
        on = {name: (await byhand.of_question(session, row, name)).voters for name in byhand.SOURCES}
        found.append(Button(texts.plain("📝 On paper: {count}", count=on[PAPER]), data("hand.pad", row.id, PAPER)))
        found.append(Button(texts.plain("✋ Raised hands: {count}", count=on[HANDS]), data("hand.pad", row.id, HANDS)))
    if promotions.possible(row):
        label = N_("📌 Make a report of a text") if row.kind in WRITTEN else N_("📌 Make a report of an answer")
        found.append(Button(texts.plain(label), data("promote.list", row.id)))
    back = Button(f"↩️ {texts.plain(common.BACK)}", data("room.results", row.room_id, "here"))
    return one_a_row([*found, back])


# What is sent


@screen("room.file")
async def file_screen(view: View, *, room: int, kind: str) -> Message:
    """The results as a file, in the language of who asked."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await outcomes.room_of(view.session, room)
    if row is None:
        return Message(view.texts(GONE))
    session, lab = await outcomes.of_room(view.session, row), view.house.lab
    content = await asyncio.to_thread(exports.made, kind, session, view.texts, lab)
    file = Media("document", content=content, filename=exports.filename(kind, session, lab))
    named = any(one.named for one in session.outcomes)
    return Message(view.texts(WITH_NAMES if named else WITHOUT_NAMES), media=file)


@screen("room.pictures")
async def pictures_screen(view: View, *, question: int, kind: str) -> Message:
    """The result as a picture in each language: an album to forward, or a zip of SVG and PNG."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await outcomes.asked(view.session, question)
    if row is None:
        return Message(view.texts(GONE))
    outcome, house = await outcomes.of_question(view.session, row), view.house
    every = [house.catalogues[code] for code in house.catalogues.languages]
    day = outcome.opened_at or house.clock.now()
    svgs = [pictures.card(outcome, texts, house.lab, day) for texts in every]
    try:
        pngs = await canvas.to_png(*svgs)
    except (OSError, TimeoutError) as error:
        log.error("the pictures of a result could not be made: %r", error)
        return Message(view.texts("We could not make the pictures just now. Please try again in a minute."))
    names = [f"vote-{outcome.number}-{texts.language}" for texts in every]
    if kind == "zip":
        content = _zipped(dict(zip(names, zip(svgs, pngs, strict=True), strict=True)))
        return Message(media=Media("document", content=content, filename=f"vote-{outcome.number}.zip"))
    shown = [Media("photo", content=png, filename=f"{name}.png") for name, png in zip(names, pngs, strict=True)]
    return Message(view.texts("Ready to be shared."), album=shown)


def _zipped(drawn: dict[str, tuple[str, bytes]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (svg, png) in drawn.items():
            archive.writestr(f"{name}.svg", svg)
            archive.writestr(f"{name}.png", png)
    return out.getvalue()
