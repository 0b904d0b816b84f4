"""/volunteer: sign up, see and change one's card, pause, leave; the guardian of whoever is under age."""

from telegram import Update

from conversations.guardians import guardian_words
from conversations.spoken import spoken
from conversations.volunteer_form import AGES, SPOKEN, TIES, TIMES, TRANSPORT, WEEK
from handlers import forms, volunteer_forms
from handlers.buttons import Button, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts, ltr
from services import guardians, phones, places, skills, volunteers
from services.guardians import Own
from services.volunteers import DAYS, PARTS, UNDER, card_of
from storage import volunteers as rows
from storage.volunteers import GuardianRow, VolunteerRow


@command("volunteer", N_("Offer a hand"))
async def asked(update: Update, context: Context) -> None:
    """One's card, or what a volunteer does and the way to become one."""
    context.say("volunteer.card")


@taps("volunteer.open")
async def opened(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("volunteer.card")


@taps("volunteer.form")
async def begin(update: Update, context: Context, mission: str = "") -> None:
    """Sign up, or change one's card."""
    if busy := await forms.opened(context):
        if busy.draft.form != volunteer_forms.FORM.name:
            context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    await volunteer_forms.begin(update, context, mission)


@taps("volunteer.pause")
async def pause(update: Update, context: Context, wanted: str) -> None:
    """Be asked for nothing for a while, or again."""
    async with context.transaction() as session:
        await volunteers.pause(session, context.person, wanted == "1", context.house.clock.now())
        context.say("volunteer.card", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@taps("volunteer.leave")
async def leave(update: Update, context: Context, sure: str = "") -> None:
    """Give the card up; asks once more."""
    if sure != "yes":
        context.say("volunteer.leaving", edit=True)
        return
    async with context.transaction() as session:
        await volunteers.leave(session, context.person, context.house.clock.now())
        context.say("volunteer.left", edit=True)


@screen("volunteer.leaving")
async def leaving(view: View) -> Message:
    """What goes."""
    texts = view.texts
    text = texts("Leave the volunteers?\nYour card goes at once, and others come to the missions that you said yes to. "
                 "The hours that you gave stay yours; /privacy erases those too.")  # fmt: skip
    rows = [
        [Button(texts.plain("Yes, leave"), data("volunteer.leave", "yes"))],
        [Button(texts.plain("⏸ Only pause"), data("volunteer.pause", 1))],
        [Button(texts.plain("Back"), data("volunteer.open"))],
    ]
    return Message(text, rows=rows)


@screen("volunteer.left")
async def left(view: View) -> Message:
    """It is done."""
    again = Button(view.texts.plain("🤝 Offer a hand"), data("volunteer.form"))
    return Message(view.texts("Your card is gone. Thank you for what you did!\nYou can come back whenever you like."),
                   rows=[[again]])  # fmt: skip


@screen("volunteer.card")
async def card_screen(view: View, *, fresh: bool = False) -> Message:
    """One's card and what one can do with it."""
    texts, row = view.texts, await rows.of(view.session, view.person.id)
    if row is None:
        return _welcome(view)
    whose = await guardians.of(view.session, row)
    head = texts("✅ Thank you, {name}! Your card is kept.", name=row.name) if fresh else bold(texts("🤝 Your card"))
    lines = [head, *await card_lines(view, row), *_guardian_lines(view, whose), _next(view, row, whose)]
    buttons = [
        Button(texts.plain("🗓 Missions"), data("missions.list")),
        Button(texts.plain("🎓 Internships and trainings"), data("opening.list")),
        Button(texts.plain("✏️ Change my card"), data("volunteer.form")),
        Button(texts.plain("▶️ Ask me again"), data("volunteer.pause", 0)) if row.paused_at
        else Button(texts.plain("⏸ Pause"), data("volunteer.pause", 1)),
        Button(texts.plain("👋 Leave"), data("volunteer.leave")),
        Button(texts.plain("🏠 Menu"), data("menu.open")),
    ]  # fmt: skip
    if whose and whose.name and not whose.yes_at:
        buttons.insert(0, _forward(view, row, whose))
    return Message("\n".join(lines), rows=one_a_row(buttons))


def _welcome(view: View) -> Message:
    texts = view.texts
    text = texts(
        "🤝 Offer a hand: an hour, a Saturday, what you know how to do.\n"
        "You say what you can do and when. When something fits, we ask you here, and you are free to say no."
    )
    buttons = [
        Button(texts.plain("🤝 Offer a hand"), data("volunteer.form")),
        Button(texts.plain("🗓 Missions"), data("missions.list")),
        Button(texts.plain("🎓 Internships and trainings"), data("opening.list")),
        Button(texts.plain("🏠 Menu"), data("menu.open")),
    ]
    return Message(text, rows=one_a_row(buttons))


def _next(view: View, row: VolunteerRow, whose: GuardianRow | None) -> Safe:
    if row.paused_at:
        return view.texts("⏸ You are taking a break: we ask you for nothing until you say so.")
    if whose and not whose.counts:
        wait = N_("⏳ We offer you missions as soon as your guardian has said yes and the team has called them.")
        return view.texts(wait if row.age == UNDER else N_("⏳ You say that you are of age now: the team looks at it."))
    return view.texts("When a mission fits, we ask you here. You can also choose one yourself.")


async def card_lines(view: View, row: VolunteerRow) -> list[Safe]:
    """What a volunteer said, a line each."""
    texts, lab, language = view.texts, view.house.lab, view.texts.language
    known = card_of(row)
    mine = await skills.named(view.session, lab, known.skills)
    commune = places.by_code(lab, known.commune)
    field = next((one.words.pick(language) for one in lab.fields if one.key == known.field), "")
    lines = [
        texts("Name: {name}", name=known.name),
        texts("Age: {age}", age=texts.plain(AGES.get(known.age, AGES[UNDER]))),
        texts("Commune: {commune}", commune=commune.names.pick(language) if commune else texts.plain("Elsewhere")),
    ]
    if mine:
        lines.append(texts("Can do: {skills}", skills=texts.listing([one.pick(language) for one in mine])))
    if known.words:
        lines.append(texts("In their own words: {words}", words=known.words))
    if known.voice:
        lines.append(texts("In their own words: 🎤 voice message"))
    lines += [
        texts("Speaks: {languages}", languages=languages_told(texts, known.languages)),
        texts("Free: {times}", times=times_told(texts, known.times)),
        texts("Comes: {transport}", transport=texts.plain(TRANSPORT[known.transport])),
    ]
    if known.phone:
        lines.append(texts("Phone: {phone}", phone=ltr(phones.readable(known.phone))))
    if known.tie:
        tie = texts.plain(TIES[known.tie])
        lines.append(texts("Training college: {tie} · {field}", tie=tie, field=field))
    return lines


def languages_told(texts: Texts, codes: tuple[str, ...]) -> Safe:
    """Languages by their names."""
    return texts.listing([spoken(SPOKEN[one], texts) for one in codes if one in SPOKEN])


def times_told(texts: Texts, times: tuple[str, ...]) -> Safe:
    """When somebody is free: days, and when in the day."""
    days = [day for day in DAYS if any(one.startswith(day) for one in times)]
    parts = [part for part in PARTS if any(one.endswith(f"-{part}") for one in times)]
    every = N_("any day") if len(days) == len(DAYS) else ""
    on = texts(every) if every else texts.listing([texts.plain(WEEK[one]) for one in days])
    return Safe(" · ").join([on, texts.listing([texts.plain(TIMES[one]) for one in parts])])


# Whoever is under age


def _guardian_lines(view: View, whose: GuardianRow | None) -> list[Safe]:
    if whose is None or not whose.name:
        return []
    if whose.counts:
        return [view.texts("👪 {name} has said yes.", name=whose.name)]
    if whose.yes_at:
        return [view.texts("👪 {name} has said yes; the team calls them to be sure.", name=whose.name)]
    said = N_("👪 {name} has said no.") if whose.no_at else N_("👪 {name} has not answered yet.")
    return [view.texts(said, name=whose.name), view.texts("Their link: {link}", link=link_of(view, whose))]


def link_of(view: View, whose: GuardianRow) -> str:
    """Where the guardian answers: on our page where the world reaches it, else in the bot."""
    public = view.house.public_url
    return f"{public}/g/{whose.token}" if public else view.house.link(f"g_{whose.token}")


def _forward(view: View, row: VolunteerRow, whose: GuardianRow) -> Button:
    words = view.texts.plain("{name} wants to volunteer with team {lab}. Do you agree? {link}", name=row.name,
                             lab=view.house.lab.name.pick(view.texts.language), link=link_of(view, whose))  # fmt: skip
    return Button(view.texts.plain("📋 Copy the message to them"), copy=words[:256])


async def guardian_opened(update: Update, context: Context, token: str) -> None:
    """The guardian's link."""
    context.say("guardian.ask", token=token)


@taps("guardian.say")
async def guardian_says(update: Update, context: Context, token: str, agrees: str) -> None:
    """The guardian's yes or no."""
    async with context.transaction() as session:
        lab, now = context.house.lab, context.house.clock.now()
        try:
            await guardians.answer(session, lab, token, agrees == "1", now, by=context.person)
        except Own:
            context.toast(context.texts.plain("Your guardian has to press this on their own phone."), alert=True)
        context.say("guardian.ask", edit=True, token=token)


@screen("guardian.ask")
async def guardian_screen(view: View, *, token: str) -> Message:
    """What the guardian is asked, and what they said."""
    texts, found = view.texts, await rows.by_token(view.session, token)
    if found is None:
        return Message(texts("This link leads nowhere any more. Please ask for the newest one."))
    volunteer, whose = found
    lines = guardian_words(texts, view.house.lab.name.pick(texts.language), volunteer.name, whose.name)
    yes = Button(texts.plain("✅ I agree"), data("guardian.say", token, 1))
    no = Button(texts.plain("✖️ I do not agree"), data("guardian.say", token, 0))
    if volunteer.person_id == view.person.id:
        lines.append(texts("Your guardian has to press this on their own phone."))
        return Message("\n".join(lines))
    if whose.yes_at:
        lines.append(texts("✅ You said yes on {date}. You can take it back here at any time.",
                           date=texts.date(whose.yes_at)))  # fmt: skip
        return Message("\n".join(lines), rows=[[no]])
    if whose.no_at:
        lines.append(texts("✖️ You said no. If you change your mind, press yes."))
    return Message("\n".join(lines), rows=[[yes]] if whose.no_at else [[yes], [no]])


@screen(guardians.SAID)
async def guardian_said(view: View, *, agrees: bool, called: bool = False) -> Message:
    """The volunteer hears what the guardian said."""
    sure = N_("👪 Your guardian has said yes: from now on we offer you missions.")
    yes = sure if called else N_("👪 Your guardian has said yes. The team calls them; then we offer you missions.")
    no = N_("👪 Your guardian has said no: we offer you no missions.")
    return Message(view.texts(yes if agrees else no),
                   rows=[[Button(view.texts.plain("🤝 My card"), data("volunteer.open"))]])  # fmt: skip
