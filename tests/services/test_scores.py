"""Scoring dramas and episodes, and what the community's scores come to."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.members import Reader
from bot.domain.scores import Criterion, Score, read_score, weighted
from bot.errors import BadScore, EpisodeOutOfRange, EpisodeTakesOverall, OverallMissing
from bot.services.house import Services
from bot.services.scores import read_all
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, TEAROOM, added, dump, rows


@pytest.fixture
async def drama(services: Services) -> Drama:
    return await services.catalogue.resolve("1 Litre of Tears")


def test_what_was_typed_is_read_criterion_by_criterion() -> None:
    typed = {Criterion.OVERALL: "9,5", Criterion.STORY: None, Criterion.MUSIC: "★★★★"}
    assert read_all(typed) == {Criterion.OVERALL: 19, Criterion.MUSIC: 16}
    assert read_all({}) == {}


@pytest.mark.parametrize("criterion", Criterion)
def test_the_criterion_that_cannot_be_read_is_named(criterion: Criterion) -> None:
    typed: dict[Criterion, str | None] = dict.fromkeys(Criterion, "9")
    with pytest.raises(BadScore) as caught:
        read_all({**typed, criterion: "splendid"})
    assert (caught.value.field, caught.value.value) == (criterion.value, "splendid")


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_a_score_or_refused_with_what_was_typed(text: str) -> None:
    try:
        assert read_all({Criterion.OVERALL: text}) == {Criterion.OVERALL: read_score(text)}
    except BadScore as refused:
        assert refused.value == text


async def test_a_score_is_given_and_changed_not_given_twice(services: Services, drama: Drama) -> None:
    first = await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18, Criterion.STORY: 16})
    assert first.score == Score(18, story=16)
    assert (first.rating.count, first.rating.mean) == (1, 9.0)
    second = await services.scores.score(drama, MIKA, {Criterion.OVERALL: 10, Criterion.MUSIC: 20})
    assert second.score == Score(10, story=16, music=20)
    assert (second.rating.count, second.rating.mean) == (1, 5.0)
    assert second.rating.value == weighted(10, 1)
    assert (await services.scores.look(drama, MIKA)).score == second.score


async def test_a_criterion_alone_adds_to_the_overall_score(services: Services, drama: Drama) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18})
    answer = await services.scores.score(drama, MIKA, {Criterion.ACTING: 20})
    assert answer.score == Score(18, acting=20)


async def test_a_criterion_before_the_overall_score_is_refused(
    services: Services, store: Database, drama: Drama
) -> None:
    before = await dump(store)
    with pytest.raises(OverallMissing) as caught:
        await services.scores.score(drama, MIKA, {Criterion.ACTING: 20})
    assert caught.value.drama == drama
    assert await dump(store) == before
    assert (await services.scores.look(drama, MIKA)).score is None


async def test_a_guild_has_the_rating_of_the_members_seen_there(services: Services, drama: Drama) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 20})
    await services.scores.score(drama, KEN, {Criterion.OVERALL: 2})
    assert (await services.scores.look(drama, JUN)).rating.mean == 10
    assert (await services.scores.look(drama, KEN)).rating.mean == 1
    await services.readers.remember(KEN.member_id, TEAROOM)  # now Ken is seen in the tearoom, too
    assert (await services.scores.look(drama, JUN)).rating.mean == 5.5


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            Score,
            st.integers(1, 20),
            st.none() | st.integers(1, 20),
            st.none() | st.integers(1, 20),
            st.none() | st.integers(1, 20),
            st.none() | st.integers(1, 20),
        ),
        min_size=1,
        max_size=8,
    )
)
async def test_the_rating_is_that_of_the_scores_given(
    services: Services, store: Database, drama: Drama, given_scores: list[Score]
) -> None:
    await store.write(lambda connection: connection.execute("DELETE FROM score"))
    for member, score in enumerate(given_scores):
        known = {c: value for c in Criterion if (value := score.get(c)) is not None}
        reader = Reader(100 + member, TEAROOM, "en", "en")
        answer = await services.scores.score(drama, reader, known)
    overall = [score.overall for score in given_scores]
    rating = answer.rating
    assert rating.count == len(overall)
    assert rating.value == pytest.approx(weighted(sum(overall), len(overall)))
    assert rating.mean == pytest.approx(sum(overall) / len(overall) / 2)
    assert rating.distribution == tuple(
        sum(point - 1 < value / 2 <= point for value in overall) for point in range(1, 11)
    )
    for criterion in Criterion:
        values = [value for score in given_scores if (value := score.get(criterion)) is not None]
        if criterion is not Criterion.OVERALL and values:
            assert (rating.criteria or {})[criterion] == pytest.approx(sum(values) / len(values) / 2)
        else:
            assert criterion not in (rating.criteria or {})


# --- episodes ---


async def test_an_episode_is_scored_apart_from_the_drama(services: Services, drama: Drama) -> None:
    await services.scores.score_episode(drama, MIKA, 3, 20)
    answer = await services.scores.score_episode(drama, JUN, 3, 10)
    assert (answer.episode, answer.episode_score, answer.episode_rating) == (3, 10, (2, 15.0))
    assert (answer.score, answer.rating.count) == (None, 0)
    changed = await services.scores.score_episode(drama, JUN, 3, 18)
    assert changed.episode_rating == (2, 19.0)
    looked = await services.scores.look(drama, MIKA, 3)
    assert (looked.episode_score, looked.episode_rating) == (20, (2, 19.0))
    assert (await services.scores.look(drama, KEN, 3)).episode_rating == (0, None)


@pytest.mark.parametrize("episode", [0, -1, 12, 5_001, 10**12])
async def test_an_episode_that_the_drama_does_not_have(
    services: Services, store: Database, drama: Drama, episode: int
) -> None:
    before = await dump(store)
    with pytest.raises(EpisodeOutOfRange) as caught:
        await services.scores.score_episode(drama, MIKA, episode, 18)
    assert (caught.value.number, caught.value.last) == (episode, 11)
    with pytest.raises(EpisodeOutOfRange):
        await services.scores.look(drama, MIKA, episode)
    assert await dump(store) == before


async def test_of_an_endless_drama_any_episode_may_be_scored(services: Services, store: Database) -> None:
    (endless,) = await added(store, CatalogueEntry("Endless"))
    assert (await services.scores.score_episode(endless, MIKA, 5_000, 18)).episode_score == 18
    with pytest.raises(EpisodeOutOfRange) as caught:
        await services.scores.score_episode(endless, MIKA, 5_001, 18)
    assert caught.value.last is None


def test_an_episode_takes_the_overall_score_alone(services: Services) -> None:
    assert services.scores.overall_of({Criterion.OVERALL: 18}) == 18
    for given_scores in ({}, {Criterion.MUSIC: 1}, {Criterion.OVERALL: 18, Criterion.MUSIC: 1}):
        with pytest.raises(EpisodeTakesOverall):
            services.scores.overall_of(given_scores)


async def test_who_scores_is_seen_there(services: Services, store: Database, drama: Drama) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18})
    await services.scores.score_episode(drama, KEN, 1, 18)
    seen = await rows(store, "SELECT guild_id, member_id FROM guild_member ORDER BY member_id")
    assert seen == [(TEAROOM, MIKA.member_id), (KEN.guild_id, KEN.member_id)]
