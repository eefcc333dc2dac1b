"""Whatever a message hides begins where no preview reaches: a property of what messages are made with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cards import Card, Tab
from bot.domain.comments import CommentShown, QuoteShown, SavedQuote
from bot.domain.dramas import CatalogueEntry, Drama, Link, LinkKind
from bot.domain.episodes import Synopsis, SynopsisState
from bot.domain.marked import Marked
from bot.domain.publishing import Submission, SubmissionPage, SynopsisShown
from bot.domain.ratings import Rating
from bot.domain.reviews import Review, ReviewPage, ReviewShown, ReviewSort
from bot.domain.spoilers import Policy, Shape
from bot.i18n import LANGUAGES, Texts, texts
from bot.present import spoilers
from bot.present.board import comments, marked, quotes
from bot.present.catalogue import cards
from bot.present.episodes import episodes, publishing, submissions
from bot.present.layout import PREVIEW, Part, Screen, beside, box, say, screen, shown_before_bars, thumbnail
from bot.present.parts import built
from bot.present.reviews import reviews
from bot.present.text import escape, least_shown
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS
from tests.present.gating import barred
from tests.present.reading import parts_of, problems
from tests.source_code import modules
from tests.world import walk
from tests.woven import woven

AT = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "zanthorp"


# Texts that are drawn as little or nothing, and ones that are drawn as they are.
_DRAWN_AS_LITTLE = (
    "<@1456074443980800029>", "<#1456074443980800027>", "<@&1456074443980800026>", "<t:1767225600:R>",
    "<:tears:1456074443980800029>", "<a:tears:1456074443980800029>", "</quote add:1456074443980800029>",
    "[a](https://example.org/" + "a" * 90 + ")", "**", "__", "~~", "`", "### ", "-# ", "> ", "\n",
    " " * 60, "\\*", "👩🏽\u200d💻", "🇯🇵", "e\u0301\u0301", "⚠️", "1リットルの涙", "A", "",
    "rain and tears",
)  # fmt: skip
_lines = st.lists(woven(_DRAWN_AS_LITTLE, max_size=8), max_size=6)


def in_preview(shown: Screen) -> str:
    """What a list of messages shows: the texts in their order as they are written, hidden or not."""
    parts = walk(parts_of(shown))
    return "".join(str(part["content"]) for part, _ in parts if part.get("content"))


# --- the builder ---


@languages
@settings(deadline=None)
@given(above=_lines, contents=_lines)
def test_whatever_stands_above_it_what_is_covered_begins_behind_a_preview(
    t: Texts, above: list[str], contents: list[str]
) -> None:
    hidden: list[Part] = [say(SECRET, *contents)]
    for made in (spoilers.hidden(t, above, hidden), spoilers.covered(t, above, hidden)):
        before = shown_before_bars(screen(*made).parts)
        assert before is not None
        assert before >= PREVIEW


@languages
@settings(deadline=None)
@given(parts=st.lists(st.tuples(st.booleans(), _lines), max_size=4))
def test_whatever_its_parts_are_a_guarded_message_hides_nothing_too_early(
    t: Texts, parts: list[tuple[bool, list[str]]]
) -> None:
    made: list[Part] = [box(say(SECRET, *lines), spoiler=hidden) for hidden, lines in parts]
    guarded = spoilers.guarded(t, made)
    before = shown_before_bars(screen(*guarded).parts)
    assert before is None or before >= PREVIEW
    assert [part for part in guarded if part in made] == made


@settings(deadline=None)
@given(above=_lines)
def test_a_message_that_hides_too_early_cannot_be_built(above: list[str]) -> None:
    text = "\n".join(above)
    shown: list[Callable[[], Screen]] = [
        lambda: screen(say(text), box(say(SECRET), spoiler=True)),
        lambda: screen(box(say(text), say(f"||{SECRET}||"))),
        lambda: screen(box(say(f"{text}\n||{SECRET}||"))),
        lambda: screen(beside(say(text), thumbnail("https://example.org/", "x")), say("||x||")),
    ]
    for build in shown:
        if least_shown(text) < PREVIEW:
            with pytest.raises(ValueError, match="characters stand in sight"):
                build()
        elif "`" not in text:  # code may reach over the bars
            build()


def test_bars_that_are_escaped_hide_nothing() -> None:
    screen(say(escape("||not hidden||")), say("`||…||`"))


@pytest.mark.parametrize(
    ("markdown", "least"),
    [
        ("plain words", 11),
        ("<@1456074443980800029> said", 5),
        ("<t:1767225600:R>", 0),
        ("<:tears:1456074443980800029><a:b:1>", 0),
        ("</quote add:1456074443980800029>", 0),
        ("### **Tears** · __x__", 9),
        ("-# small\n> quoted\n- listed", 17),
        ("[Tears](<https://example.org/a/long/address>)", 5),
        ("[Tears](https://example.org/)", 5),
        ("a \\* b \\| c", 5),  # escaped marks are drawn, but no one has to believe it
        ("a   \t b", 3),
        ("👩🏽\u200d💻🇯🇵⚠️", 0),
        ("e\u0301\u0301", 1),
        ("1リットルの涙", 7),
    ],
)
def test_only_what_is_surely_drawn_counts(markdown: str, least: int) -> None:
    assert least_shown(markdown) == least


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_more_counts_than_there_is(text: str) -> None:
    assert least_shown(text) <= len(text)


@pytest.mark.parametrize("language", LANGUAGES)  # the shortest translation counts here
def test_one_line_is_enough_in_every_language(language: str) -> None:
    """Where the words above are none at all; and the line of what everyone may click is enough alone."""
    t = texts(language)
    made = spoilers.covered(t, [], [say(SECRET)])
    assert len(built(made[0])["components"][0]["content"].split("\n")) == 1
    assert least_shown("\n".join(spoilers.barred(t, []))) >= PREVIEW


def test_every_message_is_made_by_the_builder_that_asks() -> None:
    """No module makes a message in another way."""
    makers = {
        path
        for path, module in modules("bot", matching=r"\b(Layout)?View\(|\bScreen\(")
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
        in ("LayoutView", "View", "Screen")
    }
    assert makers == {"bot/present/layout.py"}


# --- every screen that hides something ---

_SHORT = Drama(1, "A")


def _synopsis(drama: Drama, text: str) -> Synopsis:
    return Synopsis(1, drama, 1, "en", text, SynopsisState.PUBLISHED)


def _of(t: Texts, drama: Drama, text: str) -> Iterator[Screen]:
    """Whatever hides this text of a drama, with as little as can be beside it."""
    written = _synopsis(drama, text)
    answer = replace(extremes.synopsis(None, None), synopsis=written, others=())
    yield episodes.synopsis(t, barred(answer))
    for shape in (Shape.BARS, Shape.ASK):
        shown = SynopsisShown(written, shape)
        yield publishing.post(t, shown)
        for told in (None, "x"):
            yield submissions.queue(t, SubmissionPage((), Submission(written, AT), shown, 0, 1), told)
    for server in (None, "S"):
        yield submissions.replaced(t, Submission(written, AT), server)
        yield submissions.returned(t, Submission(written, AT, reason=text), server)
    review = Review(1, drama.id, 1, text[:100], text, 1, t.language, 0, 0, AT, AT)
    shown_review = ReviewShown(drama, review, None, None, 0, Shape.BARS, None)
    yield reviews.post(t, shown_review)
    read = ReviewPage(shown_review, ReviewSort.NEWEST, 0, 1, (review,))
    yield reviews.page(t, read, owner_id=1, private=False)
    comment = replace(extremes.comment(None, 1), text=text, country=None, reply_to=None, updated_at=AT)
    yield comments.post(t, CommentShown(drama, comment, Shape.BARS))
    yield quotes.quote(t, QuoteShown(drama, SavedQuote(1, text, episode=1), Shape.BARS))
    yield quotes.added(t, QuoteShown(drama, SavedQuote(1, text, episode=1), Shape.BARS, new=True))
    whole = text[:1_500]  # a longer one is a file
    yield marked.post(t, Marked(1, 1, drama, 1, whole, (), Shape.BARS))[0]
    for policy in Policy:
        link = Link(LinkKind.ARTICLE, text[:300], "https://example.org/", spoils_episode=1)
        entry = CatalogueEntry(drama.title, links=(link,))
        card = Card(drama, entry, Rating(), Rating(), (), policy=policy)
        yield cards.card(t, card, Tab.LINKS, owner_id=1, private=False)


@languages
def test_no_preview_of_any_screen_shows_what_it_hides(t: Texts) -> None:
    seen = 0
    for shown in _of(t, _SHORT, SECRET):
        told = in_preview(shown)
        before = shown_before_bars(shown.parts)
        assert SECRET not in told[:PREVIEW]
        assert before is None or before >= PREVIEW
        assert (before is None) is (SECRET not in told)
        seen += before is not None
    assert seen >= 15


@languages
@pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
def test_screens_that_hide_the_most_can_be_built_and_sent(t: Texts, filling: str | None) -> None:
    for text in (extremes.fill(filling, 2_000), "y"):
        for shown in _of(t, extremes.drama(filling), text):
            assert not problems(shown)
