"""`/catalogue suggest`: from a member's form to the card, and who may decide."""

from __future__ import annotations

from bot.store.database import Database
from tests.world import TEARS, World, hidden_text_of, labels, readers_of, shown, stored, text_of, turned

PAGE = "https://example.org/tears"


async def test_a_link_goes_from_a_members_form_through_the_queue_into_the_catalogue(
    world: World, database: Database
) -> None:
    opened = await world.mika.slash(world.lounge, "catalogue suggest", title=TEARS)
    wrong = await world.mika.submit_modal(
        opened, {"kind": "link", "text": "The diary", "url": "ftp://x.example", "episode": ""}
    )
    assert "an http or https address" in text_of(wrong)
    opened = await world.mika.slash(world.lounge, "catalogue suggest", title=TEARS)
    thanked = await world.mika.submit_modal(
        opened, {"kind": "link", "text": "The **diary**", "url": PAGE, "episode": "3"}
    )
    assert "Thank you. The moderators look at it." in text_of(thanked)
    assert readers_of(world, thanked) == {"mika"}

    refused = await world.mika.slash(world.lounge, "catalogue queue")
    assert "Suggested" not in text_of(refused)
    seen = shown(await world.rei.slash(world.lounge, "catalogue queue"))
    text = text_of(seen)
    assert "A link · 1 Litre of Tears" in text
    assert "diary" not in text
    assert "The \\*\\*diary\\*\\*" in hidden_text_of(seen)
    assert f"<@{world.mika.id}>" in text
    await world.rei.click(seen, label="Accept")
    assert "✅ Taken for **1 Litre of Tears**." in text_of(seen)
    assert "No suggestions are waiting here." in text_of(seen)
    found = await stored(database, "SELECT kind, url, spoils_episode FROM link WHERE title = 'The **diary**'")
    assert found == [("official", PAGE, 3)]
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    await turned(world.jun, card, "links")
    assert f"suggested by <@{world.mika.id}>" in text_of(card)
    assert "Suggest" in labels(card)
    assert await stored(database, "SELECT member_id, state FROM suggestion") == [(world.mika.id, "taken")]
