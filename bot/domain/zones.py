"""Finds time zones as people write them: a city, a country, `JST`, `GMT+9`, and ambiguous names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_NEAREST = 5
_MINUS = str.maketrans("−–‐‑﹣", "-----")
# `UTC+9` is nine hours before Greenwich. The zone of that offset is called `Etc/GMT-9`: POSIX counts the
# other way. So nothing of that family is taken by its own name, but `Etc/GMT` and `Etc/UTC`.
_OFFSET = re.compile(
    r"(?:(?:utc|gmt|z) ?)?(?P<sign>[+-]) ?(?P<hours>[0-9]{1,2})(?: ?:? ?(?P<minutes>[0-9]{2}))?"
    r"|(?:utc|gmt|z) ?(?P<nought>[+-]? ?0{1,2}(?::?00)?)?"
)
_POSIX = re.compile(r"etc/gmt(?P<sign>[+-])(?P<hours>[0-9]{1,2})")
_SIGNLESS = re.compile(r"(?:utc|gmt) ?(?P<hours>[0-9]{1,2})")
_WITHIN = re.compile(
    r"(?<![a-z/])(?:utc|gmt) ?[+-] ?[0-9]{1,2}(?: ?: ?[0-9]{2}|[0-9]{2})?(?![0-9:])"
    r"|(?:(?<= )[+-]|(?<=[0-9])\+| \+ )[0-9]{1,2}(?::[0-9]{2}|[0-9]{2})?(?![0-9:])"
)
# `(UTC+09:00) Tokyo`, `JST (UTC+9)`: one of the two in brackets, as systems and people list them.
_BOTH = re.compile(r"\((?P<first>[^()]+)\) ?(?P<other>[^()]+)|(?P<one>[^()]+?) ?\((?P<second>[^()]+)\)")
# Zones that keep an offset of no whole hours all year; the others of such an offset have a summer time.
_PARTS: Mapping[int, str] = {
    -570: "Pacific/Marquesas",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
}
_FIRST_OFFSET, _LAST_OFFSET = -12, 14
# What one zone alone is called.
_CALLED: Mapping[str, str] = {
    "jst": "Asia/Tokyo", "japan time": "Asia/Tokyo", "japan standard time": "Asia/Tokyo",
    "日本時間": "Asia/Tokyo", "日本": "Asia/Tokyo", "東京": "Asia/Tokyo", "osaka": "Asia/Tokyo",
    "大阪": "Asia/Tokyo",
    "kst": "Asia/Seoul", "korea": "Asia/Seoul", "south korea": "Asia/Seoul", "korea time": "Asia/Seoul",
    "korean time": "Asia/Seoul", "korea standard time": "Asia/Seoul", "busan": "Asia/Seoul",
    "韓国時間": "Asia/Seoul", "韓国": "Asia/Seoul", "ソウル": "Asia/Seoul",
    "china": "Asia/Shanghai", "china time": "Asia/Shanghai", "china standard time": "Asia/Shanghai",
    "beijing": "Asia/Shanghai", "beijing time": "Asia/Shanghai",
    "中国時間": "Asia/Shanghai", "中国": "Asia/Shanghai", "上海": "Asia/Shanghai", "北京": "Asia/Shanghai",
    "taiwan": "Asia/Taipei", "taiwan time": "Asia/Taipei",
    "台湾時間": "Asia/Taipei", "台湾": "Asia/Taipei", "台北": "Asia/Taipei",
    "ict": "Asia/Bangkok", "indochina time": "Asia/Bangkok", "thailand": "Asia/Bangkok",
    "タイ時間": "Asia/Bangkok", "バンコク": "Asia/Bangkok",
    "hkt": "Asia/Hong_Kong", "hong kong time": "Asia/Hong_Kong", "香港": "Asia/Hong_Kong",
    "香港時間": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore", "singapore time": "Asia/Singapore",
    "pht": "Asia/Manila", "phst": "Asia/Manila", "philippines": "Asia/Manila",
    "philippine time": "Asia/Manila",
    "myt": "Asia/Kuala_Lumpur", "wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura",
    "vietnam": "Asia/Ho_Chi_Minh", "hanoi": "Asia/Ho_Chi_Minh",
    "india": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "pkt": "Asia/Karachi",
    "npt": "Asia/Kathmandu", "mmt": "Asia/Yangon",
    "et": "America/New_York", "edt": "America/New_York", "eastern": "America/New_York",
    "eastern time": "America/New_York",
    "ct": "America/Chicago", "cdt": "America/Chicago", "central time": "America/Chicago",
    "mt": "America/Denver", "mdt": "America/Denver", "mountain": "America/Denver",
    "mountain time": "America/Denver",
    "pt": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles",
    "akst": "America/Anchorage", "akdt": "America/Anchorage", "hst": "Pacific/Honolulu",
    "brt": "America/Sao_Paulo", "art": "America/Argentina/Buenos_Aires",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin", "mesz": "Europe/Berlin",
    "central european time": "Europe/Berlin", "germany": "Europe/Berlin", "france": "Europe/Paris",
    "eest": "Europe/Athens", "eet": "Europe/Athens", "west": "Europe/Lisbon", "wet": "Europe/Lisbon",
    "msk": "Europe/Moscow", "sast": "Africa/Johannesburg", "uk": "Europe/London", "england": "Europe/London",
    "aedt": "Australia/Sydney", "acst": "Australia/Darwin", "awst": "Australia/Perth",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
}  # fmt: skip
# Names that several different zones share. A member who types one is asked which zone.
_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "cst": ("Asia/Shanghai", "Asia/Taipei", "America/Chicago", "America/Havana"),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "ast": ("America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "est": ("America/New_York", "America/Panama", "Australia/Sydney"),
    "mst": ("America/Denver", "America/Phoenix", "Asia/Kuala_Lumpur"),
    "gst": ("Asia/Dubai", "Pacific/Guam"),
    "sst": ("Asia/Singapore", "Pacific/Pago_Pago"),
    "wst": ("Australia/Perth", "Pacific/Apia"),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "central": ("America/Chicago", "Australia/Adelaide"),
}


def find_zone(typed: str) -> str | None:
    """The IANA zone that a text means. None if it means none, or several.

    In upper or lower case: its name, its city if that is unique, a common name (`JST`, `日本時間`), or an
    offset (`UTC+9`, `GMT-5`, `+09:00`). A plus means ahead of Greenwich.
    """
    spelt = _spelt(typed)
    if spelt in _SEVERAL or _POSIX.fullmatch(spelt):
        return None
    if spelt in _CALLED:
        return _CALLED[spelt]
    if (offset := _offset(spelt)) is not None:
        return _of_offset(offset)
    found = _zones().get(spelt)
    if found is not None:
        return found
    named = _cities().get(spelt, [])
    if len(named) == 1:
        return named[0]
    return _said_twice(spelt)


def nearest_zones(typed: str) -> tuple[str, ...]:
    """At most five zones that may have been meant, each as a text that `find_zone` reads."""
    spelt = _spelt(typed)[:60]
    if spelt in _SEVERAL:
        return _SEVERAL[spelt]
    if either := _POSIX.fullmatch(spelt) or _SIGNLESS.fullmatch(spelt):
        both = (f"UTC+{int(either['hours'])}", f"UTC-{int(either['hours'])}")
        return tuple(name for name in both if find_zone(name))
    if _offset(spelt) is not None:
        return ()  # a number that no zone has is near none
    city = spelt.rsplit("/", 1)[-1]
    close = [name for near in get_close_matches(city, _cities(), _NEAREST, 0.7) for name in _cities()[near]]
    holding = [name for key, name in _zones().items() if len(city) >= 3 and city in key]
    alike = [_zones()[near] for near in get_close_matches(spelt, _zones(), _NEAREST, 0.6)]
    return tuple(dict.fromkeys((*_cities().get(city, ()), *close, *holding, *alike)))[:_NEAREST]


def ambiguous(typed: str) -> bool:
    """Whether several zones have the typed name."""
    spelt = _spelt(typed)
    return spelt in _SEVERAL or bool(_POSIX.fullmatch(spelt) or _SIGNLESS.fullmatch(spelt))


def zone_name(zone: str) -> str:
    """A zone as readers see it: `Asia/Tokyo`, `UTC+9`. `find_zone` reads it back as the same zone."""
    posix = _POSIX.fullmatch(zone.casefold())
    if posix is None:
        return zone
    return f"UTC{'-' if posix['sign'] == '+' else '+'}{int(posix['hours'])}"


def offset_in(text: str) -> re.Match[str] | None:
    """An offset inside a longer text (NFKC, lower case): `20:00 utc+9`, `20:00 +09:00`.

    A minus without `utc` may join two hours, so it counts only between a space and a number.
    """
    return _WITHIN.search(text)


def plainly(text: str) -> str:
    """A text in lower case, normal width, with single spaces and one minus sign."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_MINUS).casefold().split())


def _spelt(name: str) -> str:
    return plainly(name.replace("_", " "))


def _offset(text: str) -> int | None:
    """The minutes ahead of Greenwich for an offset. None for other text."""
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    if found["sign"] is None:
        return 0
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if int(found["minutes"] or 0) > 59:
        return None
    return -minutes if found["sign"] == "-" else minutes


def _of_offset(minutes: int) -> str | None:
    hours, rest = divmod(minutes, 60)
    if rest:
        return _PARTS.get(minutes)
    if not _FIRST_OFFSET <= hours <= _LAST_OFFSET:
        return None
    return f"Etc/GMT{-hours:+}" if hours else "UTC"


def _said_twice(text: str) -> str | None:
    """The zone of `JST (UTC+9)`, if both parts agree."""
    found = _BOTH.fullmatch(text)
    if found is None:
        return None
    parts = [part.strip() for part in found.groups() if part]
    offsets = [offset for offset in map(_offset, parts) if offset is not None]
    names = [part for part in parts if _offset(part) is None]
    if len(offsets) != 1 or len(names) != 1:
        return None
    meant = [names[0], *_SEVERAL.get(names[0], ())]
    zones = [zone for zone in map(find_zone, meant) if zone and offsets[0] in _kept(zone)]
    return zones[0] if zones else None


@cache
def _kept(zone: str) -> frozenset[int]:
    """The offsets of a zone in winter and summer, in minutes."""
    moments = (datetime(2026, month, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)) for month in (1, 7))
    return frozenset((moment.utcoffset() or timedelta()) // timedelta(minutes=1) for moment in moments)


@cache
def _zones() -> dict[str, str]:
    """Every zone by its lower-case name, with spaces."""
    return {
        _spelt(name): name
        for name in sorted(available_timezones())
        if not name.startswith("posix") and not _POSIX.fullmatch(name.casefold())
    }


@cache
def _cities() -> dict[str, list[str]]:
    """The zones by the last part of their names, which is the city."""
    cities: dict[str, list[str]] = {}
    for name_spelt, name in _zones().items():
        if "/" in name:
            cities.setdefault(name_spelt.rsplit("/", 1)[-1], []).append(name)
    return cities
