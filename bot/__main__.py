"""`python -m bot`: the same as the console script mlops-advisor."""

from bot.cli import main

main()
