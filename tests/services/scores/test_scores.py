"""Scoring dramas and episodes, and what the community's scores come to."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status
from bot.domain.ratings import Look, Rating, Share, Whose
from bot.domain.scores import Criterion, Score, read_score, weighted
from bot.errors import BadScore, EpisodeOutOfRange, EpisodeTakesOverall, OverallMissing
from bot.services.container import Services
from bot.services.scores.scores import read_all
from bot.store.database import Database
from bot.store.members import members
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, added, dump, rows


@pytest.fixture
async def drama(services: Services) -> Drama:
    return await services.catalogue.resolve("1 Litre of Tears")


def test_what_was_typed_is_read_criterion_by_criterion() -> None:
    typed = {Criterion.OVERALL: "9,5", Criterion.STORY: None, Criterion.MUSIC: "★★★★"}
    assert read_all(typed) == {Criterion.OVERALL: 19, Criterion.MUSIC: 16}
    assert read_all({}) == {}
    assert read_all({Criterion.OVERALL: "4.5", Criterion.STORY: "9/10"}, 5) == {
        Criterion.OVERALL: 18,
        Criterion.STORY: 18,
    }


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
    first = await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18, Criterion.STORY: 16}, NOW)
    assert first.score == Score(18, story=16)
    assert first.rating == Rating(1, weighted(18, 1))
    second = await services.scores.score(drama, MIKA, {Criterion.OVERALL: 10, Criterion.MUSIC: 20}, NOW)
    assert second.score == Score(10, story=16, music=20)
    assert second.rating == Rating(1, weighted(10, 1))
    assert (await services.scores.look(drama, MIKA)).score == second.score


async def test_a_criterion_alone_adds_to_the_overall_score(services: Services, drama: Drama) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18}, NOW)
    answer = await services.scores.score(drama, MIKA, {Criterion.ACTING: 20}, NOW)
    assert answer.score == Score(18, acting=20)


async def test_a_criterion_before_the_overall_score_is_refused(
    services: Services, store: Database, drama: Drama
) -> None:
    before = await dump(store)
    with pytest.raises(OverallMissing) as caught:
        await services.scores.score(drama, MIKA, {Criterion.ACTING: 20}, NOW)
    assert caught.value.drama == drama
    assert await dump(store) == before
    assert (await services.scores.look(drama, MIKA)).score is None


async def test_a_guild_has_the_rating_of_the_members_seen_there(services: Services, drama: Drama) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 20}, NOW)
    await services.scores.score(drama, KEN, {Criterion.OVERALL: 2}, NOW)
    assert (await services.scores.look(drama, JUN)).rating == Rating(1, weighted(20, 1))
    assert (await services.scores.look(drama, KEN)).rating == Rating(1, weighted(2, 1))
    await services.readers.remember(KEN.member_id, TEAROOM, NOW)  # now Ken is seen in the tearoom, too
    assert (await services.scores.look(drama, JUN)).rating == Rating(2, weighted(22, 2))
    assert (await services.cards.get(drama.id, JUN, Look(), now=NOW)).ratings.mean == 5.5


# --- whose scores count ---


async def test_a_score_counts_once_its_member_has_finished(services: Services, drama: Drama) -> None:
    await services.watching.set(drama, MIKA, Status.WATCHING, 3, NOW)
    begun = await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18}, NOW)
    assert begun.rating == Rating(so_far=Share(Whose.WATCHING, 1, 9.0))
    await services.watching.set(drama, JUN, Status.DROPPED, 2, NOW)
    both = await services.scores.score(drama, JUN, {Criterion.OVERALL: 4}, NOW)
    assert both.rating == begun.rating  # of those who watch it, as long as somebody does
    await services.watching.set(drama, MIKA, Status.ON_HOLD, None, NOW)
    assert (await services.scores.look(drama, JUN)).rating == Rating(so_far=Share(Whose.OTHERS, 2, 5.5))
    await services.watching.set(drama, MIKA, Status.COMPLETED, None, NOW)
    assert (await services.scores.look(drama, JUN)).rating == Rating(1, weighted(18, 1))
    # Who keeps no list of it has scored the whole drama.
    assert (await services.scores.score(drama, REI, {Criterion.OVERALL: 10}, NOW)).rating.count == 2


async def test_a_score_that_is_taken_back_counts_no_more(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18, Criterion.STORY: 16}, NOW)
    await services.scores.score(drama, JUN, {Criterion.OVERALL: 10}, NOW)
    answer = await services.scores.delete(drama, MIKA)
    assert (answer.score, answer.rating) == (None, Rating(1, weighted(10, 1)))
    assert await services.scores.delete(drama, MIKA) == answer  # a second press of the same button
    assert await rows(store, "SELECT member_id FROM score") == [(JUN.member_id,)]
    await services.scores.score_episode(drama, MIKA, 3, 20, NOW)
    await services.scores.score_episode(drama, JUN, 3, 10, NOW)
    gone = await services.scores.delete(drama, MIKA, 3)
    assert (gone.episode, gone.episode_score, gone.episode_rating) == (3, None, (1, 10.0))
    assert await rows(store, "SELECT member_id FROM score") == [(JUN.member_id,)]


async def test_a_criterion_is_taken_back_alone_but_not_the_overall_score(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.scores.score(
        drama, MIKA, {Criterion.OVERALL: 18, Criterion.STORY: 16, Criterion.MUSIC: 2}, NOW
    )
    answer = await services.scores.score(drama, MIKA, {Criterion.STORY: None}, NOW)
    assert answer.score == Score(18, music=2)
    before = await dump(store)
    with pytest.raises(OverallMissing):
        await services.scores.score(drama, MIKA, {Criterion.OVERALL: None, Criterion.MUSIC: 4}, NOW)
    assert await dump(store) == before


given_scores = st.builds(Score, st.integers(1, 20), *[st.none() | st.integers(1, 20)] * (len(Criterion) - 1))
given_progress = st.none() | st.builds(Progress, st.sampled_from(Status), st.integers(0, 11))
members_there = st.lists(st.tuples(given_scores, given_progress), min_size=1, max_size=8)


def in_group(group: Whose, progress: Progress | None) -> bool:
    """By the words of the documentation."""
    if group is Whose.EVERYBODY:
        return True
    status = "completed" if progress is None else progress.status.value
    named = {"completed": Whose.FINISHED, "watching": Whose.WATCHING, "dropped": Whose.DROPPED}
    return named.get(status, Whose.OTHERS) is group


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(members_there)
async def test_the_rating_and_what_is_behind_it_are_of_the_scores_given(
    services: Services, store: Database, drama: Drama, known: list[tuple[Score, Progress | None]]
) -> None:
    def begin_anew(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM score")
        connection.execute("DELETE FROM progress")
        for at, (_, progress) in enumerate(known):
            members.seen(connection, 100 + at, TEAROOM, NOW)
            if progress is not None:
                members.put_progress(connection, 100 + at, drama.id, progress, NOW)

    await store.write(begin_anew)
    for at, (score, _) in enumerate(known):
        typed = {one: value for one in Criterion if (value := score.get(one)) is not None}
        reader = Reader(100 + at, TEAROOM, "en", "en")
        answer = await services.scores.score(drama, reader, typed, NOW)
    finished = [score.overall for score, progress in known if in_group(Whose.FINISHED, progress)]
    assert answer.rating.count == len(finished)
    assert answer.rating.value == weighted(sum(finished), len(finished))
    assert (answer.rating.so_far is None) == bool(finished)
    for group in Whose:
        looked = (await services.cards.get(drama.id, MIKA, Look(group), now=NOW)).ratings
        theirs = [(score, progress) for score, progress in known if in_group(group, progress)]
        overall = [score.overall for score, _ in theirs]
        assert looked.count == len(overall)
        assert looked.mean == (pytest.approx(sum(overall) / len(overall) / 2) if overall else None)
        assert looked.distribution == tuple(overall.count(value) for value in range(1, 21))
        for one in Criterion:
            values = [value for score, _ in theirs if (value := score.get(one)) is not None]
            if one is Criterion.OVERALL or not values:
                assert one not in (looked.criteria or {})
            else:
                assert (looked.criteria or {})[one] == pytest.approx(sum(values) / len(values) / 2)
        shares = [share for share in looked.split if share.whose is group]
        if group is Whose.EVERYBODY or not theirs:
            assert shares == []
            continue
        (share,) = shares
        assert share.count == len(overall)
        assert share.mean == pytest.approx(sum(overall) / len(overall) / 2)
        seen = [progress.episode for _, progress in theirs if progress and progress.episode]
        assert share.episode == (pytest.approx(sum(seen) / len(seen)) if seen else None)


# --- episodes ---


async def test_an_episode_is_scored_apart_from_the_drama(services: Services, drama: Drama) -> None:
    await services.scores.score_episode(drama, MIKA, 3, 20, NOW)
    answer = await services.scores.score_episode(drama, JUN, 3, 10, NOW)
    assert (answer.episode, answer.episode_score, answer.episode_rating) == (3, 10, (2, 15.0))
    assert (answer.score, answer.rating.count) == (None, 0)
    changed = await services.scores.score_episode(drama, JUN, 3, 18, NOW)
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
        await services.scores.score_episode(drama, MIKA, episode, 18, NOW)
    assert (caught.value.number, caught.value.last) == (episode, 11)
    with pytest.raises(EpisodeOutOfRange):
        await services.scores.look(drama, MIKA, episode)
    assert await dump(store) == before


async def test_of_an_endless_drama_any_episode_may_be_scored(services: Services, store: Database) -> None:
    (endless,) = await added(store, CatalogueEntry("Endless"))
    assert (await services.scores.score_episode(endless, MIKA, 5_000, 18, NOW)).episode_score == 18
    with pytest.raises(EpisodeOutOfRange) as caught:
        await services.scores.score_episode(endless, MIKA, 5_001, 18, NOW)
    assert caught.value.last is None


def test_an_episode_takes_the_overall_score_alone(services: Services) -> None:
    assert services.scores.overall_of({Criterion.OVERALL: 18}) == 18
    for given_scores in ({}, {Criterion.MUSIC: 1}, {Criterion.OVERALL: 18, Criterion.MUSIC: 1}):
        with pytest.raises(EpisodeTakesOverall):
            services.scores.overall_of(given_scores)


async def test_who_scores_is_seen_there(services: Services, store: Database, drama: Drama) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18}, NOW)
    await services.scores.score_episode(drama, KEN, 1, 18, NOW)
    seen = await rows(store, "SELECT guild_id, member_id FROM guild_member ORDER BY member_id")
    assert seen == [(TEAROOM, MIKA.member_id), (KEN.guild_id, KEN.member_id)]
