"""Rows that are not about a member: which texts may name one, and what the other tables hold."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.privacy.rows import Mentions

MENTIONS: tuple[Mentions, ...] = (
    Mentions("outbox", "Posts to the member, and posts that name them.", ("key", "target"), ("payload",)),
    Mentions("posted", "Answers to commands that the member gave.", (), ("shown_as",)),
    Mentions("draft", "Commands of others that name the member.", ("subject", "fields")),
    Mentions("report", "What was reported, and what reporters say of it.", (), ("subject", "note")),
    Mentions("held", "Texts of others that wait for a moderator.", (), ("words", "payload")),
    Mentions("takedown", "What moderators told others of a removal.", (), ("note",)),
    Mentions("blocked", "What moderators told others of a block.", (), ("reason",)),
    Mentions(
        "catalogue_change_row", "Catalogue rows as they were before.", (), ("row_key", "before", "after"),
        "null",
    ),
    Mentions("catalogue_import_change", "Catalogue rows as they were before.", (), ("was", "became"), "null"),
    Mentions("catalogue_proposal", "Changes that others proposed.", (), ("change",)),
    Mentions("review", "Texts of others that mention the member.", (), ("headline", "text")),
    Mentions("still", "Descriptions of others' pictures that mention the member.", (), ("alt",)),
    Mentions("recommendation", "Texts of others that mention the member.", (), ("reason",)),
    Mentions("advice", "Texts of others that mention the member.", (), ("reason",)),
    Mentions("comment", "Texts of others that mention the member.", (), ("text",)),
    Mentions("quote", "Texts of others that mention the member.", ("text",), ("speaker",)),
    Mentions("marked", "Texts of others that mention the member.", (), ("text", "files")),
    Mentions("synopsis", "Texts of others that mention the member.", (), ("text", "returned_reason")),
    Mentions("progress", "Notes of others that mention the member.", (), ("note",)),
    Mentions("list_import", "Lists of others that mention the member.", (), ("rows", "before")),
)  # fmt: skip
_CATALOGUE = "The catalogue: facts about dramas."
_COUNTS = "Sums and counts, without members."
_CLOCK = "What the bot has to do next."
_OF_SERVER = "Settings of a server."
# Tables that hold nothing about a member, and what they hold instead.
WITHOUT_MEMBERS: Mapping[str, str] = {
    **dict.fromkeys(
        ("alias", "calendar_event", "catalogue_match", "credit", "drama", "drama_genre", "drama_network",
         "drama_source", "staff", "episode", "genre", "link", "music", "network", "person", "relation",
         "withheld",
         "name_index", "renumbering", "summary", "renumbering_step", "source_lookup", "catalogue_import",
         "catalogue_import_piece"),
        _CATALOGUE,
    ),
    **dict.fromkeys(("neighbour", "standing", "still_room", "taste", "taste_input", "club_step"), _COUNTS),
    "catalogue_revision": "A number that changes with the catalogue.",
    **dict.fromkeys(("airing_plan", "airing_planned", "airing_post", "chore", "posted_sweep"), _CLOCK),
    **dict.fromkeys(("airing_guild", "guild", "guild_channel", "guild_left", "thread"), _OF_SERVER),
    **dict.fromkeys(("word_rule", "automod_rule"), "What may not be written on a server."),
    "starter": "Which starter catalogue the database has.",
    "audit_chain": "Where each server's log ends.",
    "blocked_salt": "A random number.",
    "answer": "Answers of the catalogue's sources.",
}  # fmt: skip
# Columns of tables in `KEPT` or `MENTIONS` that hold nothing about the member in question.
NOT_ABOUT: Mapping[str, tuple[str, ...]] = {
    "club": ("channel_id", "role_id", "episodes", "days", "at", "zone", "advance", "state", "ended_at",
             "told"),
    "synopsis_schedule": ("next_episode", "days", "at", "zone", "next_at"),
    "outbox": ("id", "kind", "due_at", "expires_at", "state", "attempts", "claimed_by", "claimed_until",
               "tried_at", "retry_at", "reason", "channel_id", "message_id", "done_at", "ready_at",
               "guild_id", "uncertain"),
    "posted": ("id", "kind", "subject", "drama_id", "episode", "guild_id", "copy", "revision", "edited",
               "shown", "outbox_id", "channel_id", "message_id", "tries", "retry_at", "turn"),
    "audit": ("previous", "commitment", "hash", "undoes"),
    "blocked": ("member_key",),
    "catalogue_change_row": ("change_id", "place", "part", "subject"),
    "catalogue_import_change": ("id", "import_id", "of_drama", "table_name"),
}  # fmt: skip
