"""How long claims on work last, and how far ahead a correct clock can set a time."""

from __future__ import annotations

from datetime import timedelta

# Sending a post takes a request or two, and is cut off after half of this.
POST = timedelta(minutes=2)
CHORE = timedelta(minutes=10)
# Opening a thread takes two or three requests; discord.py tries one that fails for 25 s at most.
THREAD = timedelta(seconds=90)
EVENT = timedelta(minutes=10)

# Whatever is put off is put off by a day at most; an hour more for a clock that is changed in spring.
LONGEST_PUT_OFF = timedelta(days=1, hours=1)
# What failed of a fault of ours is tried again after so long, and is out of the way of the others meanwhile.
AFTER_A_FAULT = timedelta(hours=1)
# A drama is asked after again within thirty days.
LONGEST_FRESH = timedelta(days=32)
# What a process that died had on its way to Discord has arrived by then, or never will.
LAST_WORDS = timedelta(seconds=10)
