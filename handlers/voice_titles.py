"""What the team reads in the list of voices: the name of a screen, where its own words do not say it; the groups."""

from locales.marks import N_
from services import recordings
from services.statuses import Status
from storage import announcements

STATUSES: dict[str, str] = {
    f"status.{Status.RECEIVED}": N_("Received"),
    f"status.{Status.STUDY}": N_("Under study"),
    f"status.{Status.WORKSHOP}": N_("In a workshop"),
    f"status.{Status.TAKEN_UP}": N_("Taken up"),
    f"status.{Status.PROGRESS}": N_("In progress"),
    f"status.{Status.SOLVED}": N_("Solved"),
    f"status.{Status.NOT_OURS}": N_("Depends on others"),
    f"status.{Status.DUPLICATE}": N_("Already reported"),
    f"status.{Status.CLOSED}": N_("Closed"),
}
# Questions that depend on the answers before: no form lists these by itself; the others have names of their own.
QUESTIONS: dict[str, str] = {
    "ask.challenge.words": N_("What is happening?"),
    "ask.challenge.place": N_("Where is it?"),
    "ask.challenge.category": N_("What is it about?"),
    "ask.challenge.name": N_("Who may see the name?"),
    "ask.volunteer.name": N_("Name"),
    "ask.volunteer.commune": N_("Commune"),
    "ask.volunteer.skills": N_("What you can do"),
    "ask.volunteer.close": N_("Close to it"),
    "ask.volunteer.words": N_("In your words"),
    "ask.volunteer.guardian_contact": N_("Their phone"),
    "ask.volunteer.field": N_("Field"),
    "ask.company.name": N_("Organisation"),
    "ask.company.commune": N_("Commune"),
    "ask.company.skills": N_("What it offers"),
    "ask.company.close": N_("Close to it"),
    "ask.company.contact": N_("Contact"),
    "ask.opening.field": N_("Field"),
    "ask.opening.first": N_("First day"),
    "ask.opening.last": N_("Last day"),
    "ask.opening.place": N_("Place"),
    "ask.closing.given": N_("Days really given"),
    "ask.closing.people": N_("People who came"),
    "ask.closing.words": N_("In own words"),
    "ask.certificate.name": N_("Name"),
    "ask.certificate.employer": N_("Organisation"),
    "ask.record.name": N_("Name"),
}
SCREENS: dict[str, str] = {
    recordings.RECEIVED: N_("It has arrived"),
    recordings.RESULT: N_("These are the results"),
    "screen.agreement.milestone": N_("⏰ Is it done? It was due on {day}: {what}"),
    "screen.agreement.news": N_("📄 Agreement: {need}"),
    "screen.alert.list": N_("🔔 News near me"),
    "screen.alert.what": N_("All themes"),
    "screen.alert.where": N_("All communes"),
    "screen.announcement.asked": N_("Waits for the yes of a second person"),
    "screen.announcement.message": N_("📢 Announcements"),
    "screen.announcement.too_late": N_("It has changed meanwhile. Here is how it stands."),
    "screen.browse.by": N_("Which commune?"),
    "screen.browse.list": N_("👀 Reports of others"),
    "screen.cancel.nothing": N_("There is nothing to cancel."),
    "screen.certificate.verify": N_("Certificate of attendance"),
    "screen.challenge.card": N_("📂 See my report"),
    "screen.challenge.for": N_("👪 For whom do you report this?"),
    "screen.challenge.preview": N_("👁 If the team makes it public, people will see this:"),
    "screen.commitment.which": N_("To which one can you not come?"),
    "screen.company.card": N_("🏢 We want to help"),
    "screen.company.contacts": N_("🏢 Our organisation"),
    "screen.company.joined": N_("✅ You now speak for this organisation too."),
    "screen.desk.attached": N_("💬 The author of {ref} has answered."),
    "screen.desk.card": N_("🗂 Desk"),
    "screen.desk.faster": N_("{name} was faster. This is how it stands now."),
    "screen.desk.media": N_("Photos"),
    "screen.desk.words": N_("📖 Read all"),
    "screen.discreet.read": N_("👁 Read it"),
    "screen.door.panel": N_("🏛 Doors"),
    "screen.employee.card": N_("You help for no organisation. Its contact can send you a link."),
    "screen.employee.list": N_("🏢 Our organisation"),
    "screen.feedback.ask": N_("How was “{event}”? One star: not good, five: very good."),
    "screen.feedback.thanks": N_("Thank you, this helps us do better. 🌿"),
    "screen.form.cancelled": N_("Cancelled. Nothing was sent."),
    "screen.help": N_("❓ Help"),
    "screen.language.choose": N_("Choose your language. You can change it whenever you like."),
    "screen.menu": N_("Menu"),
    "screen.mine.news": N_("📂 My reports"),
    "screen.mine.list": N_("📂 My reports"),
    "screen.mine.see": N_("📂 See my report"),
    "screen.mission.invite": N_("🤝 Can you help?"),
    "screen.mission.reminder": N_("🤝 Mission: {mission}"),
    "screen.missions.list": N_("🗓 Missions"),
    "screen.opening.list": N_("🎓 Internships and trainings"),
    "screen.partner.list": N_("🏛 Passed to us"),
    "screen.privacy.kept": N_("This is what we keep of you:"),
    "screen.privacy.menu": N_("My data"),
    "screen.privacy.sure": N_("🗑 Erase my data"),
    "screen.profiles.list": N_("👪 People on this phone"),
    "screen.public.card": N_("👀 Reports of others"),
    "screen.queue.opened": N_("❓ You can ask the room a question at any moment. Your name does not stand beside it."),
    "screen.reminder": N_("You said that you are coming. See you soon!"),
    "screen.seat.joined": N_("🗳 You are in the workshop of team {lab}."),
    "screen.seat.now": N_("🔁 Show the question again"),
    "screen.seat.pad": N_("🗳 You are in the workshop of team {lab}."),
    "screen.seat.question": N_("🗳 Live vote"),
    "screen.seat.where": N_("To take part in a vote, send its code: the 5 digits on the wall."),
    "screen.similar.list": N_("Perhaps we know of this problem already:"),
    "screen.solved.ask": N_("Is it solved?"),
    "screen.start.welcome": N_("Welcome"),
    "screen.staff.question": N_("The team has a question about {ref}."),
    "screen.staff.refused": N_("This is for the team of the lab."),
    "screen.ticket": N_("🎟 My ticket"),
    "screen.volunteer.card": N_("🤝 Offer a hand"),
    "screen.workshop.offer": N_("🎉 A seat is free: {title}"),
    "screen.workshop.called_off": N_("🚫 Called off: {title}"),
    "screen.workshop.changed": N_("🔔 Changed: {title}"),
    "screen.workshop.share": N_("📤 Share it"),
    "screen.workshops.card": N_("📅 Workshop"),
    "screen.workshops.list": N_("📅 Workshops"),
    "screen.workshops.place": N_("📍 Place"),
}
TITLES = STATUSES | QUESTIONS | SCREENS

OTHERS, OURS = "screen", "team"  # ours come last: residents' first
GROUPS: dict[str, str] = {
    "report": N_("📣 Report a problem"),
    "status": N_("🚦 Statuses"),
    "mine": N_("📂 My reports"),
    "browse": N_("👀 Reports of others"),
    "workshops": N_("📅 Workshops"),
    "vote": N_("🗳 Live vote"),
    "volunteer": N_("🤝 Offer a hand"),
    "company": N_("🏢 We want to help"),
    OTHERS: N_("📱 Screens"),
    OURS: N_("👥 The team"),
}
# By the first word of a screen's or a form's name; what stands nowhere is among OTHERS.
BELONGS: dict[str, str] = {
    word: group
    for group, words in {
        "report": "challenge similar received",
        "status": "status",
        "mine": "mine solved thread support reference file discreet profiles",
        "browse": "browse public alert topic",
        "workshops": "workshops workshop workshop_questions reminder ticket feedback commitment certificate checkin",
        "vote": "seat queue saying room result vote vote_name",
        "volunteer": "volunteer mission missions guardian charge record opening paper",
        "company": "company company_more agreement agreement_rate closing need needs employee partner",
    }.items()
    for word in words.split()
}
# What the team alone reads, besides screens that refuse others (handlers/voice_subjects.py).
TEAM_NAMES = (
    "announcement behalf bulk desk door find guardians hand missions.desk mission.confirm mission.nobody "
    "mission.sheet mission.team opening.stirred opening.waits photo poster promote quarantine reasons room.added "
    "room.moved room.wall room.worded room.invite skill skills staff texts voice when company.by_web "
    "company.unanswered company.web_drop company.web_link company.web_one workshop.card workshop.people "
    "workshop.risk workshop.share workshop.text feedback.in commitment.told"
)
TEAM = frozenset(TEAM_NAMES.split())
# Of these and of screens that refuse, some come to others as well: its words may change, what to do with it does not.
FOR_ALL = frozenset(
    f"{announcements.SCREEN} record.file seat.question seat.now staff.question staff.refused staff.too_late".split()
)
# A voice already, what stands in a group, the echo of an answer, and what has its voice under another name.
WITHOUT_NAMES = (
    "listen.play listen.gone listen.refused voice.hear agreement.voice company.voice desk.voice mission.voice "
    "opening.voice texts.voice chats.group challenge.received form.question form.taken status.notice"
)
WITHOUT = frozenset(WITHOUT_NAMES.split())
