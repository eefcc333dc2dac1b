"""How a catalogue outside is asked: politely, within bounds, never twice for what is known."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

import aiohttp
from yarl import URL

from bot.domain.sources import SourceAnswer, SourceName
from bot.errors import NamidaError, SourceUnavailable, StoreUnavailable
from bot.sources.pace import CallRate, Pause
from bot.sources.source import Answers, Shape

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

CHUNK = 64 * 1024
# From here on reading the JSON would hold the event loop for more than a few milliseconds.
LARGE = 256 * 1024
# An answer of a source that cannot be reached now is used up to this age: it costs freshness only.
STALE_FOR = timedelta(days=30)
# What somebody typed is kept as a hash under this prefix, and shorter: it is nobody else's business.
TYPED = "typed:"
TYPED_FOR = timedelta(days=1)
# Nobody is believed who says to come back later than this.
LONGEST_REST = timedelta(days=1)
REDIRECTS = 3
VALIDATOR_LIMIT = 500  # characters of an ETag or a date worth sending back


class _NotFound(Exception):  # noqa: N818 - whoever asked knows what it means
    """The source answered 404."""


class _Passing(Exception):  # noqa: N818 - a state, which another try may end
    """What another try may mend. `wait` is what the source asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None, *, unreachable: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.unreachable = unreachable


@dataclass(frozen=True, slots=True)
class Manners:
    """How a source is treated; times in seconds. The rate is given by the source (`Pace`)."""

    total: float = 12.0  # a whole answer
    connect: float = 4.0
    read: float = 6.0  # between two pieces of an answer
    tries: int = 3
    first_wait: float = 1.0  # doubled at each try, and jittered to 0.5–1.5 of itself
    patience: float = 20.0  # all waits of one question together
    extras: float = 1.5  # what an answer is sound without, such as a native title
    rest: float = 30.0  # nobody is asked again for so long who could not be reached at all
    body_limit: int = 8 * 1024 * 1024
    pause: Pause = asyncio.sleep  # how the waits are waited

    @property
    def timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=self.total, connect=self.connect, sock_connect=self.connect, sock_read=self.read
        )


@dataclass(frozen=True, slots=True)
class Web:
    """What all sources are asked through. `clock` gives the time in UTC."""

    session: aiohttp.ClientSession
    answers: Answers
    clock: Clock
    manners: Manners


class Asker:
    """Asks one source. Everything it raises is `SourceUnavailable`, or what `missing` says for a 404."""

    def __init__(self, name: SourceName, base: str, web: Web, pace: CallRate, token: str | None = None):
        self.name = name
        self._base = URL(base)
        self._session = web.session
        self._answers = web.answers
        self._clock = web.clock
        self._manners = web.manners
        self._pace = pace
        self._headers = {"Accept": "application/json"}
        if token is not None:
            self._base = self._base.with_user(None)
            self._headers["Authorization"] = f"Bearer {token}"
        self._closed_until: datetime | None = None
        self._closed_for = ""
        self._under_way: dict[str, asyncio.Task[bytes]] = {}

    async def ask(
        self,
        path: str,
        query: Mapping[str, str | tuple[str, ...]],
        shape: type[Shape],
        fresh_for: timedelta,
        missing: NamidaError | None = None,
        *,
        patient: bool = False,
        typed: bool = False,
    ) -> Shape:
        """The JSON at a path, an object or a list as `shape` says. `missing` is raised for a 404.

        `patient`: nobody waits for it, so it lets others go first. `typed`: the query holds a
        member's words, which are not kept.
        """
        pairs = [
            (name, value)
            for name, values in query.items()
            for value in ((values,) if isinstance(values, str) else values)
        ]
        url = (self._base / path).with_query(pairs)
        key = str(url.with_user(None))
        if typed:
            key = TYPED + blake2b(key.encode(), digest_size=16).hexdigest()
        body = await self._shared(url, key, shape, fresh_for, missing, patient)
        return await self._read_json(body, shape)

    async def close(self) -> None:
        """Ends what is under way; nobody is left who waits for it."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _shared(
        self,
        url: URL,
        key: str,
        shape: type[Shape],
        fresh_for: timedelta,
        missing: NamidaError | None,
        patient: bool,
    ) -> bytes:
        """Callers who ask the same at once share one request.

        It goes on when a caller's deadline ends the wait, so that the next one finds it kept.
        """
        task = self._under_way.get(key)
        if task is None:
            answering = self._answer(url, key, shape, fresh_for, patient)
            task = asyncio.create_task(answering, name=f"ask {self.name}")
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._finished(key, done))
        try:
            return await asyncio.shield(task)
        except _NotFound:
            raise (missing or SourceUnavailable(self.name, "404")) from None
        except SourceUnavailable as error:
            # One exception for several waiters would collect all their tracebacks.
            raise SourceUnavailable(error.source, error.reason) from None

    def _finished(self, key: str, task: asyncio.Task[bytes]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen: whoever asked may have stopped waiting for it

    async def _answer(
        self, url: URL, key: str, shape: type[Shape], fresh_for: timedelta, patient: bool
    ) -> bytes:
        kept = await self._kept(key)
        if kept is not None and self._clock() < kept.fresh_until:
            return kept.body
        try:
            answer = await self._tried(url, kept, shape, fresh_for, patient)
        except SourceUnavailable as error:
            if kept is None or self._clock() - kept.fetched_at > kept_for(key):
                raise
            log.info("%s: %s; an answer of %s is used", self.name, error.reason, kept.fetched_at)
            return kept.body
        await self._keep(key, answer)
        return answer.body

    async def _kept(self, key: str) -> SourceAnswer | None:
        try:
            return await self._answers.get(key)
        except StoreUnavailable as error:
            log.warning("kept answers cannot be read", extra={"store": error.kind})
            return None

    async def _keep(self, key: str, answer: SourceAnswer) -> None:
        try:
            await self._answers.put(key, answer)
        except StoreUnavailable as error:
            log.warning("an answer cannot be kept", extra={"store": error.kind})

    async def _tried(
        self, url: URL, kept: SourceAnswer | None, shape: type[Shape], fresh_for: timedelta, patient: bool
    ) -> SourceAnswer:
        patience = self._manners.patience
        for attempt in range(self._manners.tries):
            self._refuse_closed()
            await self._pace.turn(patient=patient)
            try:
                return await self._once(url, kept, shape, fresh_for)
            except _Passing as passing:
                wait = self._wait(passing, attempt)
                if wait > patience or attempt + 1 == self._manners.tries:
                    self._give_up(passing, wait)
                    raise SourceUnavailable(self.name, passing.reason) from passing
                log.info("%s: %s; again in %.1f s", self.name, passing.reason, wait)
                patience -= wait
            await self._manners.pause(wait)
        raise AssertionError("the last try returns or raises")

    def _wait(self, passing: _Passing, attempt: int) -> float:
        jitter = random.random()  # noqa: S311 - spreads callers out, guards nothing
        if passing.wait is not None:
            return passing.wait + jitter  # never earlier than asked
        return self._manners.first_wait * float(2**attempt) * (0.5 + jitter)

    def _give_up(self, passing: _Passing, wait: float) -> None:
        """Leaves the source alone as long as it asks for, or for a while where it is not there at all."""
        if passing.wait is not None:
            self._close(passing.reason, wait)
        elif passing.unreachable:
            self._close(passing.reason, self._manners.rest)

    def _close(self, reason: str, seconds: float) -> None:
        self._closed_until = self._clock() + min(timedelta(seconds=seconds), LONGEST_REST)
        self._closed_for = reason
        log.warning("%s: %s; not asked again until %s", self.name, reason, self._closed_until)

    def _refuse_closed(self) -> None:
        if self._closed_until is not None and self._clock() < self._closed_until:
            raise SourceUnavailable(self.name, f"resting: {self._closed_for}")
        self._closed_until = None

    async def _once(
        self, url: URL, kept: SourceAnswer | None, shape: type[Shape], fresh_for: timedelta
    ) -> SourceAnswer:
        try:
            return await self._followed(url, kept, shape, fresh_for)
        except TimeoutError as error:
            raise _Passing("timeout", unreachable=True) from error
        except (aiohttp.InvalidURL, aiohttp.ClientResponseError) as error:
            # What came is no HTTP, or leads nowhere; asking again would bring the same.
            raise SourceUnavailable(self.name, type(error).__name__) from error
        except aiohttp.ClientPayloadError as error:
            raise _Passing("cut off") from error
        except (aiohttp.ClientError, OSError) as error:
            raise _Passing("no connection", unreachable=True) from error

    async def _followed(
        self, url: URL, kept: SourceAnswer | None, shape: type[Shape], fresh_for: timedelta
    ) -> SourceAnswer:
        headers = self._headers | _conditions(kept)
        for _ in range(REDIRECTS + 1):
            async with self._session.get(
                url, headers=headers, allow_redirects=False, timeout=self._manners.timeout
            ) as response:
                now = self._clock()
                if response.status == 200:
                    body = await self._bounded(response)
                    await self._read_json(body, shape)
                    return SourceAnswer(body, now, now + fresh_for, *_validators(response))
                if response.status == 304 and kept is not None:
                    return replace(kept, fetched_at=now, fresh_until=now + fresh_for)
                if response.status not in {301, 302, 303, 307, 308}:
                    raise self._refusal(response)
                url = self._same_host(url, response.headers.get("Location", ""))
        raise SourceUnavailable(self.name, "too many redirects")

    def _refusal(self, response: aiohttp.ClientResponse) -> Exception:
        if response.status == 404:
            return _NotFound()
        if response.status == 429 or response.status >= 500:
            return _Passing(
                str(response.status), _retry_after(response.headers.get("Retry-After"), self._clock())
            )
        return SourceUnavailable(self.name, str(response.status))

    def _same_host(self, url: URL, location: str) -> URL:
        """Where a redirect leads, if that is the same host: the token goes nowhere else."""
        try:
            target = url.join(URL(location))
        except ValueError as error:
            raise SourceUnavailable(self.name, "redirect to nowhere") from error
        upgraded = (url.scheme, target.scheme) == ("http", "https")
        if target.host != url.host or not (
            upgraded or (target.scheme, target.port) == (url.scheme, url.port)
        ):
            raise SourceUnavailable(self.name, "redirect elsewhere")
        return target.with_user(None)  # a name in the address would take the token's place

    async def _bounded(self, response: aiohttp.ClientResponse) -> bytes:
        limit = self._manners.body_limit
        if (response.content_length or 0) > limit:
            raise SourceUnavailable(self.name, "too large")
        body = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > limit:
                raise SourceUnavailable(self.name, "too large")
        return bytes(body)

    async def _read_json(self, body: bytes, shape: type[Shape]) -> Shape:
        try:
            if len(body) > LARGE:
                value = await asyncio.to_thread(_loads, body)
            else:
                value = _loads(body)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(self.name, "not JSON") from error
        if not isinstance(value, shape):
            raise SourceUnavailable(self.name, "JSON, but not what was asked for")
        return value


def kept_for(key: str) -> timedelta:
    """How long the answer under a key may be used at most."""
    return TYPED_FOR if key.startswith(TYPED) else STALE_FOR


def _loads(body: bytes) -> object:
    return json.loads(body, parse_constant=_no_constant)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _conditions(kept: SourceAnswer | None) -> dict[str, str]:
    if kept is None:
        return {}
    conditions = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _validators(response: aiohttp.ClientResponse) -> tuple[str | None, str | None]:
    etag, modified = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return _sendable(etag), _sendable(modified)


def _sendable(value: str) -> str | None:
    """A header's value, if it is one that can be stored and sent back as it came."""
    fits = value.isascii() and value.isprintable() and len(value) <= VALIDATOR_LIMIT
    return value if value and fits else None


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for, given as seconds or as a date; None for anything else."""
    longest = LONGEST_REST.total_seconds()
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), longest)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:  # "-0000" says UTC
        until = until.replace(tzinfo=now.tzinfo)
    return min(max((until - now).total_seconds(), 0.0), longest)
