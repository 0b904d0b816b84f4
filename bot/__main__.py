"""`python -m bot` is `twiza`."""

from bot.cli import main

main(prog_name="twiza")
