"""One draft at one moment: which question it is at, what is shown there, and how it moves on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from conversations.drafts import Draft
from conversations.steps import Answer, Answers, Around, Choice, Group, Problem, Stage, Step, walk
from conversations.turns import Act, Ask, Line, Submit, Summary, Turn


@dataclass(frozen=True)
class Moment:
    """A draft of a form (its `steps`, and whether a summary is confirmed) as it stands among things `around` it."""

    steps: Sequence[Step | Group]
    confirm: bool
    draft: Draft
    around: Around

    @cached_property
    def stages(self) -> list[Stage]:
        """The steps that apply now, in order."""
        return list(walk(self.steps, self.draft.answers, self.around))

    @property
    def stage(self) -> Stage | None:
        """The stage asked now; None at the summary."""
        return self.named(self.draft.at)

    @property
    def first_open(self) -> Stage | None:
        """The first stage without an answer."""
        return next((stage for stage in self.stages if not stage.answer), None)

    def named(self, name: str) -> Stage | None:
        """The stage of the step `name`, if it applies."""
        return next((stage for stage in self.stages if stage.step.name == name), None)

    def having(self, draft: Draft) -> "Moment":
        """The same moment with another draft."""
        return Moment(self.steps, self.confirm, draft, self.around)

    def answered(self, step: Step, answer: Answer) -> "Moment":
        """The same moment once `step` has `answer`."""
        return self.having(replace(self.draft, answers=self.draft.answers.having(step.name, answer)))

    def placed(self) -> "Moment":
        """The same, or at the first open stage if the draft stands at a step that is gone, or too early at its end."""
        stands = self.stage if self.draft.at else not self.first_open
        return self if stands else self.moved(self.first_open)

    def moved(self, stage: Stage | None, changing: bool = False) -> "Moment":
        """At `stage` (None: the summary), with a new revision: older buttons are old from here."""
        picked = stage.answer.value if stage and stage.answer and stage.answer.kind == "choices" else ()
        name = stage.step.name if stage else ""
        revision = self.draft.revision + 1
        draft = replace(self.draft, at=name, revision=revision, picked=tuple(picked), changing=changing)
        return self.having(replace(draft, all_shown=False))

    def onward(self) -> Turn:
        """To the first open stage, else to the summary, or straight to the submission."""
        following = self.moved(self.first_open)
        if following.draft.at or self.confirm:
            return following.turn()
        return Turn(following.draft, Submit(following.answers))

    @property
    def answers(self) -> Answers:
        """The answers that apply, defaults included."""
        return Answers({stage.step.name: stage.answer for stage in self.stages if stage.answer})

    @property
    def previous(self) -> Stage | None:
        """The stage that Back leads to: the one before, passing those that were never asked."""
        names = [stage.step.name for stage in self.stages]
        end = names.index(self.draft.at) if self.draft.at in names else len(names)
        return next((stage for stage in reversed(self.stages[:end]) if stage.given), None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The answers, one a line."""
        return tuple(_line(stage, stage.answer) for stage in self.stages if stage.answer)

    def turn(self, problem: Problem | None = None) -> Turn:
        """Show where the draft stands."""
        return Turn(self.draft, self.shown(problem))

    def shown(self, problem: Problem | None = None) -> Ask | Summary:
        """The current question, or the summary."""
        if stage := self.stage:
            return self._asked(stage, problem)
        return Summary(self.lines, self.draft.token, self._closing_acts(), problem)

    def _asked(self, stage: Stage, problem: Problem | None) -> Ask:
        acts = tuple(act for act, sensible in self._acts(stage).items() if sensible)
        choices = self._visible(stage)
        picked = tuple(filter(stage.has, self.draft.picked))
        return Ask(stage.step, self.draft.token, acts, choices, picked, stage.answer, problem)

    def _visible(self, stage: Stage) -> tuple[Choice, ...]:
        """The first few choices until all are asked for; what is ticked among the others stands below them."""
        few = stage.step.few
        if self.draft.all_shown or not few:
            return stage.choices
        return (*stage.choices[:few], *(one for one in stage.choices[few:] if one.key in self.draft.picked))

    def _acts(self, stage: Stage) -> dict[Act, bool]:
        step, parts = stage.step, bool(stage.answer and stage.answer.kind == "parts")
        return {
            Act.CHOOSE: bool(stage.choices),
            Act.MORE: len(self._visible(stage)) < len(stage.choices),
            Act.DONE: step.many or parts,
            Act.CLEAR: parts,
            Act.SKIP: step.optional and not parts,
            Act.KEEP: stage.given and not (self.draft.changing or step.many or step.gather),
            Act.BACK: self.draft.changing or self.previous is not None,
            Act.CANCEL: True,
        }

    def _closing_acts(self) -> tuple[Act, ...]:
        change = (Act.CHANGE,) if self.stages else ()
        return (Act.SEND, *change, *((Act.BACK,) if self.previous else ()), Act.CANCEL)


def _line(stage: Stage, answer: Answer) -> Line:
    keys = {"choice": [answer.value], "choices": answer.value}.get(answer.kind, [])
    return Line(stage.step, answer, tuple(one for one in stage.choices if one.key in keys), stage.given)
