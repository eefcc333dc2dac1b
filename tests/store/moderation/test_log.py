"""The audit as moderators read it: their server's lines alone, filtered, the newest first."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audit import ActionKind, LogFilter, is_told
from bot.domain.guilds import Purpose
from bot.store.guilds import guilds
from bot.store.moderation import audit, log
from tests.store.memory import NOW, empty

TEAROOM, CINEMA = 5, 6
REI, MIKA = 1 << 50, (1 << 50) + 1
ACTS = st.tuples(
    st.sampled_from((None, TEAROOM, CINEMA)),
    st.sampled_from((None, REI, MIKA)),
    st.sampled_from(("settings.channel", "member.block", "catalogue.refresh")),
    st.sampled_from((None, f"member {MIKA}")),
    st.integers(0, 2).map(lambda days: timedelta(days=days)),
)
FILTERS = st.builds(
    LogFilter,
    st.none() | st.sampled_from((ActionKind.SETTINGS, ActionKind.MEMBER)),
    st.sampled_from((None, REI, MIKA)),
    st.none() | st.integers(-1, 12).map(lambda days: NOW + timedelta(days=days)),
)


@given(acts=st.lists(ACTS, max_size=12), chosen=FILTERS, limit=st.integers(1, 5))
def test_a_page_shows_what_fits_of_its_guild(
    acts: list[tuple[int | None, int | None, str, str | None, timedelta]], chosen: LogFilter, limit: int
) -> None:
    with empty() as connection:
        fitting, now = [], NOW
        for guild_id, actor_id, action, subject, later in acts:
            now += later
            line_id = audit.audit(connection, guild_id, actor_id, action, subject, now)
            named = {actor_id, MIKA if subject else None}
            if (
                guild_id == TEAROOM
                and (chosen.kind is None or action.startswith(f"{chosen.kind}."))
                and (chosen.member_id is None or chosen.member_id in named)
                and (chosen.since is None or now >= chosen.since)
            ):
                fitting.append(line_id)
        fitting.reverse()
        assert log.count(connection, TEAROOM, chosen) == len(fitting)
        for after in range(0, len(fitting) + 1, limit):
            page = log.lines(connection, TEAROOM, chosen, limit, after)
            assert [line.id for line in page] == fitting[after : after + limit]


def test_a_line_says_what_undid_it_and_who_was_wiped() -> None:
    with empty() as connection:
        for action in ("member.block", "member.unblock"):
            audit.audit(connection, TEAROOM, REI, action, f"member {MIKA}", NOW)
        undone, undoing = reversed(log.lines(connection, TEAROOM, LogFilter(), 5))
        assert (undone.undone_by, undoing.undoes, undone.wiped) == (undoing.id, undone.id, False)
        audit.forget_member(connection, MIKA)
        assert {
            (line.actor_id, line.subject, line.wiped)
            for line in log.lines(connection, TEAROOM, LogFilter(), 5)
        } == {(REI, None, True)}


def test_the_log_channel_is_told_of_moderation_and_settings_where_there_is_one() -> None:
    with empty() as connection:
        audit.audit(connection, TEAROOM, REI, "settings.policy", None, NOW)
        guilds.put_channel(connection, TEAROOM, Purpose.LOG, 70)
        for action in ("settings.policy", "catalogue.refresh", "synopses.post"):
            audit.audit(connection, TEAROOM, REI, action, None, NOW)
        audit.audit(connection, CINEMA, REI, "settings.policy", None, NOW)
        audit.audit(connection, None, None, "catalogue.remove", None, NOW)
        planned = connection.execute("SELECT kind, target, payload FROM outbox").fetchall()
        assert planned == [("audit", f"guild {TEAROOM} log", '{"line": 2}')]
    assert is_told("member.block") and not is_told("comment.taken_down")  # which has a notice of its own
