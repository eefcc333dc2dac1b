"""Which reason is given for a suggestion, and which suggestions come first."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dramas import Drama
from bot.domain.recommendations import Reason, Regarded, Suggested, best_first

MOTHER = Drama(1, "Mother")
WHYS: dict[Reason, dict[str, Any]] = {
    Reason.AFTER: {"after": MOTHER},
    Reason.SCORED: {"because": ((MOTHER, 19),)},
    Reason.BESIDE: {"beside": MOTHER},
    Reason.CAST: {"shared_cast": ("Mana Ashida", MOTHER)},
    Reason.TRAITS: {"genres": ("Family",)},
    Reason.ALIKE: {"alike": True},
    Reason.KIN: {"kin": (MOTHER, 19, ("Family", "Medical"))},
    Reason.GENRE: {"kin": (MOTHER, 19, ("Family",))},
    Reason.REGARDED: {"regarded": Regarded.WELL_KNOWN},
    Reason.RANKED: {"rank": 900},
    Reason.NEW: {"country": "JP"},
}


def suggested(ident: int, *reasons: Reason) -> Suggested:
    said = {name: value for reason in reasons for name, value in WHYS[reason].items()}
    return Suggested(Drama(ident, f"Drama {ident}"), **said)


@given(st.lists(st.sampled_from(Reason), min_size=1, unique=True))
def test_the_reason_that_concerns_the_member_most_is_given(reasons: list[Reason]) -> None:
    if Reason.KIN in reasons and Reason.GENRE in reasons:  # it has one or the other
        reasons.remove(Reason.GENRE)
    assert suggested(2, *reasons).reason is min(reasons)


@given(st.lists(st.sampled_from(Reason), max_size=10))
def test_what_is_true_of_any_comes_last_and_else_strength_decides(reasons: list[Reason]) -> None:
    given = [suggested(at + 2, reason) for at, reason in enumerate(reasons)]
    ordered = best_first(given)
    assert sorted(one.drama.id for one in ordered) == [one.drama.id for one in given], "each stays"
    own = [one.reason <= Reason.KIN for one in ordered]
    about = [one.reason <= Reason.GENRE for one in ordered]
    assert own == sorted(own, reverse=True)
    assert about == sorted(about, reverse=True)
    general = [one.reason for one in ordered if one.reason > Reason.GENRE]
    assert general == sorted(general)
    for kind in (
        [one.drama.id for one in ordered if one.reason <= Reason.KIN],
        [one.drama.id for one in ordered if Reason.KIN < one.reason <= Reason.GENRE],
    ):
        assert kind == sorted(kind), "the stronger before the weaker"
