"""What can happen in a story: each rule is something that a member or a moderator does."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from bot.domain.cards import Tab
from bot.domain.comments import CommentForm, CommentList, CommentSort, QuoteForm, Spot
from bot.domain.dramas import Drama
from bot.domain.marked import Original
from bot.domain.progress import Status
from bot.domain.recommendations import ReasonForm
from bot.domain.reports import Reported
from bot.domain.reviews import ReviewForm
from bot.domain.spoilers import Policy
from bot.domain.venues import Venue
from bot.domain.writings import WritingKind, WritingRef
from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import Pressed, parse
from bot.present.board import comment_lists
from bot.present.board import comments as comment_screens
from bot.present.board import quotes as quote_screens
from bot.present.catalogue import cards as card_screens
from bot.present.layout import Screen
from bot.present.moderation import cases
from bot.present.reviews import reviews as review_screens
from bot.present.spoilers import ANYWAY
from bot.store.transactions import transaction
from cogs.base import NamidaCog
from cogs.board.quotes import Quotes
from cogs.episodes.episodes import Episodes
from cogs.recommending.recommending import Recommending
from cogs.reviews import Reviews
from tests.cogs.promise.machine import HERE, JUN, KEN, KEPT, MIKA, REI, Promise, Standing
from tests.cogs.promise.overheard import NeedsDiscord, Overheard
from tests.cogs.promise.telling import pressables
from tests.world import Component

MOST = 12  # episodes that a drama grows to
THREAD = 700
LAST = "last"  # as a label: the last episode that the drama has by now
TEXTS = ("review", "comment", "quote", "synopsis", "marked")
TURNS = {verbs.REVIEW_PAGE, verbs.REVIEW_VOTE, verbs.COMMENT_PAGE, verbs.SYNOPSIS_IN}

members = st.sampled_from((JUN, JUN, KEN, MIKA, REI))
pick = st.integers(0, 999)
writers = st.sampled_from((MIKA, MIKA, KEN))
dramas = st.sampled_from((0, 0, 0, 1))
labels = st.sampled_from(("", "1", "3", LAST))
numbers = st.sampled_from((0, 1, 2, 3, 4, 6, 9))
kinds = st.sampled_from(TEXTS)


class Stories(Promise):
    """Every rule is one step; what the bot refuses changes nothing."""

    # --- writing, and changing what was written ---

    @initialize(label=labels)
    def begin(self, label: str) -> None:
        """Something of each kind is there already."""
        for kind in TEXTS:
            self.write(kind, MIKA, 0, label)

    @rule(
        kind=st.sampled_from((*TEXTS, "recommendation")),
        author=writers,
        at=dramas,
        label=labels,
        bars=st.booleans(),
    )
    def write(self, kind: str, author: int, at: int, label: str, bars: bool = False) -> None:
        """A member writes something new; a curator a synopsis, in one language or the other."""
        drama, reader, services = self.drama(at), self.reader(author), self.services
        typed = self.typed(label, drama.id)
        if kind == "review":
            form = ReviewForm(self.word(), self.barred() if bars else self.words(), typed)
            self.do(services.reviews.write(drama, form, reader, self.now))
        elif kind == "comment":
            said = CommentForm(self.barred() if bars else self.words(), typed)
            self.do(services.comments.write(drama, self.spot(drama), said, THREAD, reader, self.now))
        elif kind == "quote":
            quoted = QuoteForm(self.barred() if bars else self.word(), self.word(), typed)
            self.shown_to_all(services.quotes.add(drama, quoted, reader, self.now), quote_screens.added)
        elif kind == "synopsis":
            for language in ("en", "ja")[: 1 + (author == MIKA)]:
                told, rei = self.word(), self.reader(REI)
                self.do(services.synopses.write(drama, int(typed or 3), told, rei, self.now, language))
        elif kind == "marked":
            original = Original(10_000 + self.count, HERE, 800, author, self.word())
            self.do(services.marking.ask(original, reader, self.now, room=10_000_000))
            self.do(services.marking.plan(original, drama, int(typed or 3), (), reader, self.now))
        else:
            why = self.barred() if bars else self.word()
            reason = ReasonForm(why, typed, "3" if label else "")
            self.do(services.recommending.suggest(drama, self.drama(1 - at), reason, reader, self.now))

    @rule(kind=kinds, at=pick, label=labels, rewrites=st.booleans())
    def change(self, kind: str, at: int, label: str, rewrites: bool) -> None:
        """The label of something changes, or its words, or both."""
        one, services = self.one(kind, at), self.services
        if one is None or one.author_id is None:
            return
        drama, author = self.run(services.catalogue.get(one.drama_id)), self.reader(one.author_id)
        typed = self.typed(label, drama.id)
        if kind == "review":
            headline, text = self.row("SELECT headline, text FROM review WHERE id = ?", one.id)
            form = ReviewForm(headline, self.words() if rewrites else text, typed)
            self.do(services.reviews.write(drama, form, author, self.now))
        elif kind == "comment":
            said = CommentForm(self.words() if rewrites else one.text, typed)
            self.do(services.comments.change(one.id, said, author, self.now))
        elif kind == "quote":
            text, speaker = self.row("SELECT text, speaker FROM quote WHERE id = ?", one.id)
            quoted = QuoteForm(self.word() if rewrites else text, speaker or "", typed)
            self.shown_to_all(
                services.quotes.change(one.id, drama, quoted, author, self.now), quote_screens.quote
            )
        elif kind == "synopsis":
            told, episode = self.word(), one.up_to or 1
            language, _ = self.row("SELECT language, state FROM synopsis WHERE id = ?", one.id)
            self.do(services.synopses.write(drama, episode, told, self.reader(REI), self.now, language))
        else:
            other, rei = self.drama(1) if rewrites else drama, self.reader(REI)
            episode = int(typed or 3)
            self.do(services.marking.correct(one.id, 20_000, other, episode, rei, self.now, moderates=True))

    @rule(kind=st.sampled_from(("review", "quote")), at=pick)
    def take_away(self, kind: str, at: int) -> None:
        """Something is deleted by its author."""
        one = self.one(kind, at)
        if one is None or one.author_id is None:
            return
        author = self.reader(one.author_id)
        if kind == "review":
            drama = self.run(self.services.catalogue.get(one.drama_id))
            self.do(self.services.reviews.delete(drama, author))
        else:
            self.do(self.services.quotes.delete(one.id, author, self.now))

    @rule(kind=st.sampled_from((*TEXTS, "recommendation")), at=pick, back=st.booleans())
    def moderate(self, kind: str, at: int, back: bool) -> None:
        """A moderator takes something down, or brings it back, and looks at it."""
        one, rei, writings = self.one(kind, at), self.reader(REI), self.services.writings
        if one is None:
            return
        ref = WritingRef(WritingKind(kind), one.id, HERE)
        if back:
            self.do(writings.bring_back(ref, rei, self.now, THREAD))
        else:
            self.do(writings.take_down(ref, rei, self.now))
        case = self.do(self.services.queue.case(Reported.writing(ref), rei))
        if case is not None:
            self.seen_by(REI, lambda talk: cases.case(talk.t, case))

    # --- watching ---

    @rule(
        member=members,
        at=dramas,
        episode=numbers,
        how=st.sampled_from(("set", "set", "completed", "dropped", "next", "again", "forget")),
    )
    def watch(self, member: int, at: int, episode: int, how: str) -> None:
        drama, reader, watching = self.drama(at), self.reader(member), self.services.watching
        if how == "next":
            self.do(watching.next(drama, reader, self.now))
        elif how == "again":
            self.do(watching.again(drama, reader, self.now))
        elif how == "forget":
            self.do(watching.forget(drama, reader))
        else:
            status = None if how == "set" else Status(how)
            seen = None if status is Status.COMPLETED else episode
            self.do(watching.set(drama, reader, status, seen, self.now))

    # --- the server and the catalogue ---

    @rule(policy=st.sampled_from(Policy))
    def change_policy(self, policy: Policy) -> None:
        self.do(self.services.rules.set_policy(HERE, REI, policy, self.now))

    @rule(at=dramas, more=st.integers(1, 3), kind=kinds, one=pick)
    def grow(self, at: int, more: int, kind: str, one: int) -> None:
        """A drama turns out to be longer, as a source says it, and something tells of its new end."""
        drama = self.drama(at)
        if (episodes := self.last(drama.id) + more) <= MOST:
            with transaction(self.connection, "BEGIN"):
                self.connection.execute("UPDATE drama SET episodes = ? WHERE id = ?", (episodes, drama.id))
        self.change(kind, one, LAST, False)

    @rule(first=st.sampled_from((0, 1)))
    def merge(self, first: int) -> None:
        """Two entries become one; how far its members are is told of the drama that is left."""
        keep, gone = self.drama(first), self.drama(1 - first)
        if keep.id == gone.id:
            return
        if self.do(self.services.curating.merge(keep.id, gone.id, self.reader(REI), self.now)) is None:
            return
        for (member, drama_id), episode in list(self.furthest.items()):
            if drama_id == gone.id:
                known = self.furthest.get((member, keep.id), 0)
                self.furthest[member, keep.id] = max(known, episode)
        self.noted = self.progress()

    # --- reading ---

    @rule(member=members, kind=kinds, at=pick, agrees=st.booleans())
    def open(self, member: int, kind: str, at: int, agrees: bool) -> None:
        """A member opens something by its button, and perhaps agrees at once to what they are asked."""
        if (one := self.one(kind, at)) is None:
            return
        args = (str(one.drama_id), str(one.up_to)) if kind == "synopsis" else (str(one.id),)
        self.press_as(member, None, Pressed(OPENS[kind], args))
        if agrees and self.screens and self.screens[-1].question is not None:
            self.agree_to(self.screens[-1])

    @rule(
        member=members,
        kind=kinds,
        at=pick,
        agrees=st.booleans(),
        label=labels,
        rewrites=st.booleans(),
        part=pick,
    )
    def read_while_it_changes(
        self, member: int, kind: str, at: int, agrees: bool, label: str, rewrites: bool, part: int
    ) -> None:
        """A member opens something, its author changes it, and the member goes on where they are."""
        before = len(self.screens)
        self.open(member, kind, at, agrees)
        self.change(kind, at, label, rewrites)
        if len(self.screens) > before or before == KEPT:
            self.go_on(self.screens[-1], part)

    @rule(
        member=members,
        at=dramas,
        what=st.sampled_from(("reviews", "quote", "synopsis", "episodes", "like")),
        episode=numbers,
        private=st.booleans(),
        venue=st.sampled_from((Venue.HOME, Venue.HOME, *Venue)),
    )
    def use(self, member: int, at: int, what: str, episode: int, private: bool, venue: Venue) -> None:
        """A member uses a command, on the server or where they have brought the bot along."""
        title = self.drama(at).title
        used: dict[str, tuple[type[NamidaCog], str, dict[str, object]]] = {
            "reviews": (Reviews, "read", {"title": title, "private": private}),
            "quote": (Quotes, "random", {"title": title, "private": private}),
            "synopsis": (Episodes, "synopsis", {"title": title, "episode": episode}),
            "episodes": (Episodes, "show_list", {"title": title}),
            "like": (Recommending, "like", {"title": title, "private": private}),
        }
        cog, name, options = used[what]
        talk = Overheard(self.reader(member, venue))
        self.do(self.stage.use(cog, name, talk, **options))
        self.see(member, talk.said, venue=venue)

    @rule(member=members, at=pick, kind=st.sampled_from(("review", "comment")))
    def look_at_the_post(self, member: int, at: int, kind: str) -> None:
        """The message that shows a text to everybody, as it would be now."""
        if (one := self.one(kind, at)) is None or not one.in_sight:
            return
        if kind == "review":
            self.shown_to_all(self.services.reviews.one(one.id, self.reader(member)), review_screens.post)
        else:
            self.shown_to_all(self.services.comments.for_all(one.id, HERE), comment_screens.post)

    @rule(member=members, at=dramas, private=st.booleans(), tab=st.sampled_from(Tab))
    def look_at_the_card(self, member: int, at: int, private: bool, tab: Tab) -> None:
        reader, ident = self.reader(member), self.drama(at).id
        card = self.do(self.services.cards.get(ident, reader, in_sight=lambda _: True, tab=tab, now=self.now))
        if card is not None:
            self.seen_by(
                member if private else None,
                lambda talk: card_screens.card(talk.t, card, tab, owner_id=member, private=private),
            )

    @rule(member=members, at=dramas, sort=st.sampled_from(CommentSort), index=st.integers(0, 2), on=pick)
    def read_the_comments(self, member: int, at: int, sort: CommentSort, index: int, on: int) -> None:
        """The pages of comments of a drama, and of those on a review."""
        reader, lists = self.reader(member), self.services.comments.lists
        found = [self.do(lists.of_drama(self.drama(at).id, reader, sort, index, lambda _: True))]
        if (review := self.one("review", on)) is not None:
            found.append(self.do(lists.on_review(review.id, reader, sort, index, lambda _: True)))
        for listed in found:
            if listed is not None:
                self.seen_by(member, partial(_comment_page, listed))

    @rule(at=pick)
    def show_anyway(self, at: int) -> None:
        """Agree to one of the questions that stand, however long they have stood."""
        asked = [one for one in self.screens if one.question is not None]
        if asked:
            self.agree_to(asked[at % len(asked)])

    @rule(at=pick, part=pick)
    def turn(self, at: int, part: int) -> None:
        """Turn a page, vote or read in another language where that is only for the one who reads."""
        found = [
            (screen, one)
            for screen in self.screens
            if screen.owner is not None
            for one in pressables(screen.parts)
            if _turns(one)
        ]
        if found:
            self.press_this(*found[at % len(found)], part, MIKA)

    @rule(screen=pick, part=pick, option=pick, presser=members)
    def press(self, screen: int, part: int, option: int, presser: int) -> None:
        """Press something on one of the screens that are at hand; on everybody's anyone does."""
        usable = [(one, parts) for one in self.screens if (parts := pressables(one.parts))]
        if usable:
            standing, parts = usable[screen % len(usable)]
            self.press_this(standing, parts[part % len(parts)], option, presser)

    # --- small steps ---

    def spot(self, drama: Drama) -> Spot:
        """Where a new comment goes: it answers another one, or a review, or nothing."""
        kind = ("comment", "review", "quote")[self.count % 3]
        other = self.one(kind, self.count)
        if other is None or other.drama_id != drama.id or kind == "quote":
            return Spot(drama.id)
        return Spot(drama.id, 0, other.id) if kind == "comment" else Spot(drama.id, 0, None, other.id)

    def go_on(self, standing: Standing, part: int) -> None:
        """Agree where that is asked, else turn a page, vote or change the language."""
        if standing.question is not None:
            self.agree_to(standing)
        elif found := [one for one in pressables(standing.parts) if _turns(one)]:
            self.press_this(standing, found[part % len(found)], 0, MIKA)

    def agree_to(self, asked: Standing) -> None:
        first = next(part for part in pressables(asked.parts) if f":{ANYWAY}:" in part["custom_id"])
        self.press_this(asked, first, 0, MIKA)

    def press_this(self, standing: Standing, part: Component, option: int, presser: int) -> None:
        pressed = parse(part["custom_id"])
        member = standing.owner if standing.owner is not None else presser
        if pressed is None or pressed.verb == verbs.DISMISS:
            return
        if standing.question is not None and pressed.args[:1] == (ANYWAY,):
            asked = standing.question
            self.agreed |= {
                (member, word, drama_id, asked.up_to) for word in asked.words for drama_id in asked.drama_ids
            }
        values = tuple(str(one["value"]) for one in part.get("options") or ())
        chosen = (values[option % len(values)],) if values else ()
        self.press_as(member, standing, Pressed(pressed.verb, pressed.args, chosen))

    def press_as(self, member: int, standing: Standing | None, pressed: Pressed) -> None:
        on = None if standing is None else standing.owner is not None
        message_id = standing.message_id if standing is not None else 0
        talk = Overheard(self.reader(member), False if on is None else on, message_id)
        try:
            self.do(self.stage.press(talk, pressed))
        except NeedsDiscord:
            return
        self.see(member, talk.said, standing)

    def shown_to_all(self, doing: Coroutine[Any, Any, Any], view: Callable[[Texts, Any], Screen]) -> None:
        """A screen of what comes of something, for everybody."""
        if (shown := self.do(doing)) is not None:
            self.seen_by(None, lambda talk: view(talk.public_t, shown))

    def typed(self, label: str, drama_id: int) -> str:
        return str(self.last(drama_id)) if label == LAST else label

    def row(self, sql: str, ident: int) -> tuple[str, str]:
        one, other = self.connection.execute(sql, (ident,)).fetchone()
        return one, other


def _comment_page(listed: CommentList, talk: Overheard) -> Screen:
    return comment_lists.page(talk.t, listed)


def _turns(part: Component) -> bool:
    pressed = parse(part["custom_id"])
    return pressed is not None and pressed.verb in TURNS


OPENS = {
    "review": verbs.REVIEW_READ,
    "comment": verbs.COMMENT_READ,
    "quote": verbs.QUOTE_READ,
    "marked": verbs.MARKED_READ,
    "synopsis": verbs.SYNOPSIS,
    "recommendation": verbs.READ_REASON,
}
