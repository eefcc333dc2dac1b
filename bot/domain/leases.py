"""How long claims on work last, and how far ahead a correct clock can set a time."""

from __future__ import annotations

from datetime import timedelta

# Sending a post takes a request or two, and is cut off after half of this.
POST = timedelta(minutes=2)
CHORE = timedelta(minutes=10)
# Opening a thread takes two or three requests; discord.py tries one that fails for 25 s at most.
THREAD = timedelta(seconds=90)
EVENT = timedelta(minutes=10)

# Nothing is postponed by more than a day, plus an hour for the clock change in spring.
LONGEST_PUT_OFF = timedelta(days=1, hours=1)
# Work that failed because of a bug is tried again after this time and blocks no others meanwhile.
AFTER_A_FAULT = timedelta(hours=1)
# A drama is refreshed within thirty days.
LONGEST_FRESH = timedelta(days=32)
# By then, a dead process's last request has arrived at Discord, or never will.
LAST_WORDS = timedelta(seconds=10)
# A wrong clock hides when a claim began, so its result is searched this far back.
UNKNOWN = timedelta(days=1)
