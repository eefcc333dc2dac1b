"""Which drama an imported title is: known names, ids, countries and years, and what is asked."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.dramas import CatalogueEntry
from bot.domain.progress import Status
from bot.store.watching import lists
from tests.services.people import MIKA, added
from tests.services.watching.instances import NOW, PAGE, Instance, listed, put, taken
from tests.sources.show_tables import seen, standing, v2


async def test_a_season_is_found_by_its_source_and_never_taken_for_the_first(here: Instance) -> None:
    first, second, whole = await added(
        here.database,
        CatalogueEntry("Hospital Story", country="KR", year=2020, episodes=12, sources=(("tmdb", "900/1"),)),
        CatalogueEntry("Hospital Story Two", country="KR", episodes=12, sources=(("tmdb", "900/2"),)),
        CatalogueEntry("Long Run", country="KR", episodes=40, sources=(("tmdb", "901"),)),
    )
    await here.services.names.load()

    def seen(show: int, title: str, season: int, episode: int) -> str:
        return (
            f'{{"watched_at": "2020-01-0{season}T00:00:00Z", "type": "episode", "show": {{"title": "{title}",'
            f' "ids": {{"trakt": {show}, "tmdb": {show}}}}},'
            f' "episode": {{"season": {season}, "number": {episode}}}}}'
        )

    elements = [
        seen(900, "Hospital Story", 1, 12),
        seen(900, "Hospital Story", 2, 3),
        seen(901, "Long Run", 1, 16),
        seen(901, "Long Run", 2, 2),
        seen(902, "Hana Yori Dango", 1, 2),
        seen(902, "Hana Yori Dango", 7, 2),
    ]
    done = await taken(here, f"[{', '.join(elements)}]")
    found = {(e.title, e.status, e.episode) for e in await listed(here)}
    assert found == {
        (first.title, Status.COMPLETED, 12),
        (second.title, Status.WATCHING, 3),
        (whole.title, Status.WATCHING, 18),
        ("Boys over Flowers", Status.WATCHING, 2),
    }
    assert [row.entry.season for _, row in done.open_rows] == [7]


async def test_unknown_and_then_known_gives_what_was_known_at_once_gives(
    here: Instance, there: Instance
) -> None:
    """Whether a drama is there before the file comes or after it, the member has the same of it."""
    files = (
        v2(*(seen(number, day=number) for number in range(1, 9))),
        v2(*(seen(number, day=number) for number in range(1, 9)), standing(is_archived="true")),
        v2(*(seen(number, day=number) for number in range(1, 8)), standing(is_archived="true")),
        v2(standing(is_for_later="true")),
    )
    hotel = CatalogueEntry("Hotel", country="KR", year=2024, episodes=8)
    await added(there.database, hotel)
    await there.services.names.load()
    left = []
    for file in files:
        done = await taken(here, file)
        assert done.unknown == 1
        left.append(await here.services.list_imports.unmatched(done.import_id, MIKA) or b"")
    await added(here.database, hotel)
    await here.services.names.load()
    for first, second in zip(files, left, strict=True):
        await put(here, {})
        await put(there, {})
        await taken(there, first)
        await taken(here, second)
        known, later = await listed(there), await listed(here)
        assert [replace(entry, updated=None) for entry in later] == [
            replace(entry, updated=None) for entry in known
        ]
        assert known


async def test_a_country_or_a_year_behind_a_name_tells_which_drama_is_meant(here: Instance) -> None:
    await added(
        here.database,
        CatalogueEntry("Twice Told", country="JP", year=2010, episodes=11),
        CatalogueEntry("Twice Told", country="KR", year=2018, episodes=16),
        CatalogueEntry("Twice Told", country="KR", year=1999, episodes=16),
    )
    await here.services.names.load()
    names = {
        "Twice Told (JP)": (2010,),
        "Twice Told (Japan)": (2010,),
        "Twice Told (2018)": (2018,),
        "Twice Told (KR) (1999)": (1999,),
        "Twice Told (2018) (KR)": (2018,),
        "Twice Told (KR)": (),  # two of them
        "Twice Told (US)": (),
        "Twice Told (Director's Cut)": (),
    }
    for name, years in names.items():
        await put(here, {})
        await taken(here, v2(seen(1, name=name)))
        assert tuple(entry.year for entry in await listed(here)) == years, name


async def test_a_name_that_several_dramas_bear_is_asked_about(here: Instance) -> None:
    old, new = await added(
        here.database,
        CatalogueEntry("Twice Told", country="JP", year=1999, episodes=10),
        CatalogueEntry("Twice Told", country="KR", year=2015, episodes=20),
    )
    await here.services.names.load()
    file = (
        "title,year,status,episode\n"
        "Twice Told,,plan,0\nTwice Told,2015,plan,0\nTwice Told,1980,plan,0\nTwice Told,,watching,15\n"
    )
    imports = here.services.list_imports
    trial = await imports.take(file.encode(), MIKA, NOW)
    assert [(place, row.candidates) for place, row in trial.open_rows] == [(0, (old.id, new.id)), (2, ())]
    choice = await imports.choice(trial.import_id, 0, MIKA, wins=False, index=0)
    assert [drama.id for drama in choice.dramas] == [old.id, new.id]
    await imports.choose(trial.import_id, 0, MIKA, old.id)
    await imports.choose(trial.import_id, 2, MIKA, None)
    trial = await imports.look(trial.import_id, MIKA, NOW, wins=False)
    assert (trial.new, trial.skipped, trial.open_rows) == (2, 1, ())
    await imports.apply(trial.import_id, MIKA, NOW, wins=False)
    left = await imports.unmatched(trial.import_id, MIKA)
    assert left is not None
    assert "Twice Told,,1980,,,,plan" in left.decode("utf-8-sig")


async def test_a_number_that_is_another_dramas_does_not_outweigh_what_the_file_says(here: Instance) -> None:
    """Numbers of other catalogues are mixed up in people's files; a name, a year and a country are not."""
    numbered, meant, _ = await added(
        here.database,
        CatalogueEntry("Numbered", country="KR", year=2016, episodes=16, sources=(("mdl", "700"),)),
        CatalogueEntry("Meant", country="KR", year=2020, episodes=16, sources=(("mdl", "701"),)),
        CatalogueEntry("Meant", country="PH", year=2020, episodes=40),
    )
    await here.services.names.load()

    async def matched(title: str, year: str, country: str, ident: str = "700") -> tuple[int | None, set[int]]:
        row = f"{ident},{title},{year},{country},Drama,Completed,9,16\n"
        trial = await here.services.list_imports.take((PAGE + row).encode(), MIKA, NOW)
        asked = {drama for _, one in trial.open_rows for drama in one.candidates}
        await here.services.list_imports.apply(trial.import_id, MIKA, NOW, wins=True)
        kept = await here.database.read(lambda connection: lists.kept(connection, MIKA.member_id))
        await put(here, {})
        return next(iter(kept), None), asked

    assert await matched("Numbered", "2016", "South Korea") == (numbered.id, set())
    assert await matched("Called so nowhere", "2016", "South Korea") == (numbered.id, set())
    assert await matched("Meant", "2020", "South Korea") == (meant.id, set()), "the file says so twice"
    found, asked = await matched("Meant", "", "")
    assert found is None
    assert {numbered.id, meant.id} < asked, "the name against the number: its member knows"
    assert await matched("Meant", "2020", "", "701") == (meant.id, set()), "of two of a name the number tells"
