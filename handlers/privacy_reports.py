"""One's own reports on the readable page: what was sent, its files, what became of it, what was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from conversations.challenges import ANONYMOUS, HIDDEN, SHOWN
from handlers.screens import View
from handlers.statuses import explained, label
from handlers.telling import ALONE, voice_told
from handlers.thread_lines import said
from handlers.words import category_name, details_told, place_of
from locales.formats import Safe, escape
from locales.texts import ltr
from services import statuses
from services.belongings import Row
from services.media import IMAGES
from storage.challenges import ChallengeRow, PartRow, StatusRow, ThreadRow

SOUNDS = ("voice", "audio")
FILMS = ("video", "video_note")


@dataclass(frozen=True, slots=True)
class File:
    """A file, shown by `tag` (img, audio, video, a) from `source`, relative to the page; without it, `why` not."""

    name: Safe
    tag: str = ""
    source: str = ""
    why: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A step or a message: its head (who or what, and when), its words and its file."""

    head: Safe
    words: Safe | str
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report."""

    title: Safe
    lines: list[Safe]
    words: str
    files: list[File]
    steps: list[Told]
    thread: list[Told]


class Files:
    """Every file of the copy, by the id of its row; `places` says in which part each is, `part` which one this is."""

    def __init__(self, view: View, media: list[Row], places: Mapping[int, int], part: int) -> None:
        self._view, self._places, self._part = view, places, part
        self._rows = {row["id"]: row for row in media}

    def of(self, media_id: int | None, words: str = "") -> File | None:
        """This file as it is shown; None if there is none."""
        row = self._rows.get(media_id or 0)
        if row is None:
            return None
        name = self._name(row)
        if self._places.get(row["id"]) != self._part:
            return File(name, why=self._why_not(row), words=words)
        return File(name, _tag(row), f"media/{row['path']}", words=words)

    def _name(self, row: Row) -> Safe:
        if row["kind"] in SOUNDS:
            return voice_told(self._view.texts, row["seconds"])
        return self._view.texts(ALONE.get("video" if row["kind"] in FILMS else row["kind"], ALONE["document"]))

    def _why_not(self, row: Row) -> Safe:
        elsewhere = self._places.get(row["id"])
        if elsewhere:
            return self._view.texts("This file is in part {n}.", n=elsewhere)
        return self._view.texts("We have no copy of this file.")


def _tag(row: Row) -> str:
    if row["kind"] in SOUNDS:
        return "audio"
    if row["mime"] in IMAGES and row["mime"] != "image/heic":  # which browsers do not show
        return "img"
    return "video" if row["kind"] in FILMS else "a"


async def reports(view: View, found: dict[str, list[Row]], places: Mapping[int, int], part: int) -> list[Report]:
    """Every report, newest first."""
    files = Files(view, found.get("media", []), places, part)
    every = sorted(found["challenges"], key=lambda row: row["id"], reverse=True)
    return [await _report(view, found, files, row["id"]) for row in every]


async def _report(view: View, found: dict[str, list[Row]], files: Files, number: int) -> Report:
    row = await view.session.get_one(ChallengeRow, number)
    status = await statuses.told_status(view.session, row, view.house.clock.now())
    parts = [await view.session.get_one(PartRow, one) for one in _ids(found, "challenge_parts", number)]
    parts.sort(key=lambda part: part.position)
    return Report(
        title=Safe(" · ").join([view.texts("Report {ref}", ref=ltr(row.ref)), escape(label(view, status))]),
        lines=list(_lines(view, row)),
        words="\n".join(filter(None, [row.words, *(_heard(part, row) for part in parts)])),
        files=[one for part in parts if (one := files.of(part.media_id, _beside(view, row, part)))],
        steps=[await _step(view, row, one) for one in _ids(found, "challenge_statuses", number)],
        thread=[await _message(view, row, files, one) for one in _ids(found, "challenge_thread", number)],
    )


def _ids(found: dict[str, list[Row]], table: str, challenge: int) -> list[int]:
    return sorted(row["id"] for row in found.get(table, []) if row["challenge_id"] == challenge)


def _heard(part: PartRow, row: ChallengeRow) -> str:
    """A text that stands nowhere else: what a voice said, whose file has gone."""
    text = part.text or ""
    return text if part.kind == "text" and text not in row.words else ""


def _lines(view: View, row: ChallengeRow) -> Iterator[Safe]:
    texts = view.texts
    if row.category:
        yield texts("Type: {category}", category=category_name(view, row.category))
    if place := place_of(view, row):
        yield texts("Place: {place}", place=place)
    if row.latitude is not None and row.longitude is not None:
        yield texts("On the map: {point}", point=ltr(f"{row.latitude:.5f}, {row.longitude:.5f}"))
    for question, answer in details_told(view, row):
        yield texts.lines([f"{question} {answer}"])
    chosen = {one.key: texts(str(one.label)) for one in (HIDDEN, SHOWN, ANONYMOUS)}[row.visibility]
    yield texts("Name: {name}", name=Safe(" · ").join(filter(None, [chosen, escape(row.author_name or "")])))
    yield texts("Received on {date}", date=when(view, row, row.created_at))
    if row.withdrawn_at:
        yield texts("Withdrawn on {date}.", date=when(view, row, row.withdrawn_at))


def when(view: View, row: ChallengeRow, moment: datetime) -> Safe:
    """The moment in words; of an anonymous report the day only."""
    return view.texts.long_date(moment) if row.author_id is None else view.texts.day_and_time(moment)


def _beside(view: View, row: ChallengeRow, part: PartRow) -> str:
    """What a voice says, as somebody wrote it down; or which question it answers."""
    asked = {one.key: one.ask.pick(view.texts.language) for one in view.house.lab.category(row.category).questions}
    return "\n".join(filter(None, [asked.get(part.about, ""), part.transcript]))


async def _step(view: View, row: ChallengeRow, number: int) -> Told:
    step = await view.session.get_one(StatusRow, number)
    head = Safe(" · ").join([escape(label(view, step.status)), when(view, row, step.at)])
    return Told(head, await explained(view, row, step))


async def _message(view: View, row: ChallengeRow, files: Files, number: int) -> Told:
    line = await view.session.get_one(ThreadRow, number)
    who = view.texts("From you") if line.side == "resident" else view.texts("From the team")
    file = files.of(line.media_id)
    words = (line.text or "") if file else await said(view, line)
    return Told(Safe(" · ").join([who, when(view, row, line.at)]), words, file)
