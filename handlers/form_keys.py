"""Questions that ask the phone for its place or contact: a reply keyboard, and what its keys mean."""

from collections.abc import Iterator, Sequence
from typing import Literal

from conversations.form import CONTACT, LOCATION, TEXT, Act, Ask, Problem, Said, Step, Tap
from conversations.spoken import spoken
from handlers.buttons import Button, in_rows
from handlers.context import House
from handlers.screens import Key
from handlers.served import Open, served
from locales import common
from locales.marks import N_
from locales.texts import Texts
from services import places
from services.cleaning import clean
from services.people import Person

OWN_WORDS = N_("✏️ Another place: write or say it")
SAY_WHERE = N_("Write where it is, or say it in a voice message: by the school, after the bridge…")
SEND_LOCATION = N_("📍 Send my position")
SEND_CONTACT = N_("📱 Send my number")
NO = N_("✖️ No")

ICONS = {Act.DONE: "✔️", Act.SKIP: "⏭", Act.BACK: "↩️", Act.CANCEL: "✖️", Act.MORE: "➕", Act.KEEP: "👌", Act.CLEAR: "🧹"}
NAMES = {
    Act.DONE: common.DONE,
    Act.SKIP: common.SKIP,
    Act.BACK: common.BACK,
    Act.CANCEL: common.CANCEL,
    Act.MORE: common.MORE,
    Act.KEEP: common.KEEP,
    Act.CLEAR: common.CLEAR,
}


def wants_keys(step: Step) -> bool:
    """Whether this question needs a reply keyboard: only that can ask the phone for its place or contact."""
    return bool(_asks(step)) and not step.gather


def act_label(texts: Texts, act: Act, one: Open) -> str:
    """The label of a button of the form."""
    if act is Act.CANCEL and (own := served(one.draft.form).cancel_label(one)) != common.CANCEL:
        return texts.plain(own)
    return f"{ICONS[act]} {texts.plain(NAMES[act])}"


def keys(texts: Texts, asked: Ask, one: Open) -> Sequence[Sequence[Key]]:
    """The reply keyboard of a question: the phone's own answer first, then the choices, then the rest."""
    first = [Key(texts.plain(label), asks) for label, asks in _asks(asked.step)]
    kept = [[Button(act_label(texts, act, one))] for act in asked.acts if act is Act.KEEP]
    choices = in_rows([Button(spoken(choice.label, texts)) for choice in asked.choices])
    words = [[Button(texts.plain(OWN_WORDS))]] if LOCATION in asked.step.takes else []
    acts = in_rows([Button(act_label(texts, act, one)) for act in last_acts(asked.acts, one)])
    return [first, *([Key(button.label) for button in row] for row in (*kept, *choices, *words, *acts))]


def last_acts(acts: Sequence[Act], one: Open) -> list[Act]:
    """Skip, Back and Cancel, as far as they make sense."""
    hidden = () if served(one.draft.form).may_go_back(one) else (Act.BACK,)
    return [act for act in (Act.SKIP, Act.BACK, Act.CANCEL) if act in acts and act not in hidden]


def _asks(step: Step) -> list[tuple[str, Literal["location", "contact"]]]:
    found: list[tuple[str, Literal["location", "contact"]]] = []
    if LOCATION in step.takes:
        found.append((SEND_LOCATION, "location"))
    if CONTACT in step.takes and not step.another:
        found.append((SEND_CONTACT, "contact"))
    return found


def pressed(house: House, person: Person, said: Said, one: Open) -> Tap | Problem | None:
    """What the key that sent this text means: a tap, or a hint to show; None if it was no key.

    The keyboard may stand there in a language spoken before, so that every language is tried.
    """
    manners = served(one.draft.form)
    asked = manners.form.now(one.draft, manners.around(house, person, one)).output
    if said.kind is not TEXT or not isinstance(asked, Ask):
        return None
    wanted = clean(said.value).casefold()
    for code in house.catalogues.languages:
        if wanted in (labels := _labels(house.catalogues[code], asked, one)):
            return labels[wanted]
    return None


def left_over(house: House, text: str) -> bool:
    """Whether this is the label of a key, though no form is open: keyboards outlive the drafts they belong to."""
    return clean(text).casefold() in {clean(label).casefold() for label in _every_label(house)}


def _every_label(house: House) -> Iterator[str]:
    for texts in map(house.catalogues.__getitem__, house.catalogues.languages):
        yield from (texts.plain(label) for label in (OWN_WORDS, NO, SEND_LOCATION, SEND_CONTACT))
        yield from (f"{ICONS[act]} {texts.plain(NAMES[act])}" for act in NAMES)
        yield from (place.names.pick(texts.language) for place in places.communes(house.lab))


def _labels(texts: Texts, asked: Ask, one: Open) -> dict[str, Tap | Problem]:
    found: dict[str, Tap | Problem] = {texts.plain(NO): Tap(Act.CANCEL)}
    if served(one.draft.form).cancel_label(one) == NO:  # "do you want to send this?" may be answered in a word
        found[texts.plain(common.NO)] = Tap(Act.CANCEL)
    if LOCATION in asked.step.takes:
        found[texts.plain(OWN_WORDS)] = Problem(SAY_WHERE)
    for act in asked.acts:
        if act in NAMES:
            found[act_label(texts, act, one)] = found[texts.plain(NAMES[act])] = Tap(act)
    found |= {spoken(choice.label, texts): Tap(Act.CHOOSE, choice.key) for choice in asked.choices}
    return {clean(label).casefold(): meant for label, meant in found.items()}
