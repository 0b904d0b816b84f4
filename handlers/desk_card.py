"""One card of the desk: a challenge as staff see it, and the next acts under it."""

from datetime import timedelta

from handlers import desk_menus
from handlers.behalf_words import told as behalf_told
from handlers.buttons import Button, Rows, data
from handlers.desk_words import LANGUAGES, SHORT_TABS, TABS, colleague, here
from handlers.relations import whom
from handlers.rights import refusal
from handlers.screens import Message, View, screen, showing
from handlers.statuses import LABELS, label, verdict
from handlers.telling import voice_told
from handlers.thread_lines import last_lines
from handlers.turned_away import why_blocked
from handlers.words import age, bold, category_name, details_told, place_told, quoted
from locales.formats import Safe
from locales.lengths import cut, utf16_len
from locales.marks import N_
from locales.texts import unbroken
from services import authors, behalf, blocking, desk, promotions, similar, supporters
from services.challenges import PLACE
from services.desk import Spot, Tab
from services.roles import Role, holds
from services.statuses import Status
from storage import outbox
from storage.challenges import ChallengeRow, PartRow, StatusRow, subject_of
from storage.companies import CompanyRow
from storage.desk import FINAL
from storage.desk import parts as parts_of
from storage.media import MediaRow
from storage.profiles import ProfileRow

WORDS = 200  # UTF-16 units of the resident's words on a card
FORWARDED = "forward"  # the source of what the team forwarded to the bot
PICTURES = ("photo", "video", "document")
VOICES = ("voice", "audio")

# The one act that usually comes next.
NEXT: dict[Status, Status] = {
    Status.RECEIVED: Status.STUDY,
    Status.STUDY: Status.TAKEN_UP,
    Status.WORKSHOP: Status.TAKEN_UP,
    Status.TAKEN_UP: Status.PROGRESS,
    Status.PROGRESS: Status.SOLVED,
}

Parts = list[tuple[PartRow, MediaRow | None]]


@screen("desk.card")
async def card(view: View, *, challenge: int, tab: str, undo: int | None = None, menu: str = "") -> list[Message]:
    """The card, or one of its menus, in the list `tab`; `undo` is the step just taken on the card before."""
    row = await view.session.get(ChallengeRow, challenge)
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    if row is None:
        return []
    spot = Spot(row.id, row.version, Tab(tab))
    if row.withdrawn_at:
        return [await _withdrawn(view, row, spot)]
    parts = await parts_of(view.session, row.id)
    lines = [await _header(view, spot.tab), *await _body(view, row, parts)]
    if menu:
        title, rows = await desk_menus.menu(view, row, spot, menu)
        head, *rest = title.split("\n")
        return showing(
            [Message("\n".join([*lines, "", bold(head), *rest]), rows=rows)], row.id, *await _beside(view, row, menu)
        )
    acts = _acts(view, row, spot, parts, await _alike(view, row, spot))
    rows = [*acts, *await _undo(view, undo, spot), *await tabs(view, spot)]
    return showing([Message("\n".join(lines), rows=rows)], row.id)


async def _beside(view: View, row: ChallengeRow, menu: str) -> list[int]:
    """The other reports of which a menu shows words."""
    if menu != Status.DUPLICATE:
        return []
    return [
        one.id
        for one in await similar.for_team(view.session, view.house.lab, row, view.house.clock.now(), desk_menus.SAME)
    ]


async def _withdrawn(view: View, row: ChallengeRow, spot: Spot) -> Message:
    """The author took it back: nobody sees any more what it held."""
    texts = view.texts
    lines = [await _header(view, spot.tab), bold(texts("Report {ref}", ref=unbroken(row.ref)))]
    return Message("\n".join([*lines, bold(texts("Withdrawn by its author."))]), rows=await tabs(view, spot))


async def _header(view: View, tab: Tab) -> Safe:
    texts = view.texts
    if tab is Tab.ONE:
        return texts("🗂 Desk")
    counted = await _counts(view)
    return texts("🗂 Desk · {list}: {n}", list=texts(TABS[tab]), n=counted[tab])


async def _counts(view: View) -> dict[Tab, int]:
    now = view.house.clock.now()
    return await desk.counts(view.session, view.person.id, desk.limits(view.house.lab), now)


async def _body(view: View, row: ChallengeRow, parts: Parts) -> list[Safe]:
    texts, now = view.texts, view.house.clock.now()
    lines = [bold(texts("Report {ref}", ref=unbroken(row.ref)))]
    if row.danger:
        lines.insert(0, bold(texts("🔴 Danger: please answer first")))
    lines.append(texts("Type: {category}", category=category_name(view, row.category) or texts("not set")))
    if place := _place(view, row, parts):
        lines.append(texts("Place: {place}", place=place))
    lines += [_words(view, row), *_details(view, row, parts), *_files(view, parts)]
    lines.append(texts("Language: {language}, {age}", language=texts(LANGUAGES[row.language]), age=age(view, row, now)))
    lines += [*await _whose(view, row), *await _blocked(view, row)]
    if row.spam_at:
        lines.append(bold(texts("🚩 Marked as spam")))
    lines += await _standing(view, row)
    return [*lines, *await last_lines(view, row.id)]


def _words(view: View, row: ChallengeRow) -> Safe:
    if row.words:
        return quoted(row.words, WORDS)
    return view.texts("No words yet.")


def _place(view: View, row: ChallengeRow, parts: Parts) -> Safe:
    """What is known of the place, and that somebody said it."""
    known = place_told(view, row)
    return view.texts.listing([*([known] if known else []), *_spoken(view, parts, PLACE)])


def _details(view: View, row: ChallengeRow, parts: Parts) -> list[Safe]:
    """The answers to the category's own questions."""
    told = [view.texts.lines([f"{question} {cut(answer, 150)}"]) for question, answer in details_told(view, row)]
    for question in view.house.lab.category(row.category).questions:
        asked = question.ask.pick(view.texts.language)
        told += [view.texts("{text} {value}", text=asked, value=one) for one in _spoken(view, parts, question.key)]
    return told


def _spoken(view: View, parts: Parts, about: str) -> list[Safe]:
    """The voices that answer one question."""
    heard = [(part, media) for part, media in parts if part.about == about and part.kind in VOICES]
    return [voice_told(view.texts, media.seconds if media else None) for _, media in heard]


def _files(view: View, parts: Parts) -> list[Safe]:
    pictures, voices = _count(parts, PICTURES), _count(parts, VOICES)
    counted = []
    if pictures:
        counted.append(view.texts.plural("{n} photo or file", "{n} photos or files", pictures))
    if voices:
        counted.append(view.texts.plural("{n} voice message", "{n} voice messages", voices))
    return [view.texts("With it: {files}", files=view.texts.listing(counted))] if counted else []


def _count(parts: Parts, kinds: tuple[str, ...]) -> int:
    return sum(part.kind in kinds for part, _ in parts)


async def _whose(view: View, row: ChallengeRow) -> list[Safe]:
    """Who tells it: an author, for whom on their phone, or whoever the team wrote it down for."""
    if teller := await behalf.of(view.session, row.id):
        return behalf_told(view, teller)
    if row.origin or row.source == FORWARDED:
        origin = row.origin or view.texts("a person who is not kept")
        return [view.texts("Forwarded by the team from: {origin}", origin=origin)]
    profile = await view.session.get(ProfileRow, row.profile_id) if row.profile_id else None
    told_for = [view.texts("👪 For: {who}", who=whom(view, profile.name))] if profile else []
    company = await view.session.get(CompanyRow, row.company_id) if row.company_id else None
    ours = [view.texts("🏢 From the organisation: {name}", name=company.name)] if company else []
    return [await _origin(view, row) or _author(view, row), *ours, *told_for]


async def _origin(view: View, row: ChallengeRow) -> Safe | None:
    """The live vote that brought it up, if one did."""
    day = None if authors.recipient(row) else await promotions.workshop_of(view.session, row.id)
    return view.texts("From the workshop of {date}", date=view.texts.date(day)) if day else None


def _author(view: View, row: ChallengeRow) -> Safe:
    texts = view.texts
    if authors.recipient(row) is None:
        return texts("From: somebody who erased their data")
    if row.author_id is None:
        return texts("From: no name, but we can answer")
    name = row.author_name or texts("no name given")
    if row.visibility == authors.SHOWN:
        return texts("From: {name}", name=name)
    return texts("From: {name} (for the team only)", name=name)


async def _blocked(view: View, row: ChallengeRow) -> list[Safe]:
    author = await blocking.author(view.session, row)
    if author is None or not author.blocked_at:
        return []
    return [view.texts("🚫 Author blocked"), *why_blocked(view, author.blocked_why)]


async def _standing(view: View, row: ChallengeRow) -> list[Safe]:
    texts = view.texts
    lines = [texts("Status: {status}", status=label(view, row.status))]
    if row.wrote_after_end:
        lines.append(bold(texts("💬 Its author wrote after that.")))
    if row.holder_id == view.person.id:
        lines.append(texts("Held by: you"))
    elif row.holder_id:
        lines.append(texts("Held by: {name}", name=await colleague(view, row.holder_id)))
    lines += [*_waiting(view, row), *await verdict(view, row.id, ours=True)]
    if (people := (await supporters.people(view.session, [row.id]))[row.id]) > 1:
        lines.append(texts("👥 People who have this problem: {n}", n=people))
    return [*lines, *await _not_arrived(view, row)]


def _waiting(view: View, row: ChallengeRow) -> list[Safe]:
    """That it has waited longer in its status than the lab wants."""
    limit, waited = desk.limits(view.house.lab).get(row.status), view.house.clock.now() - row.waiting_since
    if limit is None or waited <= limit:
        return []
    days = timedelta(days=waited.days)
    return [view.texts("⏰ Waits for {time}, at most: {limit}", time=view.texts.duration(days), limit=limit)]


async def _not_arrived(view: View, row: ChallengeRow) -> list[Safe]:
    """What the team wrote and the author may not have."""
    ends = await outbox.troubled(view.session, subject_of(row.id), row.author_id)
    said = []
    if "unreachable" in ends:
        said.append(view.texts("⚠️ A message did not reach the author: they stopped or blocked our messages."))
    if ends - {"unreachable"}:
        said.append(view.texts("⚠️ A message to the author may not have arrived."))
    return said


def _acts(view: View, row: ChallengeRow, spot: Spot, parts: Parts, alike: Rows) -> Rows:
    rows = [*_hear(view, spot, parts), *_main(view, row, spot), *alike, *_look(view, row, spot, parts)]
    more = _button(view, N_("⋯ More"), "desk.menu", spot, "more")
    return [*rows, [more, _button(view, N_("🧰 Tools"), "desk.menu", spot, "tools")]]


async def _alike(view: View, row: ChallengeRow, spot: Spot) -> Rows:
    """What may be the same problem: only of one that nobody answered yet."""
    if row.status in FINAL or not row.words:
        return []
    found = len(await similar.every(view.session, view.house.lab, similar.of(row), view.house.clock.now(), row.id))
    label = view.texts.plain("🧩 Perhaps the same: {n}", n=found)
    return [[Button(label, data("desk.menu", *here(spot), Status.DUPLICATE))]] if found else []


def _button(view: View, msgid: str, name: str, spot: Spot, *args: object) -> Button:
    return Button(view.texts.plain(msgid), data(name, *here(spot), *args))


def _hear(view: View, spot: Spot, parts: Parts) -> Rows:
    """On a voice that nobody wrote down, that comes first."""
    unheard = any(part.kind in VOICES and not part.transcript for part, _ in parts)
    return [[_button(view, N_("✍️ Write what it says"), "desk.hear", spot)]] if unheard else []


def _main(view: View, row: ChallengeRow, spot: Spot) -> Rows:
    heard = [[_button(view, N_("✓ Read, it stays as it is"), "desk.seen", spot)]] if row.wrote_after_end else []
    if row.status == Status.DUPLICATE:
        return [[_button(view, N_("🔗 Take it apart again"), "desk.apart", spot)], *heard]
    if row.status in FINAL:
        return [[_button(view, N_("🔄 Open again"), "desk.set", spot, Status.STUDY)], *heard]
    following = NEXT[Status(row.status)]
    straight = following in (Status.STUDY, Status.PROGRESS)
    tap = ("desk.set", following) if straight else ("desk.menu", following)
    step = Button(label(view, following), data(tap[0], *here(spot), tap[1]))
    ask = [_button(view, N_("❓ Ask"), "desk.menu", spot, "ask")] if authors.recipient(row) else []
    return [
        [step, _button(view, N_("↪️ Not ours"), "desk.menu", spot, Status.NOT_OURS)],
        [*ask, _button(view, N_("🕓 Later"), "desk.later", spot)],
    ]


def _look(view: View, row: ChallengeRow, spot: Spot, parts: Parts) -> Rows:
    """What one can look at: photos, voices, the place on a map, all the words."""
    texts, first, second = view.texts, [], []
    if n := _count(parts, PICTURES):
        first.append(Button(f"🖼 {texts.plain('Photos')} {n}", data("desk.media", *here(spot), "p")))
    if n := _count(parts, VOICES):
        first.append(Button(f"🎧 {texts.plain('Listen')} {n}", data("desk.media", *here(spot), "v")))
    if row.latitude is not None and row.longitude is not None:
        second.append(Button(texts.plain("🗺 Map"), url=map_link(row.latitude, row.longitude)))
    if utf16_len(row.words) > WORDS:
        second.append(_button(view, N_("📖 Read all"), "desk.words", spot))
    return [buttons for buttons in (first, second) if buttons]


def map_link(latitude: float, longitude: float) -> str:
    """The point on OpenStreetMap."""
    at = f"{latitude:.5f}/{longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}#map=17/{at}"


async def _undo(view: View, step_id: int | None, spot: Spot) -> Rows:
    step = await view.session.get(StatusRow, step_id) if step_id else None
    return [[Button(_undoing(view, step), data("desk.undo", step.id, spot.tab))]] if step else []


def _undoing(view: View, step: StatusRow) -> str:
    """What would be undone: never the report itself."""
    texts = view.texts
    if "asked" in step.reason:
        return texts.plain("↩️ Undo my question")
    act = texts.plain("🕓 Later") if "later" in step.reason else texts.plain(LABELS[Status(step.status)])
    return texts.plain("↩️ Undo “{act}”", act=act)


async def tabs(view: View, spot: Spot) -> Rows:
    """The three lists with their counts; `spot` is where one stands, with a way to the next card of the list."""
    counted = await _counts(view)
    row = [
        Button(f"{'• ' if tab is spot.tab else ''}{view.texts.plain(name)} {counted[tab]}", data("desk.tab", tab))
        for tab, name in SHORT_TABS.items()
    ]
    if counted.get(spot.tab, 0) > 1:
        return [[Button(view.texts.plain("Next ›"), data("desk.next", *here(spot)))], row]
    return [row]


@screen("desk.empty")
async def empty(view: View, *, tab: str, undo: int | None = None) -> list[Message]:
    """Nothing waits in this list, or one has seen all of it."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    left = (await _counts(view)).get(Tab(tab), 0)
    said = view.texts("That was the last card of this list.") if left else view.texts("Nothing waits here. 🌿")
    lines = [view.texts("🗂 Desk · {list}", list=view.texts(TABS[Tab(tab)])), said]
    spot = Spot(0, 0, Tab(tab))
    rows = [*await _undo(view, undo, spot), *await tabs(view, spot)]
    return [Message("\n".join(lines), rows=[*rows, *desk_menus.tools(view)])]
