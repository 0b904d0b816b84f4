"""The manners of every form, one table; then the turns that need a story."""

import json
from dataclasses import replace

import pytest

from conversations import checks, hearing
from conversations.form import (
    CONTACT,
    SKIPPED,
    TEXT,
    Act,
    Answer,
    Answers,
    Ask,
    Cancelled,
    Changes,
    Choice,
    Draft,
    Form,
    Old,
    Problem,
    Said,
    Step,
    Submit,
    Summary,
    Tap,
    Turn,
)
from tests.conversations.dialogues import (
    CARD,
    HERE,
    LAB,
    NOT_A_NAME,
    SKILLS,
    VOLUNTEER,
    YES_NO,
    Lab,
    enrol,
    play,
    text,
    voice,
)

NAME = text("Amina El Fassi")
TO_SUMMARY = (NAME, "bouskoura", Act.DONE, CARD, "yes")


def volunteer(*events: Said | Act | str) -> Turn:
    return play(VOLUNTEER, VOLUNTEER.start("m", LAB), *events)


def told(turn: Turn) -> str:
    """What is shown, in one word or two: the step with its problem, or the kind of output."""
    now = turn.output
    if isinstance(now, Ask):
        return f"{now.step.name}! {now.problem.msgid}" if now.problem else now.step.name
    return type(now).__name__


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ((), "name"),
        ((NAME,), "area"),
        ((text("Amina"),), f"name! {NOT_A_NAME}"),
        ((text(" \u200f\x00 "),), f"name! {checks.TOO_SHORT}"),
        ((voice(1),), f"name! {hearing.WRITTEN}"),
        ((text("Amina"), NAME), "area"),
        ((NAME, text("Bouskoura")), f"area! {hearing.CHOOSE_BELOW}"),
        ((NAME, Act.DONE), f"area! {hearing.CHOOSE_ONE}"),
        ((NAME, "bouskoura"), "area"),
        ((NAME, "bouskoura", "bouskoura", Act.DONE), f"area! {hearing.CHOOSE_ONE}"),
        ((NAME, "bouskoura", Act.DONE), "phone"),
        ((NAME, "bouskoura", Act.DONE, HERE), f"phone! {hearing.NOT_AN_ANSWER}"),
        ((NAME, "bouskoura", Act.DONE, Act.SKIP), "consent"),
        ((NAME, "bouskoura", Act.DONE, CARD), "consent"),
        ((NAME, "elsewhere"), "Old"),
        ((NAME, Act.SKIP), "Old"),
        ((NAME, Act.SEND), "Old"),
        ((NAME, Act.MORE), "Old"),
        ((Act.BACK,), "Old"),
        ((NAME, Act.BACK), "name"),
        ((NAME, Act.BACK, Act.KEEP), "area"),
        ((NAME, Act.BACK, text("Ali Alaoui")), "area"),
        ((NAME, Act.SHOW), "area"),
        ((NAME, Act.CANCEL), "Cancelled"),
        ((*TO_SUMMARY[:-1], "no"), "why"),
        (TO_SUMMARY, "Summary"),
        ((*TO_SUMMARY, NAME), "Summary"),
        ((*TO_SUMMARY, Act.BACK), "consent"),
        ((*TO_SUMMARY, Act.BACK, Act.KEEP), "Summary"),
        ((*TO_SUMMARY, Act.CHANGE), "Changes"),
        ((*TO_SUMMARY, Act.CHANGE, Act.SHOW), "Summary"),
        ((*TO_SUMMARY, Act.SEND), "Submit"),
        ((*TO_SUMMARY, Act.CANCEL), "Cancelled"),
        ((*TO_SUMMARY, Act.SKIP), "Old"),
    ],
)
def test_manners(events: tuple[Said | Act | str, ...], shown: str) -> None:
    assert told(volunteer(*events)) == shown


def change(turn: Turn, step: str) -> Turn:
    return VOLUNTEER.hear(turn.draft, Tap(Act.CHANGE, step, turn.draft.token), LAB)


def test_a_question_comes_with_the_acts_that_make_sense() -> None:
    assert volunteer().output == Ask(VOLUNTEER.steps[0], "m.1", (Act.CANCEL,))
    assert volunteer(NAME, "nouaceur").output == Ask(
        VOLUNTEER.steps[1],
        "m.2",
        (Act.CHOOSE, Act.DONE, Act.BACK, Act.CANCEL),
        (Choice("bouskoura", "Bouskoura"), Choice("nouaceur", "Nouaceur")),
        picked=("nouaceur",),
    )


def test_send_hands_over_every_answer() -> None:
    assert volunteer(*TO_SUMMARY, Act.SEND).output == Submit(
        Answers(
            name=Answer("text", "Amina El Fassi"),
            area=Answer("choices", ["bouskoura"]),
            phone=Answer("contact", {"phone": "+212612345678"}),
            consent=Answer("choice", "yes"),
        )
    )


def test_choices_are_stored_in_the_order_they_are_offered() -> None:
    assert volunteer(NAME, "nouaceur", "bouskoura", Act.DONE).draft.answers.value("area") == ["bouskoura", "nouaceur"]


def test_a_changed_answer_leads_back_to_the_summary() -> None:
    changing = change(volunteer(*TO_SUMMARY), "area")
    assert isinstance(changing.output, Ask)
    assert (told(changing), changing.output.picked) == ("area", ("bouskoura",))
    changed = play(VOLUNTEER, changing, "nouaceur", Act.DONE)
    assert told(changed) == "Summary"
    assert changed.draft.answers.value("area") == ["bouskoura", "nouaceur"]


def test_back_from_a_change_keeps_the_answer() -> None:
    turn = play(VOLUNTEER, change(volunteer(*TO_SUMMARY), "name"), Act.BACK)
    assert (told(turn), turn.draft.answers.value("name")) == ("Summary", "Amina El Fassi")


def test_a_change_that_opens_a_question_asks_it() -> None:
    turn = play(VOLUNTEER, change(volunteer(*TO_SUMMARY), "consent"), "no")
    assert told(turn) == "why"
    assert told(play(VOLUNTEER, turn, text("Just so"))) == "Summary"


def test_an_answer_that_no_longer_applies_is_kept_but_not_sent() -> None:
    refused = volunteer(*TO_SUMMARY[:-1], "no", text("Just so"))
    turn = play(VOLUNTEER, change(refused, "consent"), "yes")
    assert turn.draft.answers.value("why") == "Just so"
    assert "why" not in VOLUNTEER.answers(turn.draft, LAB)


def test_what_cannot_be_changed_is_old() -> None:
    assert told(change(volunteer(*TO_SUMMARY), "why")) == "Old"


def test_a_bad_answer_loses_nothing() -> None:
    before = volunteer(NAME, "bouskoura")
    after = play(VOLUNTEER, before, voice(3))
    assert after.draft == before.draft


def test_a_summary_tells_who_types_to_choose_a_button() -> None:
    summary = volunteer(*TO_SUMMARY, text("what now?")).output
    assert isinstance(summary, Summary)
    assert summary.problem == Problem(hearing.CHOOSE_BELOW)
    assert summary.acts == (Act.SEND, Act.CHANGE, Act.BACK, Act.CANCEL)


def test_a_summary_names_the_choices() -> None:
    summary = volunteer(*TO_SUMMARY).output
    assert isinstance(summary, Summary)
    assert [(line.step.name, [one.label for one in line.choices], line.given) for line in summary.lines] == [
        ("name", [], True),
        ("area", ["Bouskoura"], True),
        ("phone", [], True),
        ("consent", ["Yes"], True),
    ]


def test_a_button_of_an_older_question_is_old_and_the_current_one_is_shown() -> None:
    first = volunteer(NAME, "bouskoura", Act.DONE)
    second = play(VOLUNTEER, first, Act.SKIP)
    assert isinstance(second.output, Ask)
    late = VOLUNTEER.hear(second.draft, Tap(Act.SKIP, token=first.draft.token), LAB)
    assert late == Turn(second.draft, Old(second.output))


def test_a_button_of_another_draft_is_old() -> None:
    other = VOLUNTEER.start("other", LAB)
    assert told(VOLUNTEER.hear(other.draft, Tap(Act.CANCEL, token=volunteer().draft.token), LAB)) == "Old"


def test_a_command_is_never_old() -> None:
    draft = volunteer(NAME).draft
    assert VOLUNTEER.hear(draft, Tap(Act.CANCEL), LAB) == Turn(draft, Cancelled())


def test_a_step_that_no_longer_exists_leads_to_the_first_unanswered_one() -> None:
    draft = replace(volunteer(NAME).draft, at="gone")
    assert told(VOLUNTEER.now(draft, LAB)) == "area"
    assert told(VOLUNTEER.hear(draft, Tap(Act.SHOW, token=draft.token), LAB)) == "Old"


def test_a_summary_with_a_new_question_asks_it_first() -> None:
    longer = replace(VOLUNTEER, steps=(*VOLUNTEER.steps, Step("age", ask="How old are you?")))
    assert told(longer.now(volunteer(*TO_SUMMARY).draft, LAB)) == "age"


def test_a_choice_that_is_no_longer_offered_is_asked_again() -> None:
    draft = volunteer(*TO_SUMMARY).draft
    assert told(VOLUNTEER.now(draft, Lab(communes=("Nouaceur", "Deroua")))) == "area"


def test_a_draft_survives_a_restart() -> None:
    turn = volunteer(NAME, "bouskoura")
    again = Draft.from_json(json.loads(json.dumps(turn.draft.to_json())))
    assert again == turn.draft
    assert VOLUNTEER.now(again, LAB) == turn


def test_a_draft_of_an_older_program_is_read() -> None:
    assert Draft.from_json({"form": "volunteer", "mark": "m", "more": 1}) == Draft("volunteer", "m")


def test_the_same_question_can_be_shown_again_with_its_problem() -> None:
    problem = Problem(NOT_A_NAME)
    assert VOLUNTEER.now(volunteer().draft, LAB, problem) == volunteer(text("Amina"))


def test_what_is_known_already_is_not_asked() -> None:
    turn = VOLUNTEER.start("m", LAB, Answers(name=Answer("text", "Amina El Fassi")))
    assert told(turn) == "area"


def test_an_optional_question_of_many_choices_may_be_left_empty() -> None:
    form = Form("skills", (Step("skills", ask="What can you do?", choices=YES_NO, many=True, optional=True),), enrol)
    assert play(form, form.start("m", LAB), Act.DONE).draft.answers == {"skills": SKIPPED}


def test_without_confirm_the_last_answer_submits() -> None:
    form = Form("note", (Step("note", ask="Your note?"),), enrol, confirm=False)
    assert play(form, form.start("m", LAB), text("Called them")).output == Submit(
        Answers(note=Answer("text", "Called them"))
    )


def test_a_form_without_questions_is_only_confirmed() -> None:
    form = Form("ok", (), enrol)
    assert form.start("m", LAB).output == Summary((), "m.1", (Act.SEND, Act.CANCEL))


def test_long_words_are_told_how_long_they_may_be() -> None:
    form = Form("note", (Step("note", ask="Your note?"),), enrol)
    asked = play(form, form.start("m", LAB), text("x" * 1001)).output
    assert isinstance(asked, Ask)
    assert asked.problem == Problem(checks.TOO_LONG, {"most": 1000})


def test_words_and_files_are_cleaned() -> None:
    form = Form("note", (Step("note", ask="Your note?", accepts=TEXT | CONTACT),), enrol)
    start = form.start("m", LAB)
    assert play(form, start, text(" a\u202eb ")).draft.answers.value("note") == "ab"
    card = Said(CONTACT, {"name": "A\x00", "tags": ("\u200fx", 1)})
    assert play(form, start, card).draft.answers.value("note") == {"name": "A", "tags": ["x", 1]}


def test_changes_lists_the_answers() -> None:
    summary, changes = volunteer(*TO_SUMMARY).output, volunteer(*TO_SUMMARY, Act.CHANGE).output
    assert isinstance(summary, Summary)
    assert changes == Changes(summary.lines, summary.token)


@pytest.mark.parametrize("key", ["", "a:b", "x" * 33])
def test_keys_of_choices_fit_into_buttons(key: str) -> None:
    with pytest.raises(ValueError, match="the key of a choice"):
        Choice(key, "Label")


def test_names_of_steps_are_checked() -> None:
    with pytest.raises(ValueError, match="the name of a step"):
        Step("not a name", ask="?")
    with pytest.raises(ValueError, match="two steps have the same name"):
        Form("twice", (Step("a", ask="?"), Step("a", ask="?")), enrol)


def test_a_tick_opens_no_longer_list_and_none_closes_it() -> None:
    """28 rows after the first tick among ten, with Done far below: whoever ticks keeps the list they see."""
    few = play(SKILLS, SKILLS.start("ab", LAB), "lamp")
    assert offered(few) == (["lamp", "road"], ("lamp",), True)
    every = play(SKILLS, few, Act.MORE, "waste")
    assert offered(every) == (["lamp", "road", "water", "waste"], ("lamp", "waste"), False)
    again = Draft.from_json(json.loads(json.dumps(every.draft.to_json())))
    assert offered(SKILLS.now(again, LAB)) == offered(every)
    assert offered(play(SKILLS, every, "waste")) == (["lamp", "road", "water", "waste"], ("lamp",), False)
    changing = play(SKILLS, every, Act.DONE, Act.CHANGE)
    asked = SKILLS.hear(changing.draft, Tap(Act.CHANGE, "skills", changing.draft.token), LAB)
    assert offered(asked) == (["lamp", "road", "waste"], ("lamp", "waste"), True)


def offered(turn: Turn) -> tuple[list[str], tuple[str, ...], bool]:
    """The choices, those that are ticked, and whether there are more."""
    assert isinstance(turn.output, Ask)
    return [one.key for one in turn.output.choices], turn.output.picked, Act.MORE in turn.output.acts
