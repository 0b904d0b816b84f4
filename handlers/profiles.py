"""Several people on one phone: for whom a report is, chosen on its summary; the list of them under /privacy."""

from telegram import Update

from conversations.challenges import FORM
from conversations.form import Act
from handlers import forms, turning
from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.relations import FOR, whom
from handlers.screens import Message, View, screen
from handlers.served import Open, load, served
from locales import common
from services import profiles
from services.challenges import PROFILE
from storage import profiles as rows
from storage.profiles import ProfileRow

MYSELF = "-"


async def _summed_up(context: Context, token: str) -> Open | None:
    async with context.reading() as session:
        one = await load(session, context.house, context.person)
    return one if one and one.draft.form == FORM.name and one.draft.token == token else None


@taps("challenge.for")
async def for_whom(update: Update, context: Context, token: str) -> None:
    """For whom is it? In place of the summary."""
    if await _summed_up(context, token):
        context.say("challenge.for", edit=True, token=token)
    else:
        await forms.current_screen(context)


@screen("challenge.for")
async def for_screen(view: View, *, token: str) -> Message:
    """The relations, one tap each, and myself."""
    texts = view.texts
    ask = texts("👪 For whom do you report this?")
    text = texts.lines([ask, texts("We keep no name, only this. Their reports are told apart from yours.")])
    buttons = [Button(texts.plain(words), data("challenge.whom", token, key)) for key, words in FOR.items()]
    myself = Button(texts.plain("for myself"), data("challenge.whom", token, MYSELF))
    back = Button(f"↩️ {texts.plain(common.BACK)}", data("form", Act.SHOW, token))
    return Message(text, rows=[*in_rows(buttons), [myself], [back]])


@taps("challenge.whom")
async def chosen(update: Update, context: Context, token: str, relation: str) -> None:
    """It is for this one: the profile is made when the report is sent."""
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if one is None or one.draft.form != FORM.name or one.draft.token != token:
            forms.old(context)
            return
        one.beside.pop(PROFILE, None)
        if relation in FOR:
            one.beside[PROFILE] = relation
        one.update = context.update_id
        around = served(FORM.name).around(context.house, context.person, one)
        await turning.follow(context, session, one, FORM.now(one.draft, around), edit=True)


@taps("profiles.list")
async def listed(update: Update, context: Context) -> None:
    """Who uses this phone."""
    context.say("profiles.list", edit=True)


@screen("profiles.list")
async def list_screen(view: View) -> Message:
    """Each with the number of their reports, and a way to erase them."""
    texts = view.texts
    found, counted = await rows.of_person(view.session, view.person.id), await rows.counts(view.session, view.person.id)
    back = Button(texts.plain("Back"), data("privacy.back"))
    if not found:
        return Message(texts("Nobody else reports with this phone."), rows=[[back]])
    lines = [texts("👪 People for whom you report with this phone:")]
    lines += [texts("• {who}, reports: {n}", who=whom(view, one.name), n=counted.get(one.id, 0)) for one in found]
    buttons = [Button(f"🗑 {whom(view, one.name)}", data("profiles.ask", one.id)) for one in found]
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


@taps("profiles.ask")
async def ask(update: Update, context: Context, profile: str) -> None:
    """Really?"""
    context.say("profiles.ask", edit=True, profile=number(profile))


@screen("profiles.ask")
async def ask_screen(view: View, *, profile: int) -> Message:
    """What erasing does: only theirs, for good."""
    texts, one = view.texts, await view.session.get(ProfileRow, profile)
    back = Button(texts.plain("Back"), data("profiles.list"))
    if one is None or one.person_id != view.person.id:
        return Message(texts("Nobody else reports with this phone."), rows=[[back]])
    n, who = (await rows.counts(view.session, view.person.id)).get(one.id, 0), whom(view, one.name)
    text = texts("Erase the reports for: {who} ({n})? Yours stay. This cannot be undone.", who=who, n=n)
    yes = Button(texts.plain("Yes, erase these"), data("profiles.erase", one.id))
    return Message(text, rows=[[yes], [back]])


@taps("profiles.erase")
async def erase(update: Update, context: Context, profile: str) -> None:
    """Erase one of them with their reports."""
    house = context.house
    media = house.data_dir / "media"
    async with context.transaction() as session:
        try:
            await profiles.erase(session, house.seals, context.person, number(profile), media, house.clock.now())
        except LookupError:
            context.toast(context.texts.plain(common.OLD_BUTTON))
        else:
            context.toast(context.texts.plain("✓ Erased"))
        context.say("profiles.list", edit=True)
