"""Who reads Japanese is answered in Japanese; what everybody reads is in the server's language."""

from __future__ import annotations

import re

import discord
import pytest

from bot.i18n import LANGUAGES, choose, texts
from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    button,
    hidden_text_of,
    labels,
    menu,
    menus,
    readers_of,
    shown,
    stored,
    text_of,
    turned,
)

NATIVE = "1リットルの涙"  # of TEARS, as readers of Japanese know it

KANA = re.compile(r"[ぁ-んァ-ヶ]")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
LETTERS = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
def world(world: World) -> World:
    """Mika's Discord is in Japanese, everybody else's in English."""
    world.speaks(world.mika, "ja")
    return world


def japanese(message: str, **values: object) -> str:
    translated = texts("ja")(message, **values)
    assert translated != (message.format_map(values) if values else message), f"not translated: {message}"
    return translated


async def test_an_answer_of_ones_own_is_in_ones_own_language(world: World) -> None:
    saved = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9.5")
    assert japanese("{title}: saved.", title=f"**{NATIVE}**") in text_of(saved)
    assert japanese("Overall") in text_of(saved)
    assert texts("ja").plural("{n} score", "{n} scores", 1) in text_of(saved)
    assert labels(saved) == [
        japanese(label) for label in ("Add or change criteria", "Card", "Delete my score")
    ]
    english = await world.jun.slash(world.lounge, "rate", title=TEARS, overall="9.5")
    assert f"**{TEARS}**: saved." in text_of(english)
    assert not KANA.search(text_of(english))


async def test_a_public_card_is_in_the_servers_language_a_private_one_in_the_readers(world: World) -> None:
    public = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    await turned(world.mika, public, "Details")
    assert "**Genres** Romance" in text_of(public)
    tabs = ("Overview", "Details", "Cast", "Episodes", "Ratings", "Links")
    assert [option["label"] for option in menu(public, "tab:")["options"]] == list(tabs)
    private = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    await turned(world.mika, private, "Details")
    assert f"**{japanese('Genres')}** {japanese('Romance')}" in text_of(private)
    assert [option["label"] for option in menu(private, "tab:")["options"]] == list(map(japanese, tabs))
    assert "2005年10月11日" in text_of(private) or "2005/10/11" in text_of(private)
    assert "火曜日" in text_of(private)
    assert "🇯🇵 " + texts("ja")("Japan") in text_of(private)


async def test_the_server_chooses_the_language_of_public_posts(world: World) -> None:
    await world.rei.slash(world.lounge, "settings language", language="ja")
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert readers_of(world, card) == {"mika", "jun", "rei"}
    await turned(world.jun, card, "Details")
    assert f"**{japanese('Genres')}**" in text_of(card)
    own = await world.jun.slash(world.lounge, "drama info", title=TEARS, private=True)
    await turned(world.jun, own, "Details")
    assert "**Genres**" in text_of(own)


async def test_a_sealed_question_and_its_text_are_in_the_readers_language(world: World) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    question = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert labels(question) == [
        japanese("Show anyway"),
        japanese("I have seen up to episode {n}", n=1),
        japanese("Not now"),
    ]
    assert "入試" not in repr(shown(question).components)
    await world.mika.click(shown(question), label=japanese("Show anyway"))
    assert "高校入試の日" in text_of(question)
    english = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    await world.jun.click(shown(english), label="Show anyway")
    assert "entrance exam" in text_of(english)


async def test_a_japanese_server_posts_the_japanese_synopsis(world: World) -> None:
    await world.rei.slash(world.lounge, "settings language", language="ja")
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert "高校入試の日" in hidden_text_of(answer)
    assert "入試" not in text_of(answer)


async def test_a_post_for_all_is_not_in_its_askers_language(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    assert "entrance exam" in hidden_text_of(answer)
    assert not KANA.search(hidden_text_of(answer) + text_of(answer))


async def test_errors_are_in_the_readers_language(world: World) -> None:
    told: dict[str, dict[str, str | int]] = {
        "Nothing called *{query}*.": {"title": "qqqqzzzz"},
        "{title} has episodes 1 to {last}. There is no episode {n}.": {"title": TEARS, "episode": 12},
        "{title} has episodes 1 to {last}.": {"title": TEARS, "episode": 0},
    }
    values = {"query": "qqqqzzzz", "title": f"**{NATIVE}**", "last": 11, "n": 12}
    for message, options in told.items():
        answer = await world.mika.slash(world.lounge, "rate", **options)
        assert japanese(message, **values) in text_of(answer)
    refused = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="nine")
    assert KANA.search(text_of(refused))
    assert "★★★★½" in text_of(refused)
    unasked = await world.mika.slash(world.lounge, "drama search")
    assert text_of(unasked) == japanese("Choose at least one: name, genre, country, year, network or person.")


async def test_help_and_forms_are_in_the_readers_language(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "help")
    sentences = re.sub(r"</[^>]+>", "", text_of(answer))
    assert [line for line in sentences.splitlines() if line.strip(" *#-") and not JAPANESE.search(line)] == []
    detail = await world.mika.slash(world.lounge, "help", command="watch set")
    assert japanese("Update your progress: status, episode, or both") in text_of(detail)
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert japanese("What happens in episode {n}", n=2) in repr(form.modal)


async def test_menus_panels_and_lists_are_in_the_readers_language(world: World, database: Database) -> None:
    panel = await world.mika.slash(world.lounge, "rate", title=TEARS)
    locked = "{criterion}: after the overall score"
    assert [part["placeholder"] for part in menus(panel)] == [
        japanese("Overall"),
        *(
            japanese(locked, criterion=japanese(criterion))
            for criterion in ("Story", "Acting and cast", "Music", "Rewatch value")
        ),
    ]
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert japanese("Episodes") in text_of(listing)
    options = menu(listing, "synopsis")["options"]
    assert options[0]["label"] == japanese("Episode {n}", n=1)
    results = await world.mika.slash(world.lounge, "drama search", country="JP")
    assert button(results, japanese("Previous"))["disabled"]
    ((count,),) = await stored(database, "SELECT count(*) FROM drama WHERE country = 'JP'")
    assert texts("ja").plural("{n} drama found", "{n} dramas found", int(str(count))) in text_of(results)
    moved = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    assert japanese("Watching") in text_of(moved)
    assert japanese("episode {n} of {last}", n=3, last=11) in text_of(moved)


async def test_a_moderators_panel_is_in_their_language(world: World) -> None:
    world.speaks(world.rei, "ja")
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    assert text_of(panel).count(japanese("no channel")) == 5
    await world.rei.click(panel, label=japanese("Spoilers, roles, language"))
    assert japanese("How spoilers are hidden") == menu(panel, "setpolicy")["placeholder"]
    assert [option["label"] for option in menu(panel, "setpolicy")["options"]] == [
        japanese(policy) for policy in ("Bars", "Sealed", "Open")
    ]


async def test_genres_complete_in_the_readers_language(world: World) -> None:
    offered = await world.mika.autocomplete(world.lounge, "drama search", "genre", "rom")
    assert offered == [{"name": japanese("Romance"), "value": "Romance"}]
    typed = await world.mika.autocomplete(world.lounge, "drama search", "genre", japanese("Romance")[:1])
    assert {"name": japanese("Romance"), "value": "Romance"} in typed
    whole = await world.mika.slash(world.lounge, "drama search", genre=japanese("Romance"), country="TW")
    assert "We Best Love" in text_of(whole)


async def test_a_language_that_there_is_not_is_answered_in_english(world: World) -> None:
    world.speaks(world.jun, "sv-SE")
    answer = await world.jun.slash(world.lounge, "rate", title=TEARS, overall="9")
    assert f"**{TEARS}**: saved." in text_of(answer)


async def test_readers_of_every_language_are_answered_in_theirs(world: World) -> None:
    told = set()
    for locale in discord.Locale:
        world.speaks(world.jun, locale.value)
        language = choose(locale.value)
        if language in told:
            continue
        told.add(language)
        saved = text_of(await world.jun.slash(world.lounge, "rate", title=TEARS, overall="9"))
        assert texts(language)("{title}: saved.", title="|").split("|")[-1] in saved, language
        assert f"**{texts(language).fixed(9)}**" in saved, language
    assert told == set(LANGUAGES)


async def test_in_a_direct_message_the_reader_decides(world: World) -> None:
    card = await world.mika.user.slash("drama info", title=TEARS)
    await turned(world.mika.user, card, "Details")
    assert f"**{japanese('Genres')}**" in text_of(card)


async def test_an_english_answer_holds_no_japanese_but_names(world: World) -> None:
    await world.jun.slash(world.lounge, "help")
    for name in ("rate", "episode list", "drama info"):
        answer = await world.jun.slash(world.lounge, name, title="Hotel del Luna")
        assert LETTERS.search(text_of(answer))
        assert not KANA.search(text_of(answer).split("-# Also known as")[0])
