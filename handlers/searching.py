"""The desk's search: filters by taps, words by message, results by pages; each report shown counts as read."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import desk_search as conversation
from conversations.form import Answers, Form
from handlers import desk as counter
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.served import Open, Served, serve
from services import references, searches
from services.desk import Tab
from services.roles import Role
from storage.desk import by_ref

FILTERS = ("category", "commune", "status", "age")
OURS = tuple(form.name for form in conversation.FORMS)


@taps("find.open")
@staff_only(Role.MODERATOR)
async def opened(update: Update, context: Context) -> None:
    """What one looks for, below."""
    context.say("find.panel")


@taps("find.back")
@staff_only(Role.MODERATOR)
async def back(update: Update, context: Context) -> None:
    """The same, in place."""
    context.say("find.panel", edit=True)


@taps("find.pick")
@staff_only(Role.MODERATOR)
async def pick(update: Update, context: Context, kind: str) -> None:
    """The values of one filter."""
    if kind in FILTERS:
        context.say("find.pick", edit=True, kind=kind)
    else:
        counter.old_button(context)


@taps("find.set")
@staff_only(Role.MODERATOR)
async def choose(update: Update, context: Context, kind: str, value: str) -> None:
    """Look for these only; `-` for all."""
    async with context.transaction() as session:
        try:
            if value != "-":
                searches.check(context.house.lab, kind, value)
            wanted = None if value == "-" else value
            await searches.look_for(session, context.person, context.house.clock.now(), **{kind: wanted})
        except (LookupError, TypeError):
            counter.old_button(context)
            return
        context.say("find.panel", edit=True)


@taps("find.clear")
@staff_only(Role.MODERATOR)
async def clear(update: Update, context: Context) -> None:
    """Look for everything again."""
    async with context.transaction() as session:
        await searches.clear(session, context.person)
        context.say("find.panel", edit=True)


@taps("find.page")
@staff_only(Role.MODERATOR)
async def page(update: Update, context: Context, wanted: str) -> None:
    """One page of what was found."""
    async with context.transaction() as session:
        await results(context, session, number(wanted), edit=True)


async def results(context: Context, session: AsyncSession, wanted: int, edit: bool) -> None:
    """Show a page, and write down what was read."""
    now = context.house.clock.now()
    search = await searches.of(session, context.person, now)
    await searches.shown(session, search, wanted, context.person, now)
    context.say("find.list", edit=edit, page=wanted)


@taps("find.author")
@staff_only(searches.OF_NAMES)
async def of_author(update: Update, context: Context, challenge: str) -> None:
    """Everything of the author of a card, whom the team knows."""
    async with context.transaction() as session:
        author = await searches.author_of(session, number(challenge))
        if author is None:
            counter.old_button(context)
            return
        await searches.clear(session, context.person)
        await searches.look_for(session, context.person, context.house.clock.now(), author_id=author)
        await results(context, session, 0, edit=False)


@taps("find.words")
@staff_only(Role.MODERATOR)
async def words(update: Update, context: Context) -> None:
    """Ask for words."""
    await _ask(context, conversation.WORDS)


@taps("find.name")
@staff_only(searches.OF_NAMES)
async def name(update: Update, context: Context) -> None:
    """Ask for a person."""
    await _ask(context, conversation.NAME)


async def _ask(context: Context, form: Form) -> None:
    opened = await forms.opened(context)
    if opened and opened.draft.form not in OURS:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, form.name)


async def number_asked_for(update: Update, context: Context) -> bool:
    """A reference is an answer to our question too, before it shows its report anywhere else."""
    if not context.person.is_staff:
        return False
    opened = await forms.opened(context)
    return opened is not None and opened.draft.form in OURS and await forms.answered(update, context)


class _Words(Served):
    form = conversation.WORDS
    needs = Role.MODERATOR
    column = "words"

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Open the report of a number, else show what was found."""
        said = answers.value("words")
        ref = references.find(said)
        challenge = await by_ref(session, ref) if ref else None
        if challenge and not challenge.withdrawn_at:
            await counter.show(context, session, challenge.id, Tab.ONE, edit=False)
            return
        await searches.look_for(session, context.person, context.house.clock.now(), **{self.column: said})
        await results(context, session, 0, edit=False)


class _Name(_Words):
    form = conversation.NAME
    needs = searches.OF_NAMES
    column = "name"


for _form in (_Words, _Name):
    serve(_form())
