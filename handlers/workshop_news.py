"""What leaves by itself about a workshop: a seat is free, it went to the next, something changed, it is called off."""

from collections.abc import Mapping
from typing import Any

from conversations import workshops as words
from conversations.calendars import removed
from handlers.buttons import Button, data
from handlers.programme import Seen, answer_rows, ics, seen_by
from handlers.screens import Message, Rendered, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import workshop_notices
from services.words import spoken
from storage.registrations import GOING, OFFERED
from storage.workshops import CANCELLED, WorkshopRow


async def _seen(view: View, workshop: int) -> Seen | None:
    row = await view.session.get(WorkshopRow, workshop)
    return await seen_by(view.session, view.person, row.code) if row else None


@screen(workshop_notices.CHANGED)
async def changed(view: View, *, workshop: int, before: dict[str, Any]) -> Rendered:
    """What was and what is now, the answers, and the new file for the calendar."""
    found = await _seen(view, workshop)
    if found is None or found.workshop.state == CANCELLED:
        return ()
    texts = view.texts
    head = bold(texts("🔔 Changed: {title}", title=words.title(texts, found.workshop)))
    lines = [line for name in workshop_notices.changed(before) for line in _difference(view, found, name, before)]
    text = "\n".join([head, *lines, "", texts("Does it still suit you? The file brings your calendar up to date.")])
    gone = removed(before.get("meetings", []), len(found.told.meetings))
    return Message(text, rows=_rows(view, found), media=await ics(view, found, gone))


def _difference(view: View, found: Seen, name: str, before: Mapping[str, Any]) -> list[Safe]:
    texts, workshop = view.texts, found.workshop
    if name == "meetings":
        was = [(begins, ends) for begins, ends, _zone in before[name]]
        return [*_was(view, words.sessions(texts, was)), *words.sessions(texts, words.walls(found.told.meetings))]
    if name == "title":
        return [texts("It was called: {title}", title=spoken(before[name], texts.language))]
    if name == "link":
        return [_link(view, found)]
    if name == "place":
        was_there = [texts("📍 {place}", place=spoken(before[name], texts.language))] if before[name] else []
        return [*_was(view, was_there), *words.where(texts, workshop)]
    point = N_("🗺 The point on the map is new.")
    if workshop.latitude is None:
        point = N_("🗺 There is no point on the map any more.")
    return [] if "place" in before else [texts(point)]


def _link(view: View, found: Seen) -> Safe:
    """The link itself is for those who come."""
    if not found.workshop.link:
        return view.texts("💻 Not online.")
    if found.row is None or found.row.state != GOING:
        return view.texts("💻 The link is new.")
    return view.texts("💻 The link is new: {link}", link=found.workshop.link)


def _was(view: View, lines: list[Safe]) -> list[Safe]:
    return [Safe(f"<s>{line}</s>") for line in lines]


@screen(workshop_notices.CALLED_OFF)
async def called_off(view: View, *, workshop: int) -> Rendered:
    """It does not take place; the file takes it out of the calendar."""
    found = await _seen(view, workshop)
    if found is None:
        return ()
    texts = view.texts
    when = words.sessions(texts, words.walls(found.told.meetings))
    text = [bold(texts("🚫 Called off: {title}", title=words.title(texts, found.workshop))), *when,
            texts("We are sorry. The file takes it out of your calendar.")]  # fmt: skip
    other = Button(texts.plain("📅 All workshops"), data("workshops.list"))
    return Message("\n".join(text), rows=[[other]], media=await ics(view, found))


@screen("workshop.offer")
async def offer(view: View, *, workshop: int) -> Rendered:
    """A seat is free: until when it is kept; nothing if they answered meanwhile."""
    found = await _seen(view, workshop)
    if found is None or found.row is None or found.row.state != OFFERED or not found.row.offer_ends:
        return ()
    texts = view.texts
    lines = [
        bold(texts("🎉 A seat is free: {title}", title=words.title(texts, found.workshop))),
        *words.sessions(texts, words.walls(found.told.meetings)),
        *words.where(texts, found.workshop),
        texts("It is kept for you until {time}; then it goes to the next person. Do you come?",
              time=texts.day_and_time(found.row.offer_ends)),
    ]  # fmt: skip
    return Message("\n".join(lines), rows=_rows(view, found))


@screen("workshop.lapsed")
async def lapsed(view: View, *, workshop: int) -> Rendered:
    """The offer is over."""
    found = await _seen(view, workshop)
    if found is None:
        return ()
    texts = view.texts
    text = texts(
        "The seat at “{title}” went to the next person, since no answer came.\n"
        "If you still want to come, press “I come”: you stand in the line again.",
        title=words.title(texts, found.workshop),
    )
    return Message(text, rows=_rows(view, found))


def _rows(view: View, found: Seen) -> list[list[Button]]:
    more = Button(view.texts.plain("ℹ️ More about it"), data("workshops.see", found.workshop.code))
    open_now = words.is_open(found.told, view.house.clock.now())
    return [*(answer_rows(view, found.workshop, found.row) if open_now else []), [more]]
