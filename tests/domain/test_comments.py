"""A list of comments: answers below what they answer, and nothing beyond where its reader is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.comments import Listed, readable, threaded

ME = 1


@st.composite
def written(draw: st.DrawFn) -> list[Listed]:
    """Comments in any order, each of which may answer an earlier one, there or not."""
    number = draw(st.integers(0, 25))
    comments = [
        Listed(
            ident,
            draw(st.none() | st.integers(1, ident - 1)) if ident > 1 else None,
            draw(st.none() | st.integers(1, 12)),
            draw(st.integers(ME, 3)),
        )
        for ident in range(1, number + 1)
    ]
    there = [one for one in comments if draw(st.booleans())]
    return draw(st.permutations(there))


@given(written(), st.integers(0, 12))
def test_each_readable_comment_is_there_once_and_no_other(comments: list[Listed], up_to: int) -> None:
    kept = readable(comments, ME, up_to)
    told = threaded(kept)
    assert sorted(one.id for one in told) == sorted(one.id for one in kept)
    assert all(one.spoils is None or one.spoils <= up_to or one.member_id == ME for one in told)
    assert all(
        one in kept for one in comments if one.spoils is None or one.spoils <= up_to or one.member_id == ME
    )


@given(written())
def test_answers_stand_below_what_they_answer_and_the_rest_in_its_order(comments: list[Listed]) -> None:
    told = threaded(comments)
    place = {one.id: at for at, one in enumerate(told)}

    def under(one: Listed) -> int | None:
        return one.reply_to if one.reply_to in place else None

    for at, one in enumerate(told):
        if (above := under(one)) is None:
            continue
        assert place[above] < at
        # Whatever stands between the two answers something that stands there, too.
        assert all(under(between) is not None for between in told[place[above] + 1 : at])
    firsts = [one.id for one in told if under(one) is None]
    assert firsts == [one.id for one in comments if under(one) is None]
    for above in place:
        answers = [one.id for one in told if under(one) == above]
        assert answers == sorted(answers), "the oldest first"


def test_a_conversation_of_any_length_is_put_in_order() -> None:
    chain = [Listed(ident, ident - 1 or None, None, ME) for ident in range(5_000, 0, -1)]
    assert [one.id for one in threaded(chain)] == list(range(1, 5_001))
