"""Every screen of a watch list keeps to Discord's limits, and shows a note to nobody else."""

from __future__ import annotations

import pytest

from bot.domain.dramas import Drama
from bot.domain.list_files import Entry, Reading, Unread
from bot.domain.list_imports import Choice, ImportRow, ListImportUndone, Trial
from bot.domain.lists import PAGE_SIZE, ListLine, ListPage
from bot.domain.progress import Progress, Status
from bot.domain.scores import Score
from bot.domain.sources import Offer, Offers, SourceName
from bot.i18n import Texts, texts
from bot.present.watching import lists, watching
from bot.sources.lists import content
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import DAY, FILLINGS, SNOWFLAKE, drama, fill, posters
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
COUNTS = dict.fromkeys(Status, 2_000)


def page(filling: str | None, status: Status | None = None, note: str | None = None) -> ListPage:
    now = Progress(Status.WATCHING, 4_999, DAY, DAY, 1_000, note or fill(filling, 1_000))
    lines = tuple(ListLine(drama(filling, SNOWFLAKE - at), now, 5_000, 19, 4_999) for at in range(PAGE_SIZE))
    return ListPage(SNOWFLAKE, lines, status, COUNTS, 199, posters(line.drama for line in lines))


def trial(filling: str | None, count: int) -> Trial:
    title = (fill(filling, 300) or "A")[:300]
    entry = Entry(title, title, 2005, season=1_000, status=Status.ON_HOLD, episode=5_000, score=Score(19))
    rows = tuple((place, ImportRow(entry, None, (1, 2) if place % 2 else ())) for place in range(count))
    unread = tuple(Unread(f"column {n} {title}", (fill(filling, 60) or "x")[:60], 9_999) for n in range(20))
    reading = Reading("trakt", (entry,) * 10_000, 9_999, 9_999, unread)
    return Trial(SNOWFLAKE, reading, True, 9_999, 9_999, 9_999, 9_999, 9_999, rows)


@languages
@fillings
@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("own", [False, True])
def test_a_page_of_a_list(t: Texts, filling: str | None, status: Status | None, own: bool) -> None:
    assert not problems(lists.page(t, page(filling, status), own=own))
    assert not problems(lists.page(t, ListPage(1, (), status, {}, 0), own=own))
    assert not problems(lists.page(t, ListPage(1, (), status, {Status.PLAN: 1}, 0), own=own))


@languages
@fillings
@pytest.mark.parametrize("count", [0, 1, 25, 10_000])
def test_what_an_import_would_do(t: Texts, filling: str | None, count: int) -> None:
    shown = trial(filling, count)
    for view in (
        lists.trial(t, shown),
        lists.imported(t, shown),
        lists.unmatched(t, shown),
        lists.undone(t, ListImportUndone(9_999, 9_999)),
        lists.left(t),
        lists.nothing_to_export(t),
        lists.exported(t, "namida-list.json", 9_999),
    ):
        # The file itself is sent beside the screen.
        assert not [finding for finding in problems(view) if "is not attached" not in finding.reason]


def test_what_could_not_be_read_is_named_and_counted() -> None:
    entry = Entry("A", status=Status.PLAN)
    unread = (Unread("my_score", "great", 2), Unread("my_status", "*later*", 1))
    shown = everything(lists.trial(texts("en"), Trial(1, Reading("simkl", (entry,), 0, 0, unread), False)))
    assert "3 values could not be read and are left out (" in shown
    assert "great ×2" in shown
    assert "\\*later\\*" in shown


def test_every_format_has_a_name_to_be_shown_by() -> None:
    assert lists.FORMATS.keys() == {one.NAME for one in content.FORMATS}


@languages
@fillings
def test_which_drama_it_is(t: Texts, filling: str | None) -> None:
    row = trial(filling, 1).open_rows[0][1]
    near = tuple(drama(filling, SNOWFLAKE - at) for at in range(25))
    for dramas in ((), near):
        chosen = Choice(SNOWFLAKE, 9_999, row, dramas, True, 400)
        assert not problems(lists.choice(t, chosen, ("TVmaze", "TMDB")))
        found = tuple(
            Offer(source, str(at), fill(filling, 300), fill(filling, 300), 2005, "JP")
            for source in SourceName
            for at in range(20)
        )
        for offers in (Offers(found), Offers((), ("TVmaze", "TMDB")), Offers()):
            assert not problems(lists.offered(t, chosen, offers))


@languages
@fillings
def test_the_form_of_a_drama(t: Texts, filling: str | None) -> None:
    for status in Status:
        now = Progress(status, 1, DAY, DAY, 1_000, fill(filling, 1_000) or None)
        assert not list(check_form(watching.more(t, extremes.drama(filling), now).to_dict(), "$"))
    assert not list(check_form(watching.more(t, extremes.drama(filling), None).to_dict(), "$"))


def test_dramas_of_one_name_are_told_apart() -> None:
    named = enumerate(("Mother", "Mother", "Ai"))
    dramas = [Drama(at, name, country="JP", year=2000 + at) for at, name in named]
    lines = tuple(ListLine(one, Progress(Status.WATCHING), None) for one in dramas)
    shown = everything(lists.page(texts("en"), ListPage(1, lines, None, {Status.WATCHING: 3}, 0), own=True))
    assert [f"Japan · {year} · Watching" in shown for year in (2000, 2001, 2002)] == [True, True, False]


def test_a_note_is_for_its_member_alone() -> None:
    t = texts("en")
    assert "a secret" in everything(lists.page(t, page("word ", note="a secret"), own=True))
    assert "a secret" not in everything(lists.page(t, page("word ", note="a secret"), own=False))
