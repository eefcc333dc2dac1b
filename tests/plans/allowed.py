"""Which functions of the store may read a table that grows in full, or sort it, and why."""

from __future__ import annotations

_START = "once, at the start, which keeps all names in memory"
_WORKER = "in the worker process, which reads everything that members gave; no member waits for it"
_AIRING = "what airs on some days, not what there is"
_BOUNDED = "the table is kept small: `source_cache.MOST`"
_A_GUILDS = "what one guild has of it, some dozens"
_A_SERVER_FEW = "a few rows for each guild, in a chore"
_OF_ONE = "the few rows of one drama, or of one show at its source"
_A_FILE = "a whole catalogue is read or written, by the person who runs the bot"
_KEPT = "once after each change of the catalogue; the answer is kept in memory"
_SEARCH = "a search without a name, by what members choose: it counts and sorts what fits"
_WALK = "walks an index that has the order, and ends where the page does"
_FEW_FIT = "only where many draws found none: few dramas fit, and they are counted"
_DOCTOR = "the check of an installation reads everything, in a process of its own"
_FRONT = "the oldest rows, a piece of them"
_RESTORED = "once, at a start after a deletion, to see whether an older copy of the database was restored"
_FEW_LEFT = "the servers that the bot left within some weeks"
_LOOK_UP = "a chore that looks for dramas without a source, on a reader, twice a minute at most"
_CHORE = "a chore that looks at each thread, on a reader, every six hours"

ALLOWED: dict[str, dict[str, str]] = {  # by function: `scan of TABLE` or `sort of TABLE`, and the reason
    "airing.posts.planned": {"scan of airing_plan": _AIRING},
    "board.threads.stages_told": {"scan of thread": _CHORE},
    "catalogue.catalogue.all_entries": {"scan of drama": _A_FILE},
    "catalogue.catalogue.count": {"scan of drama": _A_FILE},
    "catalogue.catalogue.names": {"scan of drama": _START, "scan of alias": _START},
    "catalogue.changes.of_drama": {"sort of drama": _OF_ONE},
    "catalogue.lookups._counted": {"scan of drama": _FEW_FIT, "sort of drama": _FEW_FIT},
    "catalogue.lookups._walked": {"scan of drama": _WALK},
    "catalogue.lookups.best_known_dramas": {"scan of drama": _WALK},
    "catalogue.lookups.best_known": {"scan of person": _KEPT, "sort of person": _KEPT},
    "catalogue.lookups.labels": {"scan of network": _KEPT, "sort of network": _KEPT},
    "catalogue.lookups._total": {"scan of drama": _SEARCH},
    "catalogue.lookups.page": {"scan of drama": _SEARCH, "sort of drama": _SEARCH},
    "catalogue.lookups.people_names": {"scan of person": _START},
    "catalogue.matches.to_look_up": {"scan of drama": _LOOK_UP},
    "catalogue.matches.begun_around": {"sort of drama": "what began within some weeks"},
    "catalogue.source_cache._bound": {"scan of answer": _BOUNDED},
    "catalogue.source_links.holder": {"sort of drama_source": _OF_ONE},
    "catalogue.source_links.overlapping": {"sort of drama_source": _OF_ONE},
    "episodes.publishing.due": {
        "scan of synopsis_schedule": _A_SERVER_FEW,
        "sort of synopsis_schedule": _A_SERVER_FEW,
    },
    "episodes.publishing.schedules_of": {"sort of synopsis_schedule": _A_GUILDS},
    "moderation.audit._all": {"scan of audit": _DOCTOR},
    "moderation.audit.purge": {"scan of audit": _FRONT},
    "moderation.audit.verify": {"scan of audit_chain": _DOCTOR},
    "guilds.departures.away": {"scan of guild_left": _FEW_LEFT},
    "guilds.departures.left_before": {"scan of guild_left": _FEW_LEFT},
    "privacy.requests.older": {"scan of member": _RESTORED},
    "recommending.neighbours.facts": {"scan of drama": _WORKER, "scan of drama_genre": _WORKER},
    "recommending.neighbours.given": {
        "scan of drama": _WORKER,
        "scan of progress": _WORKER,
        "scan of score": _WORKER,
    },
    "stills.bytes_of_all": {"scan of still_room": _DOCTOR},
    "watching.lists.known_sources": {"scan of drama_source": "once for an imported file"},
    "watching.lists.with_source": {"sort of drama_source": _OF_ONE},
}
