"""The form of a mission: what was planned becomes its own answers again."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.form import Summary
from conversations.mission_form import FORM, Needing, answers_of, plan
from services.lab import Lab
from services.missions import Plan
from services.skills import Skill
from storage.missions import MissionRow
from storage.volunteers import kept

LAB = Lab.load()
AROUND = Needing(date(2026, 11, 23), LAB, "fr", [Skill(one.key, one.emoji, one.words) for one in LAB.skills])
TITLE = {"fr": "Soutien scolaire", "ar": "دعم التلاميذ"}
SITE = Plan(TITLE, ("tutoring",), 4, "2026-11-28T09:00", "2026-11-28T12:00", {"fr": "Lire avec des enfants"},
            ("ary",), "Dar Chabab", "06.385.01.01", False, "Association Amal")  # fmt: skip
HOME = Plan({"fr": "Traduire"}, (), 1, "2026-11-28T22:00", "2026-11-29T01:00", {}, remote=True)


@pytest.mark.parametrize("made", [SITE, HOME, replace(SITE, commune=None), replace(HOME, voice="voice-1")])
def test_a_mission_becomes_its_own_answers_again(made: Plan) -> None:
    names = ("title", "about", "capacity", "begins", "ends", "place", "commune", "remote", "organisation", "voice")
    row = MissionRow(**{name: getattr(made, name) for name in names})
    row.skills, row.languages = kept(made.skills), kept(made.languages)
    turn = FORM.start("ab", AROUND, answers_of(row))
    assert isinstance(turn.output, Summary)
    assert plan(FORM.answers(turn.draft, AROUND), AROUND) == made
