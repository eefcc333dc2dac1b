"""Makes all keys of posts. A key says what a post announces, so that it is never posted twice.

A key starts with the word of its kind. Its ids are numbers, our own words or times, separated by spaces or
colons, so two subjects never have the same key.
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
    """The key itself, or the first free key for another post of the same."""
    wanted, number = key, 0
    while wanted in taken:
        number += 1
        wanted = f"{key}{_AGAIN}{number}"
    return wanted


def again_between(key: str) -> tuple[str, str]:
    """The range of the keys of further posts of the same, its end not included."""
    return key + _AGAIN, key + _AFTER_AGAIN


def in_sql(template: str, **columns: str) -> str:
    """The same key as an SQL expression over columns with the ids. Only for templates of this module."""
    parts = (
        f"'{text}'" + (f" || {columns[name]}" if name else "")
        for text, name, _, _ in Formatter().parse(template)
    )
    return " || ".join(parts)


# --- what is posted to a guild ---


def airing(guild_id: int, moment: datetime) -> str:
    """The key of a post about one quarter hour."""
    return f"airing:{guild_id}:{bucket(moment)}"


def airing_between(key: str) -> tuple[str, str]:
    """The range of the keys of a quarter hour's posts, the first and all later ones."""
    return key, f"{key};"  # a key continues with a blank or, as it did once, a colon: both sort before ';'


def bucket(moment: datetime) -> str:
    """A quarter hour, as keys write it."""
    return quarter_of(moment).strftime("%Y-%m-%dT%H%MZ")


def review(review_id: int, guild_id: int) -> str:
    return f"review {review_id} guild {guild_id}"


def reviews_between(review_id: int) -> tuple[str, str]:
    """The range of the keys of a review's posts in every guild, its end not included."""
    return f"review {review_id} guild ", f"review {review_id} guild!"  # '!' is the sign after the blank


def welcome(guild_id: int) -> str:
    return f"welcome {guild_id}"


def audit(guild_id: int, line_id: int) -> str:
    return f"audit {guild_id} {line_id}"


def comment(comment_id: int) -> str:
    return f"comment {comment_id}"


def synopsis(drama_id: int, episode: int, guild_id: int) -> str:
    return f"synopsis {drama_id} {episode} guild {guild_id}"


def synopses_between(drama_id: int) -> tuple[str, str]:
    """The range of the keys of a drama's posts of synopses, its end not included."""
    return f"synopsis {drama_id} ", f"synopsis {drama_id}!"  # '!' is the sign after the blank


def episode_of_synopsis(key: str) -> int | None:
    """The episode of a synopsis's post. None for a key of another kind."""
    found = _SYNOPSIS.fullmatch(key)
    return int(found["episode"]) if found else None


def renumbered_synopsis(key: str, episode: int) -> str:
    """The key of the same post, first or further, after its episode got another number."""
    return _SYNOPSIS.sub(rf"\g<before>{episode}\g<after>", key)


def aside(key: str) -> str:
    """A temporary key that nothing else has, for swapping keys."""
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
    """The key of the notice that something waits for a target, one per day."""
    return f"notice {target} {obstacle} {day.isoformat()}"


def board_closed(guild_id: int, obstacle: str, day: date) -> str:
    return f"board closed {guild_id} {obstacle} {day.isoformat()}"


def writing_taken_down(takedown_id: int) -> str:
    return f"writing taken down {takedown_id}"


def appeal(takedown_id: int) -> str:
    return f"appeal {takedown_id}"


def synopsis_news(news: str, guild_id: int, drama_id: int, episode: int, when: datetime) -> str:
    return f"synopsis news {news} {guild_id} {drama_id} {episode} {when:%Y-%m-%dT%H:%M:%S}"


def synopses_submitted(guild_id: int, now: datetime) -> str:
    return f"synopses submitted {guild_id} {now:%Y-%m-%dT%H:%M:%S}"


def suggestions_arrived(guild_id: int, now: datetime) -> str:
    return f"suggestions arrived {guild_id} {now:%Y-%m-%dT%H:%M:%S}"


def writings_held(guild_id: int, now: datetime) -> str:
    return f"writings held {guild_id} {now:%Y-%m-%dT%H:%M:%S}"


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


def answered(comment_id: int) -> str:
    return f"answered {comment_id}"


def club_reminder(club_id: int, step: int, member_id: int) -> str:
    return f"club {club_id} step {step} reminder {member_id}"


def to_author(kind: str, synopsis_id: int) -> str:
    return f"{kind} {synopsis_id}"


def writing_removed(takedown_id: int) -> str:
    return f"writing removed {takedown_id}"


def appeal_decided(takedown_id: int) -> str:
    return f"appeal decided {takedown_id}"


def report_outcome(report_id: int, now: datetime) -> str:
    return f"report outcome {report_id} {now:%Y-%m-%dT%H:%M:%S}"
