"""PRIVACY.md says what `bot/domain/privacy` says."""

from __future__ import annotations

from bot.domain.privacy.kept import KEPT
from tools import privacy


def test_the_page_has_todays_table() -> None:
    page = privacy.PAGE.read_text("utf-8")
    assert privacy.written(page) == page, "python -m tools.privacy"


def test_the_table_names_every_column() -> None:
    table = privacy.table()
    for kept in KEPT:
        for column in kept.columns:
            assert f"`{column}`" in table
