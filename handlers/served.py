"""Forms as Telegram serves them: what each adds to the common manners, and the draft one person has open."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.drafts import Draft
from conversations.form import Answers, Around, Form, Line, Said
from handlers.buttons import Button, Rows
from handlers.context import Context, House
from handlers.screens import View
from handlers.telling import told
from locales import common
from locales.marks import N_
from locales.texts import Safe, Value
from services import drafts, emergencies, people
from services.people import Person
from services.roles import Role
from storage.database import in_turn


@dataclass(slots=True)
class Open:
    """The draft somebody has open.

    `beside` is JSON that the form's handler keeps beside the answers, `keyed` the step whose reply keyboard is up,
    `aside` messages that came after a long pause, `update` the last update that was heard, `review` the message that
    sums it up (0: none stands in the chat).
    """

    draft: Draft
    beside: dict[str, Any] = field(default_factory=dict)
    keyed: str = ""
    aside: list[dict[str, Any]] = field(default_factory=list)
    update: int = 0
    review: int = 0
    prompt_due: datetime | None = None
    changed_at: datetime | None = None


class Speaker(Protocol):
    """Who says screens: the context of an update, or the prompter."""

    house: House
    person: Person
    query_message: int | None

    def say(self, screen: str, *, edit: bool = False, at: int | None = None, **values: Any) -> None:
        """Say a screen."""


class Served:
    """One form on Telegram; a form of its own manners overrides what differs.

    `needs` is the role of the team without which it hears nothing, None of a form for everybody; `head` the msgid
    above the answers, when they are summed up.
    """

    form: ClassVar[Form]
    needs: ClassVar[Role | None] = None
    head: ClassVar[str] = N_("Here is what will leave:")

    def around(self, house: House, person: Person, one: Open) -> Around:
        """What the form's own functions look at."""
        return house.lab

    def heard(self, speaker: Speaker, one: Open, message: Said) -> None:
        """Look at a message before the form takes it."""

    async def holds_back(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> bool:
        """Whether something stands in the way of sending, and was said; the draft stays as it is."""
        return False

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Take the answers, in the transaction that drops the draft, and say so."""
        raise NotImplementedError

    def above(self, view: View, one: Open) -> list[Safe]:
        """Lines above the question."""
        return []

    def value(self, view: View, line: Line) -> Value:
        """What an answer looks like in the summary."""
        return told(view, line)

    def listed(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The answers that the summary lists."""
        return lines

    def taken(self, view: View, line: Line) -> Value:
        """What an answer looks like when it was just given."""
        return self.value(view, line)

    def below(self, view: View, one: Open, lines: Sequence[Line]) -> list[Safe]:
        """Lines below the summary, before the question whether to send."""
        return []

    def beside_send(self, view: View, one: Open) -> list[Button]:
        """Further buttons of the summary."""
        return []

    def under_question(self, view: View, one: Open) -> Rows:
        """Further rows under a question."""
        return ()

    def may_go_back(self, one: Open) -> bool:
        """Whether Back makes sense, where the engine offers it."""
        return True

    def cancel_label(self, one: Open) -> str:
        """The msgid of the button that gives up."""
        return common.CANCEL

    def send_label(self, one: Open) -> str:
        """The msgid of the button that sends."""
        return common.SEND

    def cancelled(self, one: Open) -> str:
        """The msgid of what is said when somebody gave up."""
        return common.CANCELLED


def alarm(speaker: Speaker, one: Open, words: str) -> bool:
    """Answer words of danger in a draft, once for each danger in a row; whether they were."""
    danger = emergencies.urgent(words)
    if danger is None or one.beside.get("danger") == danger.kind:
        return False
    one.beside["danger"] = danger.kind
    speaker.say("challenge.emergency", kind=danger.kind)
    return True


_served: dict[str, Served] = {}


def serve(one: Served) -> None:
    """Register a form. One that flows must confirm: a prompt cannot submit."""
    if not one.form.confirm and any(getattr(step, "flows", False) for step in one.form.steps):
        raise ValueError(f"{one.form.name}: a form that flows must confirm")
    _served[one.form.name] = one


def all_served() -> Mapping[str, Served]:
    """Every form that is served, by name."""
    return _served


def served(name: str) -> Served:
    """The form of this name."""
    return _served[name]


def new_mark() -> str:
    """The letters that tell one draft from the next."""
    return secrets.token_hex(2)


async def load(session: AsyncSession, house: House, person: Person) -> Open | None:
    """The draft this person has open; None too if its form is no longer served."""
    saved = await drafts.load(session, house.seals, person.id, house.clock.now())
    if saved is None or saved.form not in _served:
        return None
    state = dict(saved.state)
    draft = Draft.from_json(state.pop("draft"))
    return Open(draft, **state, prompt_due=saved.prompt_due, changed_at=saved.changed_at)


async def save(session: AsyncSession, house: House, person: Person, one: Open) -> None:
    """Keep the open draft."""
    state = {
        "draft": one.draft.to_json(),
        "beside": one.beside,
        "keyed": one.keyed,
        "aside": one.aside,
        "update": one.update,
        "review": one.review,
    }
    now = house.clock.now()
    await drafts.save(session, house.seals, person.id, one.draft.form, state, now, one.prompt_due)


async def reviewed(session: AsyncSession, house: House, chat_id: int, message_id: int, token: str) -> None:
    """Remember the message that sums up this person's draft, so that it goes when it is no longer true."""
    person = await people.find(session, chat_id, house.admins)
    if person is None:
        return
    await in_turn(session, person.id)
    one = await load(session, house, person)
    if one and one.draft.token == token:
        one.review = message_id
        await save(session, house, person, one)
