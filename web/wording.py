"""What stands on the wall's pages besides the questions, in the languages that stand side by side."""

from locales.marks import N_

WORDS = {
    "join": N_("Take part with your phone"),
    "how": N_("Scan the square, or send these digits to the bot"),
    "people": N_("People in the room"),
    "voters": N_("Votes so far"),
    "left": N_("Time left to vote"),
    "welcome": N_("Welcome to this session"),
    "soon": N_("The next question is coming"),
    "waiting": N_("The vote is about to open"),
    "open": N_("The vote is open"),
    "closed": N_("The vote is closed"),
    "shown": N_("These are the results"),
    "many": N_("Several answers are possible"),
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
