"""The errors that become answers. They carry data, never sentences.

`bot.present.errors` turns each into a sentence in the reader's language. Each area has a module, and all
errors are used as `bot.errors.Name`.
"""

# ruff: noqa: F403 - this module is the names of the others, and nothing else
from bot.errors.backups import *
from bot.errors.base import *
from bot.errors.catalogue import *
from bot.errors.files import *
from bot.errors.general import *
from bot.errors.screening import *
from bot.errors.together import *
from bot.errors.watching import *
from bot.errors.writing import *
