"""/privacy: see what we keep and why, take a copy, stop messages, erase everything, by oneself."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import consent_texts, own_papers, privacy_copy
from handlers.buttons import Button, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.kept import KEPT, PURPOSES
from handlers.screens import Media, Message, View, screen
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts, ltr
from services import challenges, companies, employees, privacy, registrations, volunteers
from services.belongings import belongings
from services.people import Person
from storage import companies as contacts
from storage import profiles
from storage import registrations as answers
from storage import volunteers as cards
from storage.consents import ConsentRow

# What is asked before a yes is taken back by which something is lost, and the button that does it.
SURE: dict[str, tuple[str, str]] = {
    challenges.PURPOSE: (
        N_("Stop? The team then no longer studies your reports. This cannot be undone.\nReports withdrawn: {count}"),
        N_("Yes, withdraw them"),
    ),
    registrations.PURPOSE: (
        N_("Stop? Your answers to workshops then go, and your seats are for others. This cannot be undone.\n"
           "Workshops: {count}"),
        N_("Yes, give them up"),
    ),
    volunteers.PURPOSE: (
        N_("Stop? Your volunteer card then goes, and others come to the missions that you said yes to.\n"
           "This cannot be undone; you can fill in a new one."),
        N_("Yes, my card goes"),
    ),
    companies.PURPOSE: (
        N_("Stop? Your name and number then go. If nobody else speaks for your organisation, "
           "all that it said goes too.\nThis cannot be undone."),
        N_("Yes, they go"),
    ),
}  # fmt: skip
# Without what was sent with it such a yes would stand for nothing: sending the form gives it, so its room opens.
ROOMS = dict.fromkeys(volunteers.PURPOSES, "volunteer.card") | {
    companies.PURPOSE: "company.card",
    employees.PURPOSE: "company.card",
}
STOPPED = N_("✓ We only answer you from now on.")
NOTICE = N_(
    "Who keeps the data: {lab}.\n"
    "Why: to study the problems and ideas that people send, and to answer them; "
    "for workshops, missions and partnerships, what you give for them.\n"
    "Who sees them: the team, and the body to which the team passes a report, without your name. "
    "The public never sees your name unless you agree, and never your exact position.\n"
    "By which way: Telegram, which is outside Morocco and keeps its own copy of this chat.\n"
    "For how long: until you erase them, or until the report is closed and its time is over.\n"
    "Your rights (law 09-08): see, correct, object, erase. The buttons of this page do it at once."
)


@command("privacy", N_("My data"))
async def asked(update: Update, context: Context) -> None:
    """Open the page of one's rights."""
    context.say("privacy.menu")


@taps("privacy.open")
async def opened(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("privacy.menu")


@taps("privacy.back")
async def back(update: Update, context: Context) -> None:
    """Back from one of its pages, in place."""
    context.say("privacy.menu", edit=True)


@screen("privacy.menu")
async def menu(view: View) -> Message:
    """What one can do with one's data."""
    texts = view.texts
    due = await privacy.erasure_due(view.session, view.person)
    lines = [texts("Your data are yours.\nYou can see them, correct them, take a copy or erase them.")]
    if due:
        lines.append(texts("⏳ Everything will be erased on {when}.", when=texts.day_and_time(due)))
    stopped = await privacy.is_stopped(view.session, view.person.id)
    if stopped:
        lines.append(texts(STOPPED))
    again = [_stop_button(view, stopped)] if stopped else []
    buttons = [
        Button(texts.plain("👁 What we keep and why"), data("privacy.kept")),
        Button(texts.plain("✅ What I agreed to"), data("privacy.consents")),
        Button(texts.plain("✏️ Correct my data"), data("privacy.correct")),
        Button(texts.plain("📥 Download my data"), data("privacy.download")),
        *(again or [Button(texts.plain("🔔 The messages I receive"), data("privacy.messages"))]),
        *await own_papers.door(view),
        _erase_button(view, planned=due is not None),
        Button(texts.plain("⋯ More on this page"), data("privacy.more")),
    ]
    return Message("\n".join(lines), rows=one_a_row(buttons))


@taps("privacy.messages")
async def messages(update: Update, context: Context) -> None:
    """Show which messages come."""
    context.say("privacy.messages", edit=True)


@screen("privacy.messages")
async def messages_screen(view: View) -> Message:
    """Everything that says which messages come."""
    stopped = await privacy.is_stopped(view.session, view.person.id)
    buttons = [
        Button(view.texts.plain("🔔 The news I receive"), data("topic.list")),
        Button(view.texts.plain("📍 News near me"), data("alert.list")),
        _stop_button(view, stopped),
    ]
    return Message(view.texts("🔔 The messages I receive"), rows=one_a_row([*buttons, _back(view)]))


@taps("privacy.more")
async def more(update: Update, context: Context) -> None:
    """Show what is rare."""
    context.say("privacy.more", edit=True)


@screen("privacy.more")
async def more_screen(view: View) -> Message:
    """What few people look for."""
    buttons = [
        Button(view.texts.plain("📜 Who we are, your rights"), data("privacy.notice")),
        Button(view.texts.plain("🧹 Clear from this phone"), data("privacy.clear")),
    ]
    if await profiles.of_person(view.session, view.person.id):
        buttons.insert(1, Button(view.texts.plain("👪 People on this phone"), data("profiles.list")))
    return Message(view.texts("Your data are yours.\nYou can see them, correct them, take a copy or erase them."),
                   rows=one_a_row([*buttons, _back(view)]))  # fmt: skip


def _stop_button(view: View, stopped: bool) -> Button:
    if stopped:
        return Button(view.texts.plain("🔔 Write to me again"), data("privacy.stop", 0))
    return Button(view.texts.plain("🔕 Stop all messages"), data("privacy.stop", 1))


def _erase_button(view: View, planned: bool) -> Button:
    if planned:
        return Button(view.texts.plain("↩️ Keep my data"), data("privacy.keep"))
    return Button(view.texts.plain("🗑 Erase my data"), data("privacy.erase"))


def _back(view: View) -> Button:
    return Button(view.texts.plain("Back"), data("privacy.back"))


@taps("privacy.kept")
async def kept(update: Update, context: Context) -> None:
    """Show what is kept and why."""
    context.say("privacy.kept", edit=True)


@screen("privacy.kept")
async def kept_screen(view: View) -> Message:
    """One line for each table that holds something of this person."""
    texts = view.texts
    found = await belongings(view.session, view.house.seals, view.person, view.house.clock.now())
    lines = [texts("This is what we keep of you:")]
    for table, (what, why) in KEPT.items():
        if count := len(found.get(table, [])):
            lines.append(texts("• <b>{what}</b> ({count}): {why}", what=texts(what), count=count, why=texts(why)))
    lines.append(texts("Telegram keeps its own copy of this chat: only you can erase that one."))
    return Message("\n".join(lines), rows=[[_back(view)]])


@taps("privacy.notice")
async def notice(update: Update, context: Context) -> None:
    """Show the full notice."""
    context.say("privacy.notice", edit=True)


@screen("privacy.notice")
async def notice_screen(view: View) -> Message:
    """Who we are, why we keep data, who receives them, which rights one has (law 09-08)."""
    lab = view.house.lab
    text = view.texts(NOTICE, lab=lab.full_name.pick(view.texts.language))
    version = view.texts("This is text {version}.", version=lab.privacy.version)
    return Message("\n".join([text, *_official(view), version]), rows=[[_back(view)]])


def _official(view: View) -> list[Safe]:
    """The declaration and whom to write to, as far as the lab has filled them in."""
    known, lines = view.house.lab.privacy, []
    if known.cndp:
        lines.append(view.texts("Declaration to the CNDP: {cndp}", cndp=known.cndp))
    if known.contact:
        lines.append(view.texts("To reach us: {contact}", contact=known.contact))
    return lines


@taps("privacy.consents")
async def consents(update: Update, context: Context) -> None:
    """Show the switches."""
    context.say("privacy.consents", edit=True)


@screen("privacy.consents")
async def consents_screen(view: View) -> Message:
    """A switch for each purpose this person ever agreed to."""
    texts = view.texts
    given = await privacy.consents(view.session, view.person)
    if not given:
        return Message(texts("You have not agreed to anything yet: we ask when it is needed."), rows=[[_back(view)]])
    lines = [
        texts(
            "What you agreed to. One tap changes it.\n"
            "Without the first one, the team stops working on your reports. Without a name shown, it hides again."
        )
    ]
    buttons = []
    for row in given:
        title = texts.plain(PURPOSES[row.purpose])
        lines.append(_given(texts, row, title))
        mark, wanted = ("⬜", 1) if row.withdrawn_at else ("✅", 0)
        buttons.append(Button(f"{mark} {title}", data("privacy.switch", row.purpose, wanted)))
    return Message("\n".join(lines), rows=[*one_a_row(buttons), *consent_texts.row(view), [_back(view)]])


def _given(texts: Texts, row: ConsentRow, title: str) -> Safe:
    """Since when, to which version of the notice."""
    if row.withdrawn_at:
        return texts("• {title}: taken back on {date}", title=title, date=texts.date(row.withdrawn_at))
    date = texts.date(row.given_at)
    return texts("• {title}: since {date} (text {version})", title=title, date=date, version=row.text_version)


@taps("privacy.switch")
async def switch(update: Update, context: Context, purpose: str, wanted: str) -> None:
    """Take a yes back, or give it again, as the button said; asks once more where reports or seats would be lost."""
    if purpose not in PURPOSES:
        context.toast()
        return
    agreed = wanted == "1"
    async with context.transaction() as session:
        if not agreed and await _would_lose(session, context.person, purpose):
            context.say("privacy.sure", edit=True, purpose=purpose)
            return
        if agreed and purpose in ROOMS:
            context.toast(context.texts.plain("You agree by sending the form: here it is."), alert=True)
            context.say(ROOMS[purpose])
            return
        await _set(context, session, purpose, agreed)
        context.say("privacy.consents", edit=True)
    context.toast(context.texts.plain("✓ Done"))


async def _would_lose(session: AsyncSession, person: Person, purpose: str) -> int:
    """How many reports, answers to workshops or cards would go if this yes were taken back now."""
    if not await privacy.agrees(session, person, purpose):
        return 0
    if purpose == volunteers.PURPOSE:
        return int(await cards.of(session, person.id) is not None)
    if purpose == companies.PURPOSE:
        return int(await contacts.of(session, person.id) is not None)
    if purpose == registrations.PURPOSE:
        return len(await answers.of_person(session, person.id))
    return len(await challenges.named(session, person)) if purpose == challenges.PURPOSE else 0


@screen("privacy.sure")
async def sure_screen(view: View, *, purpose: str = challenges.PURPOSE) -> Message:
    """What taking this yes back does, for good."""
    said, sure = SURE[purpose]
    text = view.texts(said, count=await _would_lose(view.session, view.person, purpose))
    yes = Button(view.texts.plain(sure), data("privacy.withdraw", purpose))
    return Message(text, rows=[[yes], [Button(view.texts.plain("Back"), data("privacy.consents"))]])


@taps("privacy.withdraw")
async def withdraw(update: Update, context: Context, purpose: str = challenges.PURPOSE) -> None:
    """Take a yes back, having been asked."""
    async with context.transaction() as session:
        now = context.house.clock.now()
        if purpose in SURE:
            await challenges.withdraw_consent(session, context.person, purpose, now)
        context.say("privacy.consents", edit=True)
    context.toast(context.texts.plain("✓ Done"))


async def _set(context: Context, session: AsyncSession, purpose: str, agreed: bool) -> None:
    """Write the yes or the no down, unless it stands already: a second tap does no more."""
    now = context.house.clock.now()
    if agreed is await privacy.agrees(session, context.person, purpose):
        return
    if agreed:
        await privacy.agree(session, context.person, purpose, context.house.lab.privacy.version, "switch", now)
    else:
        await challenges.withdraw_consent(session, context.person, purpose, now)


@taps("privacy.correct")
async def correct(update: Update, context: Context) -> None:
    """Show where each thing is corrected."""
    context.say("privacy.correct", edit=True)


@screen("privacy.correct")
async def correct_screen(view: View) -> Message:
    """Reports, answers to workshops, one's card as a volunteer, the language: each is changed where it stands."""
    texts = view.texts
    text = texts(
        "What is wrong? Choose it, then change it there.\n"
        "A report that the team is working on already: write to the team under the report."
    )
    buttons = [
        Button(texts.plain("📂 My reports"), data("mine.open")),
        Button(texts.plain("📅 Workshops"), data("workshops.list")),
        Button(texts.plain("🤝 Offer a hand"), data("volunteer.open")),
        Button(texts.plain("🌍 Language"), data("language.ask")),
    ]
    return Message(text, rows=one_a_row([*buttons, _back(view)]))


@taps("privacy.download")
async def download(update: Update, context: Context) -> None:
    """Send the copy, each part an answer of its own, so that only one at a time is in memory."""
    async with context.transaction() as session:
        for part in range(await privacy_copy.count(session, context.house, context.person)):
            context.say("privacy.download", part=part + 1)
    context.toast(context.texts.plain("📥 It is coming…"))


@screen("privacy.download")
async def download_screen(view: View, *, part: int) -> Sequence[Message]:
    """One part of the copy; nothing if there are fewer parts by now."""
    built = await privacy_copy.build(view, part)
    if built is None:
        return []
    texts, (content, parts) = view.texts, built
    lines = [texts("This is everything we keep about you.\nThis file is personal: do not share it.")]
    if parts > 1:
        lines.append(texts("This is part {n} of {m}. Each part opens by itself.", n=part, m=parts))
    lines.append(texts("To read it, open the file, then this page: {page}", page=ltr("index.html")))
    name = f"twiza-{part}.zip" if parts > 1 else "twiza.zip"
    return [Message("\n".join(lines), media=Media("document", content=content, filename=name))]


@taps("privacy.stop")
async def stop(update: Update, context: Context, wanted: str) -> None:
    """Stop all messages, or allow them again."""
    stopped = wanted == "1"
    async with context.transaction() as session:
        await privacy.stop_messages(session, context.person, stopped, context.house.clock.now())
        context.say("privacy.menu", edit=True)
    done = STOPPED if stopped else N_("✓ You get our messages again.")
    context.toast(context.texts.plain(done))


@taps("privacy.erase")
async def erase(update: Update, context: Context) -> None:
    """Ask once more."""
    context.say("privacy.erase", edit=True)


@screen("privacy.erase")
async def erase_screen(view: View) -> Message:
    """What will be erased, and that it cannot be undone after 24 hours."""
    text = view.texts(
        "Erase everything? We wait 24 hours, you can change your mind until then.\n"
        "After that it cannot be undone: your name, messages, photos, voices and reports are erased.\n"
        "Of a report that everybody can read, only the team's own words stay, without you.\n"
        "Telegram keeps its own copy of this chat: you can erase that one too."
    )
    yes = Button(view.texts.plain("Yes, erase everything"), data("privacy.erase_yes"))
    return Message(text, rows=[[yes], [_back(view)]])


@taps("privacy.erase_yes")
async def erase_yes(update: Update, context: Context) -> None:
    """Plan the erasure."""
    async with context.transaction() as session:
        await privacy.ask_erasure(session, context.person, context.house.clock.now())
        context.say("privacy.menu", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@taps("privacy.keep")
async def keep(update: Update, context: Context) -> None:
    """Call the erasure off."""
    async with context.transaction() as session:
        await privacy.keep(session, context.person)
        context.say("privacy.menu", edit=True)
    context.toast(context.texts.plain("✓ We keep your data."))


@screen("privacy.erased")
async def erased(view: View, *, language: str) -> Message:
    """The last message: everything is gone, the language of that person too."""
    texts = view.house.catalogues[language]
    return Message(texts("It is done, your data are erased.\nThank you. You can come back whenever you like."))
