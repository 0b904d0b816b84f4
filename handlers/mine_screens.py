"""What is mine, on screen: the list, one report in full, and whether to withdraw it."""

from collections import Counter
from collections.abc import Sequence

from conversations.challenges import ANONYMOUS, HIDDEN, SHOWN
from conversations.submissions import part_of
from handlers.buttons import Button, Rows, data, one_a_row
from handlers.relations import whom
from handlers.screens import Message, Rendered, View, screen
from handlers.served import load
from handlers.statuses import author_rows, explained, label, standing
from handlers.telling import files_told
from handlers.words import bold, category_name, place_of, place_told, quoted
from locales import common
from locales.formats import unmarked
from locales.isolates import LRI, isolated, led
from locales.lengths import cut_at_word, utf16_len
from locales.texts import Safe, unbroken
from services import authors, challenges, statuses, supporters
from storage.challenges import ChallengeRow
from storage.profiles import ProfileRow

ON_A_PAGE = 8
ENTRY = 30  # UTF-16 units of a report on a button, if its name keeps at least NAME
NAME = 13
WORDS = 1500  # UTF-16 units
MOST_STEPS = 8  # each may have a long reason


@screen("mine.list")
async def listed(view: View, *, page: int) -> Message:
    """Every report, newest first, and what was begun and not sent."""
    texts = view.texts
    rows = await challenges.of_person(view.session, view.house.seals, view.person)
    begun = await load(view.session, view.house, view.person)
    buttons = [Button(texts.plain("▶️ Continue my message"), data("form.resume"))] if begun else []
    shown = rows[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    buttons += await _entries(view, shown)
    if not buttons:
        begin = Button(texts.plain("📣 Report a problem"), data("challenge.begin"))
        return Message(texts("There is nothing of yours here yet."), rows=[[begin], *await _others(view)])
    head = texts("📂 My reports: {count}", count=len(rows))
    if begun:
        head = Safe(f"{head}\n{texts('✍️ You began a message, it has not left yet.')}")
    return Message(head, rows=[*one_a_row(buttons), *_pages(view, page, len(rows)), *await _others(view)])


async def _others(view: View) -> Rows:
    """What other people reported; what of it this person has too."""
    buttons = [Button(view.texts.plain("👀 Reports of others"), data("browse.open"))]
    if mine := len(await supporters.supported(view.session, view.house.seals, view.person)):
        buttons.insert(0, Button(view.texts.plain("🙋 My “me too”: {n}", n=mine), data("support.mine")))
    return one_a_row(buttons)


async def _entries(view: View, rows: Sequence[ChallengeRow]) -> list[Button]:
    """`🔎 À l'étude · 💡 Éclairage`; the reference tells those apart that would look the same."""
    heads = [await _head(view, row) for row in rows]
    labels = [_label(view, head, _name(view, row)) for head, row in zip(heads, rows, strict=True)]
    alike = {label for label, times in Counter(labels).items() if times > 1}
    apart = [_label(view, head, isolated(row.ref, view.texts.rtl, LRI)) for head, row in zip(heads, rows, strict=True)]
    shown = [other if label in alike else label for label, other in zip(labels, apart, strict=True)]
    return [Button(label, data("mine.see", row.id)) for label, row in zip(shown, rows, strict=True)]


async def _head(view: View, row: ChallengeRow) -> str:
    if row.withdrawn_at:
        return f"🗄 {view.texts.plain('Withdrawn')}"
    return label(view, await statuses.told_status(view.session, row, view.house.clock.now()))


def _name(view: View, row: ChallengeRow) -> str:
    """What it is about; without a category where, or else when."""
    return category_name(view, row.category) or place_of(view, row) or unmarked(view.texts.date(row.created_at))


def _label(view: View, head: str, name: str) -> str:
    told = f"{head} · {cut_at_word(name, max(ENTRY - utf16_len(head), NAME))}"
    return led(told) if view.texts.rtl else told


def _pages(view: View, page: int, count: int) -> Rows:
    newer = [Button("◀️", data("mine.page", page - 1))] if page else []
    older = [Button("▶️", data("mine.page", page + 1))] if (page + 1) * ON_A_PAGE < count else []
    return [[*newer, *older]] if newer or older else []


@screen("mine.news")
async def news(view: View) -> Rendered:
    """What became of my reports: the only one at once, or else the list."""
    rows = await challenges.of_person(view.session, view.house.seals, view.person)
    return await see(view, challenge=rows[0].id) if len(rows) == 1 else await listed(view, page=0)


@screen("mine.see")
async def see(view: View, *, challenge: int) -> Message:
    """One report as its author sees it: everything that was sent, and where it stands."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or not authors.is_author(view.house.seals, row, view.person):
        return Message(view.texts("This report is no longer there."))
    lines = [
        bold(view.texts("Report {ref}", ref=unbroken(row.ref))),
        *await _told(view, row),
        *await standing(view, row),
    ]
    return Message("\n".join(lines), rows=await _acts(view, row), about_challenge=None if row.withdrawn_at else row.id)


async def _told(view: View, row: ChallengeRow) -> list[Safe]:
    texts = view.texts
    lines = [texts("Type: {category}", category=category_name(view, row.category))] if row.category else []
    if place := place_told(view, row):
        lines.append(texts("Place: {place}", place=place))
    name = {one.key: one.label for one in (HIDDEN, SHOWN, ANONYMOUS)}[row.visibility]
    lines.append(texts("Name: {name}", name=texts(str(name))))
    if row.profile_id and (profile := await view.session.get(ProfileRow, row.profile_id)):
        lines.append(texts("👪 For: {who}", who=whom(view, profile.name)))
    parts = [part_of(one) for one in await challenges.pieces_of(view.session, row) if one.kind != "location"]
    if files := files_told(texts, parts):
        lines.append(texts("With it: {files}", files=texts.listing(files)))
    return [*lines, *([quoted(row.words, WORDS)] if row.words else [])]


async def _acts(view: View, row: ChallengeRow) -> Rows:
    texts = view.texts
    mine = Button(texts.plain("📂 My reports"), data("mine.open"))
    if row.withdrawn_at:
        return [[mine]]
    rows = await author_rows(view, row)
    if len(await statuses.told(view.session, row.id, view.house.clock.now())) > 1:
        rows.append([Button(texts.plain("📜 All its steps"), data("mine.steps", row.id))])
    if challenges.is_editable(row):
        rows.insert(0, [Button(f"✏️ {texts.plain(common.CHANGE)}", data("mine.change", row.id))])
    return [*rows, [Button(texts.plain("↩️ Withdraw"), data("mine.ask", row.id))], [mine]]


@screen("mine.steps")
async def steps(view: View, *, challenge: int) -> Message:
    """Every step that its author may know of, oldest first, each with its reason as it was told."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or not authors.is_author(view.house.seals, row, view.person):
        return Message(view.texts("This report is no longer there."))
    known = await statuses.told(view.session, row.id, view.house.clock.now())
    shown = known[-MOST_STEPS:]
    lines = [bold(view.texts("📜 The steps of {ref}", ref=unbroken(row.ref)))]
    for one in shown:
        head = view.texts("{date}: {status}", date=view.texts.date(one.at), status=label(view, one.status))
        lines += [Safe(""), head, await explained(view, row, one)]
    back = Button(f"↩️ {view.texts.plain(common.BACK)}", data("mine.back", row.id))
    return Message("\n".join(lines), rows=[[back]], about_challenge=row.id)


@screen("mine.ask")
async def ask(view: View, *, challenge: int) -> Message:
    """Really?"""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or not authors.is_author(view.house.seals, row, view.person):
        return Message(view.texts("This report is no longer there."))
    texts = view.texts
    text = texts(
        "Withdraw the report {ref}?\nThe team stops working on it and nobody else sees it any more.",
        ref=unbroken(row.ref),
    )
    yes = Button(texts.plain("Yes, withdraw it"), data("mine.withdraw", row.id))
    no = Button(f"↩️ {texts.plain(common.BACK)}", data("mine.back", row.id))
    return Message(text, rows=[[yes], [no]])


@screen("mine.changed")
async def changed(view: View, *, challenge: int) -> Message:
    """The new answers are in place."""
    row = await view.session.get(ChallengeRow, challenge)
    ref = unbroken(row.ref if row else "")
    button = Button(view.texts.plain("📂 See my report"), data("mine.see", challenge))
    return Message(view.texts("✓ The report {ref} is changed.", ref=ref), rows=[[button]])


@screen("mine.too_late")
async def too_late(view: View, *, challenge: int) -> Message:
    """The team took it meanwhile: one can still write to it."""
    text = view.texts("The team works on this report already: it can no longer be changed.\nYou can write to the team.")
    return Message(text, rows=[[Button(view.texts.plain("✍️ Write to the team"), data("thread.answer", challenge))]])
