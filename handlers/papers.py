"""Is this paper true? A code that was scanned or typed; the team takes a paper back, and gives it back."""

from telegram import Update

from conversations.verifying import lines, verdict
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.marks import N_
from locales.texts import ltr
from services import certificates, papers
from services.roles import Role, holds
from storage import papers as rows
from storage.papers import PaperRow

SHOWN = 20  # missions in a message
ALREADY = N_("It has changed meanwhile: please look again.")


async def link(update: Update, context: Context, code: str) -> None:
    """The square of a paper was scanned."""
    context.say("certificate.verify", code=certificates.read(code) or "")


async def code_sent(update: Update, context: Context) -> bool:
    """A bare code of a paper."""
    message = update.effective_message
    code = certificates.read(message.text) if message and message.text else None
    if code is None:
        return False
    context.say("certificate.verify", code=code)
    return True


@taps("verify.open")
async def opened(update: Update, context: Context, code: str) -> None:
    """The same from a button."""
    context.say("certificate.verify", edit=True, code=code)


@screen("certificate.verify")
async def verify_screen(view: View, *, code: str) -> Message:
    """Whether it stands, and what it says; the team reads that of one that it took back, too."""
    row, lab = await rows.by_code(view.session, code), view.house.lab.name
    told = [bold(verdict(view.texts, lab, row))]
    ours = holds(view.person.roles, Role.FACILITATOR)
    if row and (not papers.withdrawn(row) or (ours and papers.may_return(row))):
        told += lines(view.texts, lab, row, SHOWN)
    return Message("\n".join(told), rows=_of_staff(view, row) if row and ours else ())


def _of_staff(view: View, row: PaperRow) -> Rows:
    if papers.may_return(row):
        return [[Button(view.texts.plain("↪️ Give it back"), data("paper.return", row.code))]]
    if papers.withdrawn(row):
        return []
    return [[Button(view.texts.plain("↩️ Withdraw it"), data("paper.take", row.code))]]


@taps("paper.take")
@staff_only(Role.FACILITATOR)
async def take(update: Update, context: Context, code: str, sure: str = "") -> None:
    """The team takes it back; asks once."""
    if sure != "yes":
        context.say("paper.sure", edit=True, code=code)
        return
    house = context.house
    async with context.transaction() as session:
        done = await papers.revoke(session, house.lab, context.person, code, house.clock.now())
        context.toast(context.texts.plain("✓ Noted" if done else ALREADY))
        context.say("certificate.verify", edit=True, code=code)


@screen("paper.sure")
async def sure_screen(view: View, *, code: str) -> Message:
    """What that means."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row, texts = await rows.by_code(view.session, code), view.texts
    head = texts(
        "Withdraw this paper? Whoever checks it then reads that it does not count any more. "
        "Its person is told, and you can give it back."
    )
    told = lines(texts, view.house.lab.name, row, SHOWN) if row and not papers.withdrawn(row) else []
    buttons = [
        Button(texts.plain("↩️ Yes, withdraw it"), data("paper.take", code, "yes")),
        Button(texts.plain("Back"), data("verify.open", code)),
    ]
    return Message("\n".join([bold(head), *told]), rows=one_a_row(buttons))


@taps("paper.return")
@staff_only(Role.FACILITATOR)
async def give_back(update: Update, context: Context, code: str) -> None:
    """It counts again."""
    house = context.house
    async with context.transaction() as session:
        done = await papers.give_back(session, house.lab, context.person, code, house.clock.now())
        context.toast(context.texts.plain("✓ Noted" if done else ALREADY))
        context.say("certificate.verify", edit=True, code=code)


# What its person hears


def _menu(view: View) -> Button:
    return Button(view.texts.plain("🏠 Menu"), data("menu.open"))


@screen(papers.TAKEN)
async def taken(view: View, *, code: str) -> list[Message]:
    """The team took it back; nothing if it gave it back meanwhile."""
    row = await rows.by_code(view.session, code)
    if row is None or row.person_id != view.person.id or not papers.may_return(row):
        return []
    said = view.texts("✖️ The team withdrew your paper {code}: whoever checks it reads that it does not count any more. "
                      "If you think that this is a mistake, please tell the team.", code=ltr(code))  # fmt: skip
    return [Message(said, rows=[[_menu(view)]])]


@screen(papers.GIVEN)
async def given(view: View, *, code: str) -> list[Message]:
    """It counts again; nothing if it was taken once more."""
    row = await rows.by_code(view.session, code)
    if row is None or row.person_id != view.person.id or papers.withdrawn(row):
        return []
    return [Message(view.texts("✅ Your paper {code} counts again.", code=ltr(code)), rows=[[_menu(view)]])]
