"""`python -m bot`: the commands of the person who runs the bot."""

from __future__ import annotations

from bot.cli import main

if __name__ == "__main__":
    main()
