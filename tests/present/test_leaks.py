"""What spoils stands under the bars or nowhere; titles and ratings stop where the reader stopped."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cards import Card, EpisodeList, SynopsisAnswer, Tab
from bot.domain.dramas import CatalogueEntry, Drama, Link, LinkKind
from bot.domain.episodes import EpisodeRow, Synopsis, SynopsisState
from bot.domain.progress import Progress, Status
from bot.domain.ratings import Rating
from bot.domain.spoilers import Policy, Shape
from bot.i18n import Texts, texts
from bot.present import words
from bot.present.catalogue import cards
from bot.present.episodes import episodes
from tests.languages import languages
from tests.present.gating import barred, withheld
from tests.present.reading import everything, parts_of, words_of
from tests.world import walk

EN = texts("en")
DRAMA = Drama(7, "1 Litre of Tears", "1リットルの涙", "JP", 2005, episodes=11)
# Words that no screen has of its own.
SECRETS = ("zanthorp", "quivelling", "mirrowane", "|oblisk|", "秘密の結末")
BEHIND = [None, *(Progress(status, 2) for status in Status if status is not Status.COMPLETED)]

secret_texts = st.lists(st.sampled_from([*SECRETS, "||", "\n", "`", "<@1>"]), min_size=1, max_size=12).map(
    " ".join
)


def _answer(text: str, progress: Progress | None = None) -> SynopsisAnswer:
    written = Synopsis(42, DRAMA, 3, "en", text, SynopsisState.PUBLISHED, 5, 6)
    return SynopsisAnswer(written, Shape.ASK, progress, 11)


def _told_in(seen: str) -> list[str]:
    """Which of the secret words stand in what is seen, escaped or not."""
    bare = seen.replace("\\", "")
    return [secret for secret in SECRETS if secret in bare]


@languages
@settings(deadline=None, max_examples=40)
@given(text=secret_texts)
def test_a_hidden_synopsis_has_its_words_under_the_bars_alone(t: Texts, text: str) -> None:
    shown = episodes.synopsis(t, barred(_answer(text)))
    assert not _told_in("\n".join(words_of(shown, hidden=False)))
    assert _told_in("\n".join(words_of(shown, hidden=True))) == [s for s in SECRETS if s in text]
    in_sight = "\n".join(words_of(shown, hidden=False))
    assert words.title(t, DRAMA) in in_sight
    assert t("Spoils up to episode {n}", n=3) in in_sight


@languages
@settings(deadline=None, max_examples=40)
@given(text=secret_texts, progress=st.sampled_from(BEHIND))
def test_the_question_before_it_has_nothing_of_the_text(
    t: Texts, text: str, progress: Progress | None
) -> None:
    assert not _told_in(everything(episodes.synopsis(t, withheld(_answer(text, progress)))))


def test_bars_cannot_be_closed_from_inside() -> None:
    shown = episodes.synopsis(EN, barred(_answer("she || dies ||")))
    assert "||" not in "\n".join(words_of(shown, hidden=True)).replace("\\|", "")


def _rows() -> tuple[EpisodeRow, ...]:
    return tuple(
        EpisodeRow(
            number, f"title{number}end", date(2005, 10, number), 54, None, number + 0.5, 1_000 + number, True
        )
        for number in range(1, 12)
    )


def _past(seen: str, up_to: int) -> list[str]:
    """Titles and ratings of episodes beyond `up_to` that stand in what is seen."""
    return [
        told
        for row in _rows()
        if row.number > up_to
        for told in (f"title{row.number}end", f"1,{row.scores % 1_000:03}")
        if told in seen
    ]


@languages
@settings(deadline=None)
@given(up_to=st.integers(0, 11), status=st.sampled_from(Status))
def test_an_episode_list_stops_where_the_reader_stopped(t: Texts, up_to: int, status: Status) -> None:
    seen = everything(episodes.listing(t, EpisodeList(DRAMA, _rows(), Progress(status, up_to)), 0))
    assert not _past(seen, up_to)
    assert all(f"title{number}end" in seen for number in range(1, up_to + 1))


@languages
def test_an_episode_list_tells_a_stranger_air_dates_only(t: Texts) -> None:
    seen = everything(episodes.listing(t, EpisodeList(DRAMA, _rows(), None), 0))
    assert not _past(seen, 0)
    assert all(t.day(row.air_date) in seen for row in _rows() if row.air_date)


def test_an_episode_list_tells_who_completed_it_what_they_have_seen() -> None:
    def listed(up_to: int) -> str:
        progress = Progress(Status.COMPLETED, up_to)
        return everything(episodes.listing(EN, EpisodeList(DRAMA, _rows(), progress), 0))

    assert all(f"title{row.number}end" in listed(len(_rows())) for row in _rows())
    grown = listed(3)  # it had three episodes when they completed it
    assert _past(grown, 0)
    assert not _past(grown, 3)


def _card(progress: Progress | None) -> Card:
    entry = CatalogueEntry(
        "1 Litre of Tears",
        summary="A girl falls ill.",
        links=(
            Link(LinkKind.ARTICLE, "Thoughts", "https://spoiling.example/the-end", spoils_episode=11),
            Link(LinkKind.OFFICIAL, "Fuji TV", "https://harmless.example/"),
        ),
    )
    return Card(DRAMA, entry, Rating(), Rating(), _rows(), None, progress)


@languages
@pytest.mark.parametrize("tab", Tab)
@pytest.mark.parametrize("progress", [*BEHIND, Progress(Status.COMPLETED, 11)])
def test_a_public_card_tells_nothing_of_the_episodes(t: Texts, tab: Tab, progress: Progress | None) -> None:
    """Its owner may be past them all: others read it too."""
    assert not _past(everything(cards.card(t, _card(progress), tab, owner_id=1, private=False)), 0)


@languages
@pytest.mark.parametrize("tab", Tab)
@pytest.mark.parametrize("progress", BEHIND)
def test_a_private_card_goes_as_far_as_its_reader(t: Texts, tab: Tab, progress: Progress | None) -> None:
    up_to = progress.episode if progress else 0
    assert not _past(everything(cards.card(t, _card(progress), tab, owner_id=1, private=True)), up_to)


@languages
def test_the_address_of_a_page_that_spoils_is_labelled_and_barred(t: Texts) -> None:
    seen = everything(cards.card(t, _card(None), Tab.LINKS, owner_id=1, private=False))
    in_sight = re.sub(r"\|\|.*?\|\|", "", seen)
    assert "spoiling.example" in seen
    assert "spoiling.example" not in in_sight
    assert "https://harmless.example/" in in_sight
    assert "Thoughts" in seen
    assert "Thoughts" not in in_sight
    assert t("spoils up to episode {n}", n=11) in in_sight


@languages
def test_a_page_that_spoils_is_for_who_is_past_it_alone(t: Texts) -> None:
    past = replace(_card(Progress(Status.COMPLETED, 11)), policy=Policy.SEALED)
    assert "spoiling.example" in everything(cards.card(t, past, Tab.LINKS, owner_id=1, private=True))
    behind = _card(Progress(Status.WATCHING, 10))
    for shown, private in ((past, False), (replace(behind, policy=Policy.SEALED), False), (behind, True)):
        seen = everything(cards.card(t, shown, Tab.LINKS, owner_id=1, private=private))
        assert "spoiling.example" not in seen
        assert "Thoughts" not in seen


def test_a_title_cannot_speak_for_the_bot() -> None:
    """A drama's title is people's text: no mention, heading, bar or link in it works."""
    drama = replace(DRAMA, title="@everyone <@1> ||x|| [y](https://example.org)\n# z", native_title="# <#2>")
    card = replace(_card(None), drama=drama, entry=replace(_card(None).entry, title=drama.title))
    for tab in Tab:
        seen = "\n".join(
            word for word in words_of(cards.card(EN, card, tab, owner_id=1, private=True), hidden=False)
        )
        assert "@everyone" not in seen
        assert not re.search(r"(?<!\\)<[@#]", seen)
        assert not re.search(r"(?<!\\)\|\|x", seen)
        assert not re.search(r"(?<!\\)\]\(https://example", seen)
        assert not re.search(r"^# z", seen, re.MULTILINE)


@languages
def test_a_preview_of_a_hidden_synopsis_ends_before_the_plot(t: Texts) -> None:
    """Message lists and notifications join a message's texts, hidden ones too, and keep the first 100."""
    short = replace(_answer("zanthorp"), synopsis=replace(_answer("zanthorp").synopsis, drama=Drama(1, "W")))
    parts = walk(parts_of(episodes.synopsis(t, barred(short))))
    joined = "".join(part["content"] for part, _ in parts if part.get("content"))
    assert "zanthorp" in joined
    assert "zanthorp" not in joined[:100]
