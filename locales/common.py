"""The words that every screen shares. Say them with `texts.plain(common.YES)`; the wording is in common.po."""

from locales.marks import N_

YES = N_("Yes")
NO = N_("No")
BACK = N_("Back")
CANCEL = N_("Cancel")
SKIP = N_("Skip")
SEND = N_("Send")
CHANGE = N_("Change")
DONE = N_("Done")
MORE = N_("More")
RETRY = N_("Try again")
KEEP = N_("Keep this answer")
CLEAR = N_("Start again")

OLD_BUTTON = N_("This button is too old, it no longer works.")
CANCELLED = N_("Cancelled. Nothing was sent.")
