"""Who gets an announcement: put together by taps, counted at each of them, saved for the next time."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import announcements as conversation
from conversations.form import Answers
from handlers.announcement_acts import change
from handlers.announcement_forms import begin
from handlers.announcement_words import KINDS, back, left_out_lines, rule_lines, staff_screen, values_of
from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Message, View
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.formats import Safe
from locales.languages import NAMES
from services import announcements, audiences, audit
from services.audiences import Kind, Rule
from services.roles import Role
from storage import announcements as rows
from storage.announcements import AnnouncementRow, subject_of

SIDES = ("take", "but")


@taps("an.who")
@staff_only(Role.COMMUNICATOR)
async def who(update: Update, context: Context, announcement: str, side: str) -> None:
    """The audience: whom to take, or (`but`) whom to leave out."""
    _show(context, announcement, side)


def _show(context: Context, announcement: str, side: str) -> None:
    side = side if side in SIDES else "take"
    context.say("announcement.who", edit=True, announcement=number(announcement), side=side)


@staff_screen("announcement.who")
async def who_screen(view: View, row: AnnouncementRow, *, side: str) -> Message:
    """The rule in words, how many people that is, and the kinds to choose by."""
    texts, rule = view.texts, Rule.read(row.rule)
    kinds = [Button(texts.plain(name), data("an.kind", row.id, side, kind)) for kind, name in KINDS.items()]
    head = texts("⛔ Who shall not get it?") if side == "but" else texts("👥 Who shall get it?")
    other = (
        Button(texts.plain("👥 Who gets it"), data("an.who", row.id, "take"))
        if side == "but"
        else Button(texts.plain("⛔ Leave some people out"), data("an.who", row.id, "but"))
    )
    more = [other, *_join_button(view, row, rule), *_tools(view, row)]
    lines = [bold(head), *await _told(view, row)]
    return Message("\n".join(lines), rows=[*in_rows(kinds), *one_a_row([*more, back(view, row)])])


def _join_button(view: View, row: AnnouncementRow, rule: Rule) -> list[Button]:
    """All of it must apply, or any: with one kind there is nothing to join."""
    if sum(map(bool, rule.take.values())) < 2:
        return []
    label = view.texts.plain("🔗 All of it must apply") if rule.either else view.texts.plain("🔗 Any of it is enough")
    return [Button(label, data("an.either", row.id, 0 if rule.either else 1))]


def _tools(view: View, row: AnnouncementRow) -> list[Button]:
    texts = view.texts
    chance = Button(f"{'✅' if row.random_order else '⬜'} {texts.plain('🎲 By chance: seats are few')}",
                    data("an.chance", row.id, 0 if row.random_order else 1))  # fmt: skip
    five = Button(texts.plain("🔎 See five of them"), data("an.five", row.id))
    save = Button(texts.plain("💾 Save this audience"), data("an.save", row.id))
    return [five, chance, save]


async def _told(view: View, row: AnnouncementRow) -> list[Safe]:
    """The rule, the number of people by language, and who is left out."""
    texts, settings = view.texts, view.house.lab.announcements
    count = await audiences.count(view.session, row, settings, view.house.clock.now(), view.house.admins)
    by_language = [texts("• {language}: {count}", language=NAMES[code], count=n)
                   for code, n in sorted(count.languages.items())]  # fmt: skip
    people = bold(texts("People who get it: {count}", count=count.people))
    return [*await rule_lines(view, Rule.read(row.rule)), people, *by_language, *left_out_lines(view, count)]


@taps("an.kind")
@staff_only(Role.COMMUNICATOR)
async def kind(update: Update, context: Context, announcement: str, side: str, kind: str) -> None:
    """What can be chosen of a kind."""
    if kind in set(Kind) and side in SIDES:
        context.say("announcement.kind", edit=True, announcement=number(announcement), side=side, kind=kind)


@staff_screen("announcement.kind")
async def kind_screen(view: View, row: AnnouncementRow, *, side: str, kind: str) -> Message:
    """Each value with a tick if it is chosen; a saved audience can be taken off the list."""
    texts, rule = view.texts, Rule.read(row.rule)
    chosen = (rule.take if side == "take" else rule.but).get(kind, ())
    names = await values_of(view, Kind(kind))
    buttons = [
        Button(f"{'✅' if value in chosen else '⬜'} {name}",
               data("an.set", row.id, side, kind, value, 0 if value in chosen else 1))
        for value, name in names.items()
    ]  # fmt: skip
    head = texts("⛔ Who shall not get it?") if side == "but" else texts("👥 Who shall get it?")
    lines = [bold(head), *await _told(view, row)]
    if kind == Kind.SEGMENT and not names:
        lines.append(texts("No audience was saved yet."))
    if kind == Kind.CHALLENGE and not names:
        lines.append(texts("Nobody supports a report yet."))
    if kind in (Kind.COMMUNE, Kind.THEME, Kind.CHALLENGE):
        lines.append(texts("ℹ️ Known from reports under a name: whoever reported anonymously is never found like this."))
    forget = (
        [Button(texts.plain("🗑 Saved audiences"), data("an.saved", row.id))] if kind == Kind.SEGMENT and names else []
    )
    done = Button(texts.plain("✔️ Done"), data("an.who", row.id, side))
    return Message("\n".join(lines), rows=[*in_rows(buttons), *one_a_row([*forget, done])])


@taps("an.set")
@staff_only(Role.COMMUNICATOR)
async def put(
    update: Update, context: Context, announcement: str, side: str, kind: str, value: str, wanted: str
) -> None:
    """Put a value into the rule or take it out, as the button said: pressed twice, it does no more."""
    if side not in SIDES or kind not in set(Kind):
        return

    def turned(rule: Rule) -> Rule:
        there = value in (rule.take if side == "take" else rule.but).get(kind, ())
        return rule if there is (wanted == "1") else rule.turned(side, kind, value)

    await _reruled(context, announcement, turned, "announcement.kind", side=side, kind=kind)


@taps("an.either")
@staff_only(Role.COMMUNICATOR)
async def either(update: Update, context: Context, announcement: str, wanted: str) -> None:
    """Any of it is enough, or all of it must apply."""

    def turned(rule: Rule) -> Rule:
        return Rule(rule.take, rule.but, wanted == "1")

    await _reruled(context, announcement, turned, "announcement.who", side="take")


async def _reruled(context: Context, announcement: str, turned: Any, screen: str, **values: Any) -> None:
    async with context.reading() as session:
        row = await rows.of(session, number(announcement))
        valid = row is not None and await _is_known(session, turned(Rule.read(row.rule)))
    if row is None or not valid:
        context.say(screen, edit=True, announcement=number(announcement), **values)
        return
    await change(context, announcement, screen, {"rule": turned(Rule.read(row.rule)).stored()}, **values)


async def _is_known(session: AsyncSession, rule: Rule) -> bool:
    """Whether every saved audience, activity and workshop of the rule makes sense: data come from outside."""
    saved = {str(one.id) for one in await rows.every_segment(session)}
    sides = (rule.take, rule.but)
    segments = {value for side in sides for value in side.get(Kind.SEGMENT, ())}
    activities = {value for side in sides for value in side.get(Kind.ACTIVITY, ())}
    workshops = {value for side in sides for value in side.get(Kind.WORKSHOP, ())}
    reports = {value for side in sides for value in side.get(Kind.CHALLENGE, ())}
    if not all(number(value) > 0 for value in reports):
        return False
    return segments <= saved and activities <= set(audiences.Activity) and all(map(_is_workshop, workshops))


def _is_workshop(value: str) -> bool:
    workshop, _, took = value.partition(".")
    return number(workshop) > 0 and took in set(audiences.Took)


@taps("an.chance")
@staff_only(Role.COMMUNICATOR)
async def chance(update: Update, context: Context, announcement: str, wanted: str) -> None:
    """It leaves in an order by chance, so that nobody has a head start where seats are few."""
    await change(context, announcement, "announcement.who", {"random_order": wanted == "1"}, side="take")


@taps("an.five")
@staff_only(Role.COMMUNICATOR)
async def five(update: Update, context: Context, announcement: str) -> None:
    """Show five of those who would get it; who looked is noted."""
    async with context.transaction() as session:
        context.say("announcement.five", edit=True, announcement=number(announcement))
        subject, now = subject_of(number(announcement)), context.house.clock.now()
        audit.note(session, context.person.id, "announcement.sample", subject, now)


@staff_screen("announcement.five")
async def five_screen(view: View, row: AnnouncementRow) -> Message:
    """Names where people gave one, else their language alone."""
    texts = view.texts
    house = view.house
    found = await audiences.sample(view.session, row, house.lab.announcements, house.clock.now(), house.admins)
    lines = [bold(texts("🔎 Five of them, by chance"))]
    lines += [
        texts("• Name: {name}, language: {language}", name=one.name, language=NAMES[one.language])
        if one.name
        else texts("• Without a name, language: {language}", language=NAMES[one.language])
        for one in found
    ]
    again = Button(texts.plain("🔎 Five others"), data("an.five", row.id))
    to_rule = Button(texts.plain("👥 Who gets it"), data("an.who", row.id, "take"))
    return Message("\n".join(lines), rows=one_a_row([again, to_rule]))


@taps("an.save")
@staff_only(Role.COMMUNICATOR)
async def save(update: Update, context: Context, announcement: str) -> None:
    """Ask for the name under which this audience is kept."""
    await begin(context, conversation.SEGMENT.name, announcement=number(announcement))


class _Segment(Served):
    """One message is the name."""

    form = conversation.SEGMENT
    needs = Role.COMMUNICATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep the audience as it is now."""
        row, now = await rows.of(session, one.beside["announcement"]), context.house.clock.now()
        if row is not None:
            await announcements.save_segment(session, context.person, answers.value("name"), row.rule, now)
        context.say("announcement.who", announcement=one.beside["announcement"], side="take")


serve(_Segment())


@taps("an.saved")
@staff_only(Role.COMMUNICATOR)
async def saved(update: Update, context: Context, announcement: str) -> None:
    """The saved audiences, to take one off the list."""
    context.say("announcement.saved", edit=True, announcement=number(announcement))


@staff_screen("announcement.saved")
async def saved_screen(view: View, row: AnnouncementRow) -> Message:
    """One button for each."""
    texts = view.texts
    buttons = [Button(f"🗑 {one.name}", data("an.unsave", row.id, one.id)) for one in await rows.segments(view.session)]
    text = texts("🗑 Which saved audience shall go? Announcements that use it stay as they are.")
    done = Button(texts.plain("✔️ Done"), data("an.kind", row.id, "take", Kind.SEGMENT))
    return Message(text, rows=one_a_row([*buttons, done]))


@taps("an.unsave")
@staff_only(Role.COMMUNICATOR)
async def unsave(update: Update, context: Context, announcement: str, segment: str) -> None:
    """Offer it no more."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        await announcements.drop_segment(session, context.person, number(segment), now)
        context.say("announcement.saved", edit=True, announcement=number(announcement))
