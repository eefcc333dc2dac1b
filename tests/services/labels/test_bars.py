"""A member's own bars are a label: whatever they write, a text that hides something needs an episode."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.comments import QuoteForm
from bot.domain.consent import Cleared, Consent, Withheld
from bot.domain.dramas import Drama
from bot.domain.progress import Status
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import Begin, ReviewForm, ReviewSort
from bot.domain.spoilers import Shape, hides_something
from bot.errors import BadLabel, EpisodeOutOfRange, QuoteKnown, SpoilerUnlabelled
from bot.services.container import Services
from bot.store.database import Database
from tests.services.labels.writing import BARRED, PLAIN, WRITES, Write, later, watched
from tests.services.people import JUN, MIKA, NOW, rows

ROOT = Path(__file__).resolve().parents[3]


kinds = pytest.mark.parametrize("write", WRITES, ids=[write.__name__ for write in WRITES])
# Everything that stands of members, with its label.
TOLD = (
    "SELECT headline, spoils_episode FROM review",
    "SELECT text, spoils_episode FROM review",
    "SELECT text, spoils_episode FROM comment",
    "SELECT text, episode FROM quote",
    "SELECT speaker, episode FROM quote",
    "SELECT reason, episode FROM recommendation LEFT JOIN recommendation_spoils ON recommendation_id = id",
)


async def texts_in(store: Database) -> list[tuple[object, ...]]:
    return [row for sql in TOLD for row in await rows(store, sql)]


async def all_is_labelled(store: Database) -> bool:
    return all(label for text, label in await texts_in(store) if text and hides_something(str(text)))


@kinds
@pytest.mark.parametrize("label", ["", " ", "none", "なし", "-"])
async def test_bars_without_an_episode_are_refused_whatever_it_is(
    store: Database, services: Services, pair: tuple[Drama, Drama], write: Write, label: str
) -> None:
    before = await texts_in(store)
    with pytest.raises(SpoilerUnlabelled) as caught:
        await write(services, *pair, BARRED, label)
    assert caught.value.drama in pair
    assert [text for text, _ in await texts_in(store) if text and "dies" in str(text)] == []
    assert len(await texts_in(store)) >= len(before)


@kinds
async def test_with_an_episode_it_is_a_spoiler_up_to_there(
    store: Database, services: Services, pair: tuple[Drama, Drama], write: Write
) -> None:
    await write(services, *pair, BARRED, "7")
    ours = [(text, label) for text, label in await texts_in(store) if text and "dies" in str(text)]
    assert ours
    assert {label for _, label in ours} == {7}
    assert await all_is_labelled(store)


@kinds
async def test_a_label_that_is_none_is_still_refused_as_that(
    services: Services, pair: tuple[Drama, Drama], write: Write
) -> None:
    with pytest.raises(BadLabel):
        await write(services, *pair, BARRED, "the end")
    with pytest.raises(EpisodeOutOfRange):
        await write(services, *pair, BARRED, "12")


@kinds
@pytest.mark.parametrize("text", [PLAIN, "`||she dies||`", "\\|\\|she dies\\|\\|", "this || that"])
async def test_what_hides_nothing_needs_no_episode(
    services: Services, pair: tuple[Drama, Drama], write: Write, text: str
) -> None:
    await write(services, *pair, text, "")


_texts = st.lists(
    st.sampled_from(["||", "|", "`", "\\", " ", "\n", "she dies", "｜｜", "*"]), min_size=1, max_size=12
).map(lambda pieces: "a" + "".join(pieces))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(write=st.sampled_from(WRITES), text=_texts, label=st.sampled_from(["", "1", "11", "none"]))
async def test_nothing_that_hides_something_is_ever_stored_without_an_episode(
    store: Database, services: Services, pair: tuple[Drama, Drama], write: Write, text: str, label: str
) -> None:
    try:
        with suppress(QuoteKnown):  # of an example before: nothing is stored twice
            await write(services, *pair, text, label)
    except SpoilerUnlabelled:
        assert hides_something(text)
    assert await all_is_labelled(store)


# What stores a text of a member's, by the module of the store and the function.
STORING = {
    ("comments", "put"), ("comments", "change"), ("reviews", "put"), ("quotes", "put"), ("quotes", "change"),
    ("recommendations", "put"),
}  # fmt: skip


def test_nothing_of_a_members_is_stored_beside_the_one_place_that_reads_labels() -> None:
    """In the very transaction that stores it."""
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        source = path.read_text("utf-8")
        if "store" in path.relative_to(ROOT).parts or not any(f".{name}(" in source for _, name in STORING):
            continue
        for function in ast.walk(ast.parse(source)):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                    continue
                module = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
                if (module, call.func.attr) in STORING:
                    found.add((module, call.func.attr))
                    body = ast.get_source_segment(source, function) or ""
                    assert re.search(r"\b(label_of|_labels)\(", body), f"{path.name}: {function.name}"
    assert found == STORING


# --- a quote of a message that hides something ---


async def test_a_quote_of_such_a_message_needs_an_episode_whatever_is_left_of_it(
    services: Services, drama: Drama
) -> None:
    with pytest.raises(SpoilerUnlabelled):
        await services.quotes.add(drama, QuoteForm("she dies"), MIKA, NOW, 900, labelled=True)
    shown = await services.quotes.add(drama, QuoteForm("she dies", "", "3"), MIKA, NOW, 900, labelled=True)
    assert shown.quote.episode == 3


# --- reasons that spoil ---


async def test_a_reason_is_read_by_those_who_are_past_it_in_both_dramas(
    services: Services, pair: tuple[Drama, Drama]
) -> None:
    drama, other = pair
    one = await services.recommending.suggest(drama, other, ReasonForm(PLAIN, "5", "7"), MIKA, NOW)
    assert one.spoils == {drama.id: 5, other.id: 7}
    await services.watching.set(drama, JUN, Status.WATCHING, 1, NOW)

    async def to_ask() -> Drama | None:
        gated = await services.recommending.reason(one.id, JUN)
        return gated.shown.drama if isinstance(gated, Withheld) else None

    async def listed(*, private: bool) -> bool:
        shown = await services.recommending.like(drama, JUN, asker_id=JUN.member_id, private=private)
        assert [found.id for found in shown.recommendations] == [one.id]
        return one.id in shown.read

    assert await to_ask() == drama
    assert not await listed(private=True)
    await watched(services, drama, 5, JUN)
    assert await to_ask() == other
    assert not await listed(private=True)
    await watched(services, other, 7, JUN)
    assert await to_ask() is None
    assert await listed(private=True)
    assert not await listed(private=False), "others read the list, too"
    assert isinstance(await services.recommending.reason(one.id, MIKA), Cleared), "its author"


@pytest.mark.parametrize("changed", [("6", "7"), ("5", "8"), ("", "7")])
async def test_what_a_reader_has_agreed_to_is_this_reason_with_these_labels(
    services: Services, pair: tuple[Drama, Drama], changed: tuple[str, str]
) -> None:
    drama, other = pair
    one = await services.recommending.suggest(drama, other, ReasonForm(PLAIN, "5", "7"), MIKA, NOW)
    asked = await services.recommending.reason(one.id, JUN)
    assert (asked.shown.recommendation.reason, asked.label.up_to) == ("", 5)
    agreed = Consent(asked.label.up_to, asked.label.revision)
    shown = await services.recommending.reason(one.id, JUN, agreed)
    assert (type(shown), shown.shown.recommendation.reason) == (Cleared, PLAIN)
    await services.recommending.suggest(drama, other, ReasonForm(PLAIN, *changed), MIKA, later())
    anew = await services.recommending.reason(one.id, JUN, agreed)
    assert (type(anew), anew.shown.recommendation.reason) == (Withheld, "")


async def test_a_reason_named_the_other_way_round_keeps_what_it_spoils(
    services: Services, pair: tuple[Drama, Drama]
) -> None:
    drama, other = pair
    one = await services.recommending.suggest(drama, other, ReasonForm(PLAIN, "5", ""), MIKA, NOW)
    again = await services.recommending.suggest(other, drama, ReasonForm("Better.", "", "6"), MIKA, NOW)
    assert again.id == one.id
    assert again.labels == ((drama, 6),)
    free = await services.recommending.suggest(drama, other, ReasonForm("Best."), MIKA, NOW)
    assert free.labels == ()


async def test_a_review_with_bars_is_shown_as_every_spoiler(services: Services, drama: Drama) -> None:
    await services.reviews.write(drama, ReviewForm("It stays", BARRED, "3"), MIKA, NOW)
    page = await services.reviews.page(drama, JUN, ReviewSort.NEWEST, NOW, Begin(), private=True)
    assert page.shown.shape is Shape.ASK
