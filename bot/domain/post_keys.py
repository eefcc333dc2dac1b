"""The keys of posts: what a post announces, so that the same is never posted twice. All are made here.

A key starts with a word of its own kind, and the ids that it is made of are numbers, words of ours or
times, set apart by blanks or colons: two subjects never have one key.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date, datetime
from string import Formatter

from bot.domain.airing import quarter_of

_AGAIN = " again "
_SYNOPSIS = re.compile(r"(?P<before>synopsis \d+ )(?P<episode>\d+)(?P<after> guild .*)")
# The sign after the blank at the end of `_AGAIN`: what sorts before it starts with `_AGAIN`.
_AFTER_AGAIN = " again!"


def free(key: str, taken: Container[str]) -> str:
    """The key itself, or the first of those for another post of the same that no one has taken."""
    wanted, number = key, 0
    while wanted in taken:
        number += 1
        wanted = f"{key}{_AGAIN}{number}"
    return wanted


def again_between(key: str) -> tuple[str, str]:
    """The range of the keys of further posts of the same, its end not included."""
    return key + _AGAIN, key + _AFTER_AGAIN


def in_sql(template: str, **columns: str) -> str:
    """The same key as an expression of SQL, over columns with the ids; of templates of this module only."""
    parts = (
        f"'{text}'" + (f" || {columns[name]}" if name else "")
        for text, name, _, _ in Formatter().parse(template)
    )
    return " || ".join(parts)


# --- what is posted to a guild ---


def airing(guild_id: int, moment: datetime) -> str:
    """What airs in one quarter hour."""
    return f"airing:{guild_id}:{bucket(moment)}"


def airing_between(key: str) -> tuple[str, str]:
    """The range of the keys of a quarter hour's posts, the first and all that came after it."""
    return key, f"{key};"  # a key continues with a blank or, as it did once, a colon: both sort before ';'


def bucket(moment: datetime) -> str:
    """A quarter hour, as keys name it."""
    return quarter_of(moment).strftime("%Y-%m-%dT%H%MZ")


def review(review_id: int, guild_id: int) -> str:
    return f"review {review_id} guild {guild_id}"


def reviews_between(review_id: int) -> tuple[str, str]:
    """The range of the keys of a review's posts in every guild, its end not included."""
    return f"review {review_id} guild ", f"review {review_id} guild!"  # '!' is the sign after the blank


def comment(comment_id: int) -> str:
    return f"comment {comment_id}"


def synopsis(drama_id: int, episode: int, guild_id: int) -> str:
    return f"synopsis {drama_id} {episode} guild {guild_id}"


def synopses_between(drama_id: int) -> tuple[str, str]:
    """The range of the keys of a drama's posts of synopses, its end not included."""
    return f"synopsis {drama_id} ", f"synopsis {drama_id}!"  # '!' is the sign after the blank


def episode_of_synopsis(key: str) -> int | None:
    """Which episode a synopsis's post is about; None for the key of another kind."""
    found = _SYNOPSIS.fullmatch(key)
    return int(found["episode"]) if found else None


def renumbered_synopsis(key: str, episode: int) -> str:
    """The key of the same post once its episode has another number; of the same further post as well."""
    return _SYNOPSIS.sub(rf"\g<before>{episode}\g<after>", key)


def aside(key: str) -> str:
    """A key that nothing else bears, for the moment in which several exchange theirs."""
    return f"aside {key}"


def marked(message_id: int) -> str:
    return f"marked {message_id}"


CLUB_STEP = "club {club} step {step}"
CLUB_END = "club {club} end"


def club_step(club_id: int, step: int) -> str:
    return CLUB_STEP.format(club=club_id, step=step)


def club_end(club_id: int) -> str:
    return CLUB_END.format(club=club_id)


# --- what moderators are told ---


def notice(target: str, obstacle: str, day: date) -> str:
    """That something waits for a target: once a day."""
    return f"notice {target} {obstacle} {day.isoformat()}"


def board_closed(guild_id: int, obstacle: str, day: date) -> str:
    return f"board closed {guild_id} {obstacle} {day.isoformat()}"


def comment_taken_down(comment_id: int, now: datetime) -> str:
    return f"comment taken down {comment_id} {now.isoformat()}"


def synopsis_news(news: str, guild_id: int, drama_id: int, episode: int, when: datetime) -> str:
    return f"synopsis news {news} {guild_id} {drama_id} {episode} {when:%Y-%m-%dT%H:%M:%S}"


def synopses_submitted(guild_id: int, now: datetime) -> str:
    return f"synopses submitted {guild_id} {now:%Y-%m-%dT%H:%M:%S}"


def renumbered(renumbering_id: int, guild_id: int) -> str:
    return f"episodes renumbered {renumbering_id} guild {guild_id}"


def report(guild_id: int, kind: str, subject: str) -> str:
    return f"report {guild_id} {kind} {subject}"


# --- what members are sent ---


def digest(member_id: int, day: date) -> str:
    return f"digest:{member_id}:{day.isoformat()}"


def digests_between(member_id: int) -> tuple[str, str]:
    """The range of the keys of a member's digests, its end not included."""
    return f"digest:{member_id}:", f"digest:{member_id};"  # ';' is the sign after ':'


def club_reminder(club_id: int, step: int, member_id: int) -> str:
    return f"club {club_id} step {step} reminder {member_id}"


def to_author(kind: str, synopsis_id: int) -> str:
    return f"{kind} {synopsis_id}"
