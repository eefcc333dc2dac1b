"""Adding pictures: who may, how much there is room for, and what becomes of them with their writing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from bot.domain.blocks import Block
from bot.domain.comments import CommentForm, Spot
from bot.domain.consent import Cleared, Consent, Withheld
from bot.domain.guilds import GuildSettings
from bot.domain.members import Reader
from bot.domain.reviews import ReviewForm
from bot.domain.stills import OF_A_MEMBER, OF_ALL_REVIEWS, SENT_LIMIT, Drawn, Illustrated, StillsOf, Unfit
from bot.errors import (
    Blocked,
    NamidaError,
    PicturesFull,
    PicturesNotYet,
    PictureUnfit,
    ReviewGone,
    SpoilerUnlabelled,
    TextTooLong,
    WordsRefused,
)
from bot.services.container import Services
from bot.services.decoding import Decoder
from bot.services.stills import Sent
from bot.store import stills
from bot.store.catalogue import catalogue
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, NOW, TEAROOM, rows
from tests.sources import sent_pictures as sent


def file(content: bytes, size: int | None = None) -> Sent:
    async def read() -> bytes:
        return content

    return Sent(len(content) if size is None else size, read)


@pytest.fixture
async def review(services: Services, store: Database) -> StillsOf:
    """Mika's review of the first drama, which spoils episode 3."""
    drama = await store.read(lambda connection: catalogue.get(connection, 1))
    assert drama is not None
    done = await services.reviews.write(drama, ReviewForm("It stays", "I cried.", "3"), MIKA, NOW)
    return StillsOf(Illustrated.REVIEW, done.review.id)


FULL_MEMBER = (
    "INSERT INTO still (member_id, guild_id, position, size, alt, added_at, content)"
    f" VALUES (1, 9, 0, {OF_A_MEMBER}, 'x', '2026', x'00')"
)

Put = Callable[..., Awaitable[object]]


@pytest.fixture
def put(services: Services, review: StillsOf) -> Put:
    async def add(*files: Sent, alts: tuple[str, ...] = ("Rain",), reader: Reader = MIKA) -> object:
        return await services.stills.put(review, files, alts, reader, NOW)

    return add


NEW = replace(MIKA, settings=GuildSettings(TEAROOM, newcomer_days=7), joined_at=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("reader", "refused"),
    [
        (JUN, ReviewGone),
        (KEN, ReviewGone),
        (NEW, PicturesNotYet),
        (replace(MIKA, block=Block(TEAROOM, NOW + timedelta(days=1), "spam")), Blocked),
    ],
)
async def test_who_may_not(put: Put, reader: Reader, refused: type[NamidaError], store: Database) -> None:
    with pytest.raises(refused):
        await put(file(sent.plain()), reader=reader)
    assert await rows(store, "SELECT count(*) FROM still") == [(0,)]


async def test_a_file_that_is_too_large_is_not_even_downloaded(services: Services, put: Put) -> None:
    async def read() -> bytes:
        raise AssertionError("downloaded")

    with pytest.raises(PictureUnfit) as refused:
        await put(Sent(SENT_LIMIT + 1, read))
    assert (refused.value.number, refused.value.why) == (1, Unfit.BYTES)
    with pytest.raises(TextTooLong):
        await put(Sent(1, read), alts=("x" * 301,))


async def test_what_a_picture_shows_passes_the_rules_for_words(
    services: Services, store: Database, put: Put
) -> None:
    await store.write(
        lambda connection: connection.execute(
            "INSERT INTO word_rule (guild_id, kind, text) VALUES (?, 'word', 'gore')",
            (TEAROOM,),
        )
    )
    with pytest.raises(WordsRefused):
        await put(file(sent.plain()), alts=("all the gore",))


@pytest.mark.parametrize("kind", Illustrated)
async def test_what_a_picture_shows_has_the_label_of_its_writing(
    services: Services, store: Database, kind: Illustrated
) -> None:
    drama = await store.read(lambda connection: catalogue.get(connection, 1))
    assert drama is not None

    async def say(spoils: str, what: StillsOf | None = None) -> int:
        if kind is Illustrated.REVIEW:
            form = ReviewForm("It stays", "I cried.", spoils)
            return (await services.reviews.write(drama, form, MIKA, NOW)).review.id
        comment = CommentForm("I cried.", spoils)
        if what is not None:
            return (await services.comments.change(what.id, comment, MIKA, NOW)).comment.id
        return (await services.comments.write(drama, Spot(drama.id), comment, 700, MIKA, NOW)).id

    what = StillsOf(kind, await say(""))

    async def describe(alt: str, *files: Sent) -> None:
        await services.stills.put(what, files, (alt,), MIKA, NOW)

    with pytest.raises(SpoilerUnlabelled):
        await describe("||The end||", file(sent.plain()))
    await describe("A street", file(sent.plain()))
    with pytest.raises(SpoilerUnlabelled):
        await describe("||The end||")
    assert await rows(store, "SELECT alt FROM still") == [("A street",)]
    await say("3", what)
    await describe("||The end||")
    with pytest.raises(SpoilerUnlabelled):  # nor is the label taken from it afterwards
        await say("", what)
    assert await rows(store, f"SELECT spoils_episode FROM {kind}") == [(3,)]
    await say("4", what)


async def test_if_one_of_three_is_unfit_all_stays_as_it_was(put: Put, store: Database) -> None:
    await put(file(sent.plain()), alts=("Before",))
    with pytest.raises(PictureUnfit) as refused:
        await put(file(sent.plain()), file(b"no picture"), alts=("One", "Two"))
    assert refused.value.number == 2
    assert await rows(store, "SELECT alt FROM still") == [("Before",)]


async def test_more_than_three_are_left_out(put: Put, store: Database) -> None:
    await put(*(file(sent.plain()) for _ in range(5)), alts=("1", "2", "3"))
    assert await rows(store, "SELECT alt, position FROM still") == [("1", 0), ("2", 1), ("3", 2)]


@pytest.mark.parametrize(
    ("sql", "own"),
    [
        (FULL_MEMBER, True),
        (f"INSERT INTO still_room (guild_id, bytes) VALUES (0, {OF_ALL_REVIEWS})", False),
    ],
)
async def test_there_is_room_for_so_much(put: Put, store: Database, sql: str, own: bool) -> None:
    await store.write(lambda connection: connection.execute(sql))
    with pytest.raises(PicturesFull) as full:
        await put(file(sent.plain()))
    assert full.value.own is own
    assert await rows(store, "SELECT count(*) FROM still WHERE review_id IS NOT NULL") == [(0,)]


async def test_the_room_follows_what_is_there(put: Put, store: Database, services: Services) -> None:
    for files in ((sent.plain(),), (sent.plain(), sent.plain("GIF")), ()):
        await put(*map(file, files), alts=("One", "Two")[: len(files)])
        assert await store.read(stills.bytes_of_all) == sum(
            size
            for (size,) in await rows(store, "SELECT length(content) FROM still")
            if isinstance(size, int)
        )
    assert await rows(store, "SELECT count(*) FROM still_room") == [(0,)]


async def test_a_reader_who_agreed_to_the_words_is_asked_about_a_picture(
    services: Services, put: Put, review: StillsOf
) -> None:
    asked = await services.reviews.alone(review.id, JUN)
    assert isinstance(asked, Withheld)
    agreed = Consent(asked.label.up_to, asked.label.revision)
    assert isinstance(await services.reviews.alone(review.id, JUN, agreed), Cleared)
    await put(file(sent.plain()))
    again = await services.reviews.alone(review.id, JUN, agreed)
    assert isinstance(again, Withheld)
    assert again.shown.stills == ()
    agreed = Consent(again.label.up_to, again.label.revision)
    told = await services.reviews.alone(review.id, JUN, agreed)
    assert len(told.shown.stills) == 1
    # Other words about the same picture are other words.
    await put(alts=("Snow",))
    assert isinstance(await services.reviews.alone(review.id, JUN, agreed), Withheld)


async def test_an_export_has_them_as_files(services: Services, put: Put, store: Database) -> None:
    await put(file(sent.plain()), file(sent.plain("GIF")), alts=("One", "Two"))
    exported = await services.privacy.export(MIKA, NOW, room=10_000_000)
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        kept = await rows(store, "SELECT id, content FROM still ORDER BY id")
        for ident, content in kept:
            assert archive.read(f"pictures/{ident}.webp") == content
        assert "Two" in archive.read("still.csv").decode()


async def test_a_deletion_leaves_no_byte(services: Services, put: Put, store: Database) -> None:
    noise = Image.effect_noise((400, 400), 100)
    await put(file(sent.encoded(noise, "PNG")))
    ((content,),) = await rows(store, "SELECT content FROM still")
    assert isinstance(content, bytes)
    await services.deleting.ask(MIKA.member_id, NOW)
    await services.deleting.erase_waiting(NOW)
    await services.deleting.rewrite(NOW)
    left = b"".join(found.read_bytes() for found in store.path.parent.iterdir() if found.is_file())
    pieces = [content[at : at + 16] for at in range(100, len(content) - 16, 997)]
    assert len(pieces) > 5
    assert not any(piece in left for piece in pieces)


async def test_a_picture_is_read_within_the_bounds_of_its_process() -> None:
    async with aclosing(Decoder()) as decoder:
        large = sent.encoded(Image.new("RGB", (6_000, 4_000), "red"), "PNG")
        assert isinstance(await decoder.redraw(large), Drawn)
        assert isinstance(
            await decoder.redraw(sent.encoded(Image.new("RGBA", (4_000, 4_000)), "WEBP")), Drawn
        )
        assert await decoder.redraw(b"no picture") is Unfit.KIND
