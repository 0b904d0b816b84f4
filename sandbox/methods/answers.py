"""Answers to presses and to inline queries."""

from sandbox.errors import bad
from sandbox.methods.registry import Call, method


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Stop the spinner on a pressed button, with a toast or an alert if there is a text."""
    query = call.world.queries.answer(call["callback_query_id"], call.params)
    text, url = call.get("text", ""), call.get("url", "")
    if text or url:
        call.world.toast(query.user_id, text, alert=bool(call.get("show_alert")), url=url)
    call.world.events.tell("answered", user_ids=[query.user_id], query_id=query.id)
    return True


@method("answerInlineQuery")
def answer_inline_query(call: Call) -> bool:
    """Results for somebody who typed @bot …; at most 50, each with its own id."""
    ids = [result["id"] for result in call["results"]]
    if len(ids) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len(set(ids)) != len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    query = call.world.queries.answer(call["inline_query_id"], call.params)
    call.world.events.tell("inline", user_ids=[query.user_id], query_id=query.id, results=call["results"])
    return True
