"""How much a chore changes in one transaction, so that no member's write waits long for it."""

from __future__ import annotations

# Rows. Deleting 500 posts with all that hangs on them holds the writer for some 10 ms.
PIECE = 500
# Rows that carry much: a draft has some 3 KB, a source's answer 30 KB, a member's imported list 300 KB.
HEAVY_PIECE = 20
