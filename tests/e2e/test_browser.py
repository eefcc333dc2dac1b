"""The demo as a person sees it: `python -m bot demo` in headless Chromium, by keyboard and mouse."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.demo.people import DRAMA, MOTHER
from bot.demo.places import DemoChannel
from bot.demo.stage import (
    GIFT,
    HANA,
    HEADLINE,
    JUN,
    LOUNGE,
    MIKA,
    PAVEL,
    RECOMMENDED,
    REI,
    REPORTED,
    SAID,
    SCORES,
    SONG,
    UME,
)
from tools.browser import LOG, Demo, Visitor, chromium, find_chromium, running_demo, seen

CHROMIUM = find_chromium()
expect.set_options(timeout=20_000)  # milliseconds, of a machine that may be busy
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome is installed here"),
    pytest.mark.asyncio(loop_scope="module"),  # one Chromium for all; those who read share a demo
]

# The starter catalogue's synopsis of episode 1: a piece of its beginning, its middle and its end.
PLOT = ("misses her stop", "Food drops from her chopsticks", "an illness is starting to show")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """As `make demo` starts it. The last of its tests ends it."""
    async with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM is not None
    async with chromium(CHROMIUM) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(demo: Demo, browser: Browser) -> AsyncIterator[Visitor]:
    visitor = await Visitor.opens(browser, demo.address)
    yield visitor
    await visitor.page.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(opened: Visitor) -> AsyncIterator[Visitor]:
    """The page as the last test left it, with an empty box, for the first of the viewers."""
    yield opened
    opened.by_key = False
    await opened.empties()
    await opened.view_as(MIKA)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def plot_in(text: str) -> list[str]:
    return [piece for piece in PLOT if piece in text]


def charts_of(message: Locator) -> Locator:
    """The pictures below a message's text, without the drama's poster beside it."""
    return message.locator(".gallery-image").and_(message.get_by_role("img"))


async def plot_in_sight(place: Locator) -> list[str]:
    return plot_in(await seen(place))


async def card_of(visitor: Visitor, title: str, typed: str | None = None) -> Locator:
    await visitor.begin("drama info")
    await visitor.fill("title", typed or title, choose=title)
    return await visitor.send()


async def synopsis_of_episode_1(visitor: Visitor) -> Locator:
    await visitor.begin("episode synopsis")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    await visitor.fill("episode", "1")
    return await visitor.send()


async def a_card_opens_it_for_every_viewer(demo: Demo, visitor: Visitor) -> None:
    viewers = await visitor.viewers()
    assert viewers == [MIKA, JUN, HANA, REI]
    assert "/drama info" in demo.told
    for place in DemoChannel:
        if place is not DemoChannel.LOUNGE:
            assert f"AT={place}" in demo.told
    assert "ichi ritto" in demo.told
    for name in viewers:
        await visitor.view_as(name)
        await expect(visitor.newest).to_contain_text(DRAMA)
        await expect(visitor.newest.get_by_text("Namida", exact=True)).to_be_visible()
        assert "Only you can see this" not in await seen(visitor.newest)
    await visitor.view_as(MIKA)


async def what_is_like_it_comes_with_a_reason(visitor: Visitor) -> None:
    await visitor.choose(visitor.newest, "More …", "Similar")
    like = visitor.newest
    for title, reason in RECOMMENDED.items():
        await expect(like.get_by_text(title).first).to_be_visible()
        await expect(like.get_by_text(reason)).to_be_visible()
    await expect(like.get_by_text("People who liked it also liked")).to_be_visible()


async def test_a_card_opens_it_before_anybody_has_asked_for_anything(demo: Demo, visitor: Visitor) -> None:
    await a_card_opens_it_for_every_viewer(demo, visitor)
    await what_is_like_it_comes_with_a_reason(visitor)


async def test_a_drama_is_found_by_an_old_fan_title_while_typing(visitor: Visitor) -> None:
    visitor.by_key = True
    await visitor.begin("drama info")
    await visitor.fill("title", "ichi ritto")
    await expect(visitor.choices.first).to_have_text(f"{DRAMA} (1リットルの涙, 2005)")
    await visitor.choices.first.click()
    card = await visitor.send()
    await expect(card.get_by_role("heading", name=DRAMA)).to_be_visible()
    for told in (
        "1リットルの涙",
        "Japan",
        f"{SCORES} scores",
        "11 episodes × 45 min",
        "Fuji TV",
    ):
        await expect(card.get_by_text(told).first).to_be_visible()

    await visitor.choose(card, "Choose a tab", "Details")
    await expect(card.get_by_text("diary of Kito Aya").first).to_be_visible()
    await visitor.choose(card, "Choose a tab", "Cast")
    await expect(card.get_by_text("Sawajiri Erika — Ikeuchi Aya")).to_be_visible()
    await expect(card.get_by_text("11 episodes × 45 min")).to_have_count(0)


async def test_a_synopsis_is_out_of_sight_until_its_bar_is_clicked(visitor: Visitor) -> None:
    synopsis = await synopsis_of_episode_1(visitor)
    await expect(synopsis.get_by_text("Spoils up to episode 1")).to_be_visible()
    # Nowhere on the page: neither in the conversation nor in the list of messages beside it.
    assert await plot_in_sight(visitor.page.locator("body")) == []
    # Nor does anybody hear it whose screen is read to them.
    assert plot_in(await visitor.conversation.aria_snapshot()) == []
    covered = await synopsis.screenshot()

    await visitor.uncover(synopsis)
    await expect(synopsis.get_by_text(PLOT[0])).to_be_visible()
    assert await plot_in_sight(synopsis) == list(PLOT)
    assert await synopsis.screenshot() != covered

    # Another reader's spoiler bar stays closed.
    await visitor.view_as(JUN)
    await expect(visitor.newest.get_by_text("Spoils up to episode 1")).to_be_visible()
    assert await plot_in_sight(visitor.page.locator("body")) == []


async def test_a_score_with_a_comma_is_kept_and_counts_once_its_member_has_finished(visitor: Visitor) -> None:
    await visitor.view_as(JUN)
    await visitor.begin("rate")
    await visitor.fill("title", "1 litre", choose=DRAMA)
    await visitor.fill("overall", "8,5")
    saved = await visitor.send()
    await expect(saved.get_by_text("Overall 8.5")).to_be_visible()
    # He only plans to watch it: his score stands beside the rating of those who have finished.
    await expect(saved.get_by_text(f"{SCORES} scores")).to_be_visible()
    await expect(saved.get_by_text("once you finish")).to_be_visible()


async def test_a_moderator_sees_which_channels_are_missing(visitor: Visitor) -> None:
    await visitor.view_as(REI)
    await visitor.begin("settings panel")
    panel = await visitor.send()
    text = await seen(panel)
    for told in ("Synopses #synopses", "Reviews #reviews", "#mod-log", "#episode-talk"):
        assert told in text
    assert text.count("no channel") == 1
    assert "Only you can see this" in text

    await visitor.view_as(MIKA)
    await visitor.page.get_by_role("textbox", name="Message", exact=True).click()
    await visitor.page.keyboard.type("/")
    await expect(visitor.choices.filter(has_text="/drama info")).to_be_visible()
    await expect(visitor.choices.filter(has_text="/settings")).to_have_count(0)


async def test_the_ratings_are_pictures_and_their_words_are_there_for_who_cannot_see_them(
    visitor: Visitor,
) -> None:
    card = await card_of(visitor, DRAMA, typed="ichi ritto")
    await visitor.choose(card, "Choose a tab", "Ratings")
    await expect(card.get_by_text("members who finished it (plain average")).to_be_visible()
    pictures = charts_of(card)
    await expect(pictures).to_have_count(2)
    told = [await picture.get_attribute("alt") for picture in await pictures.all()]
    assert "9" in str(told[0])
    assert "Acting" in str(told[1])
    # What the later episodes are worth is for those alone who have seen them.
    await expect(card.get_by_text("You see the scores of the episodes you have watched")).to_be_visible()
    own = await visitor.press_for_answer(card, "Episode by episode")
    assert "Only you can see this" in await seen(own)
    await expect(charts_of(own)).to_have_count(3)


async def test_a_review_is_read_and_found_helpful(visitor: Visitor) -> None:
    await visitor.view_as(JUN)
    await visitor.begin("review read")
    await visitor.fill("title", "ichi ritto", choose=DRAMA)
    review = await visitor.send()
    await expect(review.get_by_text(HEADLINE)).to_be_visible()
    await expect(review.get_by_text("1 of 1 reader finds it helpful")).to_be_visible()
    await visitor.press(review, "👍 Helpful")
    await expect(review.get_by_text("2 of 2 readers find it helpful")).to_be_visible()


async def test_what_airs_today_is_there_without_a_network(visitor: Visitor) -> None:
    await visitor.begin("airing today")
    today = await visitor.send()
    await expect(today.get_by_text("The Heirs").first).to_be_visible()
    await expect(today.get_by_text("Data from TVmaze")).to_be_visible()
    await expect(today.get_by_text("not answered")).to_have_count(0)


async def test_moderators_have_something_to_do_and_the_one_who_runs_the_bot_makes_a_backup(
    visitor: Visitor,
) -> None:
    await visitor.view_as(REI)
    for command, told in (
        ("moderate queue", "1 report"),
        ("synopses queue", "wrote this in English"),
        ("catalogue queue", SONG),
        ("backup now", "The backup is made and checked."),
    ):
        await visitor.begin(command)
        answer = await visitor.send()
        await expect(answer.get_by_text(told)).to_be_visible()


async def test_a_member_reads_what_another_recommends_to_them(visitor: Visitor) -> None:
    await visitor.begin("recommend received")
    received = await visitor.send()
    for told in GIFT:
        await expect(received.get_by_text(told).first).to_be_visible()


async def test_who_is_behind_is_asked_first_and_reads_alone(visitor: Visitor) -> None:
    await visitor.goes_to("#reviews")  # where nobody has had it shown yet
    await visitor.view_as(JUN)
    await visitor.begin("episode list")
    await visitor.fill("title", "1 liter of tear", choose=DRAMA)
    episodes = await visitor.send()
    assert "Only you can see this" in await seen(episodes)

    question = await visitor.choose_for_answer(episodes, "Read an episode's synopsis", "Episode 1 Synopsis")
    await expect(
        question.get_by_text("You haven't started this drama. This contains spoilers for episode 1.")
    ).to_be_visible()
    assert await plot_in_sight(visitor.page.locator("body")) == []
    assert plot_in(await visitor.page.content()) == []

    await visitor.press(question, "Show anyway")
    await expect(question.get_by_text(PLOT[0])).to_be_visible()
    assert await plot_in_sight(question) == list(PLOT)
    await visitor.view_as(MIKA)
    assert plot_in(await visitor.page.content()) == []


async def test_links_and_the_menu_lead_to_other_channels(visitor: Visitor) -> None:
    await visitor.goes_to("#mod-log")  # which Mika does not see
    assert await visitor.viewers() == [REI]
    await visitor.follows(visitor.newest, "Look at it")
    assert await visitor.viewers() == [MIKA, JUN, HANA, REI]
    await expect(visitor.page.get_by_label("Viewing as").locator("option:checked")).to_have_text(REI)
    await expect(visitor.page.locator("#channel-name")).to_contain_text("Episodes 1–4")
    await expect(visitor.conversation.get_by_text(SAID[REPORTED].text)).to_be_attached()

    await visitor.goes_to("#hall")
    assert await visitor.viewers() == [UME, PAVEL]
    await expect(visitor.newest.get_by_text("Hello, I am Namida")).to_be_visible()
    panel = await visitor.press_for_answer(visitor.newest, "Set up")
    await expect(panel.get_by_role("heading", name="Settings")).to_be_visible()

    await visitor.goes_to(MIKA)  # what the bot tells her alone
    assert await visitor.viewers() == [MIKA]
    await visitor.goes_to(f"#{LOUNGE}")
    assert await visitor.viewers() == [MIKA, JUN, HANA, REI]


async def test_a_drama_that_is_missing_is_added_without_a_network(visitor: Visitor) -> None:
    await visitor.begin("drama info")
    await visitor.fill("title", "reply 1988")
    unknown = await visitor.send()
    await expect(unknown.get_by_text("Nothing called")).to_be_visible()
    await unknown.get_by_role("combobox", name="Add from TVmaze").click()
    await visitor.page.get_by_role("option", name="Answer Me 1988").click()
    await expect(visitor.conversation.get_by_role("heading", name="Answer Me 1988")).to_be_visible()
    await expect(visitor.newest.get_by_role("img", name="Answer Me 1988")).to_be_visible()
    await visitor.begin("drama info")
    await visitor.fill("title", "응답하라", choose="Answer Me 1988")
    card = await visitor.send()
    await expect(card.get_by_text("20 episodes × 95 min")).to_be_visible()


async def test_it_ends_without_a_trace(demo: Demo, opened: Visitor) -> None:
    """After all that was asked of it."""
    folder = demo.log.parent
    assert any(name.startswith("namida-demo-") for name in names_in(folder))
    await opened.page.get_by_text("More", exact=True).click()
    await opened.page.get_by_role("button", name="End preview session").click()
    assert await demo.process.wait() == 0
    assert names_in(folder) == [LOG]
    assert demo.log.read_text() == "", "the terminal has the address and what to try, and nothing else"


# A trouble of the catalogue outside, and a drama whose pictures nobody has asked for before that.
TROUBLES = {"silent": DRAMA, "down": MOTHER, "late": "Taiyou no Uta"}


@dataclass(frozen=True)
class Slow:
    """A demo whose catalogue outside has the trouble that is written into the file."""

    demo: Demo
    visitor: Visitor
    trouble: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slow(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> AsyncIterator[Slow]:
    folder = tmp_path_factory.mktemp("slow")
    trouble = folder / "trouble"
    program = ("tests.e2e.slow_demo", str(trouble))
    async with running_demo(folder, program=program) as demo:
        visitor = await Visitor.opens(browser, demo.address)
        yield Slow(demo, visitor, trouble)
        await visitor.page.close()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_is_slow_or_down_costs_a_sentence_and_never_the_page(trouble: str, slow: Slow) -> None:
    """Whatever the demo waits for outside of itself: the page goes on, and so does the member."""
    slow.trouble.write_text(trouble)
    visitor = slow.visitor
    await visitor.begin("airing today")
    today = await visitor.send()
    await expect(today.get_by_text("TVmaze has not answered yet")).to_be_visible()
    await visitor.begin("drama info")
    await visitor.fill("title", "reply 1988")
    unknown = await visitor.send()
    await expect(unknown.get_by_text("Nothing called")).to_be_visible()
    await expect(unknown.get_by_text(re.compile("TVmaze.*answer"))).to_be_visible()
    card = await card_of(visitor, TROUBLES[trouble])
    await visitor.choose(card, "Choose a tab", "Ratings")  # whose pictures take longer than the page waits
    await expect(card.get_by_text("members who finished it (plain average")).to_be_visible()
    await visitor.begin("help")
    helped = await visitor.send()
    await expect(helped.get_by_text("What you can do here")).to_be_visible()
    assert "Traceback" not in slow.demo.log.read_text()
