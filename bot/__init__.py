"""The running program: settings, assembly, order of updates, sending, alarms, command line."""

import os

# Durations of PTB objects are timedeltas, as in its next major version; without this each read warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
