"""What a form shows: its question, its summary, which answer to change. Rendered from the draft as it is by then."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from conversations.form import Act, Ask, Changes, Choice, Line, Problem, Summary, Tap
from conversations.spoken import asked, spoken
from handlers.buttons import Button, Rows, data, in_rows, one_a_row
from handlers.form_keys import act_label, keys, last_acts, wants_keys
from handlers.messages import MAX_FILE_MB
from handlers.screens import Message, View, screen
from handlers.served import Open, load, served
from locales import common
from locales.marks import N_
from locales.texts import Safe

GONE: tuple[Message, ...] = ()  # the draft has moved on: its newer question is on its way
WRITE_OR_SPEAK = N_("Write it or say it…")
TOO_HEAVY = N_("This file is too heavy (more than {max_mb} MB).\nSend a photo, or a shorter video.")


@screen("form.question")
async def question(
    view: View, *, token: str, problem: Sequence[Any] | None = None, changes: bool = False
) -> Message | Sequence[Message]:
    """The question or summary that the draft stands at; nothing if it has moved on since."""
    one = await load(view.session, view.house, view.person)
    if one is None or one.draft.token != token:
        return GONE
    manners = served(one.draft.form)
    around = manners.around(view.house, view.person, one)
    if changes:
        listed = manners.form.hear(one.draft, Tap(Act.CHANGE), around).output
        return _changes(view, listed) if isinstance(listed, Changes) else GONE
    output = manners.form.now(one.draft, around, Problem(*problem) if problem else None).output
    if isinstance(output, Summary):
        return replace(_summary(view, one, output), voice=f"ask.{one.draft.form}.review")
    return replace(_question(view, one, output), voice=f"ask.{one.draft.form}.{one.draft.at}")


def _question(view: View, one: Open, ask: Any) -> Message:
    texts = view.texts
    lines = [] if ask.problem else served(one.draft.form).above(view, one)
    if ask.problem:
        lines = [texts(ask.problem.msgid, **ask.problem.values)]
    text = "\n\n".join([*lines, asked(ask.step.ask, texts)])
    if wants_keys(ask.step):
        return Message(text, keys=keys(texts, ask, one), placeholder=texts.plain(WRITE_OR_SPEAK))
    own = served(one.draft.form).under_question(view, one)
    return Message(text, rows=[*_choices(view, ask), *_acts(view, one, ask.acts, ask.token), *own])


def _choices(view: View, ask: Ask) -> Rows:
    return in_rows([_choice(view, ask, one) for one in ask.choices])


def _choice(view: View, ask: Ask, one: Choice) -> Button:
    label = spoken(one.label, view.texts)
    chosen = ask.picked if ask.step.many else [ask.answer.value] if ask.answer else []
    return Button(f"✓ {label}" if one.key in chosen else label, _data(Act.CHOOSE, ask.token, one.key))


def _acts(view: View, one: Open, acts: Sequence[Act], token: str) -> Rows:
    def button(act: Act) -> Button:
        return Button(act_label(view.texts, act, one), _data(act, token))

    first = [button(act) for act in (Act.DONE, Act.MORE, Act.KEEP, Act.CLEAR) if act in acts]
    return [*one_a_row(first), *in_rows([button(act) for act in last_acts(acts, one)])]


def _summary(view: View, one: Open, summary: Summary) -> Message:
    texts, manners = view.texts, served(one.draft.form)
    lines = [Safe(line_told(view, one, line)) for line in manners.listed(summary.lines)]
    head = texts(manners.head)
    below = manners.below(view, one, summary.lines)
    problem = [texts(summary.problem.msgid, **summary.problem.values)] if summary.problem else []
    text = "\n\n".join([*problem, "\n".join([head, *lines]), *below, texts("Is everything right?")])
    send = Button(f"✅ {texts.plain(manners.send_label(one))}", _data(Act.SEND, summary.token))
    rest = [
        Button(f"✏️ {texts.plain(common.CHANGE)}", _data(Act.CHANGE, summary.token)),
        Button(act_label(texts, Act.CANCEL, one), _data(Act.CANCEL, summary.token)),
    ]
    rows = [[send], *one_a_row(manners.beside_send(view, one)), *in_rows(rest)]
    return Message(text, rows=rows, review_of=summary.token)


def line_told(view: View, one: Open, line: Line, taken: bool = False) -> str:
    """One answer: `label: value`; `taken`: said when it was just given."""
    label = asked(line.step.label or line.step.ask, view.texts)
    manners = served(one.draft.form)
    value = manners.taken(view, line) if taken else manners.value(view, line)
    if label.rstrip("\u2069").endswith(("?", "؟")):
        return view.texts("{text} {value}", text=label, value=value)
    return view.texts("{text}: {value}", text=label, value=value)


def _changes(view: View, listed: Changes) -> Message:
    texts = view.texts
    buttons = [
        Button(spoken(line.step.label or line.step.ask, texts), _data(Act.CHANGE, listed.token, line.step.name))
        for line in listed.lines
    ]
    back = Button(f"↩️ {texts.plain(common.BACK)}", _data(Act.SHOW, listed.token))
    return Message(texts("What would you like to change?"), rows=[*one_a_row(buttons), [back]])


def _data(act: Act, token: str, key: str = "") -> str:
    return data("form", act, token, key) if key else data("form", act, token)


@screen("form.taken")
async def taken(view: View, *, step: str, remove: bool = False) -> Message:
    """The answer to `step` as it was understood, else to the question that comes; with `remove` the keyboard goes."""
    one = await load(view.session, view.house, view.person)
    return Message(_taken(view, one, step) if one else "✓", keys=() if remove else None)


def _taken(view: View, one: Open, step: str) -> str:
    manners = served(one.draft.form)
    listed = manners.form.lines(one.draft, manners.around(view.house, view.person, one))
    known = {line.step.name: line for line in listed}
    line = known.get(step) or known.get(one.draft.at)
    return line_told(view, one, line, taken=True) if line else "✓"


@screen("form.cancelled")
async def cancelled(view: View, *, remove: bool = False, said: str = common.CANCELLED) -> Message:
    """Nothing was sent (`said`: the msgid of the form's own words for that)."""
    return Message(view.texts(said), keys=() if remove else None)


@screen("form.stale")
async def stale(view: View) -> Message:
    """In place of a summary that was sent, cancelled, or changed since."""
    return Message(view.texts("⤵️ This summary is no longer the current one."))


@screen("form.joined")
async def joined(view: View) -> Message:
    """What came at another question belongs to what was said before."""
    return Message(view.texts("➕ Added to your report."))


@screen("form.left_over")
async def left_over(view: View) -> Message:
    """A key was pressed that belongs to a form which is over."""
    text = view.texts("There is no report that you began.\nTo report something, write or say what is happening.")
    return Message(text, keys=())


@screen("form.full")
async def full(view: View) -> Message:
    """There is no room for more."""
    return Message(view.texts("That is a lot already: what comes after this is not added."))


@screen("form.too_large")
async def too_large(view: View) -> Message:
    """We cannot take this file."""
    return Message(view.texts(TOO_HEAVY, max_mb=MAX_FILE_MB))
