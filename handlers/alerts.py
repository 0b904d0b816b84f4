"""Alerts: news of communes and themes that somebody chose, and the screens on which they choose and stop them."""

from collections.abc import Sequence

from telegram import Update

from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.screens import Message, View, screen
from handlers.statuses import label
from handlers.words import bold, category_name
from locales import common
from locales.formats import Safe
from locales.isolates import LRI, isolated
from locales.lengths import cut_at_word
from locales.marks import N_, NP_
from locales.texts import unbroken
from services import alert_news as _alert_news  # noqa: F401 - importing it registers what happens at each moment
from services import alerts, places, publications, publicity, statuses
from services.alerts import MOST, TooMany
from storage import alerts as rows
from storage.alerts import ANY, DAILY, NONE, NOW, PACES, WEEKLY, AlertRow
from storage.challenges import ChallengeRow

ALL = "all"  # ANY, as a button carries it
PACE_NAMES: dict[str, str] = {
    NOW: N_("⚡ At once"),
    DAILY: N_("☀️ Once a day"),
    WEEKLY: N_("🗓 Once a week"),
    NONE: N_("🔕 Not at all"),
}
SIGNS = {NOW: "⚡", DAILY: "☀️", WEEKLY: "🗓", NONE: "🔕"}
TITLES: dict[str, str] = {
    NOW: N_("🔔 News near you"),
    DAILY: N_("🔔 Today's news near you"),
    WEEKLY: N_("🔔 This week's news near you"),
}
MORE = NP_("And {n} more.", "And {n} more.")
SHOWN = 8
WORDS = 100  # UTF-16 units of one report


@taps("alert.list")
async def listed(update: Update, context: Context) -> None:
    """What I want to hear of."""
    context.say("alert.list")


@taps("alert.back")
async def back(update: Update, context: Context) -> None:
    """The same, in place."""
    context.say("alert.list", edit=True)


@screen("alert.list")
async def list_screen(view: View) -> Message:
    """My wishes, each to be opened, and how to add one."""
    mine = await rows.of_person(view.session, view.person.id)
    lines = [
        bold(view.texts("🔔 News near me")),
        view.texts("Choose a commune and a theme: you hear of the public reports there, and of what becomes of them."),
    ]
    if not mine:
        lines.append(view.texts("You have not chosen anything yet."))
    buttons = [Button(f"{SIGNS[one.pace]} {_named(view, one)}", _opening(one)) for one in mine]
    if len(mine) < MOST:
        buttons.append(Button(view.texts.plain("➕ Add a place or a theme"), data("alert.add")))
    return Message("\n".join(lines), rows=one_a_row(buttons))


def _opening(one: AlertRow) -> str:
    return data("alert.one", one.commune or ALL, one.category or ALL)


def _named(view: View, one: AlertRow) -> str:
    """`Bouskoura · 💡 Éclairage`."""
    return " · ".join([_where(view, one.commune), _what(view, one.category)])


def _where(view: View, commune: str) -> str:
    found = places.by_code(view.house.lab, commune)
    return found.names.pick(view.texts.language) if found else view.texts.plain("All communes")


def _what(view: View, category: str) -> str:
    return category_name(view, category) or view.texts.plain("All themes")


@taps("alert.add")
async def add(update: Update, context: Context) -> None:
    """First where."""
    context.say("alert.where", edit=True)


@screen("alert.where")
async def where_screen(view: View) -> Message:
    """All communes, or one of them."""
    names = {ANY: view.texts.plain("All communes")}
    names |= {code: _where(view, code) for code in alerts.communes(view.house.lab)}
    buttons = [Button(name, data("alert.where", code or ALL)) for code, name in names.items()]
    return Message(view.texts("📍 Which commune?"), rows=[*in_rows(buttons), _back(view)])


@taps("alert.where")
async def where(update: Update, context: Context, commune: str) -> None:
    """Then about what."""
    if alerts.is_known(context.house.lab, _any(commune), ANY):
        context.say("alert.what", edit=True, commune=commune)
    else:
        context.toast(context.texts.plain(common.OLD_BUTTON))


@screen("alert.what")
async def what_screen(view: View, *, commune: str) -> Message:
    """All themes, or one of them."""
    names = {ANY: view.texts.plain("All themes")} | {one: _what(view, one) for one in alerts.themes(view.house.lab)}
    buttons = [Button(name, data("alert.one", commune, key or ALL)) for key, name in names.items()]
    return Message(view.texts("🏷 Which theme?"), rows=[*in_rows(buttons, narrow=18), _back(view)])


def _back(view: View) -> list[Button]:
    return [Button(f"↩️ {view.texts.plain(common.BACK)}", data("alert.back"))]


@taps("alert.one")
async def one(update: Update, context: Context, commune: str, category: str) -> None:
    """Then how often."""
    if alerts.is_known(context.house.lab, _any(commune), _any(category)):
        context.say("alert.one", edit=True, commune=commune, category=category)
    else:
        context.toast(context.texts.plain(common.OLD_BUTTON))


@screen("alert.one")
async def one_screen(view: View, *, commune: str, category: str) -> Message:
    """The paces, the chosen one ticked, and what choosing means."""
    wish = AlertRow(commune=_any(commune), category=_any(category))
    kept = await rows.one(view.session, view.person.id, wish.commune, wish.category)
    lines = [
        bold(view.texts("🔔 News near me")),
        view.texts("About: {what}", what=_named(view, wish)),
        view.texts("How often? The lab keeps this choice, only to send you these news. Nothing comes at night."),
    ]
    ticks = {pace: "✓ " if kept and kept.pace == pace else "" for pace in PACE_NAMES}
    buttons = [
        Button(ticks[pace] + view.texts.plain(name), data("alert.pace", commune, category, pace))
        for pace, name in PACE_NAMES.items()
    ]
    if kept:
        buttons.append(Button(view.texts.plain("🗑 Take it off my list"), data("alert.drop", commune, category)))
    return Message("\n".join(lines), rows=[*one_a_row(buttons), _back(view)])


def _any(value: str) -> str:
    return ANY if value == ALL else value


@taps("alert.pace")
async def pace(update: Update, context: Context, commune: str, category: str, wanted: str) -> None:
    """From now on like this."""
    house, texts = context.house, context.texts
    async with context.transaction() as session:
        try:
            where_, what = _any(commune), _any(category)
            await alerts.choose(session, house.lab, context.person, where_, what, wanted, house.clock.now())
        except LookupError:
            context.toast(texts.plain(common.OLD_BUTTON))
            return
        except TooMany:
            context.toast(texts.plain("Your list is full: take something off it first."), alert=True)
            return
        context.say("alert.list", edit=True)
        context.toast(texts.plain("✓ Done"))


@taps("alert.drop")
async def drop(update: Update, context: Context, commune: str, category: str) -> None:
    """This one goes."""
    async with context.transaction() as session:
        await rows.drop(session, context.person.id, _any(commune), _any(category))
        context.say("alert.list", edit=True)
        context.toast(context.texts.plain("✓ Done"))


@taps("alert.stop")
async def stop(update: Update, context: Context, pace: str) -> None:
    """From under the news: no more of them, from this commit on. What was chosen stays on the list, to come back."""
    async with context.transaction() as session:
        await rows.stop(session, context.person.id, [one for one in PACES if one == pace])
        context.say("alert.list")
        context.toast(context.texts.plain("✓ Stopped"))


@screen("alert.news")
async def news(view: View, *, pace: str, challenges: Sequence[int], new: Sequence[int], upto: int = 0) -> list[Message]:
    """What happened until `upto` (Unix time), a few lines a report; nothing that is no longer public or wanted."""
    mine = [one for one in await rows.of_person(view.session, view.person.id) if alerts.still_wants(one, pace, upto)]
    shown = [await publications.shown(view.session, view.house.lab, one) for one in challenges] if mine else []
    found = [row for row in shown if row and any(alerts.fits(one, row) for one in mine)]
    if not found:
        return []
    lines = [bold(view.texts(TITLES[pace]))]
    for row in found[:SHOWN]:
        lines += [Safe(""), await _line(view, row, fresh=row.id in new), _told(view, row)]
    if len(found) > SHOWN:
        lines += [Safe(""), view.texts.plural(*MORE, len(found) - SHOWN)]
    stopping = Button(view.texts.plain("🔕 Stop these news"), data("alert.stop", pace))
    choosing = Button(view.texts.plain("⚙️ Choose what I hear of"), data("alert.list"))
    return [Message("\n".join(lines), rows=[[stopping], [choosing]])]


async def _line(view: View, row: ChallengeRow, fresh: bool) -> Safe:
    """`Bouskoura · 💡 Éclairage · 🔎 À l'étude`; what was not public before is marked."""
    status = label(view, await statuses.told_status(view.session, row, view.house.clock.now()))
    parts = [_where(view, row.commune or ANY)] if row.commune else []
    parts += [category_name(view, row.category)] if row.category else []
    told = view.texts.lines([" · ".join([*parts, status])])
    return view.texts("🆕 New: {report}", report=told) if fresh else told


def _told(view: View, row: ChallengeRow) -> Safe:
    """Its public words, cut, and its number, which opens it."""
    words = cut_at_word(" ".join(publicity.words_of(row).split()), WORDS)
    link = f'<a href="{view.house.link(f"c_{row.ref}")}">{unbroken(row.ref)}</a>'
    return view.texts("Report {ref}: {words}", ref=Safe(isolated(link, view.texts.rtl, LRI)), words=words)
