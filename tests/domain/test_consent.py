"""The one gate: words in clear only past the label or agreed to, and none of them where they are withheld."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.consent import Barred, Cleared, Consent, Label, Withheld, gate, gate_alone, in_sight
from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from tests.source_code import modules

episodes = st.integers(1, 5_000)
words = st.text(max_size=20)


@dataclass(frozen=True, slots=True)
class Told:
    """Words of a test's own."""

    drama: Drama
    shape: Shape
    text: str

    def without_words(self) -> Told:
        return replace(self, text="")


DRAMA, OTHER = Drama(1, "One"), Drama(2, "Another")


@given(text=words, other=words, up_to=episodes, agreed=episodes)
def test_what_was_agreed_to_is_these_words_up_to_there(
    text: str, other: str, up_to: int, agreed: int
) -> None:
    label = Label.of(DRAMA, up_to, text)
    told = Told(DRAMA, Shape.ASK, text)
    found = gate_alone(told, label, Consent(agreed, Label.of(DRAMA, agreed, other).revision))
    if text == other and up_to <= agreed:
        assert isinstance(found, Cleared)
        assert (found.shown.shape, found.shown.text) == (Shape.PRIVATE, text)
    else:
        assert isinstance(found, Withheld)
        assert found.shown.text == ""
        assert found.label == label
    elsewhere = Consent(5_000, Label.of(OTHER, up_to, text).revision)
    assert isinstance(gate_alone(told, label, elsewhere), Withheld), "of another drama"
    assert isinstance(gate_alone(told, label), Withheld), "nothing was agreed to"


def test_what_an_earlier_version_did_not_write_down_is_taken_as_meant() -> None:
    label = Label.of(DRAMA, 9, "It ends.")
    assert Consent(None).covers(label)
    assert Consent(9).covers(label)
    assert not Consent(8).covers(label)


@given(st.lists(words, min_size=1, max_size=3), st.lists(words, min_size=1, max_size=3))
def test_two_wordings_have_two_revisions(one: list[str], other: list[str]) -> None:
    same = "\0".join(one) == "\0".join(other)
    assert (Label.of(DRAMA, 1, *one).revision == Label.of(DRAMA, 2, *other).revision) is same


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_has_its_way(shape: Shape) -> None:
    told, label = Told(DRAMA, shape, "It ends."), Label(9, "a")
    kinds = {Shape.BARS: Barred, Shape.PRIVATE: Cleared, Shape.ASK: Withheld}
    found = gate(told, label)
    assert isinstance(found, kinds[shape])
    assert found.shown.text == ("" if shape is Shape.ASK else "It ends.")
    assert in_sight(told).text == found.shown.text


@pytest.mark.parametrize("shape", [Shape.BARS, Shape.ASK])
def test_words_are_not_cleared_by_hand(shape: Shape) -> None:
    with pytest.raises(ValueError, match=shape.value):
        Cleared(Told(DRAMA, shape, "It ends."), Label(9))
    if shape is Shape.BARS:
        with pytest.raises(ValueError, match="bars"):
            gate_alone(Told(DRAMA, shape, "It ends."), Label(9))


def test_nobody_but_the_gate_clears_words() -> None:
    """Presenters of what one reader sees take what the gate has made; so no handler goes around it."""
    made = {
        path
        for path, module in modules("bot", "cogs", matching=r"\b(Cleared|Withheld|Barred)\(")
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Cleared", "Withheld", "Barred")
    }
    assert made == {"bot/domain/consent.py"}
