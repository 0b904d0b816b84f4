"""The question after a turn of a form: said at once, or once nothing has followed for a moment."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.form import Ask, Changes, Summary
from handlers.context import House, mark
from handlers.form_keys import wants_keys
from handlers.screens import Answer
from handlers.served import Open, Speaker, load, save, served
from services import people
from services.people import Person
from storage.database import in_turn

QUIET = timedelta(seconds=1.5)  # several messages in a row are one answer: the next question waits this long

Question: TypeAlias = Ask | Summary | Changes


def ask(speaker: Speaker, one: Open, output: Question, edit: bool = False, answered: str = "") -> None:
    """Say the question; `edit` puts it in place of the tapped one, whose step was `answered`."""
    keys = isinstance(output, Ask) and wants_keys(output.step)
    strike(speaker, one, edit)
    if one.keyed and not keys:
        # Only a message without buttons of its own takes a reply keyboard away.
        speaker.say("form.taken", step=one.keyed, remove=True)
        edit = False
    elif keys and edit:
        # A reply keyboard cannot come by editing: the tapped question keeps its answer, the next one follows.
        speaker.say("form.taken", edit=True, step=answered)
        edit = False
    one.keyed = one.draft.at if keys else ""
    one.prompt_due = None
    speaker.say("form.question", edit=edit, **values(one, output))


def strike(speaker: Speaker, one: Open, edit: bool = False) -> None:
    """The summary that stands in the chat is no longer true; with `edit` the tapped message is replaced anyway."""
    if one.review and one.review != (speaker.query_message if edit else None):
        speaker.say("form.stale", at=one.review)
    one.review = 0


def values(one: Open, output: Question) -> dict[str, Any]:
    """What the screen of the question needs besides the draft."""
    found: dict[str, Any] = {"token": one.draft.token}
    if isinstance(output, Changes):
        return found | {"changes": True}
    if output.problem:
        found["problem"] = [output.problem.msgid, dict(output.problem.values)]
    return found


@dataclass(slots=True)
class Prompter:
    """Says screens when no update is being served; what it says is owed by a mark of its own (storage.updates)."""

    house: House
    person: Person
    mark: int
    answers: list[Answer] = field(default_factory=list)
    query_message: int | None = None

    def say(self, screen: str, *, edit: bool = False, at: int | None = None, **values: Any) -> None:
        """Stage a screen."""
        self.answers.append(Answer(self.person.telegram_id, screen, values, at, self.mark))


async def prompt(house: House, person_id: int) -> None:
    """Ask the next question of this person's draft if it is due, and not if something came meanwhile."""
    async with house.database.transaction() as session:
        await in_turn(session, person_id)
        answers = await _prompted(session, house, person_id)
    for answer in answers:
        house.outgoing.put(answer)


async def _prompted(session: AsyncSession, house: House, person_id: int) -> list[Answer]:
    person = await people.get(session, person_id, house.admins)
    one = await load(session, house, person) if person else None
    if person is None or one is None or one.prompt_due is None or one.prompt_due > house.clock.now():
        return []
    manners, prompter = served(one.draft.form), Prompter(house, person, -one.update)
    turn = manners.form.settle(one.draft, manners.around(house, person, one))
    one.draft = turn.draft
    if isinstance(turn.output, Question):
        ask(prompter, one, turn.output)
    await save(session, house, person, one)
    if prompter.answers:
        await mark(session, house, prompter.mark, person, prompter.answers)
    return prompter.answers
