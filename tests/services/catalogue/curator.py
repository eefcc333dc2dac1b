"""The curator who works by hand on a growing catalogue, and when."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CURATOR = 3
