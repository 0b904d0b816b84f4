"""What a message without a command means: one ordered list, first come, first served."""

from collections.abc import Awaitable, Callable

from telegram import Update

from handlers import (
    challenges,
    checkin,
    commitments,
    desk_forms,
    forms,
    greetings,
    importing,
    papers,
    references,
    room_forms,
    rooms,
    sayings,
    searching,
    seats,
    threads,
    written_votes,
)
from handlers.context import Context

Route = Callable[[Update, Context], Awaitable[bool]]

# Each takes the message and says True, or leaves it to the next.
ROUTES: tuple[Route, ...] = (
    threads.reply_to_ours,  # a reply to a message that is about a challenge
    searching.number_asked_for,  # what the desk's search asked staff for, also a reference
    desk_forms.number_asked_for,  # a reference that the desk asked staff for
    seats.code_sent,  # the five digits of a room
    rooms.digits_sent,  # the six digits of a screen that is to become the wall, from a facilitator
    checkin.digits_sent,  # the four digits of a workshop that takes place now
    papers.code_sent,  # the code of a certificate
    references.shown,  # a bare reference, without words of danger
    sayings.answered,  # the open text question of a room joined under 4 h ago; a form waits and asks again
    written_votes.answered,  # an answer of the open vote, in writing: its buttons come again
    greetings.greeted_in_form,  # a courtesy or "where is my report?" while a form is open
    forms.answered,  # the open form
    importing.forwarded,  # a message that a moderator forwarded
    room_forms.questions_sent,  # a question with its answers, or a poll, from who leads a live vote
    greetings.asked_for_news,  # "where is my report?" answers no question of the team
    threads.answer_to_question,  # a question of the team, under 14 days old
    commitments.heard,  # "I can't come" from who is expected at a workshop within 7 days
    greetings.greeted,  # a greeting, thanks, a lone emoji: no draft
    challenges.offered,  # anything else: residents submit problems by message
)


async def route(update: Update, context: Context) -> None:
    """Hand the message to the first route that takes it."""
    for taken in ROUTES:
        if await taken(update, context):
            return
