"""Which tables stay small, which indexes list little, and which values many rows have."""

# Tables whose rows are counted in servers, in chores or in kinds of things. All others grow with the
# catalogue, with the members, or with what they write.
FEW = frozenset(
    {
        "chore",
        "guild",
        "guild_channel",
        "airing_guild",
        "airing_planned",
        "posted_sweep",
        "taste",  # one row, and so have the next two
        "taste_input",
        "catalogue_revision",
        "genre",
        "catalogue_import",
        "sqlite_schema",
    }
)
# Partial indexes of what has yet to be done.
SHORT_LISTS = frozenset(
    {
        "outbox_open",
        "outbox_ready",
        "outbox_claimed",
        "outbox_held",
        "outbox_put_off",
        "outbox_held_since",
        "marked_open",
        "club_running",
        "club_step_open",
        "catalogue_match_waiting",
        "catalogue_proposal_waiting",
        "drama_hidden",
        "posted_outdated",
        "posted_retry",
        "report_open",
        "drama_taken_out",
    }
)
# Columns of which one value may be that of any number of rows.
WIDE = frozenset({"guild_id", "kind", "state", "hidden", "country", "year", "source", "language", "purpose"})
