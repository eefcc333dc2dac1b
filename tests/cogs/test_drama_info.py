"""`/drama info`: the card, by any name."""

from __future__ import annotations

from tests.world import TEARS, World, labels, text_of


async def test_any_spelling_finds_the_drama(world: World) -> None:
    for spelling in ("ichi rittoru no namida", "1リットルの涙", "１リットルの涙", "one liter of tears"):
        answer = await world.mika.slash(world.lounge, "drama info", title=spelling)
        assert not answer.ephemeral
        assert text_of(answer).startswith(f"## {TEARS}")


async def test_a_tab_turns_the_card_for_its_owner(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert card.response is not None
    await world.mika.click(card.response, label="Cast")
    assert "Sawajiri Erika — Ikeuchi Aya" in text_of(card.response)
    assert labels(card.response)[-5:] == ["Overview", "Cast", "Episodes", "Ratings", "Links"]


async def test_somebody_else_gets_a_copy_of_their_own(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert card.response is not None
    before = text_of(card)
    copy = await world.jun.click(card.response, label="Cast")
    assert copy.ephemeral
    assert "Ikeuchi Aya" in text_of(copy)
    assert text_of(card) == before
