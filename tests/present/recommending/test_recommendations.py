"""The screens of `/recommend` keep to Discord's limits, whatever was written, however dramas are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.consent import Label, gate_alone
from bot.domain.dramas import Drama
from bot.domain.progress import Progress, Status
from bot.domain.recommendations import (
    PAGE_SIZE,
    REASON_LIMIT,
    ForMe,
    Likeness,
    Pairing,
    ReasonForm,
    ReasonShown,
    Recommendation,
    Regarded,
    SimilarDrama,
    Suggested,
)
from bot.errors import EmptyText
from bot.i18n import LANGUAGES, Texts, texts
from bot.present import words
from bot.present.recommending import recommendations as screens
from tests.contract.components import check_form
from tests.languages import languages
from tests.present.extremes import FILLINGS, SNOWFLAKE, drama, fill, posters
from tests.present.gating import cleared, withheld
from tests.present.reading import everything, problems, words_of

AT = datetime(2026, 1, 1, tzinfo=UTC)

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)


def recommendation(filling: str | None, at: int = 0) -> Recommendation:
    return Recommendation(
        SNOWFLAKE - at,
        drama(filling, SNOWFLAKE - 1),
        drama(filling, SNOWFLAKE - 10 - at),
        SNOWFLAKE,
        fill(filling, REASON_LIMIT),
        10_000_000,
        AT,
    )


def likeness(filling: str | None) -> Likeness:
    listed = tuple(recommendation(filling, at) for at in range(PAGE_SIZE))
    return Likeness(
        drama(filling, SNOWFLAKE - 1),
        listed,
        0,
        100_000,
        tuple(SimilarDrama(drama(filling, SNOWFLAKE - 100 - at), 10_000_000) for at in range(5)),
        posters=posters(one.other for one in listed),
    )


def spoiling(filling: str | None, at: int = 0) -> Recommendation:
    """One whose reason spoils both of its dramas."""
    one = recommendation(filling, at)
    return replace(one, spoils={one.drama.id: 5_000, one.other.id: 5_000})


def for_me(filling: str | None, because: int, genres: int) -> ForMe:
    ten = tuple(
        Suggested(
            drama(filling, SNOWFLAKE - at),
            tuple((drama(filling, SNOWFLAKE - 50 - mine), 19) for mine in range(because)),
            tuple(fill(filling, 100) for _ in range(genres)),
            "TW",
        )
        for at in range(10)
    )
    shown = posters(one.drama for one in ten)
    return ForMe(ten, 10_000 if because else 0, fill(filling, 100), "TW", posters=shown)


@languages
@fillings
@pytest.mark.parametrize("owner_id", [SNOWFLAKE, SNOWFLAKE - 3], ids=["own", "of others"])
@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_what_is_like_a_drama(t: Texts, filling: str | None, private: bool, owner_id: int) -> None:
    shown = likeness(filling)
    assert not problems(screens.likeness(t, shown, owner_id=owner_id, private=private))
    three = tuple(spoiling(filling, at) for at in range(PAGE_SIZE))
    for read in (frozenset[int](), frozenset(one.id for one in three)):
        hidden = replace(shown, recommendations=three, read=read)
        assert not problems(screens.likeness(t, hidden, owner_id=owner_id, private=private))
    bare = Likeness(shown.drama, (), 0, 0)
    assert not problems(screens.likeness(t, bare, owner_id=owner_id, private=private))


@languages
@fillings
def test_what_one_member_might_like(t: Texts, filling: str | None) -> None:
    for because, genres in ((2, 2), (1, 0), (0, 2), (0, 0)):
        assert not problems(screens.for_me(t, for_me(filling, because, genres)))


@languages
@fillings
def test_all_else_that_speaks_for_a_drama(t: Texts, filling: str | None) -> None:
    bare, other = Suggested(drama(filling, SNOWFLAKE)), drama(filling, SNOWFLAKE - 1)
    for one in (
        bare,
        replace(bare, after=other),
        replace(bare, shared_cast=(fill(filling, 300), other)),
        replace(bare, beside=other),
        replace(bare, kin=(other, 19, tuple(fill(filling, 100) or "A" for _ in range(20)))),
        replace(bare, alike=True),
        replace(bare, rank=10_000_000),
        *(replace(bare, regarded=regarded) for regarded in Regarded),
    ):
        ten = tuple(replace(one, drama=drama(filling, SNOWFLAKE - at)) for at in range(10))
        assert not problems(screens.for_me(t, ForMe(ten, 1)))


def test_the_most_telling_reason_is_given_and_a_country_alone_is_none() -> None:
    t = texts("en")
    other = Drama(1, "Nodame Cantabile")
    bare = Suggested(Drama(2, "Rain Road"), country="JP")

    def said(one: Suggested) -> str:
        return "\n".join(words_of(screens.for_me(t, ForMe((one,), 1)), hidden=False))

    assert "what you like" not in said(bare)
    assert "new to you" in said(bare)
    ranked = replace(bare, rank=1_234)
    assert "popularity rank 1,234" in said(ranked)
    known = replace(ranked, regarded=Regarded.LIKED_HERE)
    assert "much liked by members here" in said(known)
    kin = replace(known, kin=(other, 19, ("Music",)))
    assert f"because you scored {other.title} **9.5**: Music" in said(kin)
    alike = replace(kin, alike=True)
    assert "liked by members with your taste" in said(alike)
    genres = replace(alike, genres=("Medical",))
    assert "matches your taste: Medical, Japan" in said(genres)
    starred = replace(genres, shared_cast=("Ryo Nishikido", other))
    assert f"with Ryo Nishikido, as in {other.title}" in said(starred)
    beside = replace(starred, beside=other)
    assert f"members recommend it with {other.title}" in said(beside)
    akin = replace(beside, kin=(other, 19, ("Music", "Comedy", "Romance")))
    assert f"because you scored {other.title} **9.5**: Music, Comedy" in said(akin)
    scored = replace(akin, because=((other, 19),))
    assert f"because you scored {other.title} **9.5**\n" in said(scored) + "\n"
    assert f"comes after {other.title}" in said(replace(scored, after=other))


other = Drama(1, "Nodame Cantabile", country="JP")
suggested = st.builds(
    Suggested,
    st.just(Drama(2, "Rain Road", country="JP")),
    because=st.sampled_from([(), ((other, 19),), ((other, 19), (other, 18))]),
    genres=st.sampled_from([(), ("Medical",)]),
    country=st.sampled_from([None, "JP"]),
    after=st.sampled_from([None, other]),
    shared_cast=st.sampled_from([None, ("Ryo Nishikido", other)]),
    beside=st.sampled_from([None, other]),
    alike=st.booleans(),
    kin=st.sampled_from([None, (other, 17, ("Music",))]),
    regarded=st.sampled_from([None, *Regarded]),
    rank=st.none() | st.integers(1, 10**7),
)


@given(st.lists(suggested, min_size=1, max_size=10), st.sampled_from(list(LANGUAGES)))
def test_each_one_says_why(ten: list[Suggested], language: str) -> None:
    t = texts(language)
    shown = "\n".join(words_of(screens.for_me(t, ForMe(tuple(ten), 1)), hidden=False))
    place = words.in_row(t, ten[0].drama)
    reasons = [line.partition(f"-# {place} · ")[2] for line in shown.splitlines() if place in line]
    assert len(reasons) == len(ten)
    assert all(reasons)


@languages
@fillings
def test_answers_and_the_form(t: Texts, filling: str | None) -> None:
    one, told = recommendation(filling), spoiling(filling)
    standings = (
        {told.drama.id: Progress(Status.WATCHING, 1)},
        {told.drama.id: Progress(Status.WATCHING, 5_000), told.other.id: Progress(Status.WATCHING, 1)},
    )
    for screen in (
        screens.reason(t, cleared(ReasonShown.of(one, {}, own=True))),
        screens.reason(t, withheld(ReasonShown.of(one, {}, own=False))),
        screens.suggested(t, one),
        screens.reason(t, cleared(ReasonShown.of(told, {}, own=True))),
        screens.suggested(t, told),
        *(screens.reason(t, withheld(ReasonShown.of(told, each, own=False))) for each in standings),
        screens.withdraw_question(t, one),
        screens.withdrawn(t, one),
    ):
        assert not problems(screen)
    for begins in (
        ReasonForm(),
        ReasonForm(one.reason, "5000", "5000"),
        ReasonForm(*[fill(filling, 2_000)] * 3),
    ):
        form = screens.reason_form(t, Pairing(one.drama, one.other, begins, 5_000, 5_000))
        assert not list(check_form(form.to_dict(), "$"))


@languages
def test_a_reason_that_spoils_stands_in_no_list_but_that_of_a_reader_who_is_past_it(t: Texts) -> None:
    one = replace(spoiling("tears and rain "), reason="zanthorp")
    shown = replace(likeness("tears and rain "), recommendations=(one,))
    for private in (False, True):
        assert "zanthorp" not in everything(screens.likeness(t, shown, owner_id=1, private=private))
    past = replace(shown, read=frozenset({one.id}))
    assert "zanthorp" in everything(screens.likeness(t, past, owner_id=1, private=True))
    gated = gate_alone(ReasonShown.of(one, {}, own=False), Label(5_000))
    assert "zanthorp" not in everything(screens.reason(t, gated))


def test_a_reason_up_to_the_limit_is_all_read() -> None:
    words = "Rain and tears. " * 62 + "The end."
    assert len(words) == REASON_LIMIT
    one = Recommendation(1, drama(None, 1), drama(None, 2), 3, words, 0, AT)
    assert words in everything(screens.reason(texts("en"), cleared(ReasonShown.of(one, {}, own=True))))
    assert words in everything(screens.suggested(texts("en"), one))


@pytest.mark.parametrize("typed", ["", "  \n ", "\u200b\u2060", "\u202e \u3164"])
def test_what_nobody_would_see_is_no_reason(typed: str) -> None:
    with pytest.raises(EmptyText):
        screens.check(ReasonForm(typed))
