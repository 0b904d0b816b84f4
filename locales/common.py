"""The words that every screen shares. Say them with `texts.plain(common.YES)`; the wording is in common.po."""

from locales.marks import N_

YES = N_("Yes")
NO = N_("No")
BACK = N_("Back")
CANCEL = N_("Cancel")
SKIP = N_("Skip")
SEND = N_("Send")
CHANGE = N_("Change")
MENU = N_("Menu")
HELP = N_("Help")
CONTINUE = N_("Continue")
DONE = N_("Done")
MORE = N_("More")
RETRY = N_("Try again")
KEEP = N_("Keep this answer")
CLEAR = N_("Start again")

NOT_UNDERSTOOD = N_("Sorry, we did not understand.\nSay it another way, send a voice message, or open the menu.")
OLD_BUTTON = N_("This button is too old, it no longer works.")
HERE_YOU_ARE = N_("Here is where you are:")
TRY_AGAIN = N_("Something went wrong on our side.\nTry again in a minute.")
CANCELLED = N_("Cancelled. Nothing was sent.")
