"""What a button says, written into its `custom_id` and read back after a year."""

from __future__ import annotations

from string import ascii_lowercase, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dramas import COUNTRIES, Filters, Sort
from bot.domain.verbs import Verb
from bot.i18n import texts
from bot.present import verbs
from bot.present.actions import CUSTOM_ID_LIMIT, PREFIX, Pressed, custom_id, parse
from bot.present.catalogue.results import SearchState
from bot.present.forms import Field, Fields, form, submitted
from bot.present.layout import pager, screen
from tests.contract.components import check_form
from tests.present.reading import parts_of

words = st.text(ascii_lowercase, min_size=1, max_size=12)
arguments = st.lists(st.text(max_size=8) | st.integers() | st.text("%:3A25", max_size=8), max_size=3)


@settings(deadline=None)
@given(words, arguments)
def test_a_button_says_again_what_was_written_into_it(verb: str, args: list[str | int]) -> None:
    try:
        written = custom_id(Verb(verb), *args)
    except ValueError:
        return
    assert len(written) <= CUSTOM_ID_LIMIT
    assert parse(written) == Pressed(verb, tuple(map(str, args)))


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_other_id_is_read_or_left_alone_but_never_raises(text: str) -> None:
    for written in (text, PREFIX + text):
        pressed = parse(written)
        if written.startswith(PREFIX) and len(written) > len(PREFIX):
            assert pressed is not None
            assert ":".join([pressed.verb, *pressed.args]).count(":") >= len(pressed.args)


def test_a_hundred_characters_are_the_most() -> None:
    room = CUSTOM_ID_LIMIT - len(PREFIX) - len("card:")
    assert len(custom_id(verbs.CARD, "x" * room)) == CUSTOM_ID_LIMIT
    with pytest.raises(ValueError, match="card"):
        custom_id(verbs.CARD, "x" * (room + 1))
    with pytest.raises(ValueError, match="card"):
        custom_id(verbs.CARD, ":" * (room // 3 + 1))


def test_the_ids_of_today_are_read_for_good() -> None:
    """These are in posted messages, so a change would break their buttons."""
    assert parse("namida:1:reveal:s:42:7:3") == Pressed("reveal", ("s", "42", "7", "3"))
    assert parse("namida:1:dismiss") == Pressed("dismiss")
    assert parse("namida:1:tab:cast:42:80351110224678912") == Pressed(
        "tab", ("cast", "42", "80351110224678912")
    )


def test_an_id_of_another_version_is_ours_but_outdated() -> None:
    assert parse("namida:2:tab:cast") == Pressed("")
    assert parse("namida:0:anything at all") == Pressed("")
    for other in ("namida:", "namida:1:", "namida:x:tab", "Namida:1:tab", "", "tab:cast:1"):
        assert parse(other) is None


ids = st.none() | st.integers(1, 99_999)
filters = st.builds(
    Filters,
    ids,
    st.none() | st.sampled_from(sorted(COUNTRIES)),
    st.none() | st.integers(1900, 2200),
    ids,
    ids,
)


@settings(deadline=None)
@given(st.text(ascii_lowercase + digits, max_size=60), filters, st.none() | st.sampled_from(Sort), st.data())
def test_a_page_of_results_finds_its_neighbours(
    query: str, asked: Filters, sort: Sort | None, data: st.DataObject
) -> None:
    pages = data.draw(st.integers(1, 500))
    index = data.draw(st.integers(0, pages - 1))
    state = SearchState(query, asked, sort).fitted()
    assert query.startswith(state.query)
    assert len(state.query) == len(query) or len(state.query) >= 20
    buttons = parts_of(screen(pager(texts("en"), index, pages, verbs.PAGE, *state.args())))[0]["components"]
    read = []
    for shown in buttons:
        pressed = parse(str(shown["custom_id"]))
        assert pressed is not None
        assert pressed.verb == "page"
        read.append((SearchState.read(pressed), bool(shown["disabled"])))
    same = SearchState(state.query, asked, sort)
    assert read == [
        ((same, max(index - 1, 0)), index == 0),
        ((same, index), True),
        ((same, index + 1), index == pages - 1),
    ]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80), st.text(max_size=3_500), st.text(min_size=1, max_size=200))
def test_a_form_of_any_words_keeps_to_the_limits_and_is_read_again(title: str, text: str, label: str) -> None:
    asked = form(
        f"{title} · 3",
        verbs.WRITE,
        42,
        3,
        fields=(Field("text", label, 3_500, label, text or None),),
    )
    sent = asked.to_dict()
    assert not list(check_form(sent, "$"))
    # What Discord sends back: the same tree with the values.
    back = {
        "custom_id": sent["custom_id"],
        "components": [{"type": 18, "component": {"type": 4, "custom_id": "text", "value": text}}],
    }
    assert submitted(back) == (Pressed("write", ("42", "3")), Fields({"text": text}))


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(1, 40))
def test_a_form_begins_with_no_more_than_its_field_takes(value: str, limit: int) -> None:
    sent = form("One field", verbs.WRITE, fields=(Field("text", "Text", limit, value=value),)).to_dict()
    assert not list(check_form(sent, "$"))
    begins = sent["components"][0]["component"].get("value") or ""
    assert begins == value[:limit]


def test_a_form_of_somebody_else_is_left_alone() -> None:
    assert submitted({"custom_id": "other:1", "components": []}) is None
    assert submitted({}) is None
