"""`python -m bot` and `namida`: the commands of the person who runs the bot."""

from __future__ import annotations

import atexit
import gc

from bot.cli.main import main as commands


def main() -> None:
    atexit.register(_leave)
    commands()


def _leave() -> None:
    """Look for garbage once more, so that what was forgotten is still told, and let the rest be.

    An interpreter that ends looks through all that was imported several times: a quarter of a second.
    """
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
