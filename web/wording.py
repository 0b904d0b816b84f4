"""What stands on the wall's pages besides the questions, in the languages that stand side by side."""

from locales.marks import N_

WORDS = {
    "join": N_("Take part with your phone"),
    "how": N_("Scan the square, or send these digits to the bot"),
    "people": N_("People in the room"),
    "voters": N_("Votes so far"),
    "web": N_("By the web"),
    "shared": N_("On a shared phone"),
    "left": N_("Time left to vote"),
    "welcome": N_("Welcome to this session"),
    "soon": N_("The next question is coming"),
    "waiting": N_("The vote is about to open"),
    "open": N_("The vote is open"),
    "closed": N_("The vote is closed"),
    "shown": N_("These are the results"),
    "many": N_("Several answers are possible"),
    "trial": N_("TRIAL"),
    "pads": N_("Tap your answer on the pad in your phone"),
    "few": N_("Too few votes to show the details"),
    "average": N_("Average of the votes"),
    "thanks": N_("Thank you for taking part"),
    "lost": N_("The connection is lost. This page comes back by itself."),
    "pair": N_("Send the six digits to the bot"),
    "then": N_("Then this screen shows the session"),
    "contrast": N_("Strong contrast"),
    "full": N_("Full screen"),
    "script": N_("This page needs JavaScript"),
}

# The page that people vote on, in one language.
JOINING = {
    "language": N_("Language"),
    "welcome": N_("Welcome to this session"),
    "next": N_("The next question comes here by itself."),
    "follows": N_("What comes next appears here by itself."),
    "secret": N_("🔒 The vote is secret. You can change your choice until it ends."),
    "closed": N_("The vote is closed"),
    "shown": N_("These are the results"),
    "thanks": N_("Thank you for taking part"),
    "over": N_("This vote is over. Thank you!"),
    "hand": N_("👥 Someone else votes here"),
    "unknown": N_("We do not find a vote with this code: please look at it once more. It has 5 digits."),
    "code": N_("The code on the wall"),
    "go": N_("Open the vote"),
    "again": N_("Show the page again"),
    "telegram": N_("Continue on Telegram"),
    "lost": N_("The connection is lost. This page comes back by itself."),
    "script": N_("This page shows the next question once you open it again."),
}
# What is said after a tap that was not counted.
SAID = {
    "closed": N_("The vote has ended. Thank you!"),
    "too_many": N_("Choices at most: {most}\nPlease take one back first."),
    "not_yet": N_("Not yet! Wait until the big screen says that the vote is open."),
    "vote_first": N_("First choose your answer, then hand the phone on."),
    "full": N_("No more people can vote with this phone."),
    "old": N_("This page was not up to date. What counts now stands here."),
    "cookie": N_("Please choose once more. If this comes again: allow cookies for this page, or vote on Telegram."),
    "wait": N_("These were many wrong codes. Please wait a minute, then look at the code on the wall once more."),
    "slow": N_("That was very fast. Please wait a moment; what counts stands here."),
    "many": N_("Too many phones are joining here. Please try again in a minute, or vote on Telegram."),
    "foreign": N_("This choice did not come from this page, so it was not counted. Please choose here."),
    "away": N_("We could not note your choice just now. Please choose again in a moment."),
}
