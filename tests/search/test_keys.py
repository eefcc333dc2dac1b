"""The key of a name: what different spellings have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.keys import KEY_LIMIT, bounded_key, bounded_words, key, words


@pytest.mark.parametrize(
    "written", ["1リットルの涙", "1 リットルの涙", "１リットルの涙", "１　リットルの涙", "1ﾘｯﾄﾙの涙"]
)
def test_width_and_spaces_make_no_difference(written: str) -> None:
    assert key(written) == key("1リットルの涙") != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Boys Over Flowers", "boys over flowers!"),
        ("It's Okay to Not Be Okay", "It’s okay to not be okay"),
        ("1 Litro de Lágrimas", "1 litro de lagrimas"),
        ("Pokémon", "Poke\u0301mon"),
        ("信號", "信号"),
        ("도깨비", "\u1103\u1169\u1101\u1162\u1107\u1175"),
    ],
)
def test_case_punctuation_accents_and_script_variants_meet(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_different_names_have_different_keys() -> None:
    assert len({key(name) for name in ("Mother", "Mothers", "궁", "宫", "Goblin", "1 Litre", "2 Litre")}) >= 6


def test_names_of_symbols_alone_are_spelled_by_their_code_points() -> None:
    assert key("☆") == "u2606"
    assert key("!!") == "u21u21"
    assert key("☆") != key("★")
    assert key("☆ ☆") == key("☆☆")


@pytest.mark.parametrize("nothing", ["", " ", "\u3000", "\u200b\u200e", "\n\t", "\ufe0f"])
def test_nothing_visible_has_no_key(nothing: str) -> None:
    assert key(nothing) == words(nothing) == ""


def test_words_begin_at_spaces_and_at_every_character_of_scripts_without_spaces() -> None:
    assert words("The Lonely, Shining Goblin") == "the lonely shining goblin"
    assert words("涙の家").split() == [key("涙"), key("の"), key("家")]


@given(st.text())
def test_a_key_is_letters_and_digits_and_the_words_without_spaces(text: str) -> None:
    made = key(text)
    assert made == "" or (made.isascii() and made.isalnum() and made == made.lower())
    assert words(text).replace(" ", "") == made
    assert words(text).strip() == words(text)


@given(st.text(), st.integers(1, 200))
def test_a_key_of_a_key_is_the_same_and_long_ones_are_cut_alike(text: str, times: int) -> None:
    assert key(key(text)) == key(text)
    assert len(bounded_key(text * times)) <= KEY_LIMIT
    assert bounded_words(text * times).replace(" ", "") == bounded_key(text * times)
