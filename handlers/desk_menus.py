"""The menus of a card: everything that is not the usual next act, one choice a row."""

from collections.abc import Awaitable, Callable, Collection, Sequence

from handlers import desk_listening
from handlers.buttons import Button, Rows, data, in_rows, one_a_row
from handlers.desk_words import here, manner_of, manner_told
from handlers.screens import View
from handlers.statuses import LABELS, label
from handlers.words import body_of, category_name, ref_label
from locales.formats import Safe, escape
from locales.lengths import cut, cut_at_word, utf16_len
from locales.marks import N_
from services import behalf, blocking, categories, reasons, searches, similar, staff
from services.desk import Spot
from services.lab import OTHER
from services.reasons import Ready
from services.roles import Role, holds
from services.statuses import Status
from storage.challenges import ChallengeRow
from storage.people import PersonRow

Menu = tuple[Safe, Rows]
Make = Callable[[View, ChallengeRow, Spot], Awaitable[Menu]]

WHY_BLOCKED: dict[str, str] = {
    "spam": N_("🚫 Block: advertising, spam"),
    "insults": N_("🚫 Block: insults, threats"),
    "false": N_("🚫 Block: invented reports"),
    "other": N_("🚫 Block: another reason"),
}
SAME = 5
BLOCK = "block"
LABEL = 40  # UTF-16 units of words on a button
NEEDS_WHY = frozenset({Status.CLOSED, Status.NOT_OURS})


def is_menu(name: str, roles: Collection[Role]) -> bool:
    """Whether there is such a menu for somebody with these roles."""
    if name == BLOCK:
        return Role.ADMIN in roles
    return name in MENUS or name in set(Status) - {Status.RECEIVED}


async def menu(view: View, row: ChallengeRow, spot: Spot, name: str) -> Menu:
    """The title and rows of a menu: one of MENUS, or a status."""
    make = MENUS.get(name)
    title, rows = await make(view, row, spot) if make else await _why(view, row, spot, Status(name))
    return title, [*rows, [Button(view.texts.plain("Back"), data("desk.back", *here(spot)))]]


def _button(view: View, msgid: str, name: str, spot: Spot, *args: object) -> Button:
    return Button(view.texts.plain(msgid), data(name, *here(spot), *args))


async def _more(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    """What is done every day; the rest is a tap further, so that a phone shows the whole of it."""
    acts = [
        _button(view, N_("✉️ Write to the author"), "desk.write", spot),
        _button(view, N_("📝 Private note"), "desk.note", spot),
        _button(view, N_("💬 Thread"), "desk.thread", spot),
        _button(view, N_("🏷 Type"), "desk.menu", spot, "category"),
        _button(view, N_("👥 Hand over"), "desk.menu", spot, "assign"),
        _button(view, N_("⋯ Other acts"), "desk.menu", spot, "rare"),
    ]
    status = _button(view, N_("🏁 Another status"), "desk.menu", spot, "status")
    return view.texts("What else?"), [[status], *in_rows(acts, narrow=20)]


async def _statuses(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    others = [status for status in Status if status not in (Status.RECEIVED, row.status)]
    buttons = [Button(label(view, one), data("desk.menu", *here(spot), one)) for one in others]
    return view.texts("Which status?"), in_rows(buttons, narrow=20)


async def _rare(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    acts = [
        _button(view, N_("📜 History"), "desk.history", spot),
        Button(view.texts.plain("👁 Public side"), data("public.open", row.id)),
        Button(view.texts.plain("🏛 Doors"), data("door.open", row.id)),
        Button(view.texts.plain("🤝 Mission"), data("mission.new", "challenge", row.id)),
        Button(view.texts.plain("🏢 Ask organisations"), data("need.new", "challenge", row.id)),
    ]
    if await behalf.of(view.session, row.id):
        acts.append(Button(view.texts.plain("🗑 Erase who told it"), data("behalf.ask", row.id)))
    if row.author_id and searches.may_name(view.person):
        acts.append(Button(view.texts.plain("👤 All of this person"), data("find.author", row.id)))
    spam = (N_("🚩 No spam after all"), 0) if row.spam_at else (N_("🚩 Spam"), 1)
    acts.append(_button(view, spam[0], "desk.spam", spot, spam[1]))
    return view.texts("What else?"), [*in_rows(acts, narrow=20), *await _block_row(view, row, spot)]


async def _tools(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    return view.texts("🧰 Tools of the desk"), tools(view)


def tools(view: View) -> Rows:
    """What is for the whole desk, not for one card."""
    texts = view.texts
    return [
        [Button(texts.plain("✍️ For somebody else"), data("behalf.begin"))],
        [
            Button(texts.plain("🔍 Search"), data("find.open")),
            Button(texts.plain("📅 Scheduled"), data("when.list", "new")),
        ],
        [Button(texts.plain("🧾 Ready answers"), data("reasons.list", "new"))],
        [Button(texts.plain("🖨 Posters"), data("poster.list", 0))],
    ]


async def _block_row(view: View, row: ChallengeRow, spot: Spot) -> Rows:
    """For admins, about an author whom the team knows: nobody may learn by blocking whose an anonymous report is."""
    author = await _blockable(view, row)
    if author is None:
        return []
    if author.blocked_at:
        return [[_button(view, N_("✅ Unblock the author"), "desk.block", spot, 0)]]
    return [[_button(view, N_("🚫 Block the author"), "desk.menu", spot, BLOCK)]]


async def _blockable(view: View, row: ChallengeRow) -> PersonRow | None:
    if Role.ADMIN not in view.person.roles:
        return None
    return await blocking.blockable(view.session, row, view.house.admins)


async def _block(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    if await _blockable(view, row) is None:
        return await _rare(view, row, spot)
    title = view.texts(
        "Block the author?\n"
        "They can no longer send anything to the team; "
        "what they sent stays, and they can still see and erase their data.\n"
        "A message they began and did not send is lost."
    )
    return title, one_a_row([_button(view, label, "desk.block", spot, why) for why, label in WHY_BLOCKED.items()])


async def _why(view: View, row: ChallengeRow, spot: Spot, status: Status) -> Menu:
    title, buttons = view.texts(LABELS[status]), _body(view, row, spot, status)
    if view.house.lab.category(row.category).key != OTHER and buttons:
        title = view.texts("{status}. Usually responsible: {who}", status=title, who=body_of(view, row.category))
    if status not in NEEDS_WHY:
        buttons.append(_button(view, N_("✓ Without details"), "desk.set", spot, status))
    ready = await reasons.fitting(view.session, view.house.lab, status, row.category)
    buttons += _ready(view, ready, lambda one: data("desk.why", *here(spot), status, one.key))
    buttons.append(_button(view, N_("✍️ In other words"), "desk.reason", spot, status))
    own = (
        N_("Choose, or write who is responsible.") if status is Status.NOT_OURS else N_("Choose, or write it yourself.")
    )
    return await _or_write(view, row, status, own, _with_all(view, title, ready)), one_a_row(buttons)


async def _or_write(view: View, row: ChallengeRow, menu: str, own: str, title: Safe) -> Safe:
    """The title, and that one may write instead of choosing, where what is written is taken so."""
    if not await desk_listening.heard(view, row.id, menu):
        return title
    return Safe("\n".join([title, view.texts(own)]))


def _ready(view: View, ready: Sequence[Ready], to: Callable[[Ready], str]) -> list[Button]:
    """Ready words as buttons: with their numbers where a button is too short for some of them."""
    said, long = _said(view, ready)
    labels = [f"{number}. {cut_at_word(one, LABEL)}" if long else one for number, one in enumerate(said, 1)]
    return [Button(label, to(one)) for label, one in zip(labels, ready, strict=True)]


def _with_all(view: View, title: Safe, ready: Sequence[Ready]) -> Safe:
    """The title; under it all the ready words in full, where the buttons cannot hold them."""
    said, long = _said(view, ready)
    lines = [f"{number}. {escape(one)}" for number, one in enumerate(said, 1)] if long else []
    return Safe("\n".join([title, *lines]))


def _said(view: View, ready: Sequence[Ready]) -> tuple[list[str], bool]:
    said = [one.pick(view.texts.language) for one in ready]
    return said, any(utf16_len(one) > LABEL for one in said)


def _body(view: View, row: ChallengeRow, spot: Spot, status: Status) -> list[Button]:
    """Who is usually responsible for such a thing comes first."""
    if status not in (Status.NOT_OURS, Status.TAKEN_UP):
        return []
    another = _button(view, N_("🏛 Another body…"), "desk.menu", spot, "bodies")
    category = view.house.lab.category(row.category).key
    if category == OTHER:
        # Nobody in particular is responsible for what fits nowhere.
        return [another] if status is Status.NOT_OURS else []
    theirs = _button(view, N_("🏛 Yes, they are"), "desk.body", spot, status, category, 0)
    if status is Status.TAKEN_UP:
        return [theirs]
    passed_on = _button(view, N_("📤 Yes, and we passed it on"), "desk.body", spot, status, category, 1)
    return [theirs, passed_on, another]


async def _bodies(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    named = {body_of(view, one.key): one.key for one in view.house.lab.categories if one.key != OTHER}
    buttons = [
        Button(cut_at_word(who, LABEL), data("desk.body", *here(spot), Status.NOT_OURS, key, 0))
        for who, key in named.items()
    ]
    own = N_("Choose, or write who is responsible.")
    return await _or_write(view, row, "bodies", own, view.texts("Who is responsible?")), one_a_row(buttons)


async def _ask(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    questions = await reasons.fitting(view.session, view.house.lab, reasons.ASK, row.category)
    buttons = _ready(view, questions, lambda one: data("desk.ask", *here(spot), one.key))
    manner = manner_told(view.texts, *await manner_of(view.session, row))
    own = view.texts("Choose, or write or say your own question.")
    if not await desk_listening.heard(view, row.id, "ask"):
        own = view.texts("Choose. To write or say your own question, first send or cancel the message you began.")
    asked = Safe("\n".join([view.texts("What do you want to ask?"), manner]))
    return Safe("\n".join([_with_all(view, asked, questions), own])), one_a_row(buttons)


async def _same(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    buttons = [
        Button(ref_label(view, "", one.ref, cut(one.words, LABEL)), data("desk.same", *here(spot), one.id))
        for one in await similar.for_team(view.session, view.house.lab, row, view.house.clock.now(), SAME)
    ]
    own = _button(view, N_("🔢 Write its number"), "desk.same_ref", spot)
    title = view.texts("Which report is the same?")
    title = await _or_write(view, row, Status.DUPLICATE, N_("Choose, or write its number."), title)
    return title, one_a_row([*buttons, own])


async def _assign(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    team = await staff.members(view.session, view.house.admins)
    able = [one for one in team if holds(one.roles, Role.MODERATOR) and one.id != row.holder_id]
    buttons = [
        Button(one.name or view.texts.plain("a colleague"), data("desk.assign", *here(spot), one.id)) for one in able
    ]
    back = [_button(view, N_("🖐 Give back"), "desk.assign", spot, 0)] if row.holder_id else []
    return view.texts("Who takes it?"), one_a_row([*buttons, *back])


async def _category(view: View, row: ChallengeRow, spot: Spot) -> Menu:
    lab = view.house.lab
    likely = categories.suggest(row.words, lab)
    rest = [one.key for one in lab.categories if one.key not in likely]
    buttons = [Button(category_name(view, key), data("desk.type", *here(spot), key)) for key in [*likely, *rest]]
    return view.texts("What is it about?"), one_a_row(buttons)


MENUS: dict[str, Make] = {
    "more": _more,
    "status": _statuses,
    "rare": _rare,
    "tools": _tools,
    "ask": _ask,
    "assign": _assign,
    "category": _category,
    "bodies": _bodies,
    BLOCK: _block,
    Status.DUPLICATE: _same,
}
