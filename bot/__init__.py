"""The running program: settings, assembly, order of updates, sending, alarms, command line."""
