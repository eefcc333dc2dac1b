"""What the card shows of scores entered through the commands is what plain arithmetic makes of them.

The scores, statuses and episodes are of real reviews. The file has two reviews a drama at the most, so
the reviews of many dramas are entered here as those of three.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import simcord

from bot.client import NamidaBot
from tests.world import World, menu, shown, text_of, turned

REVIEWS = Path(__file__).parents[3] / "../shared/data/review_scores.csv"
# Each has eleven episodes or more, so that the earlier ones can be where somebody is.
DRAMAS = ("1 Litre of Tears", "Vincenzo", "W")
ENTERED = {"Completed": 10, "Ongoing": 5, "Dropped": 3}  # reviews of each status, for each drama
STATUSES = {"Ongoing": "watching", "Dropped": "dropped"}
CRITERIA = {
    "Story": "story",
    "Acting and cast": "acting_cast",
    "Music": "music",
    "Rewatch value": "rewatch_value",
}
GROUPS = {"finished": "Completed", "watching": "Ongoing", "dropped": "Dropped"}
MOST = 10  # the last episode that anybody is at who has not finished


@dataclass(frozen=True)
class Given:
    """One review as its member enters it."""

    status: str
    episode: int
    row: dict[str, str]

    def half_points(self, column: str) -> Fraction:
        return Fraction(self.row[column])


def reviews() -> list[dict[str, str]]:
    if not REVIEWS.is_file():
        pytest.skip(f"the reviews are not there: {REVIEWS}")
    with REVIEWS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return list({row["user"]: row for row in rows}.values())  # one each


def slices() -> list[list[Given]]:
    """For each drama its reviews; each review is entered once."""
    found: list[list[Given]] = [[] for _ in DRAMAS]
    rows = reviews()
    for status, number in ENTERED.items():
        fitting = [row for row in rows if row["status"] == status]
        assert len(fitting) >= number * len(DRAMAS)
        for at, reviewed in enumerate(found):
            for row in fitting[at * number : (at + 1) * number]:
                reviewed.append(Given(status, min(int(float(row["episodes_seen"] or 0)), MOST), row))
    return found


async def enter(world: World, member: simcord.MemberActor, title: str, given: Given, *, listed: bool) -> None:
    """A member says where they are, if they keep a list of it, and scores what they have seen."""
    if given.status != "Completed":
        said: dict[str, str | int] = {"status": STATUSES[given.status]}
        if given.episode:
            said["episode"] = given.episode
        await member.slash(world.lounge, "watch set", title=title, **said)
    elif listed:
        await member.slash(world.lounge, "watch set", title=title, status="completed")
    row = given.row
    await member.slash(
        world.lounge, "rate", title=title, overall=row["overall"], story=row["story"],
        acting=row["acting_cast"], music=row["music"], rewatch=row["rewatch_value"],
    )  # fmt: skip


def mean(values: Iterable[Fraction]) -> Fraction:
    known = list(values)
    return sum(known, Fraction(0)) / len(known)


def told(value: Fraction) -> str:
    """With one decimal, halves up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def weighted(known: list[Given]) -> Fraction:
    """Five votes of 8.1 and everybody's own."""
    return (5 * Fraction("8.1") + sum(one.half_points("overall") for one in known)) / (5 + len(known))


def split_line(name: str, known: list[Given], *, dropped: bool = False) -> str:
    line = f"**{name}**: {len(known)} scores, mean {told(mean(one.half_points('overall') for one in known))}"
    if dropped:
        line += f", at episode {told(mean(Fraction(one.episode) for one in known if one.episode))} on average"
    return line


def expected_bars(known: list[Given]) -> dict[str, int]:
    """How many gave each whole point, with the half below it."""
    bars: dict[str, int] = {}
    for one in known:
        point = -(-one.half_points("overall") // 1)
        name = f"{float(point) - 0.5:g}–{point}"
        bars[name] = bars.get(name, 0) + 1
    return bars


def shown_bars(text: str) -> dict[str, int]:
    lines = text.split("```")[1].strip().splitlines()
    cells = [line.split() for line in lines]
    return {cell[0]: int(cell[2]) for cell in cells if len(cell) == 3}


async def test_rating_split_means_and_order_are_those_of_plain_arithmetic(
    world: World, bot: NamidaBot
) -> None:
    await bot.services.pictures.aclose()  # the tab in words, which can be read here
    entered = dict(zip(DRAMAS, slices(), strict=True))
    people = (world.env.create_user(f"member{at}") for at in range(sum(ENTERED.values())))
    members = [world.guild.add_member(person) for person in people]
    ratings = {}
    for title, known in entered.items():
        for at, (member, given) in enumerate(zip(members, known, strict=True)):
            await enter(world, member, title, given, listed=at % 2 == 0)
        by_status = {status: [one for one in known if one.status == status] for status in ENTERED}
        finished = by_status["Completed"]
        ratings[title] = weighted(finished)
        card = shown(await world.mika.slash(world.lounge, "drama info", title=title, private=True))
        assert f"★ **{told(ratings[title])}** · {len(finished)} scores" in text_of(card)

        await turned(world.mika, card, "Ratings")
        for group, chosen in [
            *((name, by_status[status]) for name, status in GROUPS.items()),
            ("everybody", known),
        ]:
            await world.mika.select(card, [group], custom_id=menu(card, "ratings")["custom_id"])
            lines = text_of(card).splitlines()
            overall = mean(one.half_points("overall") for one in chosen)
            if group == "finished":
                said = f"★ **{told(ratings[title])}** from {len(chosen)} members who finished it"
                assert f"{said} (plain average {told(overall)})" in lines
            else:
                assert f"plain mean **{told(overall)}** · {len(chosen)} scores" in lines
            means = {
                name: told(mean(one.half_points(column) for one in chosen))
                for name, column in CRITERIA.items()
            }
            assert " · ".join(f"**{name}** {value}" for name, value in means.items()) in lines
            assert shown_bars(text_of(card)) == expected_bars(chosen)
            assert split_line("Finished", finished) in lines
            assert split_line("Watching", by_status["Ongoing"]) in lines
            assert split_line("Dropped", by_status["Dropped"], dropped=True) in lines
    top = text_of(await world.mika.slash(world.lounge, "drama top"))
    order = sorted(ratings, key=lambda title: -ratings[title])
    assert sorted(order, key=lambda title: top.index(f"**{title}**")) == order
