"""The data kept about members: each table and column with a member's id or words, and its deletion.

`/privacy show`, the export, the deletion and `PRIVACY.md` go by this one list. A test compares it with the
database: a column that neither it nor `other_rows` names fails that test.
"""

from __future__ import annotations

from bot.domain.privacy.rows import Erased, Kept, Kind

_UNTIL_DELETED = "Until the member deletes it."
_ALWAYS = "For as long as the row is kept."
_ALONE = "The member alone."
_COUNTED = "Nobody: only the number is shown."
_RUNNER = "The person who runs the bot."
_SERVER = "Members of that server."
_EVERYWHERE = "Members of every server with this bot, and moderators."
_MODERATORS = "Moderators of that server."
_CURATORS = "Curators, and the owner of the bot."

# In the order in which the deletion goes through them: what is shown first, the member last.
KEPT: tuple[Kept, ...] = (
    Kept(
        "still", "member_id", Kind.STILLS, "Pictures of reviews and comments, with their descriptions.",
        "To show them with the text.", "Until the member deletes them, or the text.",
        "Those who can read the text.", words=("alt",), since="added_at", files=("content",),
        facts=("id", "review_id", "comment_id", "guild_id", "position", "size", "added_at"),
    ),
    Kept(
        "review", "member_id", Kind.REVIEWS, "Reviews: headline, text, label, language and votes.",
        "To show them to other members.", _UNTIL_DELETED, _EVERYWHERE,
        words=("headline", "text"), since="created_at",
        facts=("id", "drama_id", "spoils_episode", "language", "hidden", "helpful", "unhelpful", "revision",
               "created_at", "updated_at"),
    ),
    Kept(
        "recommendation", "member_id", Kind.RECOMMENDATIONS, "Recommendations and their reasons.",
        "To show them on the cards of both dramas.", _UNTIL_DELETED, _EVERYWHERE,
        words=("reason",), since="created_at",
        facts=("id", "drama_id", "other_id", "hidden", "votes", "created_at", "updated_at"),
    ),
    Kept(
        "recommendation_spoils", None, Kind.RECOMMENDATIONS, "How far the reason of a recommendation spoils.",
        "To hide it from readers who are not that far.", _ALWAYS, _EVERYWHERE, Erased.WITH_OWNER,
        facts=("recommendation_id", "drama_id", "episode"),
    ),
    Kept(
        "advice", "member_id", Kind.RECOMMENDATIONS, "Dramas that the member recommended to other members.",
        "To show them to that member.", _UNTIL_DELETED, "The one it is for, and moderators of that server.",
        words=("reason",), since="created_at",
        facts=("id", "guild_id", "to_id", "drama_id", "spoils_episode", "created_at", "updated_at"),
        others=("to_id",),
    ),
    Kept(
        "advice", "to_id", Kind.RECOMMENDATIONS, "Dramas that others recommended to the member.",
        "To show them to the member.", "Until the member or its author deletes it.",
        "The member and its author, and moderators of that server.",
        words=("reason",), others=("reason",), since="created_at",
        facts=("id", "guild_id", "drama_id", "spoils_episode", "dismissed", "created_at", "updated_at"),
    ),
    Kept(
        "advice_refused", "member_id", Kind.RECOMMENDATIONS, "From whom the member takes no recommendations.",
        "To refuse them.", _UNTIL_DELETED, _ALONE, facts=("sender_id",), others=("sender_id",),
        exported=False,  # ids of others alone
    ),
    Kept(
        "advice_refused", "sender_id", Kind.RECOMMENDATIONS, "Who takes no recommendations from the member.",
        "To refuse them.", "Until one of the two is deleted.", "Nobody.", exported=False,
    ),
    Kept(
        "comment", "member_id", Kind.COMMENTS, "Comments on dramas and episodes.",
        "To post them in the threads of that server.", _UNTIL_DELETED, _SERVER,
        words=("text",), since="created_at",
        facts=("id", "drama_id", "guild_id", "episode", "reply_to", "review_id", "answers", "answers_deleted",
               "spoils_episode", "hidden", "likes", "revision", "created_at", "updated_at"),
    ),
    Kept(
        "quote", "added_by", Kind.QUOTES, "Quotes that the member saved.",
        "To show them to that server.", _UNTIL_DELETED, _SERVER,
        words=("text", "speaker"), since="saved_at",
        facts=("id", "drama_id", "episode", "guild_id", "saved_at"),
    ),
    Kept(
        "quote", "author_id", Kind.QUOTES_OF_YOU, "Quotes that others saved from a message of the member.",
        "To find them for the member, who may delete them.", "Until the member or a moderator deletes it.",
        _SERVER, words=("text", "speaker"), since="saved_at",
        facts=("id", "drama_id", "episode", "guild_id", "saved_at"),
    ),
    Kept(
        "marked", "author_id", Kind.MARKED, "Messages of the member that were marked as spoilers.",
        "To post them again with a label, and to hide them if the server's rule changes.",
        "The text only until the repost holds it; the rest until the repost is gone.", _SERVER,
        words=("text", "files"), since="at",
        facts=("message_id", "guild_id", "channel_id", "drama_id", "episode", "sealed", "state", "outbox_id",
               "at"),
    ),
    Kept(
        "marked_file", None, Kind.MARKED, "Files of such a message.",
        "To post them again with a label.", "Until the repost holds them.", _SERVER, Erased.WITH_OWNER,
        words=("name", "content", "description"), facts=("message_id", "position"), exported=False,
    ),
    Kept(
        "marked", "marked_by", Kind.MARKED, "Messages of others that the member marked as spoilers.",
        "To let the member correct the label.", _ALWAYS, _MODERATORS, Erased.BLANKED,
        facts=("message_id", "guild_id", "channel_id", "at"), since="at",
    ),
    Kept(
        "synopsis", "author_id", Kind.SYNOPSES, "Synopses that the member wrote, published or not.",
        "To show who wrote it, and to tell the author what became of it.",
        "A published one for as long as the drama is in the catalogue.", "The server, or every server.",
        Erased.PUBLISHED_BLANKED, words=("text", "returned_reason"), others=("returned_reason",),
        since="created_at",
        facts=("id", "drama_id", "episode", "language", "guild_id", "state", "created_at", "updated_at"),
    ),
    Kept(
        "review_vote", "member_id", Kind.VOTES, "Votes on reviews.", "So that each member votes once.",
        _UNTIL_DELETED, _COUNTED, facts=("review_id", "helpful"),
    ),
    Kept(
        "recommendation_vote", "member_id", Kind.VOTES, "Votes for recommendations.",
        "So that each member votes once.", _UNTIL_DELETED, _COUNTED, facts=("recommendation_id",),
    ),
    Kept(
        "comment_like", "member_id", Kind.VOTES, "Likes of comments.", "So that each member likes once.",
        _UNTIL_DELETED, _COUNTED, facts=("comment_id",),
    ),
    Kept(
        "ending_vote", "member_id", Kind.VOTES, "Votes on how a drama ends.",
        "So that each member votes once.", _UNTIL_DELETED, _COUNTED, facts=("drama_id", "ending"),
    ),
    Kept(
        "warning_vote", "member_id", Kind.VOTES, "Votes on what a drama contains.",
        "So that each member votes once.", _UNTIL_DELETED, _COUNTED, facts=("drama_id", "warning"),
    ),
    Kept(
        "score", "member_id", Kind.SCORES, "Scores of dramas.",
        "For ratings, rankings, recommendations and the profile.", _UNTIL_DELETED,
        "As a part of ratings; the list and profile by the member's own setting.", since="created_at",
        facts=("drama_id", "overall", "story", "acting", "music", "rewatch", "created_at", "updated_at"),
    ),
    Kept(
        "episode_score", "member_id", Kind.SCORES, "Scores of episodes.", "For the chart of a drama.",
        _UNTIL_DELETED, _COUNTED, since="updated_at", facts=("drama_id", "episode", "overall", "updated_at"),
    ),
    Kept(
        "progress", "member_id", Kind.PROGRESS, "The list: status, episodes seen, dates and notes.",
        "To know what is a spoiler for the member, and for the list.", _UNTIL_DELETED,
        "Those whom the member's setting lets see the list; notes: the member alone.",
        words=("note",), since="updated_at",
        facts=("drama_id", "status", "episode", "started_on", "finished_on", "updated_at", "rewatches",
               "earlier_episode"),
    ),
    Kept(
        "list_import", "member_id", Kind.PROGRESS, "Lists that the member imported, and what was before.",
        "To finish an import, and to undo it.", "30 days.", _ALONE,
        words=("rows", "before"), since="created_at",
        facts=("id", "format", "state", "created_at", "done_at"), exported=False,
    ),
    Kept(
        "follow", "member_id", Kind.FOLLOWS, "Dramas that the member follows.",
        "To say when an episode airs.", _UNTIL_DELETED, _ALONE, since="created_at",
        facts=("drama_id", "created_at"),
    ),
    Kept(
        "digest", "member_id", Kind.FOLLOWS, "The time and zone of the member's digest.",
        "To send it at that time.", _UNTIL_DELETED, _ALONE, since="asked_at",
        facts=("at", "zone", "asked_at", "next_at"),
    ),
    Kept(
        "answer_notice", "member_id", Kind.FOLLOWS, "Answers that the member's next digest tells of.",
        "To tell the member of them once, if they asked for it.", "Until the digest after the next.", _ALONE,
        facts=("comment_id", "digest_at"), exported=False,
    ),
    Kept(
        "club_member", "member_id", Kind.CLUBS, "Watch clubs that the member joined or left.",
        "To count who has caught up, and to remind.", _UNTIL_DELETED, _SERVER, since="joined_at",
        facts=("club_id", "reminded", "joined_at", "left_at", "ahead_of"),
    ),
    Kept(
        "club", "started_by", Kind.CLUBS, "Watch clubs that the member started.",
        "To let the starter change the club.", _ALWAYS, _SERVER, Erased.BLANKED, since="started_at",
        facts=("id", "guild_id", "drama_id", "started_at"),
    ),
    Kept(
        "draft", "member_id", Kind.DRAFTS, "What the member typed into a form and has not saved yet.",
        "To lose nothing if saving fails.", "7 to 90 days, by the form.", _ALONE,
        words=("fields",), since="updated_at", facts=("kind", "subject", "updated_at"),
    ),
    Kept(
        "report", "reporter_id", Kind.REPORTS, "What the member reported to moderators, and why.",
        "For the moderators, and so that each member reports a thing once.", "One year.", _MODERATORS,
        since="created_at", words=("note",),
        facts=("id", "guild_id", "kind", "subject", "why", "tell", "revision", "outcome", "created_at",
               "closed_at"),
    ),
    Kept(
        "report", "closed_by", Kind.MODERATING, "Reports that the member decided on.",
        "To show other moderators who was faster.", "One year.", _MODERATORS, Erased.BLANKED,
        facts=("id", "guild_id", "closed_at"), since="closed_at",
    ),
    Kept(
        "held", "author_id", Kind.HELD, "Writings that wait for a moderator.",
        "To post them once a moderator releases them.", "Until a moderator decides, at most sixty days.",
        _MODERATORS, words=("words", "payload"), since="held_at",
        facts=("id", "guild_id", "kind", "subject", "why", "what", "drama_id", "labels", "draft_kind",
               "held_at"),
        others=("what",),
    ),
    Kept(
        "takedown", "author_id", Kind.MODERATED, "Writings of the member that moderators removed.",
        "To keep them down, and for the appeal.", "For as long as the server has the bot.", _MODERATORS,
        Erased.BLANKED, since="at", blanks=("note",),
        facts=("id", "guild_id", "kind", "subject", "why", "note", "before", "posted", "at", "appealed_at",
               "appeal_closed_at", "lifted_at"),
        others=("note",),
    ),
    Kept(
        "takedown", "by_id", Kind.MODERATING, "Removals that the member decided as a moderator.",
        "To show an appeal to another moderator.", "For as long as the server has the bot.", _MODERATORS,
        Erased.BLANKED, since="at", facts=("id", "guild_id", "at"),
    ),
    Kept(
        "takedown", "appeal_closed_by", Kind.MODERATING, "Appeals that the member decided on.",
        "To show other moderators who was faster.", "For as long as the server has the bot.", _MODERATORS,
        Erased.BLANKED, since="appeal_closed_at", facts=("id", "guild_id", "appeal_closed_at"),
    ),
    Kept(
        "takedown", "lifted_by", Kind.MODERATING, "Removals that the member took back as a moderator.",
        "To show other moderators who was faster.", "For as long as the server has the bot.", _MODERATORS,
        Erased.BLANKED, since="lifted_at", facts=("id", "guild_id", "lifted_at"),
    ),
    Kept(
        "blocked", "member_id", Kind.MODERATED, "That moderators keep the member from writing.",
        "To keep them from it. A hash of the id stays until its end, so that a deletion is no way out.",
        "Until its end.", _MODERATORS, Erased.BLANKED, since="at",
        facts=("guild_id", "until", "reason", "at"),
    ),
    Kept(
        "blocked", "blocked_by", Kind.MODERATING, "Members that the member blocked as a moderator.",
        "To show other moderators who did it.", "Until its end.", _MODERATORS, Erased.BLANKED, since="at",
        facts=("guild_id", "at"),
    ),
    Kept(
        "progress_shown", "member_id", Kind.PROGRESS, "Which dramas are on the member's list, once more.",
        "To count who is watching without reading every list.", _UNTIL_DELETED, _COUNTED,
        facts=("drama_id", "updated_at"), exported=False,
    ),
    Kept(
        "catalogue_proposal", "member_id", Kind.CATALOGUE, "Changes of the catalogue that they proposed.",
        "To decide on them.", _UNTIL_DELETED, _CURATORS, words=("change", "file"), others=("file",),
        since="created_at",
        facts=("id", "guild_id", "state", "created_at", "decided_at"),
    ),
    Kept(
        "catalogue_proposal", "decided_by", Kind.CATALOGUE, "Proposals that the member decided.",
        "To know who decided.", _ALWAYS, _CURATORS, Erased.BLANKED, facts=("id", "decided_at"),
        since="decided_at",
    ),
    Kept(
        "suggestion", "member_id", Kind.CATALOGUE, "What the member suggested for the catalogue.",
        "To decide on it, and to name the member beside what was taken.", _UNTIL_DELETED,
        "Moderators of the server; its members, once it was taken.", words=("text", "url"),
        since="suggested_at",
        facts=("id", "guild_id", "drama_id", "kind", "spoils_episode", "suggested_at", "state", "decided_at"),
    ),
    Kept(
        "suggestion", "decided_by", Kind.CATALOGUE, "Suggestions of others that the member took.",
        "To know who decided.", _ALWAYS, _CURATORS, Erased.BLANKED, facts=("id", "decided_at"),
        since="decided_at",
    ),
    Kept(
        "catalogue_change", "actor_id", Kind.CATALOGUE, "Changes of the catalogue that the member made.",
        "To show who changed what, and to undo it.", "For as long as the drama is in the catalogue.",
        _CURATORS, Erased.BLANKED, since="at",
        facts=("id", "at", "guild_id", "action", "drama_id", "gone_id"),
    ),
    Kept(
        "catalogue_change", "undone_by", Kind.CATALOGUE, "Changes of the catalogue that the member undid.",
        "To show who undid it.", "For as long as the drama is in the catalogue.", _CURATORS, Erased.BLANKED,
        facts=("id", "undone_at"), since="undone_at",
    ),
    Kept(
        "catalogue_change_moved", "member_id", Kind.CATALOGUE,
        "Which of the member's rows a merge of two dramas moved.", "To move them back.",
        "For as long as the drama is in the catalogue.", "Nobody.", exported=False,
        facts=("change_id", "place", "part", "named_by", "row_key", "swapped"),
    ),
    Kept(
        "renumbering_row", "member_id", Kind.CATALOGUE,
        "Which of the member's rows got other episode numbers.", "To undo that.",
        "For as long as the drama is in the catalogue.", "Nobody.", exported=False,
        facts=("renumbering_id", "place", "part", "named", "row_key", "before", "after"),
    ),
    Kept(
        "provenance", "member_id", Kind.CATALOGUE, "Facts of the catalogue that the member entered.",
        "So that sources do not overwrite them.", "For as long as the drama is in the catalogue.",
        _CURATORS, Erased.BLANKED, since="at", facts=("drama_id", "field", "source", "at"),
    ),
    Kept(
        "synopsis_schedule", "set_by", Kind.MODERATING, "Schedules of synopses that the member set.",
        "To know who set it.", _ALWAYS, _MODERATORS, Erased.BLANKED, since="created_at",
        facts=("guild_id", "drama_id", "created_at"),
    ),
    Kept(
        "audit", "actor_id", Kind.MODERATING, "What the member did as a moderator or curator.",
        "So that moderators can check each other.", "For the retention of the log.", _MODERATORS,
        Erased.BLANKED, since="at", facts=("id", "at", "guild_id", "action", "subject", "detail", "salt"),
        blanks=("detail", "salt"), others=("subject", "detail", "salt"),
    ),
    Kept(
        "audit_member", "member_id", Kind.MODERATED, "Which lines of the log name the member.",
        "To take them out of these lines.", "For the retention of the log.", "Nobody.",
        facts=("line_id",), exported=False,
    ),
    Kept(
        "deletion", "member_id", Kind.ACCOUNT,
        "That the member asked for deletion, or was away for too long.",
        "To finish it, even after a restart.", "Until it is done: seconds, at most a day.", _RUNNER,
        Erased.WITH_OWNER, since="asked_at", facts=("id", "asked_at"), exported=False,
    ),
    Kept(
        "guild_member", "member_id", Kind.ACCOUNT, "Servers where the member used the bot, and since when.",
        "For the ratings and lists of that server.", _UNTIL_DELETED, _RUNNER, since="first_seen",
        facts=("guild_id", "first_seen"),
    ),
    Kept(
        "member_alone", "member_id", Kind.ACCOUNT,
        "That no server with the bot knows the member, and when there was the last sign of them.",
        "To delete what is kept about members who are long gone.",
        "Until the member uses the bot on a server, or is deleted.", _RUNNER, since="seen_at",
        facts=("seen_at",),
    ),
    Kept(
        "member", "id", Kind.ACCOUNT,
        "Discord id, language, that of the member's Discord, country, stars, titles, who sees the list, who"
        " may recommend, notices.",
        "For answers in the member's language and by their choices.", _UNTIL_DELETED,
        "Country and stars: members of the same server.", since="created_at",
        facts=(
            "language", "country", "stars_out_of", "titles", "created_at", "list_seen_by", "advice_from",
            "answers_told", "discord_language",
        ),
    ),
)  # fmt: skip
