"""Paces on the screen: how a pace is written, and why a text is not one."""

from __future__ import annotations

from bot.domain.paces import EVERY_DAY, Fault, Misread, Pace
from bot.domain.zones import zone_name
from bot.i18n import Texts
from bot.present.text import inline


def pace(t: Texts, given: Pace) -> str:
    """`Tuesday, Friday 21:00 (Asia/Tokyo)`."""
    days = t("every day")
    if given.days != EVERY_DAY:
        days = t(", ").join(t.weekday(day) for day in given.weekdays)
    return t(
        "{days} {time} ({zone})", days=days, time=f"{given.at:%H:%M}", zone=inline(zone_name(given.zone))
    )


# Whole examples, each a pace as it is typed.
OF_CLUBS = "2 episodes until Sunday 21:00 Asia/Tokyo"
OF_SYNOPSES = "Tuesdays and Fridays 21:00 Asia/Tokyo"


def with_example(t: Texts, told: str, example: str) -> str:
    """What was not understood of a pace, and a whole one below it."""
    return f"{told}\n" + t("A whole pace, for example: `{example}`", example=example)


def misread(t: Texts, why: Misread | None) -> str | None:
    """What about a pace was not understood; None where that is not known."""
    if why is None:
        return None
    word = inline(why.word, 100)
    match why.fault:
        case Fault.ZONE if word and why.several:
            names = t(", ").join(f"`{name}`" for name in why.several)
            return t("Several time zones are called *{zone}*. Choose one: {names}.", zone=word, names=names)
        case Fault.ZONE if word:
            return t(
                "I don't know the time zone *{zone}*. Write it like `Asia/Tokyo` or `Europe/Berlin`, or "
                "only its city: `Seoul`. `UTC+9`, `JST` and `KST` work, too.",
                zone=word,
            )
        case Fault.WORD if word:
            return t(
                "I don't understand *{word}*: it isn't a day, a time or a time zone. Write a time zone like "
                "`Asia/Tokyo`, or only its city: `Seoul`.",
                word=word,
            )
        case Fault.CLOCK:
            return t(
                "A pace has one time of day, from `0:00` to `29:59`: `Tuesdays and Fridays 21:00`, `every "
                "day 9 pm`."
            )
        case Fault.INTERVAL:
            return t(
                "A pace uses weekdays, so *{interval}* can't be one. Name the days: `Mondays, Wednesdays "
                "and Fridays 20:00`, or `once a week`.",
                interval=word or "…",
            )
        case Fault.NO_DAY:
            return t("On which days? For example `every day 20:00`, `Tuesdays and Fridays`, `once a week`.")
    return None
