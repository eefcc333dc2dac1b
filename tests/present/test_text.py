"""The text boundary: whatever a member or a file writes, nothing of it acts and nothing of it hides."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.links import address
from bot.present.text import block, clean, escape, inline, length_shown, pieces, plain, unescape
from tests.woven import woven

JOINER = "\u200d"
# What Discord reads as a spoiler, a mention, a timestamp, a command, an emoji of a server, a link
# or a heading. A sign behind a backslash is dead.
ALIVE = re.compile(
    r"(?<!\\)(?:\\\\)*(?:\|\||<[@#:/aidt]|\]\(|```|^[ \t]*(?:#{1,3}|>|>>>|-#|[*+-]|\d{1,9}\.) )", re.MULTILINE
)
GROUP_MENTION = re.compile("@(everyone|here)", re.IGNORECASE)
URL = re.compile(r"https?://[^\s\\]+")

_SIGNS = st.characters(codec="utf-8")  # everything but lone surrogates, which Discord never sends
_PIECES = [
    "||",
    "|",
    "\\",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "```",
    "<",
    ">",
    ">>> ",
    "[",
    "]",
    "](",
    ")",
    "# ",
    "-# ",
    "- ",
    "+ ",
    "1. ",
    "@everyone",
    "@here",
    "@",
    "@every\u200bone",
    "<@1>",
    "<@!1>",
    "<@&1>",
    "<#1>",
    "<t:1:R>",
    "</rate:1>",
    "<:tears:1>",
    "<a:tears:1>",
    "<id:guide>",
    "[a](https://example.org)",
    "https://example.org/a_b",
    "\n",
    "\n\n\n",
    "\r\n",
    "\u2028",
    " ",
    "\t",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\u200d",
    "\u200e",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u00ad",
    "\u3164",
    "\ufe0f",
    "\u0301",
    "👩",
    "❤",
    "🇯",
    "🏻",
    "a",
    "涙",
    "눈물",
    "น้ำ",
]
wild = st.text(_SIGNS, max_size=80) | woven(_PIECES, _SIGNS, max_size=40)
# Long enough for every sign that escapes make of one of these texts.
ROOM = 4_000


def _visible(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None, max_examples=300)
@given(wild)
@example("@every\u200bone @he\u2060re @EVERYONE")
@example("|\u200b| secret |\u200b|")
@example("\\||secret\\||")
@example("<\u200b@1>")
def test_nothing_in_a_message_acts(text: str) -> None:
    for sent in (inline(text, ROOM), block(text, ROOM)):
        assert not ALIVE.search(sent)
        assert not GROUP_MENTION.search(sent)


@settings(deadline=None, max_examples=300)
@given(wild)
def test_every_sign_with_a_meaning_stands_behind_a_backslash(text: str) -> None:
    for sent in (inline(text, ROOM), block(text, ROOM)):
        outside_addresses = URL.sub("", sent)
        bare = re.sub(r"\\[^0-9A-Za-z\s]", "", outside_addresses)  # what Discord takes for an escape
        assert not set(bare) & set("\\*_~`|<>[]")


@settings(deadline=None, max_examples=300)
@given(wild)
def test_nothing_is_hidden(text: str) -> None:
    """No control, no direction override, nothing without width except the joiner inside an emoji."""
    for shown in (clean(text), plain(text, ROOM), inline(text, ROOM), block(text, ROOM)):
        for sign in shown.replace("@\u200b", "@"):
            if sign in ("\n", JOINER):
                continue
            if (
                not 0x10000 <= ord(sign) < 0x40000
            ):  # there newer letters and emoji are, unknown to this Python
                assert unicodedata.category(sign)[0] != "C", repr(sign)
            assert unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co"), repr(sign)
            assert unicodedata.category(sign) not in ("Zl", "Zp"), repr(sign)
            assert sign not in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0", repr(sign)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab \u200d\u0301涙ก"), max_size=12))
def test_a_joiner_goes_where_there_is_no_emoji(text: str) -> None:
    assert JOINER not in clean(text)


@pytest.mark.parametrize("emoji", ["👩‍⚕️", "❤️‍🔥", "👨‍👩‍👧", "🏳️‍🌈", "👩🏽‍💻", "🇯🇵", "1️⃣", "☺️", "👍🏿"])
def test_emoji_stay_as_they_were_written(emoji: str) -> None:
    for shown in (clean(emoji), plain(emoji, 50), inline(emoji, 50), block(emoji, 50)):
        assert shown == emoji


@pytest.mark.parametrize("sign", ["🩷", "🫨", "🪿", "🐦‍🔥", "𱍐"])
def test_signs_newer_than_pythons_tables_stay(sign: str) -> None:
    assert clean(sign) == sign


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\u2800b", "ab"),
        ("^\u200d^", "^^"),
        ("`\u200d`", "``"),
        ("a\ufe0f\u200d\ufe0fb", "a\ufe0f\ufe0fb"),
    ],
    ids=["braille of no dots", "joined carets", "joined backticks", "a joiner between selectors"],
)
def test_what_cannot_be_seen_goes_wherever_it_stands(written: str, shown: str) -> None:
    assert clean(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "บุพเพสันนิวาส",
        "กลรักรุ่นพี่ น้ำตา ๑๒๓",
        "1リットルの涙 〜 ガラスの仮面・「涙」",
        "쓸쓸하고 찬란하神 – 도깨비",
        "瑯琊榜之風起長林",
        "Café Minamdang — “naïve”",
        "葛\U000e0100飾区",
    ],
)
def test_native_titles_stay_as_they_were_written(text: str) -> None:
    for shown in (clean(text), plain(text, 200), inline(text, 200), block(text, 200)):
        assert shown == text


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a_b_c/__init__",
        "https://example.org/?q=1&r=%E6%B6%99#part_2",
        "http://sub.example.org:8080/a-b/c.html",
        "https://example.org/~aya/",
    ],
)
def test_an_address_stays_usable(address: str) -> None:
    assert f" {address} " in f" {inline(f'see {address} *now*')} "
    assert block(address) == address


@settings(deadline=None, max_examples=200)
@given(wild)
def test_an_escaped_text_reads_as_what_was_written(text: str) -> None:
    cleaned = clean(text)
    assert unescape(escape(cleaned)) == cleaned
    assert _visible(unescape(block(text, ROOM))) == _visible(cleaned)


@settings(deadline=None)
@given(wild)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@settings(deadline=None)
@given(wild, st.integers(2, 100))
def test_a_plain_text_is_one_line_that_does_not_change_again(text: str, limit: int) -> None:
    once = plain(text, limit)
    assert "\n" not in once
    assert once == once.strip()
    assert "  " not in once
    assert plain(once, limit) == once


@settings(deadline=None)
@given(wild)
def test_an_inline_text_is_one_line(text: str) -> None:
    assert "\n" not in inline(text)


@settings(deadline=None)
@given(wild)
def test_a_block_keeps_its_paragraphs_and_no_more(text: str) -> None:
    sent = block(text, ROOM)
    assert not re.search(r"\n[ \t]*\n[ \t]*\n", sent)
    assert sent == sent.strip()


@settings(deadline=None, max_examples=300)
@given(wild.map(lambda text: text * 3), st.integers(1, 200))
@example("*", 1)  # with its backslash it has no room
def test_no_text_is_longer_than_there_is_room(text: str, limit: int) -> None:
    for shown in (plain(text, limit), inline(text, limit), block(text, limit)):
        assert len(shown) <= limit


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("\\*_|`<>[]a1.\n -#"), min_size=1, max_size=200), st.integers(2, 80))
def test_a_cut_never_parts_a_backslash_from_what_it_escapes(text: str, limit: int) -> None:
    for shown in (inline(text, limit), block(text, limit)):
        assert not re.search(r"(?<!\\)(?:\\\\)*\\(?:…|$)", shown), shown
        assert not ALIVE.search(shown)


@settings(deadline=None)
@given(st.text(st.sampled_from("abc "), min_size=1, max_size=100), st.integers(2, 60))
def test_a_text_that_is_cut_says_so(text: str, limit: int) -> None:
    whole = " ".join(text.split())
    shown = plain(text, limit)
    assert shown == whole if len(whole) <= limit else shown.endswith("…")


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("\\*_|<a1涙"), min_size=1, max_size=400), st.integers(2, 200))
def test_a_text_is_cut_as_late_as_it_can_be(text: str, limit: int) -> None:
    whole = escape(text)
    for sent in (inline(text, limit), block(text, limit)):
        # The sign that says so takes one place, and one sign with its backslash may find no room.
        assert len(sent) >= min(limit - 2, len(whole))
        assert unescape(whole).startswith(unescape(sent).removesuffix("…"))


@pytest.mark.parametrize("length", [1_200, 1_302, 1_500, 3_000, 9_000])
def test_of_a_long_text_the_beginning_is_shown(length: int) -> None:
    assert 1_190 <= len(block("tears " * (length // 6), 1_200)) <= 1_200


@settings(deadline=None)
@given(st.integers(1, 30))
def test_a_cut_leaves_no_combining_mark_behind(limit: int) -> None:
    letters = "e\u0301" * 40
    shown = plain(letters, limit)
    assert letters.startswith(shown.removesuffix("…"))
    assert not unicodedata.combining((letters + " ")[len(shown.removesuffix("…"))])


@settings(deadline=None)
@given(st.integers(2, 60))
@pytest.mark.parametrize("sign", ["👩‍⚕️", "👨‍👩‍👧", "👩🏽‍💻", "🇯🇵", "👍🏿", "1️⃣", "น้ำ", "กี่"])
def test_a_cut_keeps_what_is_one_sign_whole(sign: str, limit: int) -> None:
    shown = plain(sign * 40, limit).removesuffix("…")
    assert shown == sign * (len(shown) // len(sign))
    assert len(shown) + len(sign) > min(limit, 40 * len(sign)) - 1  # and no whole sign is lost for it


def test_a_tower_of_marks_is_pulled_down() -> None:
    shown = clean("z" + "\u0301" * 100 + "algo")
    assert shown == "z" + "\u0301" * 4 + "algo"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("||spoiler||", r"\|\|spoiler\|\|"),
        ("<@123>", r"\<@123\>"),
        ("@everyone", "@\u200beveryone"),
        ("@Here", "@\u200bHere"),
        ("[click](https://example.org)", r"\[click\](https://example.org)"),
        ("# heading", r"\# heading"),
        ("-# small", r"\-# small"),
        ("> quote", r"\> quote"),
        ("1. first", r"1\. first"),
        ("2005. It begins", r"2005\. It begins"),
        ("a - b # c", "a - b # c"),
        ("3.5 stars", r"3\.5 stars"),
        ("mid\u202edle", "middle"),
        ("tab\there", "tab here"),
    ],
)
def test_one_line_as_it_is_sent(written: str, sent: str) -> None:
    assert inline(written) == sent


def test_every_line_of_a_block_is_looked_at() -> None:
    assert block("a\n# b\n- c\n\n\n\n1) d\r\ne") == "a\n\\# b\n\\- c\n\n1\\) d\ne"


@given(st.text(max_size=60))
def test_the_length_that_is_told_is_that_of_what_is_shown(text: str) -> None:
    assert length_shown(text) == len(block(text, 10_000))


def test_escapes_count_in_the_length_of_what_is_shown() -> None:
    assert length_shown("*" * 100) == 200
    assert length_shown("@everyone\n\n\n\nx") == len("@\u200beveryone\n\nx")
    assert length_shown("") == 0


@pytest.mark.parametrize("sign", ["|", " ", "<", ">", "[", "]", "(", ")", "`", "\\", '"', "\n", "\u202e"])
def test_no_sign_of_an_address_ends_the_markdown_around_it(sign: str) -> None:
    made = address(f"https://example.org/a{sign}b")
    assert sign not in made
    assert unquote(made) == f"https://example.org/a{sign}b"


def test_an_address_that_is_fine_stays_as_it_is() -> None:
    fine = "https://u@example.org:8080/a-b_c.d~e/?f=1&g=%E3%81%82#h!$',+;"
    assert address(fine) == fine


@pytest.mark.parametrize("sign", ["🇯🇵", "👩🏽‍💻", "e\u0301", "ก็"])
def test_a_piece_never_ends_inside_of_what_is_drawn_as_one(sign: str) -> None:
    for limit in range(3 * len(sign), 5 * len(sign)):
        parted = pieces(sign * 40, limit)
        assert "".join(parted) == sign * 40
        assert all(piece == sign * (len(piece) // len(sign)) for piece in parted)


# --- what most texts are, without a look at each character ---


def test_a_character_is_cleaned_alike_in_a_text_read_at_once_and_in_one_read_by_letters() -> None:
    """Thai's marks stand over letters, so a text with a Thai letter is always read letter by letter."""
    signs = [chr(code) for code in range(0x10000)]
    wrong = [hex(ord(sign)) for sign in signs if clean(f"a{sign}") + "ก" != clean(f"a{sign}ก")]
    assert wrong == []


@settings(deadline=None)
@given(st.text(_SIGNS, max_size=40) | woven(_PIECES, max_size=12))
def test_a_text_is_escaped_alike_alone_and_above_a_line_that_needs_it(text: str) -> None:
    cleaned = clean(text)
    assert escape(f"{cleaned}\n* one") == f"{escape(cleaned)}\n\\* one"
