"""What the field of a spoiler label begins with: how far its writer is, or what stands."""

from __future__ import annotations

import pytest

from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import CatalogueEntry, Drama, Kind
from bot.domain.marked import Original
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import ReviewForm
from bot.services.board.comments import draft_of_change, draft_of_new
from bot.services.board.quotes import QUOTE, draft_of
from bot.services.container import Services
from bot.services.members.drafts import RECOMMENDATION, REVIEW, about
from bot.services.recommending.recommending import kept_label
from bot.store.database import Database
from tests.services.labels.writing import BARRED, PLAIN, later, watched
from tests.services.people import MIKA, NOW, TEAROOM, added


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
