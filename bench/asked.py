"""The questions that the two measured bots are asked, and the target for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from random import Random

from bench.community import KNOWN, MEMBERS, Community
from bench.serving import COMMAND, OPTION
from bench.stand_in import CHANGED, COMPLETED, PRESS, SAID, SLASH, TYPING, Ask, StandIn
from bot.domain.cards import Tab
from tests.e2e.discord_payloads import FIRST_MEMBER, Payload

CARDS = 200  # cards whose tabs are pressed, each another member's
TYPED = 12  # letters at most that a member has typed of a title
LARGE = 100_000  # dramas
STRING, MENU = 3, 3
_HEADING = "## "  # a card's

NextAsk = Callable[[], Ask]


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the table. Its bare rival is the completed box or the small message.

    `least` is the ratio to reach, `at_large` the one with `LARGE` dramas where that is less.
    """

    name: str
    least: float
    at_large: float | None = None
    completes: bool = False

    def target(self, dramas: int) -> float:
        return self.least if self.at_large is None or dramas < LARGE else self.at_large


CARD = Kind("/drama info, a card", 0.45)
KINDS = (
    CARD,
    Kind("autocomplete as typed", 0.5, 0.4, completes=True),
    Kind("empty title box", 0.5, completes=True),
    Kind("misspelt", 0.35, 0.3, completes=True),
    Kind("/rate, durable", 0.35),
    Kind("/drama top", 0.35),
    Kind("/review read", 0.35),
    Kind("a card's tab", 0.35),
    Kind("/watch next", 0.35),
    Kind("a card with a drawn cover", 0.2),
)


def _slash(there: StandIn, name: str, sub: str | None, options: dict[str, str], by: int, says: str) -> Ask:
    given: list[Payload] = [{"name": key, "type": STRING, "value": value} for key, value in options.items()]
    inner = given if sub is None else [{"name": sub, "type": 1, "options": given}]
    data = {"id": there.command_id(name), "name": name, "type": 1, "options": inner}
    return Ask(SLASH, data, by, (SAID,), says)


def _typing(there: StandIn, name: str, sub: str | None, option: str, typed: str, by: int) -> Ask:
    asked = _slash(there, name, sub, {option: typed}, by, "")
    (first,) = asked.data["options"]
    (first if sub is None else first["options"][0])["focused"] = True
    return replace(asked, kind=TYPING, answered_as=(COMPLETED,))


def of_bare(there: StandIn, *, completes: bool) -> NextAsk:
    """What the bare bot is asked."""
    members = _members()
    if completes:
        return lambda: _typing(there, COMMAND, None, OPTION, "tears", next(members))
    return lambda: _slash(there, COMMAND, None, {OPTION: "1 Litre of Tears"}, next(members), "One line")


def _members() -> Iterator[int]:
    """Every member in turn, so that no one asks faster than a person can."""
    return cycle(range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS))


async def of_namida(there: StandIn, community: Community) -> dict[str, NextAsk]:
    """What Namida is asked for each kind.

    Titles are given as Discord gives them when a member chose one from the suggestions: as their value.
    Popular dramas are asked for more often. A choice that is not enough for a card is told and left out.
    """
    random, members = Random(4), _members()
    values = await _values(there, community)
    titles = tuple(title for title in values if title not in community.covered)
    weights = [1 / (at + 10) for at in range(len(titles))]
    drawn = cycle([title for title in values if title in community.covered])
    under_way = cycle([(member, title) for member, title in community.under_way if title in values])
    presses = cycle(await _presses(there, {title: values[title] for title in titles}))

    def popular() -> str:
        return random.choices(titles, weights)[0]

    def about(name: str, sub: str | None, says: str, **options: str) -> Ask:
        return _slash(there, name, sub, {"title": values[popular()], **options}, next(members), says)

    def typed(text: str) -> Ask:
        return _typing(there, "drama", "info", "title", text, next(members))

    def next_episode() -> Ask:
        member, watched = next(under_way)
        return _slash(there, "watch", "next", {"title": values[watched]}, member, "**: ")

    def covered() -> Ask:
        return _slash(there, "drama", "info", {"title": values[next(drawn)]}, next(members), _HEADING)

    asks: tuple[NextAsk, ...] = (
        lambda: about("drama", "info", _HEADING),
        lambda: typed(popular()[: random.randint(1, TYPED)]),
        lambda: typed(""),
        lambda: typed(misspelt(popular(), random)),
        lambda: about("rate", None, "saved", overall=str(random.randint(1, 20) / 2)),
        lambda: _slash(there, "drama", "top", {}, next(members), "Weighted"),
        lambda: about("review", "read", "What I think of"),
        lambda: next(presses),
        next_episode,
        covered,
    )
    return {kind.name: ask for kind, ask in zip(KINDS, asks, strict=True)}


async def _values(there: StandIn, community: Community) -> dict[str, str]:
    """What the first suggestion for each known title stands for, where that leads to a card."""
    values: dict[str, str] = {}
    for title, member in zip(community.titles, _members(), strict=False):
        answer = await there.ask(_typing(there, "drama", "info", "title", title, member))
        chosen = answer["data"]["choices"][0]["value"]
        shown = await there.ask(_slash(there, "drama", "info", {"title": chosen}, member, ""))
        if _HEADING in str(shown):
            values[title] = chosen
    if (asked_back := len(community.titles) - len(values)) > 0:
        print(f"\nChosen dramas that are asked about again: {asked_back} of {len(community.titles)}")
    return values


def misspelt(title: str, random: Random) -> str:
    """The title with two neighbouring letters exchanged."""
    at = random.randrange(max(1, len(title) - 1))
    return title[:at] + title[at + 1 : at + 2] + title[at : at + 1] + title[at + 2 :]


async def _presses(there: StandIn, values: dict[str, str]) -> list[Ask]:
    """Presses of tabs: members turn to one tab after the other of cards of their own."""
    asks: list[list[Ask]] = [[], []]
    chosen = list(values.values())
    for at in range(CARDS):
        member = FIRST_MEMBER + at
        shown = await there.ask(
            _slash(there, "drama", "info", {"title": chosen[at % KNOWN % len(chosen)]}, member, _HEADING)
        )
        message = there.posted_as(shown["data"])
        for turned, tab in enumerate((Tab.CAST, Tab.EPISODES)):
            (pressed,) = [one for one in _custom_ids(message["components"]) if ":tab:" in one]
            data = {"custom_id": pressed, "component_type": MENU, "values": [tab.value]}
            asks[turned].append(Ask(PRESS, data, member, (CHANGED,), _HEADING, message))
    return [ask for turned in asks for ask in turned]


def _custom_ids(components: list[Payload]) -> Iterator[str]:
    for part in components:
        if "custom_id" in part:
            yield part["custom_id"]
        yield from _custom_ids(part.get("components", []))
