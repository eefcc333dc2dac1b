"""A reader who uses every command, and presses whatever its answers offer but for what asks for a spoiler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord
from simcord.results import to_discord_message
from structlog.testing import capture_logs

from bot.domain.questions import WRITES
from bot.domain.venues import Venue
from bot.present import verbs
from tests.cogs.leaks.planted import AT, LATER, PLAIN, kept_from, recommend_to, without_what_is_hidden
from tests.pockets import carry
from tests.world import TEARS, Component, World, walk

Options = dict[str, str | int | bool]
SOMEONE = "someone"  # an option that names a member

# Readers who are on the server, but use everything where it is not.
PLACES: Mapping[str, Venue] = {
    "in a direct message": Venue.DIRECT,
    "in a group chat": Venue.GROUP,
    "on a foreign server": Venue.FOREIGN,
}
# How far each kind of reader is: what they say of the drama, and the last episode they have seen.
READERS: Mapping[str, tuple[Options | None, int]] = {
    "behind": ({"episode": AT}, AT),
    "not begun": ({"status": "plan"}, 0),
    "no list": (None, 0),
    "dropped": ({"episode": AT, "status": "dropped"}, AT),
    "exactly before": ({"episode": LATER - 1}, LATER - 1),
    "elsewhere": (None, 0),
    **dict.fromkeys(PLACES, ({"episode": AT}, AT)),
}
# Buttons that the reader leaves alone: by the verb in their `custom_id`.
NOT_PRESSED: dict[str, str] = {
    "reveal": "the answer to the question before a synopsis: this is the consent",
    "reviewshow": "the answer to the question before a review: this is the consent",
    "markshow": "the answer to the question before a marked message: this is the consent",
    "commentshow": "the answer to the question before a comment: this is the consent",
    "reasonshow": "the answer to the question before a reason: this is the consent",
    "adviceshow": "the answer to the question before a recommendation to a member: this is the consent",
    "quoteshow": "the answer to the question before a quote: this is the consent",
    "report": "tells the moderators",
    "clubseen": "moves the reader on",
    "pastscores": "asks for the scores of later episodes",
    "scoresshow": "the answer to the question before the scores of later episodes: this is the consent",
    "warntell": "the answer to the question before what a drama contains: this is the consent",
    "warnask": "the answer to the question whether a drama contains a subject: this is the consent",
    "rateseen": "moves the reader on",
    "seen": "moves the reader on",
    "next": "moves the reader on",
    "rewatch": "moves the reader on",
    "dismiss": "takes the message away",
    "again": "another drama",
    "card": "another drama",
    "adopt": "another drama",
    "plan": "changes what the reader has",
    "scoreepisode": "changes what the reader has",
    "digestoff": "changes what the reader has",
    "page": "more of the same list",
    "top": "more of the same list",
}
MOST_PRESSED = 60  # of one command's answers, and of what these lead to


@dataclass
class Reading:
    """Readers of one kind, a fresh one for each command, and what they have pressed so far.

    `lounge` is where they are: for `elsewhere` a channel of another server.
    """

    world: World
    policy: str
    kind: str = "behind"
    pressed: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    refused: dict[str, set[str]] = field(default_factory=dict)  # what a command's own answers were, if none
    plain: int = 0  # how often what spoils nothing was told
    files: int = 0
    reader: simcord.MemberActor | None = None
    readers: list[simcord.MemberActor] = field(default_factory=list)
    in_vain: set[str] = field(default_factory=set)  # what was offered where it needs a server, and is none

    def __post_init__(self) -> None:
        self.lounge = self.world.lounge
        self.guild = self.world.guild
        if self.kind == "elsewhere":
            self.guild = self.world.env.create_guild("Elsewhere")
            self.lounge = self.guild.create_text_channel("elsewhere")

    async def begin(self) -> simcord.MemberActor:
        """A reader who has pressed nothing yet."""
        count = len(self.world.env.backend.users)
        self.reader = reader = self.guild.add_member(self.world.env.create_user(f"reader{count}"))
        self.readers.append(reader)
        if self.carried is not None:
            carry(self.world, reader, self.carried)
        says, _ = READERS[self.kind]
        if says is not None:
            await reader.slash(self.lounge, "watch set", title=TEARS, **says)
        return reader

    @property
    def direct(self) -> bool:
        """Whether they use everything in a direct message with the bot."""
        return self.carried is Venue.DIRECT

    @property
    def carried(self) -> Venue | None:
        """Where they use everything, if not on a server of the bot's: there every answer is sealed."""
        return PLACES.get(self.kind)

    @property
    def secrets(self) -> dict[str, str]:
        return kept_from(READERS[self.kind][1])

    async def use(self, name: str, options: Options, before: tuple[str, Options] | None = None) -> None:
        """Let a fresh reader use a command, after another one if any, and whatever its answers offer."""
        reader, doing = await self.begin(), f"/{name} {options}"
        if before is not None:
            await self._slash(reader, *before)
        if name == "recommend received" and self.guild is self.world.guild:
            await recommend_to(self.world, reader)
        typed = {key: self._someone() if value == SOMEONE else value for key, value in options.items()}
        with capture_logs() as logs:
            answer = await self._watched(doing, self._slash(reader, name, typed))
        results = {str(line["result"]) for line in logs if line["event"] == "answered"}
        assert results, f"{doing}: nothing was answered"
        self.refused.setdefault(name, set()).update(results - {"ok"})
        for seen in _answers(answer):
            await self.press_all(doing, seen)

    def _slash(self, reader: simcord.MemberActor, name: str, typed: Mapping[str, Any]) -> Any:
        if self.carried is not None:
            return reader.user.slash(name, **typed)
        return reader.slash(self.lounge, name, **typed)

    async def ask(self, words: str) -> int:
        """Let a fresh reader say something to the bot, and press whatever its answers offer.

        Returns how many messages it answered with.
        """
        await self.world.env.advance_time(3)  # a channel is not answered as often as readers come here
        reader, doing = await self.begin(), f"“{words}”"
        before = len(self.world.env.http_requests)
        channel = reader.user.dm_channel if self.direct else self.lounge
        older = self._ids_in(channel)
        if self.direct:
            await reader.send_dm(words)
        else:
            me = self.world.env.backend.bot_user.id
            await reader.send(channel, f"<@{me}> {words}")
        for request in self.world.env.http_requests[before:]:
            self.look_through(doing, request.method, request.path, request.json, private=False)
        there = [self._message(channel.id, one) for one in sorted(self._ids_in(channel) - older)]
        said = [one for one in there if one.author.id == self.world.env.backend.bot_user.id]
        answers = [
            one for one in said if one.reference and one.reference.message_id in _said_by(there, reader)
        ]
        for message in answers:
            await self.press_all(doing, message)
        return len(answers)

    def _someone(self) -> simcord.MemberActor:
        """Another member of the reader's server."""
        if self.guild is self.world.guild:
            return self.world.jun
        count = len(self.world.env.backend.users)
        return self.guild.add_member(self.world.env.create_user(f"someone{count}"))

    async def press_all(self, doing: str, message: discord.Message | simcord.ResponseMessage) -> None:
        """Press whatever a message offers, and whatever that leads to."""
        waiting: list[tuple[str, Any]] = [(doing, message)]
        for _ in range(MOST_PRESSED):
            while waiting and not (fresh := self._fresh(waiting[0][1])):
                waiting.pop(0)
            if not waiting:
                return
            doing, message = waiting[0]  # a press may change it: it is looked at anew each time
            self.pressed.add(self._pressing(fresh[0]))
            step = f"{doing} > {fresh[0].get('label') or fresh[0].get('placeholder')}"
            private = bool(getattr(message, "ephemeral", False))
            with capture_logs() as logs:
                answer = await self._watched(step, self._press(message, fresh[0]), private=private)
            if any(line.get("result") == "ServerOnly" for line in logs):
                self.in_vain.add(f"{step} ({fresh[0]['custom_id']})")
            waiting += [(step, seen) for seen in _answers(answer)]

    def _fresh(self, message: Any) -> list[Component]:
        return [part for part in _usable(self._as_it_is(message)) if self._pressing(part) not in self.pressed]

    def _as_it_is(self, message: Any) -> Any:
        """A message of the channel as it stands there now: a press may have changed it."""
        if not isinstance(message, discord.Message):
            return message
        return self._message(message.channel.id, message.id)

    def _ids_in(self, channel: simcord.ChannelHandle) -> set[int]:
        return set(self.world.env.backend.messages.get(channel.id, ()))

    def _message(self, channel_id: int, message_id: int) -> discord.Message:
        env = self.world.env
        return to_discord_message(env, env.backend.get_message(channel_id, message_id))

    def _pressing(self, part: Component) -> str:
        """What a press does; of a button that names its reader the same for each of them."""
        assert self.reader is not None
        return str(part["custom_id"]).replace(str(self.reader.id), "reader")

    def _press(self, message: Any, part: Component) -> Any:
        reader, custom_id = self.reader, part["custom_id"]
        assert reader is not None
        actor = reader.user if self.carried is not None else reader
        if part["type"] == 2:
            return actor.click(message, custom_id=custom_id)
        options = [option["value"] for option in part["options"]]
        # The last one of an episode list, or of reviews, tells most.
        return actor.select(message, options[-1:], custom_id=custom_id)

    async def _watched(self, doing: str, what: Any, *, private: bool = False) -> simcord.InteractionResult:
        """Do something, and look through whatever the bot sends meanwhile."""
        before = len(self.world.env.http_requests)
        answer: simcord.InteractionResult = await what
        if self.carried is not None and self.carried.reader_alone:
            assert all(seen.ephemeral for seen in _answers(answer)), f"{doing}: others see it"
        private = private or answer.ephemeral or self.carried is not None
        for request in self.world.env.http_requests[before:]:
            self.look_through(doing, request.method, request.path, request.json, private=private)
        for file in (file for seen in _answers(answer) for file in seen.attachments):
            self.files += 1
            content = _content(self.world, file)
            told = [where for where, word in self.secrets.items() if word.encode() in content]
            self.told += [f"{doing}: {where} in a file" for where in told]
        return answer

    def look_through(self, doing: str, method: str, path: str, body: object, *, private: bool) -> None:
        """Note every planted word of what was sent that this reader should not have met."""
        sent = body
        if self.policy != "sealed" and not private and isinstance(body, dict):
            sent = without_what_is_hidden(body)
        text = repr(sent)
        self.plain += PLAIN in text
        found = [where for where, word in self.secrets.items() if word in text]
        self.told += [f"{doing}: {where} in {method} {path}" for where in found]


def _said_by(messages: Sequence[discord.Message], reader: simcord.MemberActor) -> set[int]:
    return {one.id for one in messages if one.author.id == reader.id}


def _answers(answer: simcord.InteractionResult) -> list[simcord.ResponseMessage]:
    return [message for message in (answer.response, *answer.followups) if message is not None]


def _usable(message: Any) -> Iterator[Component]:
    """The buttons and menus of ours that a member may press, but for those left out."""
    parts = message.components
    if parts and not isinstance(parts[0], dict):
        parts = [part.to_dict() for part in parts]
    for part, _ in walk(parts):
        custom_id = str(part.get("custom_id") or "")
        verb = custom_id.split(":")[2] if custom_id.startswith("namida:1:") else ""
        if verb == verbs.CHAT and custom_id.split(":")[4] in WRITES:
            continue  # what these do, their commands do above
        if verb and verb not in NOT_PRESSED and part["type"] in (2, 3) and not part.get("disabled"):
            yield part


def _content(world: World, file: Any) -> bytes:
    found = world.env.backend.cdn.get(file["url"] if isinstance(file, dict) else file.url)
    assert found is not None
    return found
