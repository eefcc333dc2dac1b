"""Our parts of a message are what discord.py's objects for them would send."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.verbs import Verb
from bot.i18n import Texts, texts
from bot.present.actions import button, custom_id, link, menu
from bot.present.layout import (
    MOST_PARTS,
    Screen,
    beside,
    box,
    gap,
    row,
    rule,
    say,
    screen,
    thumbnail,
    with_more,
)
from bot.present.once import once
from bot.present.parts import built, every

line = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
styles = st.sampled_from([style for style in discord.ButtonStyle if style.value < 5])
VERB = Verb("rate")


def sent(item: ui.Item[Any]) -> dict[str, Any]:
    """What discord.py sends, without what every message has anyway."""
    told = item.to_component_dict()
    told.pop("required", None)  # of a menu; forms alone have it
    return told


@settings(deadline=None)
@given(line, styles, st.booleans(), st.sampled_from([None, "⭐", "▶️"]))
def test_a_button(label: str, style: discord.ButtonStyle, disabled: bool, emoji: str | None) -> None:
    theirs = ui.Button[Any](
        label=label, style=style, disabled=disabled, emoji=emoji, custom_id=custom_id(VERB, 1)
    )
    assert button(label, VERB, 1, style=style, disabled=disabled, emoji=emoji) == sent(theirs)
    assert link(label, "https://example.org") == sent(ui.Button(label=label, url="https://example.org"))


@settings(deadline=None)
@given(line, st.lists(line, min_size=1, max_size=25), st.integers(0, 2), st.booleans())
def test_a_menu(placeholder: str, labels: list[str], fewest: int, disabled: bool) -> None:
    options = [
        discord.SelectOption(label=label, value=str(at), emoji="⭐") for at, label in enumerate(labels)
    ]
    theirs = ui.Select[Any](
        placeholder=placeholder,
        options=options,
        min_values=fewest,
        max_values=3,
        disabled=disabled,
        custom_id=custom_id(VERB, 1),
    )
    ours = menu(placeholder, options, VERB, 1, fewest=fewest, most=3, disabled=disabled)
    assert ours == sent(theirs)


@settings(deadline=None)
@given(line, line)
def test_all_else(one: str, other: str) -> None:
    told = ui.TextDisplay[Any](f"{one}\n{other}")
    poster = ui.Thumbnail[Any]("https://example.org/", description=other)
    assert say(one, other) == sent(told)
    assert thumbnail("https://example.org/", other) == sent(poster)
    assert beside(say(one, other), thumbnail("https://example.org/", other)) == sent(
        ui.Section(told, accessory=poster)
    )
    assert rule() == sent(ui.Separator())
    assert rule(large=True) == sent(ui.Separator(spacing=discord.SeparatorSpacing.large))
    assert gap() == sent(ui.Separator(visible=False))
    inner = ui.Button[Any](label=one, custom_id=custom_id(VERB))
    assert row(button(one, VERB)) == sent(ui.ActionRow(inner))
    colour = discord.Colour(0x123456)
    whole = ui.Container[Any](ui.TextDisplay(one), accent_colour=colour, spoiler=True)
    assert box(say(one), colour=colour, spoiler=True) == sent(whole)


def test_parts_of_both_kinds_go_together() -> None:
    file = ui.File[Any]("attachment://a.txt")
    (made,) = screen(box(say("a"), file)).to_components()
    assert made["components"] == [say("a"), built(file)]


def test_what_discord_refuses_is_not_made() -> None:
    same = button("Same", VERB, 1)
    with pytest.raises(ValueError, match="two parts"):
        screen(row(same), row(same))
    with pytest.raises(ValueError, match="do not fit"):
        row(*(button(str(at), VERB, at) for at in range(6)))
    screen(*(say("a") for _ in range(MOST_PARTS)))
    with pytest.raises(ValueError, match="41 parts"):
        screen(box(*(say("a") for _ in range(MOST_PARTS))))


def test_a_message_that_is_changed_leaves_the_first_as_it_was() -> None:
    """Parts are shared between messages, so nothing may ever write into one."""
    first = screen(box(say("a")), row(button("b", VERB)))
    before = repr(first.to_components())
    marked, longer = first.marked(7), with_more(first, say("c"))
    first.to_components().clear()
    assert repr(first.to_components()) == before
    assert [part.get("id") for part in marked.to_components()] == [7, None]
    assert len(longer.to_components()) == 3


async def test_discord_py_has_nothing_to_remember_of_a_message() -> None:
    shown = screen(row(button("a", VERB)))
    assert isinstance(shown, Screen)
    assert shown.is_finished()
    assert not shown.is_dispatchable()
    assert shown.has_components_v2()


def test_everything_is_found_in_the_order_in_which_it_is_read() -> None:
    poster = thumbnail("https://example.org/", "x")
    parts = [box(beside(say("1"), poster), say("2")), say("3")]
    assert [part.get("content") for part in every(map(built, parts)) if part["type"] == 10] == ["1", "2", "3"]
    assert poster in every(parts)


# --- what is made once ---


def test_a_value_is_made_once_in_each_language_and_another_one_anew() -> None:
    calls: list[tuple[str, list[int]]] = []

    @once(8)
    def made(t: Texts, value: list[int]) -> int:
        calls.append((t.language, value))
        return sum(value)

    value, equal = [1, 2], [1, 2]
    english, japanese = texts("en"), texts("ja")
    assert [made(t, value) for t in (english, japanese, english, japanese)] == [3] * 4
    assert calls == [("en", value), ("ja", value)]
    made(english, equal)  # it only looks the same
    assert len(calls) == 3


def test_only_so_many_are_kept() -> None:
    calls = []

    @once(2)
    def made(_: Texts, value: object) -> None:
        calls.append(value)

    values = [object() for _ in range(3)]
    for value in (*values, *values):
        made(texts("en"), value)
    assert calls == [*values, *values]
