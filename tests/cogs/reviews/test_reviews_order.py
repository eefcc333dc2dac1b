"""The order in which `/review read` goes through reviews is what plain arithmetic makes of their votes.

How many found a review helpful, and how many days lie between two of them, is of real reviews. The
file has two reviews a drama at the most, so those of many dramas are entered here as those of one; it
does not count who found one unhelpful, so that number is made of the next review's.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import simcord
from discord.utils import utcnow

from bot.client import NamidaBot
from tests.world import TEARS, World, button, chosen, menu, menus, shown, text_of

REVIEWS = Path(__file__).parents[3] / "../shared/data/review_scores.csv"
REVIEWED = 10
MOST_HELPFUL = 6  # the members who write are those who vote, too
LONGEST_PAUSE = timedelta(days=12)
Z_SQUARED = Fraction(196, 100) ** 2


@dataclass(frozen=True)
class Written:
    """A review, and what the others said of it."""

    author: simcord.MemberActor
    at: datetime
    helpful: int
    unhelpful: int


def rows() -> list[dict[str, str]]:
    """A few reviews by as many members, from all the years, the oldest first."""
    if not REVIEWS.is_file():
        pytest.skip(f"the reviews are not there: {REVIEWS}")
    with REVIEWS.open(encoding="utf-8", newline="") as file:
        each = {row["user"]: row for row in csv.DictReader(file)}.values()
    known = [row for row in each if row["date"] and row["helpful"]]
    fitting = sorted(
        (row for row in known if int(row["helpful"]) <= MOST_HELPFUL),
        key=lambda row: (row["date"], row["user"]),
    )
    assert len(fitting) >= 3 * REVIEWED
    picked = fitting[:: len(fitting) // REVIEWED][:REVIEWED]
    assert len({row["helpful"] for row in picked}) >= 4
    return picked


def lower_bound(helpful: int, unhelpful: int) -> float:
    """The least share that the votes do not speak against: found by halving, not by a formula.

    A share p fits the votes when what was observed lies within 1.96 standard errors of it.
    """
    votes = helpful + unhelpful
    if not votes:
        return 0.0
    observed = Fraction(helpful, votes)
    low, high = Fraction(0), observed
    for _ in range(50):
        share = (low + high) / 2
        if (observed - share) ** 2 <= Z_SQUARED * share * (1 - share) / votes:
            high = share
        else:
            low = share
    return float(high)


def worth(review: Written, now: datetime) -> float:
    """The bound, and for a new one up to 0.35 that halves every fourteen days."""
    days = (now - review.at) / timedelta(days=1)
    return lower_bound(review.helpful, review.unhelpful) + float(0.35 * 2 ** (-days / 14))


def most_helpful_first(reviews: list[Written], now: datetime) -> list[int]:
    worths = sorted(((worth(review, now), review.author.id) for review in reviews), reverse=True)
    # No near ties, which the last digit of a float would decide.
    assert all(above[0] - below[0] > 1e-9 for above, below in pairwise(worths))
    return [author for _, author in worths]


async def enter(world: World, author: simcord.MemberActor) -> datetime:
    form = await author.slash(world.lounge, "review write", title=TEARS)
    await author.submit_modal(
        form, {"headline": f"By {author.name}", "text": "So it is.", "spoils": "", "overall": ""}
    )
    return utcnow()


async def judge(world: World, written: Written, voters: list[simcord.MemberActor]) -> None:
    """Some say that it is helpful, some that it is not, one after changing their mind."""
    page = shown(await world.mika.slash(world.lounge, "review read", title=TEARS, member=written.author))
    for at, voter in enumerate(voters[: written.helpful + written.unhelpful]):
        if at == 0:
            await voter.click(page, label="Not helpful" if written.helpful else "Helpful")
        await voter.click(page, label="Helpful" if at < written.helpful else "Not helpful")


async def read_through(world: World, sort: str) -> list[int]:
    """Whose reviews follow each other when one page after another is turned."""
    page = shown(await world.jun.slash(world.lounge, "review read", title=TEARS, sort=sort))
    listed = [int(option["value"]) for option in menu(page, "reviewat")["options"]]
    authors = []
    for at in range(REVIEWED):
        (author,) = re.findall(r"<@(\d+)>", text_of(page))
        authors.append(int(author))
        assert chosen(menus(page)[0]) == [str(listed[at])]  # the menu has them in the same order
        assert bool(button(page, "Next").get("disabled")) is (at == REVIEWED - 1)
        if at < REVIEWED - 1:
            await world.jun.click(page, label="Next")
    return authors


async def test_both_orders_are_those_of_plain_arithmetic(world: World, bot: NamidaBot) -> None:
    entered = rows()
    await bot.scheduler.stop()  # months of its chores, of which the order knows nothing
    authors = [world.guild.add_member(world.env.create_user(f"author{at}")) for at in range(REVIEWED)]
    reviews: list[Written] = []
    for at, (row, author) in enumerate(zip(entered, authors, strict=True)):
        if at:
            days = date.fromisoformat(row["date"]) - date.fromisoformat(entered[at - 1]["date"])
            pause = max(timedelta(hours=5), min(days, LONGEST_PAUSE))
            await world.env.advance_time(pause.total_seconds())
        helpful, next_ones = int(row["helpful"]), int(entered[(at + 1) % REVIEWED]["helpful"])
        written = Written(author, await enter(world, author), helpful, next_ones // 2)
        reviews.append(written)
    for at, review in enumerate(reviews):
        await judge(world, review, [*authors[:at], *authors[at + 1 :]])
    newest = [review.author.id for review in reversed(reviews)]

    orders = []
    for later in (timedelta(0), timedelta(days=10), timedelta(days=100)):
        await world.env.advance_time(later.total_seconds())
        orders.append(most_helpful_first(reviews, utcnow()))
        assert await read_through(world, "helpful") == orders[-1]
        assert await read_through(world, "newest") == newest
    # What a review gains by being new goes with time: so the orders differ.
    assert len({tuple(order) for order in orders}) > 1
    assert newest not in orders
