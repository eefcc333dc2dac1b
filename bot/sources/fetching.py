"""Sends one request to another catalogue, within bounds and to its own server only, and reads the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from bot.domain.sources import SourceAnswer, SourceName
from bot.errors import SourceUnavailable
from bot.sources.manners import Web

CHUNK = 64 * 1024
# From here on reading the JSON would hold the event loop for more than a few milliseconds.
LARGE = 100 * 1024
# A longer wait than this is ignored.
LONGEST_REST = timedelta(days=1)
REDIRECTS = 3
VALIDATOR_LIMIT = 500  # characters of an ETag or a date worth sending back


class NotFound(Exception):  # noqa: N818 - its caller knows what it means
    """The source answered 404."""


class Passing(Exception):  # noqa: N818 - a state, which another try may end
    """A failure that another try may fix. `wait` is how many seconds the source asks to wait.

    `for_all`: the wait is meant for every question. `unreachable`: no server answers at all.
    """

    def __init__(
        self, reason: str, wait: float | None = None, *, for_all: bool = False, unreachable: bool = False
    ):
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.for_all = for_all
        self.unreachable = unreachable

    @property
    def outcome(self) -> str:
        """What is counted: one of five words."""
        if self.unreachable:
            return "unreachable"
        if self.reason == "429":
            return "too many"
        if self.reason.isdigit():
            return "fault of theirs"
        return "timeout" if self.reason == "timeout" else "cut off"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its address, its shape (an object or a list), and how long the answer counts as fresh."""

    url: URL
    shape: type[dict[str, object]] | type[list[object]]
    fresh_for: timedelta


class Fetcher:
    """Sends requests to one source, always with the same headers."""

    def __init__(self, name: SourceName, web: Web, headers: Mapping[str, str]):
        self.name = name
        self._session = web.session
        self._clock = web.clock
        self._manners = web.manners
        self._requests = web.measures.source_requests
        self._headers = dict(headers)

    async def fetch(
        self, asked: Asked, kept: SourceAnswer | None, turn: Callable[[], Awaitable[None]]
    ) -> tuple[SourceAnswer, object]:
        """The answer and its content. The content is None if the stored answer is still right.

        `turn` is awaited before each request, redirects included. Raises `NotFound`, `Passing`, and
        `SourceUnavailable` for failures that another try would not fix.
        """
        outcome = "failed"
        try:
            found = await self._fetched(asked, kept, turn)
            outcome = "ok"
        except NotFound:
            outcome = "ok"  # the source answered: it does not have this one
            raise
        except Passing as passing:
            outcome = passing.outcome
            raise
        except asyncio.CancelledError:
            outcome = "given up"
            raise
        finally:
            self._requests[self.name, outcome] += 1
        return found

    async def _fetched(
        self, asked: Asked, kept: SourceAnswer | None, turn: Callable[[], Awaitable[None]]
    ) -> tuple[SourceAnswer, object]:
        try:
            return await self._followed(asked, kept, turn)
        except aiohttp.ConnectionTimeoutError as error:
            raise Passing("timeout", unreachable=True) from error
        except TimeoutError as error:
            raise Passing("timeout") from error
        except (aiohttp.InvalidURL, aiohttp.ClientResponseError) as error:
            # What came is no HTTP, or leads nowhere; asking again would bring the same.
            raise SourceUnavailable(self.name, type(error).__name__) from error
        except aiohttp.ClientPayloadError as error:
            raise Passing("cut off") from error
        except aiohttp.ClientConnectorError as error:
            raise Passing("no connection", unreachable=True) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Passing("no answer") from error

    async def _followed(
        self, asked: Asked, kept: SourceAnswer | None, turn: Callable[[], Awaitable[None]]
    ) -> tuple[SourceAnswer, object]:
        url = asked.url
        headers = self._headers | _conditions(kept)
        for _ in range(REDIRECTS + 1):
            await turn()
            async with self._session.get(
                url, headers=headers, allow_redirects=False, timeout=self._manners.timeout
            ) as response:
                now = self._clock()
                fresh_until = now + asked.fresh_for
                if response.status == 200:
                    body = await self._bounded(response)
                    told = await self.read_json(body, asked.shape)
                    return SourceAnswer(body, now, fresh_until, *_validators(response)), told
                if response.status == 304 and kept is not None:
                    return replace(kept, fetched_at=now, fresh_until=fresh_until), None
                if response.status not in {301, 302, 303, 307, 308}:
                    raise self._refusal(response)
                url = self._same_host(url, response.headers.get("Location", ""))
        raise SourceUnavailable(self.name, "too many redirects")

    def _refusal(self, response: aiohttp.ClientResponse) -> Exception:
        if response.status == 404:
            return NotFound()
        if response.status == 429 or response.status >= 500:
            wait = _retry_after(response.headers.get("Retry-After"), self._clock())
            # A request to wait or to ask less is meant for all questions.
            return Passing(str(response.status), wait, for_all=wait is not None or response.status == 429)
        return SourceUnavailable(self.name, str(response.status))

    def _same_host(self, url: URL, location: str) -> URL:
        """The target of a redirect, if it is the same server. The token goes nowhere else."""
        try:
            target = url.join(URL(location))
        except ValueError as error:
            raise SourceUnavailable(self.name, "redirect to nowhere") from error
        upgraded = (url.scheme, url.port, target.scheme, target.port) == ("http", 80, "https", 443)
        same = (target.scheme, target.port) == (url.scheme, url.port)
        if target.host != url.host or not (upgraded or same):
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

    async def read_json(self, body: bytes, shape: type[dict[str, object]] | type[list[object]]) -> object:
        """The content of an answer. Raises `SourceUnavailable` if it does not have this shape."""
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
    """A header's value, if it can be stored and sent back unchanged."""
    fits = value.isascii() and value.isprintable() and len(value) <= VALIDATOR_LIMIT
    return value if value and fits else None


def _retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for, given as seconds or as a date. None for anything else."""
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
