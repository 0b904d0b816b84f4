"""The desk's search on screen: what one looks for, the values of a filter, what was found."""

from collections.abc import Callable, Sequence

from handlers.buttons import Button, Rows, data, in_rows, one_a_row
from handlers.rights import refusal
from handlers.screens import Message, View, screen
from handlers.searching import FILTERS
from handlers.statuses import EMOJI, LABELS, label
from handlers.words import age, bold, category_name, place_of, ref_label
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from locales.texts import unbroken
from services import places, searches, staff
from services.roles import Role, holds
from services.statuses import Status
from storage import searches as rows
from storage.challenges import ChallengeRow
from storage.searches import SearchRow

LINE = 90  # UTF-16 units of a report's words in a list
NAMED: dict[str, str] = {
    "category": N_("Type: {value}"),
    "commune": N_("Commune: {value}"),
    "status": N_("Status: {value}"),
    "age": N_("Age: {value}"),
}
SIGNS = {"category": "🏷", "commune": "📍", "status": "🚦", "age": "🕰"}
AGES: dict[str, str] = {
    "1": N_("last 24 hours"),
    "7": N_("last 7 days"),
    "30": N_("last 30 days"),
    searches.OLDER: N_("older than 30 days"),
}


def value_told(view: View, kind: str, value: str | None) -> str:
    """One value of a filter in plain words."""
    texts = view.texts
    if value is None:
        return texts.plain("all")
    told: dict[str, Callable[[str], str]] = {
        "category": lambda key: category_name(view, key),
        "commune": lambda code: _commune(view, code),
        "status": lambda status: label(view, status),
        "age": lambda key: texts.plain(AGES[key]),
    }
    return told[kind](value)


def _commune(view: View, code: str) -> str:
    found = places.by_code(view.house.lab, code)
    return found.names.pick(view.texts.language) if found else code


async def told(view: View, search: SearchRow) -> list[Safe]:
    """What one looks for, in lines; nothing for everything."""
    texts, lines = view.texts, []
    if search.words:
        lines.append(texts("Words: {words}", words=search.words))
    if search.name:
        lines.append(texts("Person: {name}", name=search.name))
    if search.author_id:
        lines.append(texts("Reports of one person, the one of the card you came from"))
    for kind in FILTERS:
        if (value := getattr(search, kind)) is not None:
            lines.append(texts(NAMED[kind], value=value_told(view, kind, value)))
    return lines


@screen("find.panel")
async def panel(view: View) -> Message:
    """What one looks for, how many there are, and every filter."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, now = view.texts, view.house.clock.now()
    search = await searches.of(view.session, view.person, now)
    found, _ = await rows.count(view.session, searches.condition(search, view.person, now))
    lines = [bold(texts("🔍 Search")), *(await told(view, search) or [texts("Everything that came in.")])]
    lines.append(texts("Found: {n}", n=found))
    buttons = [Button(texts.plain("✍️ Words or number"), data("find.words"))]
    if searches.may_name(view.person):
        buttons.append(Button(texts.plain("👤 Person"), data("find.name")))
    buttons += [_filter(view, search, kind) for kind in FILTERS]
    show = [[Button(texts.plain("📋 Show: {n}", n=found), data("find.page", 0))]] if found else []
    end = [Button(texts.plain("🧹 Clear"), data("find.clear")), Button(texts.plain("🗂 Desk"), data("desk.open"))]
    return Message("\n".join(lines), rows=[*show, *in_rows(buttons, narrow=20), end])


def _filter(view: View, search: SearchRow, kind: str) -> Button:
    chosen = getattr(search, kind)
    named = view.texts.plain(NAMED[kind], value=value_told(view, kind, chosen))
    return Button(cut(f"{SIGNS[kind]} {named}", 30), data("find.pick", kind))


@screen("find.pick")
async def pick(view: View, *, kind: str) -> Message:
    """The values of one filter, and all."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    lab = view.house.lab
    values: dict[str, Sequence[str]] = {
        "category": [one.key for one in lab.categories],
        "commune": [one.code for one in lab.area.communes],
        "status": list(Status),
        "age": list(AGES),
    }
    every = Button(view.texts.plain("all"), data("find.set", kind, "-"))
    buttons = [Button(value_told(view, kind, one), data("find.set", kind, one)) for one in values[kind]]
    head = view.texts(NAMED[kind], value=view.texts.plain("which?"))
    back = Button(view.texts.plain("Back"), data("find.back"))
    return Message(f"{SIGNS[kind]} {head}", rows=[*in_rows([every, *buttons], narrow=20), [back]])


@screen("find.list")
async def found_screen(view: View, *, page: int) -> Message:
    """One page of what was found, each report with a button to its card."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, now = view.texts, view.house.clock.now()
    search = await searches.of(view.session, view.person, now)
    condition = searches.condition(search, view.person, now)
    total, _ = await rows.count(view.session, condition)
    back = Button(texts.plain("🔍 Search"), data("find.back"))
    if not total:
        lines = [*await told(view, search), texts("Nothing was found. Fewer words or filters find more.")]
        return Message("\n".join(lines), rows=[[back]])
    page = min(page, (total - 1) // searches.ON_A_PAGE)
    first = page * searches.ON_A_PAGE
    shown = await rows.page(view.session, condition, first, searches.ON_A_PAGE)
    lines = [bold(texts("🔍 Found: {n}", n=total)), *await told(view, search)]
    for one in shown:
        lines += [Safe(""), *await _line(view, one)]
    buttons = one_a_row([_open(view, one) for one in shown])
    turning = [*_turn(view, page, total), *_bulk(view, total), [back]]
    return Message("\n".join(lines), rows=[*buttons, *turning], shows=[one.id for one in shown])


async def _line(view: View, one: ChallengeRow) -> list[Safe]:
    texts = view.texts
    lines = [Safe(f"{bold(texts('Report {ref}', ref=unbroken(one.ref)))} · {label(view, one.status)}")]
    if about := " · ".join(part for part in (category_name(view, one.category), place_of(view, one)) if part):
        lines.append(texts("Type: {category}", category=about))
    lines.append(texts("Came: {age}", age=age(view, one, view.house.clock.now())))
    if one.words:
        lines.append(texts("Words: {words}", words=cut(" ".join(one.words.split()), LINE)))
    if one.holder_id:
        name = await staff.name_of(view.session, one.holder_id) or texts.plain("a colleague")
        lines.append(texts("Held by: {name}", name=name))
    return lines


def _open(view: View, one: ChallengeRow) -> Button:
    name = cut(category_name(view, one.category) or view.texts.plain(LABELS[Status(one.status)]), 16)
    return Button(ref_label(view, EMOJI[Status(one.status)], one.ref, name), data("desk.one", one.id))


def _turn(view: View, page: int, total: int) -> Rows:
    before = [Button(view.texts.plain("‹ Newer"), data("find.page", page - 1))] if page else []
    more = (page + 1) * searches.ON_A_PAGE < total
    after = [Button(view.texts.plain("Older ›"), data("find.page", page + 1))] if more else []
    return [[*before, *after]] if before or after else []


def _bulk(view: View, total: int) -> Rows:
    return [[Button(view.texts.plain("🚦 One status for all: {n}", n=total), data("bulk.ask"))]]
