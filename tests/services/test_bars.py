"""A member's own bars are a label: whatever they write, a text that hides something needs an episode."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.consent import Cleared, Consent, Withheld
from bot.domain.dramas import CatalogueEntry, Drama, Kind
from bot.domain.marked import Original
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import Begin, ReviewForm, ReviewSort
from bot.domain.spoilers import Shape, hides_something
from bot.errors import BadLabel, EpisodeOutOfRange, QuoteKnown, SpoilerUnlabelled
from bot.services.board.comments import draft_of_change, draft_of_new
from bot.services.board.quotes import QUOTE, draft_of
from bot.services.container import Services
from bot.services.members.drafts import RECOMMENDATION, REVIEW, about
from bot.services.recommending.recommending import kept_label
from bot.store.database import Database
from tests.services.people import JUN, MIKA, NOW, TEAROOM, added, rows

ROOT = Path(__file__).resolve().parent.parent.parent
BARRED = "At the end ||she\ndies||."
PLAIN = "It rains."

_hours = itertools.count()


def later() -> datetime:
    """An hour after the one before: no one's allowance is used up."""
    return NOW + timedelta(hours=next(_hours))


Write = Callable[[Services, Drama, Drama, str, str], Awaitable[object]]


async def new_comment(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    form = CommentForm(text, label)
    await services.comments.look(drama, Spot(drama.id), form, MIKA, later())
    return await services.comments.write(drama, Spot(drama.id), form, 88, MIKA, later())


async def changed_comment(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    made = await services.comments.write(drama, Spot(drama.id), CommentForm(PLAIN), 88, MIKA, later())
    return await services.comments.change(made.id, CommentForm(text, label), MIKA, later())


async def headline(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.reviews.write(drama, ReviewForm(text, PLAIN, label), MIKA, later())


async def review(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.reviews.write(drama, ReviewForm("It stays", text, label), MIKA, later())


async def changed_review(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    await services.reviews.write(drama, ReviewForm("It stays", PLAIN), MIKA, later())
    return await services.reviews.write(drama, ReviewForm("It stays", text, label), MIKA, later())


async def quote(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.quotes.add(drama, QuoteForm(text, "", label), MIKA, later())


async def speaker(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.quotes.add(drama, QuoteForm("I live.", text, label), MIKA, later())


async def changed_quote(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    made = await services.quotes.add(drama, QuoteForm("I live on."), MIKA, later())
    return await services.quotes.change(made.quote.id, drama, QuoteForm(text, "", label), MIKA, later())


async def reason(services: Services, drama: Drama, other: Drama, text: str, label: str) -> object:
    return await services.recommending.suggest(drama, other, ReasonForm(text, label), MIKA, later())


async def reason_of_the_other(
    services: Services, drama: Drama, other: Drama, text: str, label: str
) -> object:
    return await services.recommending.suggest(other, drama, ReasonForm(text, "", label), MIKA, later())


async def changed_reason(services: Services, drama: Drama, other: Drama, text: str, label: str) -> object:
    await services.recommending.suggest(drama, other, ReasonForm(PLAIN), MIKA, later())
    return await services.recommending.suggest(other, drama, ReasonForm(text, "", label), MIKA, later())


WRITES: tuple[Write, ...] = (
    new_comment, changed_comment, headline, review, changed_review, quote, speaker, changed_quote, reason,
    reason_of_the_other, changed_reason,
)  # fmt: skip
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


@pytest.fixture
async def pair(store: Database) -> tuple[Drama, Drama]:
    one, other = await added(
        store, CatalogueEntry("Barred", episodes=11), CatalogueEntry("Beside it", episodes=16)
    )
    return one, other


@pytest.fixture
async def drama(pair: tuple[Drama, Drama]) -> Drama:
    return pair[0]


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


# --- what the field begins with ---


async def watched(services: Services, drama: Drama, episode: int, reader: Reader = MIKA) -> None:
    await services.watching.set(drama, reader, Status.WATCHING, episode, NOW)


async def begins(services: Services, drama: Drama, other: Drama) -> dict[str, str]:
    """What the labels of all new forms about a drama begin with."""
    pairing = await services.recommending.pairing(drama, other, MIKA)
    return {
        "review": (await services.reviews.form(drama, MIKA)).spoils,
        "quote": (await services.quotes.form(900, drama, QuoteForm("Said."), MIKA)).episode,
        "reason": pairing.begins.spoils,
        "comment": (
            await services.comments.form(drama, Spot(drama.id), await at(services, drama), MIKA)
        ).spoils,
    }


async def at(services: Services, drama: Drama) -> int:
    return await services.comments.reached(drama, MIKA)


async def test_the_field_begins_with_how_far_its_writer_is(
    services: Services, pair: tuple[Drama, Drama]
) -> None:
    drama, other = pair
    assert set((await begins(services, drama, other)).values()) == {""}
    await watched(services, drama, 5)
    assert set((await begins(services, drama, other)).values()) == {"5"}
    await watched(services, other, 3)
    assert (await services.recommending.pairing(other, drama, MIKA)).begins == ReasonForm("", "3", "5")


async def test_what_stands_without_an_episode_keeps_none(
    services: Services, pair: tuple[Drama, Drama]
) -> None:
    """Its author has said so once."""
    drama, other = pair
    await watched(services, drama, 5)
    await services.reviews.write(drama, ReviewForm("It stays", PLAIN), MIKA, NOW)
    await services.recommending.suggest(drama, other, ReasonForm(PLAIN), MIKA, NOW)
    made = await services.comments.write(drama, Spot(drama.id), CommentForm(PLAIN), 88, MIKA, NOW)
    saved = await services.quotes.add(drama, QuoteForm(PLAIN), MIKA, NOW)
    assert (await services.reviews.form(drama, MIKA)).spoils == ""
    assert (await services.recommending.pairing(drama, other, MIKA)).begins == ReasonForm(PLAIN)
    assert (await services.comments.form_of(drama, made, MIKA)).spoils == ""
    assert (await services.quotes.begun(saved.quote.id, MIKA, NOW, str)).episode == ""


async def drafted(services: Services, drama: Drama, other: Drama, label: str = "") -> list[str]:
    """What the label of every form begins with whose draft has bars, and this label."""
    made = await services.comments.write(drama, Spot(drama.id), CommentForm(PLAIN), 88, MIKA, later())
    typed = {"text": BARRED, "spoils": label, "episode": label, "headline": "H"}
    for kind, subject in (
        (REVIEW, about(drama.id)),
        ("comment", draft_of_new(Spot(drama.id))),
        ("comment", draft_of_change(made.id)),
        (QUOTE, draft_of(900)),
    ):
        await services.drafts.keep(MIKA, kind, subject, typed, NOW)
    kept = {"reason": BARRED, kept_label(drama.id): label, kept_label(other.id): ""}
    await services.drafts.keep(MIKA, RECOMMENDATION, about(drama.id, other.id), kept, NOW)
    return [
        (await services.reviews.form(drama, MIKA)).spoils,
        (await services.comments.form(drama, Spot(drama.id), 0, MIKA)).spoils,
        (await services.comments.form_of(drama, made, MIKA)).spoils,
        (await services.quotes.form(900, drama, QuoteForm(), MIKA)).episode,
        (await services.recommending.pairing(drama, other, MIKA)).begins.spoils,
    ]


@pytest.mark.parametrize("label", ["", "none"])
async def test_a_draft_with_bars_is_asked_for_the_episode_with_the_likely_one(
    services: Services, pair: tuple[Drama, Drama], label: str
) -> None:
    drama, other = pair
    assert await drafted(services, drama, other, label) == ["11"] * 5, "the last one that is known"
    assert (await services.recommending.pairing(drama, other, MIKA)).begins.other_spoils == "16"
    await watched(services, drama, 4)
    assert await drafted(services, drama, other, label) == ["4"] * 5
    assert await drafted(services, drama, other, "9") == ["9"] * 5
    assert (await services.recommending.pairing(drama, other, MIKA)).begins.other_spoils == ""
    assert await drafted(services, drama, other, "the end") == ["the end"] * 5, "for its writer to correct"


async def test_a_film_has_one_episode_and_what_is_unknown_stays_empty(
    store: Database, services: Services
) -> None:
    film, unknown = await added(
        store, CatalogueEntry("A film", kind=Kind.MOVIE), CatalogueEntry("Of no one knows how many")
    )
    assert await drafted(services, film, unknown) == ["1"] * 5
    assert await drafted(services, unknown, film) == [""] * 5
    await services.reviews.write(film, ReviewForm("It stays", BARRED, "1"), MIKA, NOW)


async def test_a_message_in_the_thread_of_a_whole_drama_is_marked_with_how_far_the_reader_is(
    store: Database, services: Services, drama: Drama
) -> None:
    await store.write(
        lambda connection: connection.execute(
            "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, channel_id, thread_id)"
            " VALUES (?, ?, 0, 0, 7, 8)",
            (TEAROOM, drama.id),
        )
    )
    for number, episode in ((1, 0), (2, 6)):
        if episode:
            await watched(services, drama, episode)
        original = Original(number, TEAROOM, 8, MIKA.member_id, BARRED)
        place = await services.marking.ask(original, MIKA, NOW, room=10_000_000)
        assert place is not None
        assert place.last_episode == episode


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
