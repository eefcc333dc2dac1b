"""Serves recorded facts of a few real shows without a network, in the form of TVmaze's answers.

The demo asks only this one, with the same code that asks TVmaze, and gets its answer at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher
from importlib import resources
from typing import Any

from bot.errors import NamidaError
from bot.search.keys import key
from bot.sources.source import Shape, Source
from bot.sources.tvmaze import TVmaze

HERE = resources.files(__name__.rpartition(".")[0])
# The shows' posters are drawn by us. The demo's page has the files, and asks no one for these addresses.
POSTERS, POSTER = "https://example.org/", "poster-"
ALIKE = 0.75  # from 0 to 1: a name with a typing error
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def recorded_source() -> Source:
    """TVmaze as a source with only these shows."""
    text = HERE.joinpath("recorded.json").read_text("utf-8")
    return TVmaze(_Recorded(json.loads(text)), extras=1)


class _Recorded:
    """Answers the questions that an `Asker` would send to TVmaze."""

    def __init__(self, shows: list[dict[str, Any]]):
        self._shows = {
            str(show["id"]): show | {"image": {"original": f"{POSTERS}{POSTER}{show['id']}.png"}}
            for show in shows
        }

    async def ask(
        self,
        path: str,
        query: Mapping[str, str | tuple[str, ...]],
        shape: type[Shape],
        _fresh_for: timedelta,
        missing: NamidaError | None = None,
        *,
        patient: bool = False,  # noqa: ARG002 - nobody has to wait
        typed: bool = False,  # noqa: ARG002 - nothing is kept
    ) -> Shape:
        place = path.split("/")
        found: object = None
        if place == ["search", "shows"]:
            found = [{"show": show} for show in self._called(str(query["q"]))]
        elif place[0] == "schedule":
            day = date.fromisoformat(str(query["date"]))
            found = list(self._airing(day, str(query["country"]), web=place[1:] == ["web"]))
        elif place[0] == "shows" and place[1] in self._shows:
            show = self._shows[place[1]]
            found = show["_embedded"]["akas"] if place[2:] == ["akas"] else show
        if isinstance(found, shape):
            return found
        raise missing or LookupError(path)

    def _called(self, typed: str) -> list[dict[str, Any]]:
        wanted = key(typed)
        ranked = [
            (max(_alike(wanted, key(name)) for name in _names(show)), show) for show in self._shows.values()
        ]
        ranked.sort(key=lambda pair: -pair[0])
        return [show for alike, show in ranked if alike >= ALIKE]

    def _airing(self, day: date, country: str, *, web: bool) -> Iterator[dict[str, Any]]:
        """The shows that air on this weekday, although most ended before the demo's day."""
        for show in self._shows.values():
            channel = show["network"]
            if web is not (channel is None) or (channel["country"]["code"] if channel else "") != country:
                continue
            days = show["schedule"]["days"]
            if _DAYS[day.weekday()] not in days:
                continue
            slot = {
                "season": 1,
                "number": _number_of(show, day),
                "airdate": day.isoformat(),
                "airtime": show["schedule"]["time"],
                "airstamp": _moment(show, day),
            }
            yield slot | ({"_embedded": {"show": show}} if web else {"show": show})


def _names(show: dict[str, Any]) -> list[str]:
    return [show["name"], *(aka["name"] for aka in show["_embedded"]["akas"])]


def _alike(wanted: str, name: str) -> float:
    if wanted and wanted in name:
        return 1.0
    return SequenceMatcher(None, wanted, name).ratio()


def _moment(show: dict[str, Any], day: date) -> str | None:
    """The moment of the start, if the hour is known.

    All shows with an hour are in one zone without summer time.
    """
    time = show["schedule"]["time"]
    return f"{day}T{time}:00+09:00" if time else None


def _number_of(show: dict[str, Any], day: date) -> int:
    """The episode of a day, as if the show repeated from its first day on."""
    first = date.fromisoformat(show["premiered"])
    days = show["schedule"]["days"]
    weeks, rest = divmod((day - first).days, 7)
    within = sum(_DAYS[(first + timedelta(days=n)).weekday()] in days for n in range(rest + 1))
    count = len(show["_embedded"]["episodes"]) or 5_000
    return (weeks * len(days) + within - 1) % count + 1
