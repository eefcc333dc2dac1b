"""Series: decides which of two dramas comes first, by the catalogue's words for their relation."""

from __future__ import annotations

import re

PREQUEL, SEQUEL = "prequel", "sequel"

# Catalogues put the country of the other drama before the kind of a relation: "japanese sequel".
COUNTRY_ADJECTIVES = {
    "japanese": "JP", "korean": "KR", "chinese": "CN", "taiwanese": "TW", "thai": "TH",
    "hong kong": "HK", "filipino": "PH", "singaporean": "SG",
}  # fmt: skip
_SEASON = re.compile(r"(?P<name>.*\w.*?)[\s:,–—-]+season\s*(?P<number>[2-9]|[1-9]\d)", re.IGNORECASE)


def kind_of(relation: str) -> tuple[str, str | None]:
    """`("sequel", "JP")` for "japanese sequel": the kind without a country, and the country's code."""
    for adjective, code in COUNTRY_ADJECTIVES.items():
        bare = relation.removeprefix(adjective + " ")
        if bare != relation:
            return bare, code
    return relation, None


def earlier_names(title: str) -> tuple[str, ...]:
    """The possible names of earlier seasons, the one just before first. Empty for a first season."""
    found = _SEASON.fullmatch(title.strip())
    if found is None:
        return ()
    name = found["name"]
    numbers = range(int(found["number"]) - 1, 0, -1)
    return (*(f"{name} Season {number}" for number in numbers), name)
