"""Texts made of given pieces, for properties of text: drawn ten times as fast as a list of pieces."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

_FIRST = 0xE000  # of the private use area, whose signs stand for the pieces here


def woven(
    pieces: Sequence[str],
    signs: st.SearchStrategy[str] | None = None,
    *,
    min_size: int = 0,
    max_size: int,
) -> st.SearchStrategy[str]:
    """Texts of `min_size` to `max_size` of these pieces, or half of them of single `signs`.

    Hypothesis draws a string at once, and a list in three steps for each of its elements. So the order of the
    pieces is drawn as a string, and what signs stand between them as another one.
    """
    places = len(pieces) * (1 if signs is None else 2)
    order = st.text(
        st.characters(min_codepoint=_FIRST, max_codepoint=_FIRST + places - 1, categories=["Co"]),
        min_size=min_size,
        max_size=max_size,
    )
    if signs is None:
        return order.map(lambda drawn: "".join(pieces[ord(place) - _FIRST] for place in drawn))

    def weave(drawn: tuple[str, str]) -> str:
        between = iter(drawn[1])
        places = (ord(place) - _FIRST for place in drawn[0])
        return "".join(pieces[at] if at < len(pieces) else next(between, "") for at in places)

    return st.tuples(order, st.text(signs, min_size=1, max_size=max_size)).map(weave)
