"""The list of skills in the chat: the team adds one, says it in other words, retires it, takes it back."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import skill_form
from conversations.form import Answers
from conversations.workshop_answers import written
from handlers import forms
from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.languages import NAMES
from locales.marks import N_
from services import skills
from services.roles import Role, holds
from services.skills import TooMany, Twin
from services.words import Words

FORM = skill_form.FORM
A_PAGE = 12
TWIN = N_("There is such a skill already.")
MANY = N_("The list is long enough: nobody reads a longer one. Retire a skill first.")


@taps("skills.list")
@staff_only(Role.MODERATOR)
async def listed(update: Update, context: Context, page: str = "0") -> None:
    """The list."""
    context.say("skills.list", edit=page != "0", page=int(page) if page.isdecimal() else 0)


@screen("skills.list")
async def list_screen(view: View, *, page: int = 0) -> Message:
    """All skills, a button each; those that are asked no more are marked."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts = view.texts
    every = await skills.everything(view.session, view.house.lab)
    shown = every[page * A_PAGE : (page + 1) * A_PAGE]
    buttons = [
        Button(("🚫 " if one.retired else "") + one.pick(texts.language), data("skill.one", one.key)) for one in shown
    ]
    turns = [Button(f"⬅️ {texts.plain('Back')}", data("skills.list", page - 1))] if page else []
    if (page + 1) * A_PAGE < len(every):
        turns.append(Button(f"➕ {texts.plain('More')}", data("skills.list", page + 1)))
    text = texts(
        "💪 What volunteers and companies are asked. Press one to change it. Skills: {count}", count=len(every)
    )
    ways = [Button(texts.plain("➕ Add a skill"), data("skill.add")),
            Button(texts.plain("🤝 Missions"), data("missions.desk"))]  # fmt: skip
    return Message(text, rows=[*in_rows(buttons), *([turns] if turns else []), *one_a_row(ways)])


@taps("skill.one")
@staff_only(Role.MODERATOR)
async def one(update: Update, context: Context, key: str) -> None:
    """One skill."""
    context.say("skill.one", edit=True, key=key)


@screen("skill.one")
async def one_screen(view: View, *, key: str) -> Message:
    """Its words in each language, and what one can do."""
    found = next((each for each in await skills.everything(view.session, view.house.lab) if each.key == key), None)
    if found is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, there = view.texts, found.words.model_dump()
    lines = [bold(texts("💪 Skill: {skill}", skill=found.words.pick(texts.language)))]
    lines += [texts("• {language}: {words}", language=NAMES[code], words=there[code]) for code in NAMES if there[code]]
    if found.retired:
        lines.append(texts("🚫 It is asked no more; whoever has it keeps it."))
    label = N_("↩️ Ask it again") if found.retired else N_("🚫 Ask it no more")
    buttons = [
        Button(texts.plain("✏️ Other words"), data("skill.name", key)),
        Button(texts.plain(label), data("skill.retire", key, 0 if found.retired else 1)),
        Button(texts.plain("Back"), data("skills.list")),
    ]
    return Message("\n".join(lines), rows=one_a_row(buttons))


@taps("skill.retire")
@staff_only(Role.MODERATOR)
async def retire(update: Update, context: Context, key: str, wanted: str) -> None:
    """Ask it no more, or again."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        await skills.retire(session, context.house.lab, context.person, key, now, retired=wanted == "1")
        context.say("skill.one", edit=True, key=key)


@taps("skill.add")
@staff_only(Role.MODERATOR)
async def add(update: Update, context: Context) -> None:
    """Name a new one."""
    await _ask(context, "")


@taps("skill.name")
@staff_only(Role.MODERATOR)
async def rename(update: Update, context: Context, key: str) -> None:
    """Say it in other words."""
    await _ask(context, key)


async def _ask(context: Context, key: str) -> None:
    busy = await forms.opened(context)
    if busy and busy.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, FORM.name, key=key)


class _Skill(Served):
    """What is written in one language leaves the words in the others."""

    form = FORM
    needs = Role.MODERATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Add it, or change its words."""
        lab, now, key = context.house.lab, context.house.clock.now(), one.beside["key"]
        words = Words(**written(str(answers.value("words")), context.person.language, split=True))
        try:
            if key:
                await skills.rename(session, lab, context.person, key, words, now)
            else:
                key = (await skills.add(session, lab, context.person, words, now)).key
        except (Twin, TooMany) as why:
            context.say("skill.refused", full=isinstance(why, TooMany))
            return
        context.say("skill.one", key=key)


serve(_Skill())


@screen("skill.refused")
async def refused(view: View, *, full: bool) -> Message:
    """Why it was not taken."""
    back = Button(view.texts.plain("💪 The list of skills"), data("skills.list"))
    return Message(view.texts(MANY if full else TWIN), rows=[[back]])
