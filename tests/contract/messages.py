"""The documented limits of one message, whether it is made or changed."""

from __future__ import annotations

import re

from .components import check_layout, check_media_url, check_rows, uses_layout
from .problems import Body, Finding, Findings, body_of, bounded, number_of, objects, text_of

SUPPRESS_EMBEDS, EPHEMERAL = 1 << 2, 1 << 6
COMPONENTS_V2 = 1 << 15
SUPPRESS_NOTIFICATIONS = 1 << 12
VOICE = 1 << 13
# The flags that each endpoint documents as those that may be set.
CHANGED = SUPPRESS_EMBEDS | COMPONENTS_V2
SENT = CHANGED | SUPPRESS_NOTIFICATIONS | VOICE
ANSWERED = SENT | EPHEMERAL
FILE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,260}")
MOST_CONTENT = 2000
MOST_EMBEDDED = 6000
# With the flag these "no longer work": Discord refuses a message that has one.
WITHOUT_LAYOUT = ("content", "embeds", "poll", "sticker_ids")
EMPTIED_BY = frozenset({"content", "embeds", "components", "attachments"})
SHOWN = ("components", "attachments", "sticker_ids", "poll", "shared_client_theme")


def check_message(
    message: Body, where: str, *, made: bool, house_rules: bool, may_be: int = CHANGED
) -> Findings:
    """`made` is a new message; an edit leaves as it was what it does not name. `may_be`: its flags."""
    yield from bounded(message.get("content"), f"{where}.content", 0, MOST_CONTENT)
    yield from check_flags(message, where, may_be)
    yield from _check_file_names(message, where)
    for path, attachment in objects(message.get("attachments"), f"{where}.attachments"):
        yield from bounded(attachment.get("description"), f"{path}.description", 0, 1024)
    files = _attached(message) if made else None
    yield from _check_embeds(message, where, files)
    yield from _check_components(message, where, made, files)
    if _is_empty(message, made):
        yield Finding(where, "a message with nothing in it")
    if house_rules:
        yield from _check_mentions(message, where)


def check_flags(message: Body, where: str, may_be: int) -> Findings:
    flags = message.get("flags")
    if isinstance(flags, int) and (others := flags & ~may_be):
        yield Finding(f"{where}.flags", f"{others} cannot be set here")


def _check_file_names(message: Body, where: str) -> Findings:
    """Discord makes anything else into underscores, and `attachment://` then leads nowhere."""
    borne: set[str] = set()
    for path, attachment in objects(message.get("attachments"), f"{where}.attachments"):
        name = attachment.get("filename")
        if name is None:  # one that stays
            continue
        if not FILE_NAME.fullmatch(text_of(name)):
            yield Finding(f"{path}.filename", f"{name!r} has letters that Discord does not keep")
        elif name in borne:
            yield Finding(f"{path}.filename", f"another file is called {name!r} as well")
        borne.add(text_of(name))


def _attached(message: Body) -> frozenset[str]:
    return frozenset(text_of(one.get("filename")) for _, one in objects(message.get("attachments"), "$"))


def _check_components(message: Body, where: str, made: bool, files: frozenset[str] | None) -> Findings:
    components = message.get("components")
    flagged = bool(number_of(message.get("flags")) & COMPONENTS_V2)
    # An edit need not repeat the flag, which a message never loses.
    layout = flagged or (not made and uses_layout(components))
    if layout:
        for name in WITHOUT_LAYOUT:
            if message.get(name):
                yield Finding(f"{where}.{name}", "does not go with the components-v2 flag")
        yield from check_layout(components, f"{where}.components", files)
    else:
        yield from check_rows(components, f"{where}.components")


def _check_embeds(message: Body, where: str, files: frozenset[str] | None) -> Findings:
    embedded = 0
    for path, embed in objects(message.get("embeds"), f"{where}.embeds"):
        embedded += _text_in(embed)
        for name, key in (
            ("image", "url"),
            ("thumbnail", "url"),
            ("footer", "icon_url"),
            ("author", "icon_url"),
        ):
            url = body_of(embed.get(name)).get(key)
            if url is not None:
                yield from check_media_url(url, f"{path}.{name}.{key}", files)
    if embedded > MOST_EMBEDDED:
        reason = f"{embedded} characters of embeds in all, where Discord takes {MOST_EMBEDDED}"
        yield Finding(f"{where}.embeds", reason)


def _text_in(embed: Body) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [body_of(embed.get("footer")).get("text"), body_of(embed.get("author")).get("name")]
    for _, field in objects(embed.get("fields"), "$"):
        texts += [field.get("name"), field.get("value")]
    return sum(len(text_of(text)) for text in texts)


def _shows_something(embed: Body) -> bool:
    return _text_in(embed) > 0 or any(body_of(embed.get(name)).get("url") for name in ("image", "thumbnail"))


def _is_empty(message: Body, made: bool) -> bool:
    """A forwarded message has its content elsewhere; an edit empties a message only if it names it all."""
    if body_of(message.get("message_reference")).get("type") == 1:
        return False
    if not made and not message.keys() >= EMPTIED_BY:
        return False
    if text_of(message.get("content")).strip():
        return False
    embeds = [embed for _, embed in objects(message.get("embeds"), "$")]
    if any(_shows_something(embed) for embed in embeds):
        return False
    return not any(message.get(name) for name in SHOWN)


def _check_mentions(message: Body, where: str) -> Findings:
    """The project's own rule, not Discord's: a post pings nobody but the roles that it names one by one.

    Those must be heard: a post that pings and suppresses notifications is a mistake.
    """
    allowed = message.get("allowed_mentions")
    if not isinstance(allowed, dict):
        yield Finding(f"{where}.allowed_mentions", "missing, so that whatever the text names is pinged")
    elif not isinstance(allowed.get("parse"), list):
        # Without `parse` Discord's default for a kind that is not listed is left to chance.
        yield Finding(f"{where}.allowed_mentions.parse", "missing, where the house says []")
    else:
        for name in ("parse", "users", "replied_user"):
            if allowed.get(name):
                yield Finding(f"{where}.allowed_mentions.{name}", f"{allowed[name]!r} pings somebody")
        flags = message.get("flags")
        if allowed.get("roles") and isinstance(flags, int) and flags & SUPPRESS_NOTIFICATIONS:
            yield Finding(f"{where}.allowed_mentions.roles", "pinged, but with notifications suppressed")
