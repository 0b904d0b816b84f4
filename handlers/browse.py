"""Looking at what other people reported and the team made public, five at a time."""

from telegram import Update

from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.screens import Message, View, screen
from handlers.statuses import label
from handlers.words import bold, category_name, quoted
from locales.marks import N_
from locales.texts import Safe
from services import browsing, places, publicity, statuses
from services.browsing import Order, Page, Wish
from storage.challenges import ChallengeRow

ON_A_PAGE = 5
WORDS = 90  # UTF-16 units of each on the list
NUMBERS = ("1", "2", "3", "4", "5")
ORDERS = {Order.NEWEST: N_("🕓 The newest first"), Order.SUPPORTED: N_("👥 The most people first")}


@taps("browse.open")
async def opened(update: Update, context: Context) -> None:
    """Everything, the newest first."""
    context.say("browse.list", commune="", category="", order=Order.NEWEST, page=0)


@taps("browse.list")
async def listed(update: Update, context: Context, commune: str, category: str, order: str, page: str) -> None:
    """Another page or another wish, in place."""
    order = _known(order)
    context.say("browse.list", edit=True, commune=commune, category=category, order=order, page=number(page))


@taps("browse.by")
async def by(update: Update, context: Context, what: str, commune: str, category: str, order: str) -> None:
    """Ask for the commune or the type."""
    context.say("browse.by", edit=True, what=what, commune=commune, category=category, order=_known(order))


def _known(order: str) -> str:
    return order if order in set(Order) else Order.NEWEST


def _to(wish: Wish, page: int = 0) -> str:
    return data("browse.list", wish.commune, wish.category, wish.order, page)


@screen("browse.list")
async def list_screen(view: View, *, commune: str, category: str, order: str, page: int) -> Message:
    """One page: what, where, how many people, where it stands."""
    wish = Wish(commune, category, Order(order))
    found = await browsing.page(view.session, view.house.lab, wish, page, ON_A_PAGE)
    texts = view.texts
    lines = [bold(texts("👀 Reports that everybody can see: {n}", n=found.total))]
    for place, row in enumerate(found.rows):
        lines += [Safe(""), *await _entry(view, NUMBERS[place], row, found)]
    if not found.rows:
        lines.append(texts("There is none here yet."))
    return Message("\n".join(lines), rows=[*_numbers(found), *_pages(wish, page, found), *_wishes(view, wish)])


async def _entry(view: View, place: str, row: ChallengeRow, found: Page) -> list[Safe]:
    texts = view.texts
    status = label(view, await statuses.told_status(view.session, row, view.house.clock.now()))
    what = " · ".join(part for part in (category_name(view, row.category), _commune(view, row.commune or "")) if part)
    head = texts("Number {n}: {what}", n=place, what=what) if what else texts("Number {n}", n=place)
    people = texts("People: {n}. Status: {status}", n=found.people[row.id], status=status)
    return [head, quoted(" ".join(publicity.words_of(row).split()), WORDS), people]


def _commune(view: View, code: str) -> str:
    known = places.by_code(view.house.lab, code)
    return known.names.pick(view.texts.language) if known else ""


def _numbers(found: Page) -> Rows:
    row = [Button(NUMBERS[place], data("public.see", one.id)) for place, one in enumerate(found.rows)]
    return [row] if row else []


def _pages(wish: Wish, page: int, found: Page) -> Rows:
    newer = [Button("◀️", _to(wish, page - 1))] if page else []
    older = [Button("▶️", _to(wish, page + 1))] if (page + 1) * ON_A_PAGE < found.total else []
    return [[*newer, *older]] if newer or older else []


def _wishes(view: View, wish: Wish) -> Rows:
    texts, now = view.texts, (wish.commune, wish.category, wish.order)
    where = _commune(view, wish.commune) or texts.plain("All communes")
    what = category_name(view, wish.category) or texts.plain("All types")
    other = Order.SUPPORTED if wish.order is Order.NEWEST else Order.NEWEST
    buttons = [
        Button(f"📍 {where}", data("browse.by", "where", *now)),
        Button(f"🏷 {what}" if not wish.category else what, data("browse.by", "what", *now)),
        Button(texts.plain(ORDERS[other]), _to(Wish(wish.commune, wish.category, other))),
    ]
    return one_a_row(buttons)


@screen("browse.by")
async def by_screen(view: View, *, what: str, commune: str, category: str, order: str) -> Message:
    """The communes, or the types that may be public."""
    texts, first = view.texts, Order(order)
    if what == "where":
        ask, everything = texts("Which commune?"), Button(texts.plain("All communes"), _to(Wish("", category, first)))
        choices = [
            Button(one.names.pick(texts.language), _to(Wish(one.code, category, first)))
            for one in places.communes(view.house.lab)
        ]
    else:
        ask, everything = texts("Which type?"), Button(texts.plain("All types"), _to(Wish(commune, "", first)))
        choices = [
            Button(category_name(view, one.key), _to(Wish(commune, one.key, first)))
            for one in view.house.lab.categories
            if not one.private
        ]
    return Message(ask, rows=one_a_row([everything, *choices]))
