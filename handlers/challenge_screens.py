"""The challenge's own words around its form: the offer, the place, who is responsible, consent, preview, the number."""

from collections.abc import Sequence

from conversations.form import Act, Answer, Line
from conversations.submissions import submission
from handlers.buttons import Button, Rows, data
from handlers.form_keys import NO
from handlers.language import language_row
from handlers.public import PublicView, public_lines
from handlers.relations import whom
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, load, served
from handlers.telling import one_told, told
from handlers.words import body_of, bold
from locales import common
from locales.marks import N_
from locales.texts import Safe, Value, ltr
from services import authors, places
from services.challenges import COMPANY, PROFILE
from services.emergencies import Danger
from services.lab import OTHER
from services.recordings import RECEIVED
from storage.challenges import ChallengeRow

SAVE = N_("Save the change")
UNCHANGED = N_("Nothing changed, your report stays as it was.")

SERVICES = {
    "police": N_("Police: {number}"),
    "gendarmerie": N_("Gendarmerie: {number}"),
    "civil_protection": N_("Civil protection: {number}"),
    "samu": N_("Ambulance (SAMU): {number}"),
}


class ChallengeScreens(Served):
    """What the challenge's form shows besides its questions."""

    def above(self, view: View, one: Open) -> list[Safe]:
        """The offer, while nothing is answered but the message itself."""
        if not _offering(one):
            return []
        text = view.texts(
            "Do you want to send this message to team {lab}?\nIt studies it and answers you here.", lab=lab_name(view)
        )
        return [text]

    def cancel_label(self, one: Open) -> str:
        """A clear no to the offer."""
        return NO if _offering(one) else common.CANCEL

    def may_go_back(self, one: Open) -> bool:
        """Not to a question that nobody was asked."""
        return not _offering(one)

    def under_question(self, view: View, one: Open) -> Rows:
        """Whoever came by a link chose no language yet."""
        if view.person.language_chosen or one.draft.at != "words":
            return ()
        return [language_row(view, "own")]

    def value(self, view: View, line: Line) -> Value:
        """A point as its commune, a name as it is; the rest as everywhere."""
        if line.step.name == "place" and line.answer.kind == "location":
            return _point_told(view, line.answer)
        if line.step.name == "name" and line.answer.value == authors.HIDDEN:
            return view.texts("🙈 hidden from the public, the team sees it")
        return told(view, line)

    def taken(self, view: View, line: Line) -> Value:
        """Of a point outside the area also what that means."""
        told = self.value(view, line)
        if line.answer.kind != "location" or places.by_location(view.house.lab, *_point(line.answer)).inside:
            return told
        return view.texts.lines([told, view.texts("Send it all the same, the team will say who can help.")])

    def below(self, view: View, one: Open, lines: Sequence[Line]) -> list[Safe]:
        """Who is responsible for such a thing, and what sending agrees to."""
        texts, found = view.texts, _for_whom(view, one, lines)
        category = next((line.answer.value for line in lines if line.step.name == "category"), None)
        if category and category != OTHER:
            who = body_of(view, category, one.beside.get("danger"))
            found.append(texts("🏛 Usually in charge of this: {who}", who=who))
        if "challenge" not in one.beside:
            found.append(_consent(view, lines))
        elif _name(lines) == authors.SHOWN != one.beside["visibility"]:
            agreed = texts("By saving, you agree that everybody sees your name on this report.")
            found.append(Safe(f"🔒 {agreed}"))
        return found

    def beside_send(self, view: View, one: Open) -> list[Button]:
        """The preview; and before sending, one tap for no name at all."""
        texts = view.texts
        preview = Button(texts.plain("👁 What the public will see"), data("challenge.preview"))
        if "challenge" in one.beside:
            return [preview]
        label = texts.plain("🕶 No name (not even the team)")
        chosen = one.draft.answers.value("name") == authors.ANONYMOUS
        nameless = Button(f"✓ {label}" if chosen else label, data("challenge.nameless", one.draft.token))
        whom = Button(texts.plain("👪 For somebody else"), data("challenge.for", one.draft.token))
        return [nameless, whom, preview] if not chosen else [nameless, preview]

    def send_label(self, one: Open) -> str:
        """What is changed was sent already."""
        return SAVE if "challenge" in one.beside else common.SEND

    def cancelled(self, one: Open) -> str:
        """What was sent stays."""
        return UNCHANGED if "challenge" in one.beside else common.CANCELLED


def _for_whom(view: View, one: Open, lines: Sequence[Line]) -> list[Safe]:
    """The organisation whose problem it is, for whom else on this phone it is; an anonymous report does not say."""
    company, relation = one.beside.get(COMPANY), one.beside.get(PROFILE)
    if _name(lines) == authors.ANONYMOUS:
        return []
    found = [view.texts("🏢 From the organisation: {name}", name=company)] if company else []
    return [*found, view.texts("👪 For: {who}", who=whom(view, relation))] if relation else found


def _offering(one: Open) -> bool:
    given = {name for name, answer in one.draft.answers.items() if answer.kind != "location"}
    return bool(one.beside.get("offer")) and bool(one.draft.at) and given <= {"words"}


def lab_name(view: View) -> str:
    """The lab's name, as it stands in a sentence."""
    return view.house.lab.name.pick(view.texts.language)


def _point_told(view: View, answer: Answer) -> Value:
    texts, lab = view.texts, view.house.lab
    found = places.by_location(lab, *_point(answer))
    if found.commune is None:
        return texts("a point outside our area")
    name = found.commune.names.pick(texts.language)
    if not found.inside:
        return texts("near {commune}, perhaps outside our area", commune=name)
    title = answer.value.get("title")
    return texts.listing([name, one_told(texts, "location", answer.value)] if title else [name])


def _point(answer: Answer) -> tuple[float, float]:
    return answer.value["latitude"], answer.value["longitude"]


def _name(lines: Sequence[Line]) -> str:
    """Who may see the name, as the answers stand."""
    return next((str(line.answer.value) for line in lines if line.step.name == "name"), authors.HIDDEN)


def _consent(view: View, lines: Sequence[Line]) -> Safe:
    texts = view.texts
    said = {
        authors.HIDDEN: texts("Your name is never published without your agreement."),
        authors.SHOWN: texts("By sending, you also agree that everybody sees your name on this report."),
        authors.ANONYMOUS: texts("Nobody sees your name, not even the team; it can answer you here."),
    }
    kept = texts(
        "By sending, you agree that team {lab} keeps this to study the problem and answer you.", lab=lab_name(view)
    )
    yours = texts("You can see or erase everything in “My data”.")
    return Safe("🔒 " + "\n".join([kept, said[_name(lines)], yours]))


@screen("challenge.emergency")
async def emergency(view: View, *, kind: str) -> Message:
    """The right number first, then all of them; the lab is not an emergency service."""
    numbers = view.house.lab.emergency
    texts = view.texts
    first = Danger(kind).first_service(view.house.lab)
    told = {name: texts(msgid, number=ltr(getattr(numbers, name))) for name, msgid in SERVICES.items()}
    lines = [texts("🚨 Is there danger now? Call at once:"), bold(told.pop(first)), *told.values()]
    lines.append(texts("Team {lab} is not an emergency service.", lab=lab_name(view)))
    return Message("\n".join(lines))


@screen("challenge.preview")
async def preview(view: View, *, token: str) -> Message | Sequence[Message]:
    """What the public would see of the draft, if the team makes it public."""
    one = await load(view.session, view.house, view.person)
    if one is None or one.draft.token != token:
        return ()
    manners = served(one.draft.form)
    answers = manners.form.answers(one.draft, manners.around(view.house, view.person, one))
    sent = submission(answers, view.house.lab, language=view.person.language, consent_version="")
    name = one.beside.get("called") if sent.visibility == authors.SHOWN else None
    shown = PublicView(sent.category, sent.commune, sent.landmark, sent.words, name)
    head = view.texts("👁 If the team makes it public, people will see this:")
    back = Button(f"↩️ {view.texts.plain(common.BACK)}", data("form", Act.SHOW, token))
    return Message("\n".join([head, "", *public_lines(view, shown)]), rows=[[back]])


@screen("challenge.received")
async def received(view: View, *, challenge: int) -> Message:
    """It arrived: the number, large, how to use it, and what happens next."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None:
        return Message(view.texts("This report is no longer there."))
    texts = view.texts
    text = texts(
        "✅ It has arrived, thank you!\n"
        "Its number: <b><code>{ref}</code></b>\n"
        "Write this number here whenever you like, to know what became of it.\n"
        "Next: the team reads it and answers you here.",
        ref=ltr(row.ref),  # on a short line of its own: a tap copies it as it is typed
    )
    rows = [
        [Button(texts.plain("📂 See my report"), data("mine.see", row.id))],
        [Button(texts.plain("📣 Send another one"), data("challenge.begin"))],
    ]
    return Message(text, rows=rows, voice=RECEIVED, about_challenge=row.id)
