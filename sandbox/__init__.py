"""A Telegram on this machine: Bot API server, phones in the browser, crowds, faults."""
