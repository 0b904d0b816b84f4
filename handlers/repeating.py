"""A mission on other dates: each week, or on one more day that the form asks for."""

from datetime import datetime
from typing import Any

from telegram import Update

from conversations import mission_form
from handlers import forms, mission_forms
from handlers import mission_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.mission_words import title_of
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from services import repeating, skills
from services.roles import Role, holds
from storage.missions import MissionRow

TIMES = (1, 4, 8)


@taps("mission.again")
@staff_only(Role.MODERATOR)
async def again(update: Update, context: Context, mission: str) -> None:
    """On which dates."""
    context.say("mission.again", edit=True, mission=number(mission))


@screen("mission.again")
async def again_screen(view: View, *, mission: int) -> Message:
    """A button for each number of weeks, and one for another day."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts = view.texts
    dates = [texts.short_day(datetime.fromisoformat(one.begins).date())
             for one in repeating.weekly(row, max(TIMES), view.house.clock.now())]  # fmt: skip
    lines = [
        bold(texts("🤝 Mission: {mission}", mission=title_of(view, row))),
        texts("Again each week, at the same time? Each date has its own people and hours. Nobody is asked yet."),
    ]
    buttons = [Button(texts.plain("🔁 Once: {day}", day=dates[0]), data("mission.weeks", row.id, 1))]
    for times in TIMES[1:]:
        label = texts.plain("🔁 {count} weeks, until {day}", count=times, day=dates[times - 1])
        buttons.append(Button(label, data("mission.weeks", row.id, times)))
    buttons.append(Button(texts.plain("📅 Another day"), data("mission.copy", row.id)))
    return Message("\n".join(lines), rows=one_a_row([*buttons, words.to_panel(view, row)]))


@taps("mission.weeks")
@staff_only(Role.MODERATOR)
async def weeks(update: Update, context: Context, mission: str, times: str) -> None:
    """Plan them; what is planned already stays as it is."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        made = await repeating.repeat(session, context.person, number(mission), number(times), now)
        context.toast(context.texts.plain("🔁 Dates planned: {count}", count=len(made)))
        context.say("missions.desk")


@taps("mission.copy")
@staff_only(Role.MODERATOR)
async def copy(update: Update, context: Context, mission: str) -> None:
    """The form with everything but the day."""
    if await mission_forms.busy(context):
        return
    async with context.transaction() as session:
        row = await session.get(MissionRow, number(mission))
        if row is None:
            context.say("missions.desk", edit=True)
            return
        offered = skills.to_json(await mission_forms.skills_for(session, context.house.lab, row))
        known = mission_form.answers_of(row).without("day")
        beside: dict[str, Any] = {"challenge": row.challenge_id} if row.challenge_id else {}
        await forms.begin(context, session, mission_forms.FORM.name, answers=known, skills=offered, **beside)
