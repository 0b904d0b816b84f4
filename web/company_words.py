"""What the page for organisations says besides the questions of the form, and where a question is put differently."""

from locales import common
from locales.marks import N_

AGREE = N_(
    "By sending it you agree that team {lab} keeps this and contacts you about it. Only the team sees it. If nobody "
    "finishes it in Telegram, it goes by itself. Days until then: {days}"
)
REF = N_("Your reference: {ref}")
SAID: dict[str, str] = {
    "language": N_("Language"),
    "who": N_("Who are you?"),
    "other": N_("↩️ Somebody else"),
    "rest": N_("📝 The rest, for an agreement"),
    "later": N_("All of this can wait: it can be answered later in the chat."),
    "words": N_("Or in your own words"),
    "choose": N_("Choose…"),
    "empty": N_("may stay empty"),
    "leave": N_("Please leave this empty"),
    "send": common.SEND,
    "again": N_("✏️ Some answers need another look. Everything you wrote is still here."),
    "trap": N_("One field that nobody sees was filled in by a program. Please send once more: it is empty now."),
    "many": N_("Too many came just now. Please send again in a minute: everything you wrote is still here."),
    "day": N_("So many came from your connection today that the page takes no more from there until tomorrow. Telegram "
              "works: write /company to the bot. Everything you wrote is still here."),
    "full": N_("So many wait that no more are taken today. Telegram works: write /company to the bot."),
    "foreign": N_("Your browser did not say that this comes from our page. Please send it once more. "
                  "If this comes again: on Telegram, write /company to the bot."),
    "sent": N_("✅ Thank you! The team can read it now."),
    "finish": N_("Finish in Telegram"),
    "how": N_("One tap there and you speak for your organisation: the team can ask you, and you can answer and change. "
              "Keep the address of this page for yourself: whoever opens it can finish in your place."),
    "twice": N_("Is your organisation here already? Then nothing is there twice: in Telegram you are asked whether you "
                "join it, or a colleague who is here sends you a link."),
    "without": N_("Without Telegram: the team reads what you wrote and can call you. Tell it your reference."),
    "gone": N_("Nothing waits here any more: it was finished in Telegram, or its time is over."),
}  # fmt: skip
# What a page asks differently: there is no “Done”, no voice and no button that sends the number.
ASKS: dict[str, str] = {
    "skills": N_("💪 What could be shared with others? Tick all that fits, or write it."),
    "period": N_("In which period? For instance: from January to June."),
    "conditions": N_("Are there conditions that we should know?"),
    "days": N_(
        "How many days in three months could your people give, for all their skills together? Leave it if you "
        "said it of each skill above."
    ),
    "reach": N_("📞 How does the team reach you? A phone number or an e-mail address."),
}
DAYS, LEVEL = N_("Days in three months"), N_("Level")  # of one skill, beside it
COMPLETE = {"name": "organization", "contact": "name", "function": "organization-title", "email": "email"}
NUMERIC, LONG = ("ice",), ("conditions",)
