"""Forms drawn as Mermaid diagrams and laid out as a dialogue to review; both for `twiza forms`."""

from collections.abc import Iterable

from conversations.form import Form
from conversations.steps import About, Group, Label, Step, always
from locales.texts import Catalogues, Texts


def forms_diagram(forms: Iterable[Form]) -> str:
    """One Mermaid flowchart with a subgraph a form: steps in order, what each accepts, what makes one be left out."""
    return "\n".join(["flowchart TD", *(line for form in forms for line in _subgraph(form))]) + "\n"


def _subgraph(form: Form) -> list[str]:
    nodes = [f"{form.name}_{_name(item)}" for item in form.steps]
    end = [f"{form.name}_summary"] if form.confirm else []
    boxes = [f"    {node}{_box(item)}" for node, item in zip(nodes, form.steps, strict=True)]
    boxes += [f"    {form.name}_summary([summary])"] if form.confirm else []
    path = " --> ".join([*nodes, *end, f"{form.name}_submit"])
    return [
        f"  subgraph {form.name}",
        *boxes,
        f"    {form.name}_submit[[{form.submit.__name__}]]",
        f"    {path}",
        "  end",
    ]


def _name(item: Step | Group) -> str:
    return item.name if isinstance(item, Step) else item.__name__


def _box(item: Step | Group) -> str:
    """A plain box for a question, a rhombus for one that has a condition, a flag for a group of steps."""
    if not isinstance(item, Step):
        return f'>"{_name(item)}"]'
    text = "<br>".join([item.name, *_traits(item)])
    return f'["{text}"]' if item.when is always else f'{{"{text}"}}'


def _traits(step: Step) -> list[str]:
    """What the diagram says of a step besides its name."""
    traits = {
        f"up to {step.gather} messages": step.gather,
        "many choices": step.many,
        "choices": step.choices and not step.many,
        ", ".join(one.kind for one in step.takes): step.takes,
        "optional": step.optional,
        f"default: {step.default}": step.default,
        f"when {getattr(step.when, '__name__', '')}": step.when is not always,
    }
    return [trait for trait, holds in traits.items() if holds]


def forms_review(forms: Iterable[Form], catalogues: Catalogues) -> str:
    """Each question and its fixed choices in every language, as tab-separated values; line breaks as backslash n."""
    rows = [["form", "step", *catalogues.languages]]
    rows += [
        row for form in forms for step in form.steps if isinstance(step, Step) for row in _asked(form, step, catalogues)
    ]
    return "".join("\t".join(cell.replace("\n", "\\n") for cell in row) + "\n" for row in rows)


def _asked(form: Form, step: Step, catalogues: Catalogues) -> list[list[str]]:
    choices = () if callable(step.choices) else step.choices
    said = [(step.name, step.ask), *((f"{step.name} · {one.key}", one.label) for one in choices)]
    speakers = [catalogues[code] for code in catalogues.languages]
    return [[form.name, name, *(_template(label, texts) for texts in speakers)] for name, label in said]


def _template(label: Label, texts: Texts) -> str:
    if isinstance(label, About):
        return texts.template(label.msgid)
    return texts.template(label) if isinstance(label, str) else label.pick(texts.language)
