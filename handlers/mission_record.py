"""What somebody did as a volunteer: the missions, the hours, for whom, and who confirmed them."""

from datetime import datetime

from telegram import Update

from handlers import mission_words as words
from handlers import records
from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from services import hours
from services.hours import Done
from services.words import spoken
from storage.companies import CompanyRow

SHOWN = 30
LONGEST = 14  # of an organisation's name on a button
OWN = N_("• {date}: {mission}, {hours} (confirmed by: {who})")
FOR_ORGANISATION = N_("• 👷 {date}: {mission}, {hours}, for your organisation (confirmed by: {who})")


@taps("mission.record")
async def record(update: Update, context: Context) -> None:
    """One's own record."""
    context.say("mission.record", edit=True)


@screen("mission.record")
async def record_screen(view: View) -> Message:
    """The newest first, and the sum of all."""
    texts, done = view.texts, await hours.confirmed(view.session, view.person.id)
    back = [[Button(texts.plain("🗓 Missions"), data("missions.list"))]]
    if not done:
        return Message(texts("Nothing is confirmed yet: it stands here after your first mission."), rows=back)
    lines = [bold(texts("📜 What you did")), *(_line(view, one) for one in done[:SHOWN])]
    total = words.duration(view, sum(one.minutes for one in done))
    any_own = any(not one.employed for one in done)
    lines.append(texts("⏱ Missions: {count}, time in all: {hours}", count=len(done), hours=total))
    ask = [[Button(texts.plain("📜 My certificate"), data("certificate.ask"))]] if any_own else []
    ask += await _of_employers(view, done)
    ways = await records.ways(view) if any_own else []
    return Message("\n".join(lines), rows=[*ask, *ways, *back])


async def _of_employers(view: View, done: list[Done]) -> list[list[Button]]:
    found = [await view.session.get(CompanyRow, one) for one in dict.fromkeys(one.company_id for one in done) if one]
    return [
        [Button(view.texts.plain("👷 Certificate: {company}", company=cut(one.name, LONGEST)),
                data("certificate.firm", one.id))]
        for one in found if one
    ]  # fmt: skip


def _line(view: View, one: Done) -> Safe:
    lab = view.house.lab.name.pick(view.texts.language)
    return view.texts(
        FOR_ORGANISATION if one.employed else OWN,
        date=view.texts.date(datetime.fromisoformat(one.begins)),
        mission=spoken(one.title, view.texts.language),
        hours=words.duration(view, one.minutes),
        who=one.confirmed_for or view.texts("team {lab}", lab=lab),
    )
