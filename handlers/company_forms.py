"""The two forms of an organisation on Telegram, and what follows: its card, or one like it that is here already."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import company_form, company_rest
from conversations.company_form import Registering
from conversations.form import TEXT, VOICE, Answer, Answers, Around, Line, Said
from conversations.volunteer_form import with_all
from handlers import forms
from handlers.context import Context, House
from handlers.registering import name_of
from handlers.screens import View
from handlers.served import Open, Served, Speaker, serve
from handlers.telling import told
from locales.formats import Safe, Value
from locales.marks import N_
from locales.texts import ltr
from services import agreements, companies, phones, places, skills
from services.people import Person
from storage import companies as rows

FORM, MORE = company_form.FORM, company_rest.FORM
OURS = (FORM.name, MORE.name)


async def begin(update: Update, context: Context, more: bool) -> None:
    """Ask the five answers, or (`more`) the rest, with what is known already."""
    async with context.transaction() as session:
        found = await rows.of(session, context.person.id)
        offered = await skills.offered(session, context.house.lab)
        beside: dict[str, Any] = {"skills": skills.to_json(offered), "called": name_of(update)}
        if found is None:
            await forms.begin(context, session, FORM.name, **beside)
            return
        company, contact = found
        every = with_all(offered, company.skills.split(), await skills.everything(session, context.house.lab))
        beside["skills"], beside["kind"] = skills.to_json(every), company.kind
        beside["offers"] = bool(company.skills or contact.words or contact.voice)
        beside["apart"] = company.skills.split()
        if more:
            known = company_rest.answers_of(company, contact, await companies.voices(session, company.id))
        else:
            known = company_form.answers_of(company, contact)
        await forms.begin(context, session, (MORE if more else FORM).name, answers=known, **beside)


class _Company(Served):
    """What sending it means stands under the summary."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The lab, its skills as they were when the form began."""
        kept = one.beside
        known = {name: kept[name] for name in ("kind", "offers") if name in kept}
        apart = frozenset(kept.get("apart", ()))
        return Registering(house.lab, skills.from_json(kept["skills"]), kept["called"], **known, apart=apart)

    def heard(self, speaker: Speaker, one: Open, message: Said) -> None:
        """Whoever says it in their own way after pressing keeps what they pressed."""
        draft = one.draft
        if draft.at == "skills" and message.kind in (TEXT, VOICE) and draft.picked:
            pressed = Answer("choices", list(draft.picked))
            one.draft = replace(draft, answers=draft.answers.having("close", pressed))

    def value(self, view: View, line: Line) -> Value:
        """Numbers as one reads them out, communes by name."""
        said = line.answer.value
        if line.step.name in ("reach", "phone") and line.answer.kind in ("text", "contact"):
            number = str(said["phone"] if line.answer.kind == "contact" else said)
            normal = phones.normal(number)
            return ltr(phones.readable(normal) if normal else number)
        if line.step.name == "commune" and line.answer.kind == "text":
            found = places.by_code(view.house.lab, said)
            return found.names.pick(view.texts.language) if found else said
        if line.step.name in ("ice", "email") and line.answer.kind == "text":
            return ltr(said)
        return told(view, line)

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """What sending it agrees to."""
        agrees = view.texts(
            "By sending it you agree that team {lab} keeps this and writes to you about needs that fit. "
            "Only the team sees it. You can change it, pause or leave at any time: /company",
            lab=view.house.lab.name.pick(view.texts.language),
        )
        return [agrees]

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep the five answers."""
        around, house = self.around(context.house, context.person, one), context.house
        card, now = company_form.card(answers, around), house.clock.now()
        company = await companies.register(session, context.person, card, house.lab.privacy.version, now)
        twin = await companies.twin(session, company)
        context.say("company.card", edit=True, fresh=True)
        if twin:
            context.say("company.twin", company=twin.id)


class _More(_Company):
    """The rest."""

    form = MORE

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """What it is for."""
        return [
            view.texts(
                "This stands in the draft of an agreement. The team sees it, and the other side of that agreement."
            )
        ]

    def send_label(self, one: Open) -> str:
        """Keep it."""
        return N_("Yes, keep it")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep the rest."""
        lab, now = context.house.lab, context.house.clock.now()
        mine = await rows.of(session, context.person.id)
        before = await agreements.waited_for(session, mine[0].id) if mine else set()
        company = await companies.complete(session, context.person, company_rest.details(answers), now)
        if company:
            await agreements.given(session, lab, company.id, before, now)
        context.say("company.card", edit=True, fresh=company is not None)
        if company and (twin := await companies.twin(session, company)):
            context.say("company.twin", company=twin.id)


serve(_Company())
serve(_More())
