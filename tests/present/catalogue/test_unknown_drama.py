"""What is said of a drama that is not there: names like a name, and none like an id."""

from __future__ import annotations

import pytest

from bot import errors
from bot.i18n import texts
from bot.present.errors import explain
from tests.present.extremes import drama
from tests.present.reading import everything

NEAR = drama("Duck", 7)


@pytest.mark.parametrize(("typed", "offered"), [("Dukc", True), ("#2", False), ("#0000000002", False)])
def test_nothing_is_like_an_id(typed: str, offered: bool) -> None:
    told = everything(explain(texts("en"), errors.UnknownDrama(typed, (NEAR,))))
    assert ("Duck" in told) is offered
    assert "Nothing called" in told
