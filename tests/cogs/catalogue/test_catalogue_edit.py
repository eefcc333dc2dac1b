"""`/catalogue edit`: the panel and its forms."""

from __future__ import annotations

from bot.domain.curating import Section
from bot.store.database import Database
from tests.cogs.catalogue.curators import HOSTILE, audit, form, panel, summary
from tests.cogs.shelved import edit_section, inputs, standing, submit
from tests.world import (
    TEARS,
    Restart,
    World,
    button,
    everything_of,
    has_seen,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

# --- the panel ---


async def test_the_panel_shows_every_section_and_where_it_comes_from(
    world: World, database: Database
) -> None:
    await put(database, "INSERT INTO member (id) VALUES (7)")
    await put(
        database,
        "INSERT INTO provenance (drama_id, field, source, member_id, at) VALUES"
        " (1, 'summary', 'tvmaze', NULL, '2026-01-02T00:00:00Z'),"
        " (1, 'year', 'member', 7, '2026-01-03T00:00:00Z')",
    )
    seen = await panel(world)
    assert readers_of(world, seen.message) == {"rei"}
    text = text_of(seen)
    offered = [option["label"] for option in menu(seen, "edit:")["options"]]
    assert len(offered) == len(Section)
    for section in offered:
        assert f"**{section}**" in text
    assert "1リットルの涙" in text
    assert "TVmaze <t:1767312000:d>: Summary" in text
    assert "a curator <t:1767398400:d>: Year" in text
    assert "a file <t:" in text
    assert "11 listed, 11 with a day" in text
    assert "no source: never refreshed" in text


async def test_a_form_begins_with_what_stands_and_the_panel_shows_what_was_saved(
    world: World, database: Database
) -> None:
    seen = await panel(world)
    opened = await form(world, seen, "airing")
    assert standing(opened) == {
        "episodes": "11",
        "minutes": "45",
        "aired_from": "2005-10-11",
        "aired_to": "2005-12-20",
        "slot": "Tuesday 21:00",
    }
    await submit(world.rei, opened, minutes="47", slot="Friday 22:00")
    assert "✅ Saved: " in text_of(seen)
    assert "Minutes per episode" in text_of(seen)
    assert "47 min" in text_of(seen)
    assert "Friday 22:00" in text_of(seen)
    columns = "minutes, weekday, air_time, episodes"
    assert await stored(database, f"SELECT {columns} FROM drama WHERE id = 1") == [(47, 4, "22:00", 11)]
    ((actor, what, subject, detail),) = await audit(database)
    assert (actor, what, subject) == (world.rei.id, "catalogue.edit", "drama 1")
    assert detail == '{"fields": "minutes, weekday, air_time"}'
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "47 min" in text_of(card)


async def test_a_late_hour_stays_with_the_day_it_is_said_of(world: World, database: Database) -> None:
    seen = await panel(world)
    await submit(world.rei, await form(world, seen, "airing"), slot="Friday 24:12")
    assert "Friday 24:12" in text_of(seen)
    assert await stored(database, "SELECT weekday, air_time FROM drama WHERE id = 1") == [(4, "24:12")]


async def test_a_form_sent_back_as_it_was_changes_nothing(world: World, database: Database) -> None:
    seen = await panel(world)
    await submit(world.rei, await form(world, seen, "facts"))
    assert "Nothing was changed." in text_of(seen)
    assert await audit(database) == []


async def test_what_cannot_be_taken_is_named_and_comes_back(world: World, database: Database) -> None:
    opened = await form(world, await panel(world), "facts")
    refused = await submit(world.rei, opened, year="soon", country="Atlantis", kind="opera")
    assert readers_of(world, refused) == {"rei"}
    lines = text_of(refused).splitlines()
    assert lines[0] == "Nothing was saved:"
    assert (
        "- **Country** `Atlantis`: JP, KR, CN, TW, TH, HK, PH or SG, or the country's English name" in lines
    )
    assert "- **Kind** `opera`: drama, movie, special or show" in lines
    assert "- **Year** `soon`: a year from 1900 to 2200" in lines
    (file,) = shown(refused).attachments
    assert b"Atlantis" in await file.read()
    assert await stored(database, "SELECT year, country FROM drama WHERE id = 1") == [(2005, "JP")]


async def test_a_torrent_among_the_links_is_refused_by_line(world: World) -> None:
    opened = await form(world, await panel(world), "links")
    refused = await submit(
        world.rei,
        opened,
        links="official | TBS | https://www.tbs.co.jp/\nstream | All of it | https://nyaa.si/view/1",
    )
    assert "- **Links** line 2 `stream | All of it | https://nyaa.si/view/1`: an http" in text_of(refused)
    assert "no torrent" in text_of(refused)


async def test_the_hosts_of_links_are_shown(world: World) -> None:
    seen = await panel(world)
    opened = await form(world, seen, "links")
    await submit(
        world.rei,
        opened,
        links="official | TBS | https://www.tbs.co.jp/1\n"
        "review | A look | https://\u0435xample.org/ | 11\n"
        "book | A diary",
    )
    assert "3 links: www.tbs.co.jp, xn--xample-2of.org, no address yet" in text_of(seen)


async def test_a_summary_is_written_in_each_language_and_read_in_the_readers(
    world: World, database: Database
) -> None:
    seen = await panel(world)
    assert "**Summaries** English, Japanese" in text_of(seen)
    assert standing(await summary(world, seen, "✅ English"))["summary"].startswith("Fifteen-year-old Aya")
    opened = await summary(world, seen, "✅ Japanese")
    told = standing(opened)
    assert list(told) == ["summary ja"]
    assert told["summary ja"].startswith("豆腐店の長女")
    await submit(world.rei, opened, **{"summary ja": "亜也の物語。"})
    assert "Saved: Summary (Japanese)" in text_of(seen)
    assert "a curator <t:" in text_of(seen)
    await submit(world.rei, await summary(world, seen, "Korean"), **{"summary ko": "아야의 이야기.\n\n실화."})
    assert "Saved: Summary (Korean)" in text_of(seen)
    assert "**Summaries** English, Japanese, Korean" in text_of(seen)
    english = text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True))
    assert "Fifteen-year-old Aya" in english
    assert "亜也の物語" not in english
    world.speaks(world.mika, "ja")
    japanese = text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True))
    assert "亜也の物語。" in japanese
    world.speaks(world.mika, "ko")
    korean = text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True))
    assert "아야의 이야기.\n\n실화." in korean
    world.speaks(world.mika, "ja")
    for label, field, named in (
        ("✅ English", "summary", "Summary"),
        ("✅ Japanese", "summary ja", "Summary (Japanese)"),
    ):
        refused = await submit(world.rei, await summary(world, seen, label), **{field: "||End||"})
        assert f"- **{named}** `" in text_of(refused)
    await submit(world.rei, await summary(world, seen, "✅ Japanese"), **{"summary ja": ""})
    told_in = "SELECT language FROM summary WHERE drama_id = 1"
    assert await stored(database, told_in) == [("ko",)]
    assert [detail for *_, detail in await audit(database)] == [
        '{"fields": "summary ja"}', '{"fields": "summary ko"}', '{"fields": "summary ja"}'
    ]  # fmt: skip
    # Without one in their language, they read the English one.
    japanese = text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True))
    assert "Fifteen-year-old Aya" in japanese


async def test_hostile_text_is_shown_as_the_characters_it_is(world: World, database: Database) -> None:
    seen = await panel(world)
    saved = await submit(
        world.rei,
        await form(world, seen, "texts"),
        based_on=HOSTILE.rstrip("\u202e"),
    )
    text = f"{HOSTILE[:-1].replace('||', '|')}\n# Big"
    await submit(world.rei, await summary(world, seen, "✅ English"), summary=text)
    told = text_of(seen)
    assert "||" not in told.replace("\\|\\|", "")
    assert "@everyone" not in told
    assert "[x](" not in told.replace("\\[x\\](", "")
    assert "\u200b" not in told.replace("@\u200b", "")
    assert saved.modal is None
    again = await form(world, seen, "texts")  # a form shows what is stored, and mentions nobody
    assert standing(again)["based_on"].startswith("||She dies||")


async def test_a_summary_hides_nothing_for_everyone_reads_it(world: World, database: Database) -> None:
    before = await stored(database, "SELECT summary FROM drama WHERE id = 1")
    seen = await panel(world)
    refused = await submit(
        world.rei, await summary(world, seen, "✅ English"), summary="A girl falls ill. ||She dies.||"
    )
    assert "without spoilers" in text_of(refused)
    assert await stored(database, "SELECT summary FROM drama WHERE id = 1") == before


async def test_a_title_of_hostile_text(world: World, database: Database) -> None:
    seen = await panel(world)
    await submit(world.rei, await form(world, seen, "names"), title=HOSTILE[:-1], native_title="")
    assert "## \\|\\|She dies\\|\\|" in text_of(seen)
    assert await stored(database, "SELECT native_title FROM drama WHERE id = 1") == [(None,)]
    for section in ("names", "facts", "numbering"):
        assert (await form(world, seen, section)).modal is not None


async def test_somebody_elses_change_of_another_field_stays(world: World, database: Database) -> None:
    seen = await panel(world)
    opened = await form(world, seen, "facts")
    await put(database, "UPDATE drama SET country = 'KR' WHERE id = 1")
    await submit(world.rei, opened, year="2006")
    assert await stored(database, "SELECT country, year FROM drama WHERE id = 1") == [("KR", 2006)]


async def test_somebody_elses_change_of_the_same_list_is_not_undone(world: World, database: Database) -> None:
    seen = await panel(world)
    opened = await form(world, seen, "cast")
    await put(database, "DELETE FROM credit WHERE drama_id = 1 AND position = 0")
    refused = await submit(world.rei, opened, cast="Nobody — main")
    assert "Someone else has changed this part of **1 Litre of Tears**" in text_of(refused)
    (file,) = shown(refused).attachments
    assert "Nobody — main" in (await file.read()).decode()


async def test_forms_and_panels_of_an_earlier_process_work(
    world: World, database: Database, restart: Restart
) -> None:
    seen = await panel(world)
    opened = await form(world, seen, "names")
    await restart()
    await submit(world.rei, opened, title="Diary of Tears")
    assert "✅ Saved: Title of the drama" in text_of(seen)
    await restart()
    again = await form(world, seen, "names")
    assert standing(again)["title"] == "Diary of Tears"
    found = await world.mika.slash(world.lounge, "drama info", title="diary of tears")
    assert "Diary of Tears" in text_of(found)


# --- long lists ---


async def long_drama(database: Database) -> None:
    """200 episodes with long titles, 100 people with long names."""
    await put(database, "UPDATE drama SET episodes = 200 WHERE id = 1")
    await put(
        database,
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)"
        " INSERT INTO episode (drama_id, number, title)"
        " SELECT 1, n, n || ' ' || substr(hex(zeroblob(150)), 1, 280) FROM n WHERE true"
        " ON CONFLICT DO UPDATE SET title = excluded.title",
    )
    await put(
        database,
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100)"
        " INSERT INTO person (name) SELECT 'Person ' || n || substr(hex(zeroblob(150)), 1, 200) FROM n",
    )
    await put(
        database,
        "INSERT INTO credit (drama_id, person_id, position, character, billing)"
        " SELECT 1, id, 1000 + id, substr(hex(zeroblob(150)), 1, 290), 'guest' FROM person"
        " WHERE name LIKE 'Person %'",
    )


async def test_a_long_list_is_changed_a_range_at_a_time(world: World, database: Database) -> None:
    await long_drama(database)
    await has_seen(database, world.rei, episode=200)
    seen = await panel(world)
    for section in ("cast", "episodes"):
        await edit_section(world.rei, seen, section)
        ranges = [label for label in labels(seen) if "–" in label]
        assert ranges[0].startswith("1–")
        reached = 0
        while True:
            for label in [one for one in labels(seen) if "–" in one]:
                opened = await world.rei.click(seen, label=label)
                (box,) = inputs(opened).values()
                assert len(box["value"]) <= box["max_length"] <= 4_000
                first, last = map(int, label.split("–"))
                assert first == reached + 1
                reached = last
            if "Next" not in labels(seen) or button(seen, "Next")["disabled"]:
                break
            await world.rei.click(seen, label="Next")
        assert reached >= (200 if section == "episodes" else 100)
        await world.rei.click(seen, label="Back")
        assert "**Cast**" in text_of(seen)


async def test_an_episode_in_the_middle_is_changed_and_the_others_stay(
    world: World, database: Database
) -> None:
    await put(database, "UPDATE drama SET episodes = 200 WHERE id = 1")
    before = await stored(database, "SELECT * FROM episode WHERE drama_id = 1 ORDER BY number")
    seen = await panel(world)
    await form(world, seen, "episodes")
    opened = await world.rei.click(seen, label="101–120")
    lines = standing(opened)["episode_list"].splitlines()
    assert lines[0].startswith("101 |")
    lines[4] = "105 | 2007-10-23 | The hundred and fifth"
    await submit(world.rei, opened, episode_list="\n".join(lines))
    assert "✅ Saved: Episode 105" in text_of(seen)
    after = await stored(database, "SELECT * FROM episode WHERE drama_id = 1 ORDER BY number")
    assert after[: len(before)] == before
    assert [row[1:4] for row in after[len(before) :]] == [(105, "The hundred and fifth", "2007-10-23")]


async def test_a_curator_who_is_behind_is_asked_before_the_titles_of_episodes(
    world: World, database: Database
) -> None:
    await put(database, "UPDATE episode SET title = number || 'zanthorp' WHERE drama_id = 1")
    seen = await panel(world)
    asked = await form(world, seen, "episodes")
    assert asked.modal is None
    assert "You haven't started this drama. This contains spoilers for episode 11." in text_of(asked)
    assert "zanthorp" not in everything_of(asked)
    opened = await world.rei.click(shown(asked), label="Show anyway")
    assert "11zanthorp" in standing(opened)["episode_list"]
    await has_seen(database, world.rei)
    assert (await form(world, seen, "episodes")).modal is not None
    await has_seen(database, world.rei, episode=10)
    await world.rei.click(shown(await form(world, seen, "episodes")), label="I have seen up to episode 11")
    assert await stored(database, "SELECT episode FROM progress") == [(11,)]


async def test_links_that_tell_of_an_episode_are_asked_about(world: World, database: Database) -> None:
    seen = await panel(world)
    assert (await form(world, seen, "links")).modal is not None
    await put(
        database,
        "INSERT INTO link (drama_id, position, kind, title, url, spoils_episode)"
        " VALUES (1, 90, 'article', 'zanthorp', 'https://example.org/', 9)",
    )
    asked = await form(world, seen, "links")
    assert "This contains spoilers for episode 9." in text_of(asked)
    opened = await world.rei.click(shown(asked), label="Show anyway")
    assert "zanthorp" in standing(opened)["links"]


async def test_people_are_added_behind_a_full_list(world: World, database: Database) -> None:
    await long_drama(database)
    seen = await panel(world)
    await form(world, seen, "cast")
    while "Next" in labels(seen) and not button(seen, "Next")["disabled"]:
        await world.rei.click(seen, label="Next")
    last = [label for label in labels(seen) if "–" in label or label == "Add more"][-1]
    opened = await world.rei.click(seen, label=last)
    await submit(
        world.rei, opened, cast=f"{standing(opened)['cast']}\nOne More — A Passer-by — guest".strip()
    )
    assert "✅ Saved: Cast" in text_of(seen)
    found = await world.mika.slash(world.lounge, "drama person", name="One More")
    assert "A Passer-by" in text_of(found)


# --- without a source ---


async def test_without_any_source_all_that_needs_none_works(world: World, database: Database) -> None:
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="Rain Diary"))
    assert "No other catalogue is switched on here." in text_of(seen)
    assert labels(seen) == ["Enter it by hand"]
    told = await world.rei.slash(world.lounge, "catalogue refresh", title=TEARS)
    assert "No other catalogue is switched on here." in text_of(told)
    opened = await form(world, await panel(world), "numbering")
    refused = await submit(world.rei, opened, numbering="tvmaze 43687 seasons 1-2")
    assert "none is switched on" in text_of(refused)
    assert await stored(database, "SELECT * FROM drama_source WHERE source = 'tvmaze'") == []
