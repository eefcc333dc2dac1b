"""Comments and reviews as they are sent: their styles work, nothing else does, and nothing is lost."""

from __future__ import annotations

from functools import reduce
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.styles import Style, Styled, read_styles, said
from bot.present.styled import plainly, styled_pieces
from bot.present.text import clean, inline, pieces, tidy
from tests.present.discord_markdown import Rendered, render
from tests.present.test_text import wild
from tests.woven import woven

ROOM = 20_000
NAMES = {
    Style.BOLD: "strong",
    Style.ITALIC: "em",
    Style.STRIKE: "strike",
    Style.CODE: "code",
    Style.QUOTE: "quote",
}
ALLOWED = frozenset(NAMES.values()) | {"url"}

_MARKS = (
    *("*", "**", "***", "_", "__", "~~", "~", "`", "``", "```", "> ", ">>> ", "\n", "\n\n", "\\", " ", "||"),
)
_WORDS = (
    *("a", "b c", "涙", "é", "x_y", "2", "1. ", "- ", "# ", "@everyone", "<@1>", "(", ".", ":"),
    *("[a](https://b.c)", "https://example.org/a_b", "https://example.org/~a ", "¯\\_(ツ)_/¯"),
)
marked = woven((*_MARKS, *_WORDS), max_size=30)
texts = marked | wild


def whole(text: str) -> str:
    return "\n".join(styled_pieces(text, ROOM))


def solid(text: str) -> str:
    """The signs that take room."""
    return "".join(sign for sign in text if not (sign.isspace() or sign == "\u200b"))


Signs = list[tuple[str, frozenset[str]]]


def styles_of(styled: Styled) -> Signs:
    """Each sign that takes room with the names of its styles."""
    return [
        (sign, frozenset(NAMES[one.style] for one in styled.spans if one.start <= at < one.end))
        for at, sign in enumerate(styled.text)
        if solid(sign)
    ]


def shown(rendered: Rendered) -> Signs:
    """Each sign in sight that takes room with the names of what is at work on it; addresses are words."""
    return [(sign, names - {"url"}) for sign, names in rendered.signs if solid(sign)]


def assert_as_read(text: str, seen: Signs) -> None:
    """What is seen of a text are all the signs that were read, in their styles.

    Italics may lack where no mark for them would surely work, and no strike ends with a tilde. In what
    Discord takes for an address it shows the backslash of an escape.
    """
    read = styles_of(read_styles(tidy(text)))
    if "://" in text:
        read, seen = ([one for one in signs if one[0] != "\\"] for signs in (read, seen))
    assert [sign for sign, _ in seen] == [sign for sign, _ in read]
    for (sign, has), (_, meant) in zip(seen, read, strict=True):
        assert has <= meant
        assert meant - has <= ({"em", "strike"} if sign == "~" else {"em"})


# --- what is sent ---


@settings(deadline=None, max_examples=600)
@given(texts)
@example("`||a||` ||**b**||")
@example("**[a](https://b.c)** <@1> <t:1:R> </a:1> <:a:1> <id:guide>")
@example("> # a\n> - b\n> 1. c\n> -# d\n> > e")
@example("~~a~~_b_ ~~a\\~~~ *a*_b_c ~~**a~**~~ *~~x~~*b")
@example("**a _b ~~c~~_** `d` ***a** b* ***c* d**")
@example("```https://b.c```**.**")
def test_nothing_acts_but_the_styles_and_every_sign_is_in_sight(text: str) -> None:
    rendered = render(whole(text))
    assert rendered.live <= ALLOWED
    assert_as_read(text, shown(rendered))


@settings(deadline=None, max_examples=400)
@given(texts, st.integers(30, 120))
def test_pieces_stand_for_themselves_and_are_the_text_together(text: str, limit: int) -> None:
    parts = styled_pieces(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert_as_read(text, [sign for part in parts for sign in shown(render(part))])


@settings(deadline=None, max_examples=400)
@given(texts, st.integers(20, 200))
def test_no_mark_reaches_what_stands_around(text: str, limit: int) -> None:
    for part in styled_pieces(text, limit):
        after = render(f"**before**\n{part} …\nafter **it**")
        assert shown(after)[:6] == [(sign, frozenset({"strong"})) for sign in "before"]
        assert shown(after)[-7:] == [
            *((sign, frozenset()) for sign in "after"),
            *((sign, frozenset({"strong"})) for sign in "it"),
        ]
        if "|" not in part:  # of bars in a message only those of its box count
            barred = render(f"||{part}|| after")
            assert all("spoiler" in names for _, names in shown(barred)[: -len("after")])
            assert all(not names for _, names in shown(barred)[-len("after") :])


@settings(deadline=None)
@given(texts)
def test_a_text_without_marks_is_sent_as_any_other_text(text: str) -> None:
    bare = "".join(sign for sign in text if sign not in "*_~`\\>")
    assert list(styled_pieces(bare, 100)) == pieces(bare, 100)
    assert plainly(bare, 100) == inline(bare, 100)


@settings(deadline=None)
@given(texts)
def test_what_a_text_says_has_no_styles_of_its_own(text: str) -> None:
    dead = render(plainly(text, ROOM))
    assert dead.live <= {"url"}
    assert solid(dead.text).replace("\\", "") == solid(said(clean(text))).replace("\\", "")


# --- what is read ---

_plain_words = st.sampled_from(["tears", "涙", "눈물", "one litre", "9.5", "(wow)", "é"])
_NEST = {Style.BOLD: "**", Style.ITALIC: "*", Style.STRIKE: "~~"}


def _wrapped(style: Style, inside: tuple[str, str]) -> tuple[str, str]:
    text, says = inside
    return f"{_NEST[style]}{text}{_NEST[style]}", says


_leaves = _plain_words.map(lambda word: (word, word)) | st.just(("`x = 1`", "x = 1"))


def _level(inner: st.SearchStrategy[tuple[str, str]], style: Style) -> st.SearchStrategy[tuple[str, str]]:
    """Texts with their marks, and what they say; blanks stand between two siblings."""
    siblings = st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: (" ".join(text for text, _ in parts), " ".join(says for _, says in parts))
    )
    return siblings.map(lambda inside: _wrapped(style, inside)) | _leaves


_trees = st.one_of([reduce(_level, order, _leaves) for order in permutations(_NEST)])


@settings(deadline=None, max_examples=150)
@given(st.lists(_trees, min_size=1, max_size=4))
def test_what_discord_would_show_is_what_is_read(parts: list[tuple[str, str]]) -> None:
    typed = " ".join(text for text, _ in parts)
    found = read_styles(typed)
    assert found.text == " ".join(says for _, says in parts)
    assert styles_of(found) == shown(render(typed))


@settings(deadline=None, max_examples=400)
@given(texts)
def test_only_marks_go(text: str) -> None:
    typed = tidy(text)
    found = said(typed)
    left = iter(typed)
    assert all(sign in left for sign in found), "what is said was typed, in this order"
    assert _without_marks(found) == _without_marks(typed)


def _without_marks(text: str) -> str:
    return "".join(sign for sign in text if sign not in "*_~`\\> ")


@pytest.mark.parametrize(
    ("typed", "as_sent"),
    [
        ("**bold** *it* _it_ ~~no~~ `code`", "**bold** _it_ _it_ ~~no~~ `code`"),
        ("***both***", "**_both_**"),
        ("un*frigging*believable", "un*frigging*believable"),
        ("これは**強調**です", "これは**強調**です"),
        ("**two\nlines**", "**two**\n**lines**"),
        ("> one\n> two **b**\nafter", "> one\n> two **b**\nafter"),
        (">>> all\nof it\n\nand this", "> all\n> of it\n\n> and this"),
        (">no blank", r"\>no blank"),
        ("> > twice", r"> \> twice"),
        ("__under__", r"\_\_under\_\_"),
        ("```\n**x**\n```", r"\`\`\`" + "\n" + r"\*\*x\*\*" + "\n" + r"\`\`\`"),
        ("`||x||`", r"\`\|\|x\|\|\`"),
        ("``x``", "`x`"),
        ("snake_case_name", r"snake\_case\_name"),
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("***", r"\*\*\*"),
        (r"\*not\*", r"\*not\*"),
        (r"\(^o^)/", r"\\(^o^)/"),
        ("¯\\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ("**open", r"\*\*open"),
        ("**one\n\ntwo**", r"\*\*one" + "\n\n" + r"two\*\*"),
        ("**see https://example.org/a_b**", "**see https://example.org/a_b**"),
        ("https://example.org/a**b**", r"https://example.org/a\*\*b\*\*"),
        ("# **x**", r"\# **x**"),
        ("**# x**", r"**\# x**"),
        ("`@everyone`", "`@\u200beveryone`"),
    ],
)
def test_as_it_is_sent(typed: str, as_sent: str) -> None:
    assert whole(typed) == as_sent


def test_a_cut_closes_what_is_open_and_the_next_piece_goes_on() -> None:
    first, second = styled_pieces(f"**{'tears ' * 10}**".replace(" **", "**"), 40)
    assert (first[:2], first[-2:], second[:2], second[-2:]) == ("**", "**", "**", "**")


@pytest.mark.parametrize(
    "mark", ["*a* ", "**a** ", "`a` ", "*a\n", "> *a*\n", "a**", "_a ", "~~a", "***a* b** ", "`a ``b "]
)
@pytest.mark.parametrize("length", [900, 4_000, 100_000])
def test_no_text_holds_others_up(mark: str, length: int) -> None:
    """Not measured: a reader that went back would not come to the end of this within the test's patience."""
    text = mark * (length // len(mark))
    parts = styled_pieces(text, 2_500)
    assert sum(part.count("a") for part in parts) == text.count("a")


def test_a_text_of_marks_has_none() -> None:
    assert whole("*a* " * 1_000) == (r"\*a\* " * 1_000).strip()
    assert whole("*a* " * 300) == ("_a_ " * 300).strip()
