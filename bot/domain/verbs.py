"""The verb of a button, menu or form. It names the handler."""

from __future__ import annotations

from typing import NewType

# Every one stands in `bot/present/verbs.py`. The type checker refuses a plain `str`, so none is typed twice.
Verb = NewType("Verb", str)
