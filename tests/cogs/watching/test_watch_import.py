"""`/watch import`: a dry run first, titles matched by hand, nothing lost, undone within a day."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.domain.dramas import CatalogueEntry
from bot.domain.verbs import Verb
from bot.present import actions
from bot.present.layout import row, screen
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.shelved import shelved_bot
from tests.services.people import added
from tests.services.shelf import HOSPITAL, Shelf, hospital
from tests.sources.packed_lists import packed
from tests.sources.show_tables import logged, seen, standing, v1, v2
from tests.world import (
    TEARS,
    World,
    button,
    chosen,
    labels,
    menu,
    menus,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

HEADER = "title,status,episode,note,overall\n"
LIST = (
    "SELECT d.title, p.status, p.episode FROM progress p JOIN drama d ON d.id = p.drama_id ORDER BY d.title"
)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([(HOSPITAL, hospital())])


@pytest.fixture
async def bot(settings: Settings, shelf: Shelf) -> AsyncIterator[NamidaBot]:
    async with shelved_bot(settings, shelf) as opened:
        yield opened


async def tried(world: World, content: str | bytes, name: str = "list.csv") -> simcord.InteractionResult:
    raw = content.encode() if isinstance(content, str) else content
    return await world.mika.slash(world.lounge, "watch import", file=(name, raw))


async def test_a_file_is_tried_imported_and_undone(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5)
    answer = await tried(world, HEADER + f"{TEARS},completed,11,loved it,9\nAttention Please,plan,0,,\n")
    assert readers_of(world, answer) == {"mika"}
    assert "Your list has not changed yet." in text_of(answer)
    assert "**1** new · **1** changed" in text_of(answer)
    assert await stored(database, LIST) == [(TEARS, "watching", 5)]

    await world.mika.click(shown(answer), label="Import")
    assert "Imported: **1** new · **1** changed" in text_of(answer)
    assert await stored(database, LIST) == [(TEARS, "completed", 11), ("Attention Please", "plan", 0)]
    assert await stored(database, "SELECT overall FROM score") == [(18,)]

    listed = await world.mika.click(shown(answer), label="Your list")
    assert "### Your list · 2 dramas" in text_of(listed)
    await world.mika.click(shown(answer), label="Undo")
    assert "Undone: 2 dramas are as they were." in text_of(answer)
    assert await stored(database, LIST) == [(TEARS, "watching", 5)]
    assert await stored(database, "SELECT count(*) FROM score") == [(0,)]


async def test_undo_is_over_after_a_day(world: World, database: Database) -> None:
    answer = await tried(world, HEADER + "Attention Please,plan,0,,\n")
    await world.mika.click(shown(answer), label="Import")
    for _ in range(5):  # each step has five real seconds for all that happens by the clock in it
        await world.env.advance_time(timedelta(hours=5).total_seconds())
    told = await world.mika.click(shown(answer), label="Undo")
    assert "That import is over" in text_of(told)
    assert await stored(database, "SELECT state FROM list_import") == [("done",)]


async def test_what_is_left_of_an_import_is_forgotten_after_thirty_days(
    world: World, database: Database
) -> None:
    answer = await tried(world, HEADER + "Attention Please,plan,0,,\n")
    await world.mika.click(shown(answer), label="Import")
    await put(database, "UPDATE list_import SET created_at = '2025-12-01T00:00:00Z'")
    await world.env.advance_time(timedelta(hours=2).total_seconds())
    assert await stored(database, "SELECT count(*) FROM list_import") == [(0,)]
    assert await stored(database, LIST) == [("Attention Please", "plan", 0)]


async def test_the_list_wins_unless_the_file_shall(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9.5")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=8)
    answer = await tried(world, HEADER + f"{TEARS},watching,3,,4\n")
    assert "**1** unchanged" in text_of(answer)
    assert button(answer, "Import").get("disabled")
    assert "your progress never goes back" in text_of(answer)
    await world.mika.click(shown(answer), label="Prefer the file")
    assert "**1** changed" in text_of(answer)
    assert "The file is preferred" in text_of(answer)
    await world.mika.click(shown(answer), label="Import")
    assert await stored(database, LIST) == [(TEARS, "watching", 3)]
    assert await stored(database, "SELECT overall FROM score") == [(8,)]


async def test_cancelling_leaves_nothing(world: World, database: Database) -> None:
    answer = await tried(world, HEADER + "Attention Please,plan,0,,\n")
    before = shown(answer)
    await world.mika.click(before, label="Cancel")
    assert "Nothing was imported." in text_of(answer)
    assert await stored(database, "SELECT count(*) FROM list_import") == [(0,)]
    assert await stored(database, LIST) == []


async def test_an_unknown_title_is_matched_looked_up_or_left_out_and_comes_back(
    world: World, database: Database
) -> None:
    rows = (
        "One Litre of Teers,watching,3,mine,",
        "Hospital Playlist,completed,12,,8",
        "No Such Thing,plan,0,keep me,",
    )
    file = HEADER + "\n".join(rows)
    answer = await tried(world, file)
    assert "**3** not found" in text_of(answer)
    asked = menu(answer, "listrow")
    assert [option["label"] for option in asked["options"]] == [
        "One Litre of Teers",
        "Hospital Playlist",
        "No Such Thing",
    ]
    # The first is a drama that is here.
    await world.mika.select(shown(answer), ["0"], custom_id=asked["custom_id"])
    assert "### One Litre of Teers" in text_of(answer)
    near = menu(answer, "listis")
    assert near["options"][0]["label"] == TEARS
    await world.mika.select(shown(answer), ["1"], custom_id=near["custom_id"])
    assert "**1** new · **2** not found" in text_of(answer)
    # The second is at another catalogue.
    await world.mika.select(shown(answer), ["1"], custom_id=menu(answer, "listrow")["custom_id"])
    await world.mika.click(shown(answer), label="Look it up at TVmaze")
    offers = menu(answer, "listadopt")
    assert offers["options"][0]["label"] == "Hospital Playlist"
    await world.mika.select(shown(answer), [offers["options"][0]["value"]], custom_id=offers["custom_id"])
    assert "**2** new · **1** not found" in text_of(answer)
    # The third is nowhere.
    await world.mika.select(shown(answer), ["2"], custom_id=menu(answer, "listrow")["custom_id"])
    await world.mika.click(shown(answer), label="Back")
    await world.mika.select(shown(answer), ["2"], custom_id=menu(answer, "listrow")["custom_id"])
    await world.mika.click(shown(answer), label="Leave it out")
    assert "**1** left out" in text_of(answer)
    assert [part["custom_id"] for part in menus(answer)] == []

    done = await world.mika.click(shown(answer), label="Import")
    assert await stored(database, LIST) == [
        (TEARS, "watching", 3),
        ("Hospital Playlist", "completed", 12),
    ]
    (given_back,) = done.followups
    assert "1 title was not imported." in text_of(given_back)
    (table,) = given_back.attachments
    left = (await table.read()).decode("utf-8-sig")
    assert "No Such Thing" in left
    assert "keep me" in left
    assert TEARS not in left
    # What came back can be brought again.
    again = await tried(world, left, table.filename)
    assert "**1** not found" in text_of(again)


async def test_a_choice_that_was_never_offered_changes_nothing(world: World, database: Database) -> None:
    answer = await tried(world, HEADER + f"{TEARS},watching,3,,\nHospital Playlist,completed,12,,\n")

    async def choose(member: simcord.MemberActor, verb: str, value: str) -> str:
        (ident,) = (await stored(database, "SELECT max(id) FROM list_import"))[0]
        options = [discord.SelectOption(label="It", value=value)]
        forged = posted_before(world, screen(row(actions.menu("It", options, Verb(verb), ident, 1, 0, 0))))
        return text_of(await member.select(forged, [value]))

    assert "Nothing called" in await choose(world.mika, "listis", "987654321")
    assert "That import is over" in await choose(world.jun, "listis", "1")
    # Nor does a catalogue outside give anything for a list of somebody else's.
    before = await stored(database, "SELECT count(*) FROM drama")
    assert "That import is over" in await choose(world.jun, "listadopt", f"tvmaze:{HOSPITAL}")
    assert await stored(database, "SELECT count(*) FROM drama") == before
    await world.mika.click(shown(answer), label="Import")
    assert await stored(database, LIST) == [(TEARS, "watching", 3)]


async def test_many_unknown_titles_have_pages(world: World) -> None:
    answer = await tried(world, HEADER + "".join(f"Zzyzx Qwv {n:03},plan,0,,\n" for n in range(60)))
    assert "**60** not found" in text_of(answer)
    await world.mika.click(shown(answer), label="Next")
    rows = menu(answer, "listrow")
    assert [option["value"] for option in rows["options"]] == [str(n) for n in range(25, 50)]
    await world.mika.select(shown(answer), ["30"], custom_id=rows["custom_id"])
    await world.mika.click(shown(answer), label="Leave it out")
    assert "2 of 3" in labels(answer)
    assert menu(answer, "listrow")["options"][5]["value"] == "31"


async def test_several_dramas_of_a_name_are_told_apart(
    world: World, bot: NamidaBot, database: Database
) -> None:
    await added(
        database,
        CatalogueEntry("Twice Told", country="JP", year=1999),
        CatalogueEntry("Twice Told", country="KR", year=2015),
    )
    await bot.services.names.load()
    answer = await tried(world, HEADER + "Twice Told,plan,0,,\n")
    assert "**1** could be several dramas" in text_of(answer)
    await world.mika.select(shown(answer), ["0"], custom_id=menu(answer, "listrow")["custom_id"])
    options = menu(answer, "listis")["options"]
    assert [option["description"] for option in options] == ["1999 · Japan", "2015 · South Korea"]


async def test_an_import_goes_on_after_a_restart(
    world: World, settings: Settings, shelf: Shelf, database: Database
) -> None:
    answer = await tried(world, HEADER + "Attention Please,plan,0,,\n")
    async with shelved_bot(settings, shelf) as restarted:
        await world.env.restart_bot(restarted)
        await world.mika.click(shown(answer), label="Import")
        assert await stored(database, LIST) == [("Attention Please", "plan", 0)]
        await world.mika.click(shown(answer), label="Undo")
        assert "Undone: 1 drama is as it was." in text_of(answer)
        assert await stored(database, LIST) == []


async def test_what_a_file_does_not_say_is_asked(world: World, database: Database) -> None:
    """Ratings alone: seen to the end only if its member says so."""
    answer = await tried(world, f"Const,Your Rating,Title,Year\ntt1,9,{TEARS},2005\n")
    assert "Import · IMDb · 1 title" in text_of(answer)
    assert "The file gives no status for 1 title." in text_of(answer)
    for value, progress in (
        ("completed", [(TEARS, "completed", 11)]),
        ("plan", [(TEARS, "plan", 0)]),
        ("all", []),
    ):
        asked = menu(answer, "liststand")
        await world.mika.select(shown(answer), [value], custom_id=asked["custom_id"])
        assert chosen(menu(answer, "liststand")) == [value]
        await world.mika.click(shown(answer), label="Import")
        assert await stored(database, LIST) == progress
        assert await stored(database, "SELECT overall FROM score") == [(18,)]
        await world.mika.click(shown(answer), label="Undo")
        answer = await tried(world, f"Const,Your Rating,Title,Year\ntt1,9,{TEARS},2005\n")


async def test_a_title_of_a_known_status_is_not_asked_about(world: World) -> None:
    answer = await tried(world, HEADER + f"{TEARS},completed,11,,\n")
    assert "gives no status" not in text_of(answer)
    assert not [part for part in menus(answer) if "liststand" in part["custom_id"]]


async def test_myanimelist_packed(world: World, database: Database) -> None:
    xml = (
        "<myanimelist><anime><series_title>1 Litre of Tears</series_title><my_status>Completed</my_status>"
        "<my_watched_episodes>11</my_watched_episodes><my_score>9</my_score></anime></myanimelist>"
    )
    answer = await tried(world, gzip.compress(xml.encode()), "animelist.xml.gz")
    assert "MyAnimeList · 1 title" in text_of(answer)
    await world.mika.click(shown(answer), label="Import")
    assert await stored(database, LIST) == [(TEARS, "completed", 11)]


async def test_trakt_history_completes_what_was_seen_to_its_end(world: World, database: Database) -> None:
    show = {"title": TEARS, "year": 2005, "ids": {"trakt": 1}}
    history = [
        {
            "watched_at": f"2020-01-{n:02}T10:00:00Z",
            "type": "episode",
            "show": show,
            "episode": {"season": 1, "number": n},
        }
        for n in range(1, 12)
    ]
    answer = await tried(world, json.dumps(history), "watched-history-1.json")
    assert "Trakt · 1 title" in text_of(answer)
    await world.mika.click(shown(answer), label="Import")
    row = "SELECT status, episode, started_on, finished_on, rewatches FROM progress"
    assert await stored(database, row) == [("completed", 11, "2020-01-01", "2020-01-11", 0)]


async def test_an_archive_of_tv_time_by_its_content(world: World, database: Database) -> None:
    """Each play is in two tables, the files are called anything, and the show was put away after its end."""
    plays = [seen(number, name=TEARS, day=number) for number in range(1, 12)]
    old = [logged(number, series_name=TEARS, day=number) for number in range(1, 12)]
    archive = packed(
        {
            "one.txt": v2(*plays, standing(series_name=TEARS, is_archived="true")),
            "two": v1(*old),
            "access_token.csv": "id,access_token\n1,secret\n",
            "photo.bin": "\x00\x01",
        }
    )
    answer = await tried(world, archive, "data.zip")
    assert "TV Time · 1 title" in text_of(answer)
    await world.mika.click(shown(answer), label="Import")
    row = "SELECT status, episode, started_on, finished_on, rewatches FROM progress"
    assert await stored(database, row) == [("completed", 11, "2024-05-01", "2024-05-11", 0)]


async def test_simkls_backup_says_what_could_not_be_read(world: World, database: Database) -> None:
    show = {"title": TEARS, "ids": {"simkl": 1}}
    backup = {
        "shows": [
            {"status": "dropped", "show": show, "watched_episodes_count": 3, "user_rating": "superb"},
            {"status": "someday", "show": {"title": "Attention Please", "ids": {"simkl": 2}}},
        ]
    }
    answer = await tried(world, json.dumps(backup), "backup.json")
    assert "Simkl · 1 title" in text_of(answer)
    assert "1 line of the file has nothing to import." in text_of(answer)
    assert "2 values could not be read and are left out (" in text_of(answer)
    assert "superb" in text_of(answer)
    assert "someday" in text_of(answer)
    # It is said again on every look at the file, also after a restart: it is kept with the import.
    await world.mika.click(shown(answer), label="Prefer the file")
    assert "2 values could not be read" in text_of(answer)
    await world.mika.click(shown(answer), label="Import")
    assert await stored(database, LIST) == [(TEARS, "dropped", 3)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "is not the UTF-16 text that it says it is"),
        (
            b'[{"show": {"title": "A"}, "last_watched_at": null, "status": "hold"}]',
            "JSON of no list known here",
        ),
        (b"name,age\nx,1\n", "has columns that are of no list known here"),
        (b"title,status,episode\nA,soon,x\n", 'status,"must be one of'),
        (b"<!DOCTYPE m [<!ENTITY a 'b'>]><myanimelist/>", "declares entities"),
        (b"x" * (5 * 1024 * 1024 + 1), "is larger than 5 MB"),
    ],
)
async def test_a_bad_file_is_refused_with_its_reason(
    world: World, database: Database, content: bytes, reason: str
) -> None:
    answer = await tried(world, content, "@everyone.csv")
    assert readers_of(world, answer) == {"mika"}
    assert "was not imported" in text_of(answer)
    assert "@everyone" not in text_of(answer)
    (table,) = shown(answer).attachments
    assert reason in (await table.read()).decode("utf-8-sig")
    assert await stored(database, "SELECT count(*) FROM list_import") == [(0,)]
    assert await stored(database, LIST) == []


async def test_what_is_wrong_in_a_file_is_said_in_its_readers_language(world: World) -> None:
    world.speaks(world.mika, "ja")
    answer = await tried(world, "title,status,episode,overall,stars\nA,plan,x,11,1\n")
    told = text_of(answer).replace("\\", "")  # as Discord shows it
    for reason in ("0〜5000の整数にしてください", "0.5〜10の0.5刻みの点数にしてください", "使えない項目です"):
        assert reason in told
    (table,) = shown(answer).attachments
    rows = (await table.read()).decode("utf-8-sig")
    assert rows.startswith("行,項目,理由")
    # The names of the file and of its fields alone are as they are.
    of_the_file = {"list", "csv", "episode", "overall", "stars", "status"}
    assert set(re.findall("[A-Za-z]+", told + rows)) <= of_the_file
    # So it is where nothing of the file can be read, and what a parser says is a detail of it.
    for file, reason in (
        ("", "空です"),
        ("[1]", "対応しているリスト"),
        ("{", "JSONとして読めません（2文字目: "),
    ):
        assert reason in text_of(await tried(world, file))
