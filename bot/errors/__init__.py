"""What can go wrong in an answer: errors that carry data, never sentences.

`bot.present.errors` turns each into a sentence in the reader's language. A module an area; all of
them are used as `bot.errors.Name`.
"""

# ruff: noqa: F403 - this module is the names of the others, and nothing else
from bot.errors.base import *
from bot.errors.catalogue import *
from bot.errors.general import *
from bot.errors.together import *
from bot.errors.watching import *
from bot.errors.writing import *
