"""Whatever stands in the catalogue shows as the characters that it is: no field of it is markdown.

The values are made from the fields of the dataclasses, so a new field is hostile here without being told, and
fails a test until it is shown, or named below with the reason why it never is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from itertools import cycle, product
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from bot import errors
from bot.domain.airing import LeftOut, Today
from bot.domain.cards import Card, EpisodeList, ProgressAnswer, Tab
from bot.domain.changes import Change, ChangedField, ChangeKind, Proposal, ProposalView, Trace
from bot.domain.dramas import CatalogueEntry, Drama, Filters, LinkKind, PersonPage
from bot.domain.episodes import EpisodeRow
from bot.domain.matches import Answer, Doubt, Matched, Question, Side
from bot.domain.progress import Progress, Status
from bot.domain.ratings import Rating
from bot.domain.results import Page
from bot.domain.sources import Fate, Happened, SourceCredit, SourceName, SourcePart
from bot.domain.spoilers import Policy
from bot.domain.titles import Titles
from bot.i18n import Texts, texts
from bot.present.airing import airing
from bot.present.catalogue import cards, matches, offers, people, proposals, results
from bot.present.catalogue.results import SearchState
from bot.present.episodes import episodes
from bot.present.errors import explain
from bot.present.errors.ways import Onward
from bot.present.layout import Screen, note
from bot.present.posts import outbox
from bot.present.watching import watching
from tests.languages import languages
from tests.present.reading import alive, everything

SEEN_ALL = Progress(Status.COMPLETED, 11)
# Texts that the schema or the reading of files keeps to a few characters: nothing hostile fits in.
CODES = {"country": "JP", "air_time": "23:59"}
PLAIN_MOMENT = datetime(2005, 10, 11, 21, tzinfo=UTC)
PLAIN = {int: 1, float: 8.5, bool: True, date: PLAIN_MOMENT.date(), datetime: PLAIN_MOMENT}
NOT_SHOWN = {
    "CatalogueEntry.title": "the drama's own is shown",
    "CatalogueEntry.native_title": "the drama's own is shown",
    "CatalogueEntry.romanised_title": "the drama's own is shown",
    "CatalogueEntry.country": "the drama's own is shown",
    "CatalogueEntry.sources.str": "names of catalogues and ids, for lists and refreshes",
    "EpisodeFacts.title": "shown as the title of an EpisodeRow",
    "Summary.language": "the reader's comes first, and none is named",
    "SynopsisText.language": "shown by its name",
    "SynopsisText.text": "a synopsis has a screen of its own (test_limits)",
    "Quote.text": "a quote has a screen of its own (test_comments)",
    "Quote.speaker": "a quote has a screen of its own (test_comments)",
    "Relation.kind": "one that is not known is another relation",
    "SourceCredit.name": "its sentence names the source",
    "CatalogueEntry.poster_url": "a picture, whose address is not read as markdown",
    "Person.photo_url": "a picture, too",
}


def hostile(path: str) -> str:
    name = path.rpartition(".")[2]
    if name in CODES:
        return CODES[name]
    text = f"{path}||@everyone [x](https://e.example/)"
    return f"https://_x_.example.org/{text}" if name.endswith("url") else text


def filled(kind: Any, path: str = "") -> list[Any]:
    """A few values of a type: every text in them hostile, every enumeration with each of its values."""
    if kind is str:
        return [hostile(path)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)
    if dataclasses.is_dataclass(kind):
        return _filled_fields(kind)
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        if inner[-1] is Ellipsis:
            return [tuple(filled(inner[0], path))]
        return [tuple(filled(part, f"{path}.{part.__name__}")[0] for part in inner)]
    if NoneType in inner:
        (there,) = set(inner) - {NoneType}
        # A number that may be missing is missing in every other one: links that spoil, and others.
        return [*filled(there, path), *([None] if there is int else [])]
    return [PLAIN[kind]]


def _filled_fields(kind: Any) -> list[Any]:
    hints = get_type_hints(kind)
    values = {
        field.name: filled(hints[field.name], f"{kind.__name__}.{field.name}")
        for field in dataclasses.fields(kind)
    }
    many = max(2 * len(LinkKind) if kind.__name__ == "Link" else 1, *map(len, values.values()))
    columns = [cycle(each) for each in values.values()]
    return [kind(*(next(column) for column in columns)) for _ in range(many)]


def paths_in(value: object) -> Iterator[str]:
    """Where in a value the hostile texts stand, as `hostile` was told."""
    if isinstance(value, str) and not isinstance(value, Enum):
        if "||" in value:
            yield value.removeprefix("https://_x_.example.org/").partition("||")[0]
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from paths_in(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from paths_in(one)


DRAMA = filled(Drama)[0]
ENTRY = next(entry for entry in filled(CatalogueEntry) if entry.links)
ROWS = tuple(dataclasses.replace(row, number=at) for at, row in enumerate(filled(EpisodeRow), 1))
CREDITS = tuple(filled(SourceCredit))
PERSON = filled(PersonPage)[0]
CARD = Card(DRAMA, ENTRY, Rating(), Rating(), ROWS, progress=SEEN_ALL, credits=CREDITS)


def screens(t: Texts) -> Iterator[Screen]:
    for policy in Policy:
        for private in (False, True):
            shown = dataclasses.replace(CARD, policy=policy)
            for tab, page in product(Tab, range(3)):
                yield cards.card(t, shown, tab, owner_id=1, private=private, page=page)
    elsewhere = dataclasses.replace(CARD, entry=dataclasses.replace(ENTRY, summary=None))
    romanised = texts(t.language, titles=Titles.ROMANISED)
    yield cards.card(romanised, elsewhere, Tab.OVERVIEW, owner_id=1, private=True)
    yield results.results(t, Page((DRAMA,), 0, 1, 10), SearchState("x", Filters(), None))
    yield people.page(t, PERSON, 0)
    yield episodes.listing(t, EpisodeList(DRAMA, ROWS, SEEN_ALL), 0)
    # Each in its place: the title in Latin letters, and a summary in another language.
    romanised = texts(t.language, titles=Titles.ROMANISED)
    elsewhere = dataclasses.replace(CARD, entry=dataclasses.replace(ENTRY, summary=None))
    yield cards.card(romanised, elsewhere, Tab.OVERVIEW, owner_id=1, private=True)
    yield from _around(t)
    yield from _deciding(t)


def _around(t: Texts) -> Iterator[Screen]:
    """What tells of dramas in passing: suggestions, notices, what airs, the reader's own note."""
    typed = hostile("what was typed")
    for error in (errors.UnknownDrama(typed, (DRAMA,)), errors.AmbiguousDrama(typed, (DRAMA, DRAMA))):
        yield explain(t, error, Onward(follow=None))
    another = offers.another(t, "||@everyone", DRAMA, (typed,))
    assert another is not None
    yield another
    yield airing.today(t, Today((), credits=CREDITS), None, 0)
    yield note("\n".join(outbox.left_out_lines(t, filled(LeftOut))))
    noted = dataclasses.replace(SEEN_ALL, note=hostile("Progress.note"))
    yield watching.moved(t, ProgressAnswer(DRAMA, noted, 11, just_finished=True))


def _deciding(t: Texts) -> Iterator[Screen]:
    """What curators and the bot's owner decide on."""
    here = SourcePart(SourceName.TVMAZE, "1")
    there = dataclasses.replace(here, show="2")
    (side, *_) = filled(Side)
    for was, other in ((None, None), (here, DRAMA), (there, None)):
        question = Question(1, DRAMA, there, side, was, other)
        for answer in Answer:
            yield matches.queue(
                t, Doubt(question, side, 0, 1, hostile("Doubt.page_url")), Matched(question, answer, DRAMA)
            )
    for fate in Fate:
        for now in (here, there):
            yield note(matches.happened(t, Happened(fate, here, now, hostile("Happened.title"))))
    yield proposals.history(t, DRAMA, filled(Trace), 1)
    lines = (ChangedField("summary", hostile("before"), hostile("after")),)
    for kind in ChangeKind:
        change = Change(kind, 1, 2, "tvmaze", hostile("Change.show"), hostile("Change.text"))
        proposal = Proposal(1, 2, 3, change, PLAIN_MOMENT)
        for drama in (DRAMA, None):
            view = ProposalView(proposal, 0, 1, drama, drama, lines)
            told, _ = proposals.queue(t, view, hostile("server"), proposal, approved=True, hindered="")
            yield told


@languages
def test_no_field_of_the_catalogue_is_markdown(t: Texts) -> None:
    for screen in screens(t):
        assert not alive(screen)


@languages
def test_every_field_is_looked_at(t: Texts) -> None:
    seen = "\n".join(everything(screen) for screen in screens(t)).replace("\\", "")
    there = {path for value in (DRAMA, ENTRY, ROWS, CREDITS, PERSON) for path in paths_in(value)}
    missed = {path for path in there if path not in seen}
    assert missed - set(NOT_SHOWN) == set()


@languages
def test_the_host_beside_a_link_is_no_markdown_either(t: Texts) -> None:
    """Of all that is hostile a host of the web may have underscores alone."""
    assert "\\_x\\_.example.org" in everything(cards.card(t, CARD, Tab.LINKS, owner_id=1, private=True))
