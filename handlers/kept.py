"""What we keep, in plain words: what one agreed to, a title and a reason for each table, labels."""

from locales.marks import N_
from services import challenges, registrations, supporters

# What people agree to, in their words.
PURPOSES: dict[str, str] = {
    challenges.PURPOSE: N_("The team keeps and studies what I send"),
    supporters.PURPOSE: N_("The team keeps which reports I support, to tell me their news"),
    registrations.PURPOSE: N_("The team sees my answers to workshops, with my name"),
    challenges.NAME_PURPOSE: N_("Everybody may see my name on a report"),
}

# table -> (what it is, why we keep it)
KEPT: dict[str, tuple[str, str]] = {
    "people": (N_("You"), N_("to answer you, in your language")),
    "drafts": (N_("The message you have not sent yet"), N_("so that you can finish it; it goes after 24 hours")),
    "challenges": (N_("Your reports"), N_("to study the problem and answer you")),
    "challenge_parts": (N_("What you sent with them"), N_("to study the problem and answer you")),
    "challenge_thread": (N_("What you and the team wrote to each other"), N_("to study the problem and answer you")),
    "challenge_statuses": (N_("What became of your reports"), N_("so that you can follow them")),
    "challenge_supporters": (N_("Reports you support"), N_("to tell you what becomes of them")),
    "challenge_terms": (N_("The words of your reports, for comparing"), N_("to find reports of the same problem")),
    "challenge_opinions": (N_("Whether your reports are solved, in your word"), N_("so that the team knows it")),
    "alerts": (N_("The places and themes whose news you want"), N_("to send you these news and no others")),
    "media": (N_("Your photos, voices and files"), N_("to study the problem and answer you")),
    "reply_marks": (N_("Which message belongs to which report"), N_("so that your replies arrive")),
    "stopped_topics": (N_("The news you stopped"), N_("so that we no longer send them to you")),
    "outbox": (N_("Messages from us to you"), N_("so that none is lost or sent twice")),
    "brakes": (N_("How long Telegram asks us to wait"), N_("so that we heed it; it goes afterwards")),
    "cards": (N_("Cards in your chat"), N_("to keep them up to date")),
    "room_seats": (N_("The live votes you joined"), N_("to hand you the questions and their results")),
    "room_players": (N_("Your game names in quizzes"), N_("to count your points; they go 24 hours after the end")),
    "room_scores": (N_("Your points in quizzes"), N_("to count your points; they go 24 hours after the end")),
    "registrations": (N_("Your answers to workshops"), N_("to keep you a seat and tell you what changes")),
    "workshop_attendances": (N_("Workshops where you were"), N_("so that the team knows who came")),
    "workshop_absences": (N_("Sessions to which you cannot come"), N_("so that the team knows who comes")),
    "workshop_facilitators": (N_("Workshops that you lead"), N_("so that you can do your work here")),
    "staff": (N_("Your role in the team"), N_("so that you can do your work here")),
    "staff_notices": (N_("How you hear of new reports"), N_("so that you can do your work here")),
    "occasions": (N_("When your morning's digest comes"), N_("so that you can do your work here")),
    "audit": (N_("What you did as a member of the team"), N_("so that the team answers for what it does")),
    "consents": (N_("What you agreed to"), N_("because the law asks us to be able to show it")),
    "failed_updates": (N_("What you sent that we could not handle"), N_("to find the fault; it goes after 7 days")),
    "desk_searches": (N_("What you last looked for at the desk"), N_("so that you can do your work here")),
    "profiles": (N_("People who use your phone"), N_("so that their reports are told apart from yours")),
    "challenge_behalf": (N_("For whom the team wrote a report"), N_("to answer them")),
    "partner_seats": (N_("Your seat for the body you work for"), N_("so that you can do your work here")),
    "redaction_links": (N_("Links to photos that you edit"), N_("so that you can do your work here")),
    "said_messages": (N_("Which messages of ours are in your chat"), N_("so that you can clear them; 2 days")),
    "erasures": (N_("Your wish to be erased"), N_("to erase everything after 24 hours")),
}

# personal column -> its label in the readable copy
LABELS: dict[str, str] = {
    "commune": N_("Commune"),
    "category": N_("Theme"),
    "language": N_("Language"),
    "name": N_("Name"),
    "created_at": N_("Since"),
    "unreachable_at": N_("You blocked the bot on"),
    "stopped_at": N_("You stopped our messages on"),
    "topic_stopped_at": N_("You stopped this news on"),
    "blocked_at": N_("The team blocked you on"),
    "changed_at": N_("Changed on"),
    "author_name": N_("Name shown"),
    "words": N_("Your words"),
    "landmark": N_("Place in words"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "details": N_("More answers"),
    "withdrawn_at": N_("Withdrawn on"),
    "text": N_("Text"),
    "transcript": N_("What the voice says"),
    "path": N_("File"),
    "added_at": N_("Member of the team since"),
    "given_at": N_("Agreed on"),
    "asked_at": N_("Asked on"),
    "number": N_("Number in the game"),
    "points": N_("Points"),
    "state": N_("Your answer"),
    "since": N_("Supported since"),
    "guests": N_("People with you"),
    "answers": N_("Your answers to the questions"),
    "answered_at": N_("Answered on"),
    "confirmed_at": N_("Confirmed on"),
    "rating": N_("Your rating"),
    "said_at": N_("Said on"),
    "checked_in_at": N_("You were there on"),
    "public_words": N_("What the public reads"),
    "origin": N_("Forwarded from"),
    "phone": N_("Phone"),
    "agreed_at": N_("Agreed on"),
}

# Personal columns that mean nothing to a reader; they stand in the JSON copy.
TECHNICAL = frozenset(
    {"sealed", "file_id", "sealed_file_id", "shown_path", "payload", "values", "voice", "folded", "public_path", "term"}
)
