"""A draft: where one person is in one form, as plain data."""

from dataclasses import asdict, dataclass, field
from typing import Any

from conversations.steps import Answer, Answers


@dataclass(frozen=True)
class Draft:
    """Where the person is and what they answered so far.

    `mark` tells this draft from the next one, `at` is the step asked now (empty at the summary), `revision` counts the
    questions shown, `picked` are the choices ticked so far, `changing` means that the summary comes next, `all_shown`
    that every choice is shown, not only the first few.
    """

    form: str
    mark: str
    at: str = ""
    answers: Answers = field(default_factory=Answers)
    revision: int = 0
    picked: tuple[str, ...] = ()
    changing: bool = False
    all_shown: bool = False

    @property
    def token(self) -> str:
        """What the buttons of the current question carry."""
        return f"{self.mark}.{self.revision}"

    def to_json(self) -> dict[str, Any]:
        """As plain JSON data."""
        return asdict(self) | {"answers": {name: [one.kind, one.value] for name, one in self.answers.items()}}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Draft":
        """Read back what `to_json` gave, also by an older or newer version of the program."""
        return cls(
            form=data["form"],
            mark=data["mark"],
            at=data.get("at", ""),
            answers=Answers({name: Answer(*pair) for name, pair in data.get("answers", {}).items()}),
            revision=data.get("revision", 0),
            picked=tuple(data.get("picked", ())),
            changing=data.get("changing", False),
            all_shown=data.get("all_shown", False),
        )
