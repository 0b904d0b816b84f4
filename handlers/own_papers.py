"""One's own certificates: the list, and taking one back, without asking the team."""

from telegram import Update

from conversations.certificates import lines
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.screens import Message, View, screen
from handlers.words import bold
from services import certificates, papers
from storage import certificates as rows


async def door(view: View) -> list[Button]:
    """What /privacy offers to whoever has a certificate that counts."""
    found = await rows.standing(view.session, view.person.id)
    return [Button(view.texts.plain("📜 My certificates"), data("certificate.mine"))] if found else []


@taps("certificate.mine")
async def mine(update: Update, context: Context) -> None:
    """The list."""
    context.say("certificate.mine", edit=True)


@screen("certificate.mine")
async def mine_screen(view: View) -> Message:
    """Those that count, newest first; each opens."""
    texts, found = view.texts, await rows.standing(view.session, view.person.id)
    back = Button(texts.plain("🔒 My data"), data("privacy.back"))
    if not found:
        return Message(texts("You have no certificate that counts."), rows=[[back]])
    buttons = [Button(f"📜 {one.code}", data("certificate.one", one.code)) for one in found]
    told = texts("Here are your certificates. Open one to see what stands on it, or to take it back.")
    return Message(told, rows=one_a_row([*buttons, back]))


@taps("certificate.one")
async def one(update: Update, context: Context, code: str) -> None:
    """One of them."""
    context.say("certificate.one", edit=True, code=code)


@screen("certificate.one")
async def one_screen(view: View, *, code: str) -> Message:
    """What stands on it, and what taking it back means."""
    row, texts = await rows.by_code(view.session, code), view.texts
    if row is None or row.person_id != view.person.id or papers.withdrawn(row):
        return Message(
            view.texts("You have no certificate that counts."),
            rows=[[Button(view.texts.plain("Back"), data("certificate.mine"))]],
        )
    told = [
        bold(texts("📜 Your certificate")),
        *lines(texts, row),
        texts("You can take it back: whoever checks its code reads then that it was withdrawn, and nothing else. That "
              "cannot be undone; a new one has another code."),
    ]  # fmt: skip
    take = Button(texts.plain("↩️ Withdraw my certificate"), data("certificate.drop", code))
    return Message("\n".join(told), rows=one_a_row([take, Button(texts.plain("Back"), data("certificate.mine"))]))


@taps("certificate.drop")
async def drop(update: Update, context: Context, code: str) -> None:
    """Nothing of them stays on it."""
    async with context.transaction() as session:
        done = await certificates.withdraw(session, context.person, code, context.house.clock.now())
        context.toast(context.texts.plain("✓ Noted" if done else "You have no certificate that counts."))
        context.say("certificate.mine", edit=True)
