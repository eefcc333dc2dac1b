"""The daily digest: the form for its time, its current setting, and what could not be read."""

from __future__ import annotations

from discord import ui

from bot import errors
from bot.domain.airing import Digest
from bot.domain.zones import zone_name
from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import Action, button
from bot.present.forms import Field, form
from bot.present.layout import GOOD, QUIET, WARNING, Screen, note
from bot.present.text import inline

CLOCK, ZONE = "clock", "zone"
# What a button carries of what was typed: a `custom_id` has 100 characters.
_CLOCK_KEPT, _ZONE_KEPT = 8, 40


def digest_form(t: Texts, clock: str | None, zone: str | None) -> ui.Modal:
    """Asks for the time and the zone. It starts with the current values or what was typed before."""
    return form(
        t("Daily digest"),
        verbs.DIGEST,
        fields=(
            Field(CLOCK, t("Time"), 20, t("For example 8:00 or 19:30"), clock or None, long=False),
            Field(ZONE, t("Time zone"), 60, t("For example Asia/Tokyo or Berlin"), zone or None, long=False),
        ),
    )


def digest_line(t: Texts, wish: Digest | None) -> str:
    if wish is None:
        return t(
            "With a daily digest you get one quiet message a day, when something you follow airs or a member "
            "recommends a drama to you."
        )
    if wish.refused:
        return t(
            "Your daily digest is switched off: Discord did not deliver the last one, because your direct "
            "messages are closed to this bot. Open them, then switch it on again."
        )
    return t(
        "Your daily digest comes at {time} ({zone}).",
        time=wish.at.strftime("%H:%M"),
        zone=inline(zone_name(wish.zone)),
    )


def digest_buttons(t: Texts, wish: Digest | None) -> list[Action]:
    label = t("Daily digest") if wish is None or wish.refused else t("Change the digest")
    buttons = [button(label, verbs.DIGEST, emoji="📨")]
    if wish is not None:
        buttons.append(button(t("Stop the digest"), verbs.DIGEST_OFF))
    return buttons


def digest_set(t: Texts, wish: Digest) -> Screen:
    lines = [digest_line(t, wish)]
    if wish.next_at is not None:
        moment = f"<t:{int(wish.next_at.timestamp())}:f>"
        lines.append("-# " + t("First at {when}, if there is something to report.", when=moment))
    return note("\n".join(lines), *digest_buttons(t, wish), colour=GOOD)


def digest_stopped(t: Texts, *, changed: bool) -> Screen:
    text = t("Your daily digest is stopped.") if changed else t("You have no daily digest.")
    return note(text, *digest_buttons(t, None), colour=GOOD if changed else QUIET)


def bad_clock(t: Texts, error: errors.BadClock) -> Screen:
    text = t(
        "*{value}* isn't a time of day. Write it like `8:00`, `19.30` or `7 pm`. Nothing was changed.",
        value=inline(error.value, 60),
    )
    return note(text, _again(t, error.value, error.zone), colour=WARNING)


def unknown_zone(t: Texts, error: errors.UnknownZone) -> Screen:
    value = inline(error.value, 60)
    if error.ambiguous:
        text = t("Several time zones are called *{value}*. Which is yours?", value=value)
    elif error.nearest:
        text = t("There is no time zone *{value}*. Did you mean one of these?", value=value)
    else:
        text = t(
            "There is no time zone *{value}*. Give a city, such as `Asia/Tokyo`, or an offset, such "
            "as `UTC+9`.",
            value=value,
        )
    near = [button(zone, verbs.DIGEST_AT, error.at, zone) for zone in error.nearest]
    return note(text, *near, _again(t, error.at, error.value), colour=WARNING)


def _again(t: Texts, clock: str, zone: str) -> Action:
    """A button that opens the form again with what was typed, without signs that need more room there."""
    bare = zone.replace("%", " ").replace(":", " ")
    return button(t("Try again"), verbs.DIGEST, clock[:_CLOCK_KEPT], bare[:_ZONE_KEPT], emoji="✏️")
