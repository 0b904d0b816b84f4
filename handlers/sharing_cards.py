"""Sharing a public challenge: a card into any Telegram chat (inline mode), a text for elsewhere; both lead back here.

What was sent on is out of our hands: the button under it looks who presses and what still is public. Whoever the bot
knows supports the report by that tap; for anybody else it opens the bot there, since nothing is kept of strangers. How
many people have the problem stands in the answer to the tap and not on the card, where it would grow old.
"""

from collections.abc import Sequence
from urllib.parse import quote

from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode

from handlers.buttons import Button, data, keyboard, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.public import of_challenge, public_lines
from handlers.screens import Message, View, screen
from handlers.supporters import ALREADY, HAVE_IT, public_one
from handlers.words import bold, category_name
from handlers.workshop_sharing import COPIED, WHATSAPP
from locales.formats import Safe, escape
from locales.lengths import cut, utf16_len
from locales.marks import N_
from locales.texts import ltr
from services import browsing, merges, places, publications, publicity, references, similar, supporters
from services.browsing import Wish
from services.similar import Looking
from storage.challenges import ChallengeRow
from storage.desk import by_ref

GONE = N_("This report is no longer there.")
NOTED_ELSEWHERE = N_("✅ Noted, thank you. You get its news in your chat with us.")
OFFERED = 5  # cards for who types nothing, or some words
SHORT = 120  # UTF-16 units of the words in a text to be forwarded
TITLE, DESCRIPTION = 60, 100
LONGEST_QUERY = 256  # characters; Telegram's bound


@taps("public.share")
async def share(update: Update, context: Context, challenge: str) -> None:
    """The text, and the ways to send it on."""
    async with context.reading() as session:
        row = await public_one(session, context, challenge)
    context.say("public.share", challenge=row.id if row else number(challenge))


@screen("public.share")
async def share_screen(view: View, *, challenge: int) -> Message:
    """A text that is ready to be forwarded; where inline mode is on, a card too."""
    row = await publications.shown(view.session, view.house.lab, challenge)
    if row is None:
        return Message(view.texts("This report is no longer there."))
    texts, link = view.texts, link_to(view, row)
    invites = texts.plain("This problem was reported. You have it too? Say so here:")
    words = cut(" ".join(publicity.words_of(row).split()), SHORT)
    ready = "\n".join([invites, _about(view, row), words, link])
    buttons = [Button(texts.plain("🟢 Send it with WhatsApp"), url=WHATSAPP + quote(ready, safe=""))]
    if view.house.inline:
        buttons.insert(0, Button(texts.plain("📤 A card into a Telegram chat"), inline=row.ref))
    if utf16_len(ready) <= COPIED:
        buttons.append(Button(texts.plain("📋 Copy this text"), copy=ready))
    buttons.append(Button(texts.plain("🔙 Back to the report"), data("public.see", row.id)))
    return Message(f"{texts('📤 This text is ready to be forwarded:')}\n\n{escape(ready)}", rows=one_a_row(buttons))


def link_to(view: View, row: ChallengeRow) -> str:
    """The link that opens the challenge in the bot."""
    return view.house.link(f"c_{row.ref}")


def _about(view: View, row: ChallengeRow) -> str:
    """`💡 Éclairage · Bouskoura`."""
    known = places.by_code(view.house.lab, row.commune)
    parts = (category_name(view, row.category), known.names.pick(view.texts.language) if known else "")
    return " · ".join(part for part in parts if part) or view.texts.plain("Report {ref}", ref=ltr(row.ref))


async def asked(update: Update, context: Context) -> None:
    """Cards for whoever types our name in any chat: of a reference, of some words, or the newest."""
    query = update.inline_query
    if query is None:
        return
    async with context.reading() as session:
        view = View(context.house, session, context.person, context.texts)
        cards = [await _card(view, row) for row in await _found(view, query.query[:LONGEST_QUERY])]
    context.house.outgoing.answer_inline(query.id, cards)


async def _found(view: View, words: str) -> Sequence[ChallengeRow]:
    session, lab = view.session, view.house.lab
    if ref := references.find(words):
        row = await by_ref(session, ref)
        main = await publications.shown(session, lab, (await merges.top(session, row)).id) if row else None
        return [main] if main else []
    if not words.strip():
        return (await browsing.page(session, lab, Wish(), 0, OFFERED)).rows
    alike = await similar.public(session, lab, Looking(words), view.house.clock.now(), OFFERED)
    return [await session.get_one(ChallengeRow, one.challenge) for one in alike]


async def _card(view: View, row: ChallengeRow) -> dict[str, object]:
    """One result: what is offered, and the message that it becomes."""
    texts, words = view.texts, " ".join(publicity.words_of(row).split())
    lines = [
        bold(texts("Team {lab}: a problem was reported", lab=view.house.lab.name.pick(texts.language))),
        *public_lines(view, of_challenge(row)),
        texts("You have it too? Press the button."),
        texts("🔒 “Me too”: the team keeps that you have it too, and tells you its news."),
    ]
    said = InputTextMessageContent(
        Safe("\n".join(lines)), ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    card = InlineQueryResultArticle(
        row.ref,
        cut(_about(view, row), TITLE),
        said,
        reply_markup=_me_too(view, row),
        description=cut(words, DESCRIPTION),
    )
    return card.to_dict()


def _me_too(view: View, row: ChallengeRow) -> InlineKeyboardMarkup | None:
    return keyboard([[Button(view.texts.plain("🙋 Me too"), data("card.me_too", row.id))]], view.texts.rtl)


@taps("card.me_too")
async def me_too(update: Update, context: Context, challenge: str) -> None:
    """Me too, from under a card in any chat: one support a person, however often and in how many chats they press."""
    texts, house = context.texts, context.house
    if not context.person.id or context.person.unreachable:
        async with context.reading() as session:
            row = await public_one(session, context, challenge)
        context.toast(None if row else texts.plain(GONE), url=house.link(f"c_{row.ref}") if row else None)
        return
    async with context.transaction() as session:
        row = await public_one(session, context, challenge)
        if row is None:
            context.toast(texts.plain(GONE), alert=True)
            return
        version, now = house.lab.privacy.version, house.clock.now()
        new = await supporters.support(session, house.seals, context.person, row, version, now)
        people = (await supporters.people(session, [row.id]))[row.id]
        told = [texts.plain(NOTED_ELSEWHERE if new else ALREADY), texts.plain(HAVE_IT, n=people)]
        context.toast("\n".join(told), alert=new)
