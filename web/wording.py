"""What stands on the wall's pages besides the questions, in the languages that stand side by side."""

from conversations import told, voting
from locales.marks import N_
from storage.ballots import SHARED, WEB
from storage.byhand import HANDS, PAPER

WORDS = {
    "join": N_("Take part with your phone"),
    "how": N_("Scan, or send these digits on Telegram to"),
    "people": N_("People in the room"),
    "voters": N_("Votes so far"),
    "web": N_("Web"),
    "shared": N_("On a shared phone"),
    "write": N_("✍️ Write it on your phone"),
    "writers": N_("People who wrote"),
    "questions": N_("Questions to the room"),
    "asked": N_("A question from the room"),
    "next_asked": N_("Next questions"),
    "left": N_("Time left to vote"),
    "welcome": N_("Welcome to this session"),
    "soon": N_("The next question is coming"),
    "waiting": N_("The vote is about to open"),
    "open": N_("The vote is open"),
    "closed": N_("The vote is closed"),
    "shown": N_("These are the results"),
    "many": N_("Several answers are possible"),
    "quiz": N_("Quiz: points under game names"),
    "with_quiz": N_("With a quiz: points under game names"),
    "quick": N_("Quiz under game names: the sooner, the more points"),
    "ranking": N_("On your phone: put these in order"),
    "budget": N_("On your phone: share out 100 points"),
    "pairs": N_("On your phone: two at a time, which one?"),
    "how_ranking": N_("Points of all orders together · 🥇 put first by"),
    "how_budget": N_("Share of the points given · 👤 given by"),
    "how_pairs": N_("How often preferred · ⚖️ times compared"),
    "podium": N_("The podium"),
    "nobody": N_("Nobody has points yet"),
    "trial": N_("TRIAL"),
    "named": N_("👁 This vote shows names"),
    "pads": N_("Tap your answer on the pad in your phone"),
    "few": N_("Too few votes to show the details"),
    "nothing": told.NOTHING,
    "average": N_("Average of the votes"),
    "thanks": N_("Thank you for taking part"),
    "lost": N_("The connection is lost. This page comes back by itself."),
    "pair": N_("Team: send these six digits to the bot"),
    "then": N_("Then this screen shows the session"),
    "paper": N_("Paper"),
    "hands": N_("Hands"),
    "walk_ins": N_("No phone"),
    "contrast": N_("Strong contrast"),
    "full": N_("Full screen"),
    "script": N_("This page needs JavaScript"),
}

# The screen with the code of a session.
CHECKIN = WORDS | {
    "here": N_("Are you here? Check in with your phone"),
    "came": N_("Checked in so far"),
    "checkin_over": N_("Check-in is closed. Thank you for coming!"),
}

# The page that people vote on, in one language.
JOINING = {
    "language": N_("Language"),
    "welcome": N_("Welcome to this session"),
    "next": N_("The next question comes here by itself."),
    "follows": N_("What comes next appears here by itself."),
    "game": voting.GAME,
    "name": N_("Your name"),
    "keep_name": N_("Vote with this name"),
    "nameless": N_("🙈 Without a name"),
    "back": N_("Back"),
    "skip": N_("Skip"),
    "right": N_("The right answer"),
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
    "send": N_("Send"),
    "remove": N_("Take back"),
    "yours": N_("What you wrote"),
    "waits": N_("⏳ The facilitator reads it first; then everybody can see it, without your name."),
    "ask": N_("❓ Ask the room"),
    "others": N_("What the others wrote"),
    "support": N_("👍 Tap what you support. Tap again to take it back."),
}
LESS = N_("Take 10 back: {answer}")  # a button, for who hears the page
# By which other ways than Telegram people voted and came, below how many did.
APART = {
    WEB: N_("Of these by the web: {count}"),
    SHARED: N_("Of these on a shared phone: {count}"),
    PAPER: N_("Of these on paper: {count}"),
    HANDS: N_("Of these by raised hands: {count}"),
}
CAME = {"web": N_("Of these by the web: {count}"), "walk_ins": N_("Of these without a phone: {count}")}
# The page with all results, in one language.
SUMMARY = {
    "right": N_("The right answer"),
    "language": N_("Language"),
    "title": N_("Results of the live vote"),
    "live": N_("The session is still going on. Here is what was shown so far."),
    "nothing": N_("No result was shown yet."),
    "numbers": N_("It is not said here who voted or wrote what."),
    "who": told.WHO,
    "names": N_("Names stand only where the question said before that it shows them."),
}
# What is said after a tap that was not counted.
SAID = {
    "closed": N_("The vote has ended. Thank you!"),
    "not_yet": N_("Not yet! Wait until the big screen says that the vote is open."),
    "vote_first": N_("First choose your answer, then hand the phone on."),
    "phone_full": N_("No more people can vote with this phone."),
    "old": N_("This page was not up to date. What counts now stands here."),
    "cookie": N_("Please choose once more. If this comes again: allow cookies for this page, or vote on Telegram."),
    "wait": N_("These were many wrong codes. Please wait a minute, then look at the code on the wall once more."),
    "slow": N_("That was very fast. Please wait a moment; what counts stands here."),
    "many": N_("Too many phones are joining here. Please try again in a minute, or vote on Telegram."),
    "foreign": N_("This choice did not come from this page, so it was not counted. Please choose here."),
    "away": N_("We could not note your choice just now. Please choose again in a moment."),
    "empty": N_("Please write a few words."),
    "long": N_("This is too long: {length} characters. At most: {longest}\nPlease send it once more, shorter."),
    "left_out": N_("⚠️ Not all of it could be noted. What counts stands below."),
    "enough": N_("You have written as many as one person may: {most}\nTake one back, then send the new one again."),
    "full": N_("So much has been written that no more fits. Thank you!"),
    "long_name": N_("This name is too long. Characters at most: {longest}"),
    "stale": N_("This is no longer shown."),
}
