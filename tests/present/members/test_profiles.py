"""Profiles keep to Discord's limits and hide nothing badly, whatever members and catalogues hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.profiles import EpisodesSeen, GenreScores, Profile, ProfileSettings, SeenBy
from bot.domain.progress import Status
from bot.i18n import LANGUAGES, Texts, texts
from bot.present import charts
from bot.present.members import profiles
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)

EMPTY = Profile(SNOWFLAKE, ProfileSettings(), None, {}, EpisodesSeen(), (0,) * 20, (), ())


def fullest(filling: str | None) -> Profile:
    return Profile(
        SNOWFLAKE,
        ProfileSettings("ja", "BA", 5, SeenBy.SERVER),
        datetime(2026, 1, 1, tzinfo=UTC),
        dict.fromkeys(Status, 1_000_000),
        EpisodesSeen(25_000_000, 36_000_000_000, 1),
        (1_000_000,) * 20,
        tuple(GenreScores(extremes.fill(filling, 100, f"{at}"), 5_000, 99_999) for at in range(3)),
        tuple((extremes.drama(filling, 100_000 + at), 20) for at in range(5)),
        1_000_000,
        1_000_000,
    )


@languages
@fillings
@pytest.mark.parametrize("own", [False, True])
def test_every_profile_fits(t: Texts, filling: str | None, own: bool) -> None:
    for shown in (fullest(filling), replace(fullest(filling), best=()), EMPTY):
        assert not problems(profiles.profile(t, shown, None, own=own))


@languages
def test_a_profile_with_its_picture_fits(t: Texts) -> None:
    shown = fullest("markdown")
    chart = charts.distribution(t, shown.given, 5)
    assert chart is not None
    picture = charts.picture(t, chart, b"PNG")
    screen = profiles.profile(t, shown, picture.part, own=True)
    # The message that the file goes with is looked at where it is sent, in the story of /profile show.
    assert not [found for found in problems(screen) if not found.where.endswith("media.url")]
    assert "```" not in everything(screen)  # the picture stands for the bars


@languages
def test_what_is_said_of_the_others_fits(t: Texts) -> None:
    assert not problems(profiles.closed(t, SNOWFLAKE))
    assert not problems(profiles.of_a_bot(t, SNOWFLAKE))


@languages
@pytest.mark.parametrize("saved", [False, True])
def test_the_panel_fits_whatever_was_chosen(t: Texts, saved: bool) -> None:
    for language in (None, *LANGUAGES, "xx"):
        for code in (None, *t.countries()):
            chosen = ProfileSettings(language, code, 5, SeenBy.EVERYONE)
            assert not problems(profiles.panel(t, chosen, saved=saved))
    for seen_by in SeenBy:
        assert not problems(profiles.panel(t, ProfileSettings(list_seen_by=seen_by), saved=saved))


@languages
def test_the_form_takes_the_name_of_every_country(t: Texts) -> None:
    for code in (None, *t.countries()):
        assert not list(check_form(profiles.country_form(t, code).to_dict(), "$"))


def test_hours_are_told_as_far_as_they_are_known() -> None:
    def told(seen: EpisodesSeen) -> str:
        shown = replace(EMPTY, listed={Status.WATCHING: 1}, seen=seen)
        return everything(profiles.profile(texts("en"), shown, None, own=False))

    assert "**Seen** 11 episodes · about 8 hours" in told(EpisodesSeen(11, 495))
    assert "**Seen** 1 episode · about 24 min" in told(EpisodesSeen(1, 24))
    assert "**Seen** 12 episodes · at least 1 hour" in told(EpisodesSeen(12, 60, 10))
    assert "**Seen** 12 episodes\n" in told(EpisodesSeen(12, 0, 12)) + "\n"
    assert "**Seen**" not in told(EpisodesSeen())
