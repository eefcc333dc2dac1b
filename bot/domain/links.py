"""Checks which web addresses the catalogue accepts, and how their hosts are shown."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from urllib.parse import SplitResult, quote, unquote, urlsplit

URL_LIMIT = 500
SENT_LIMIT = 1_000  # characters of the same address as a message has it: a letter of other scripts takes nine


class LinkFault(StrEnum):
    """The reason why an address is refused."""

    TOO_LONG = "too long"
    NOT_WEB = "not web"  # no http or https, or no address at all
    NO_HOST = "no host"
    CREDENTIALS = "credentials"
    TORRENT = "torrent"


# Sites that are there for torrents. Those of the first list move from one top-level domain to the
# next under the same name; the names of the second mean something else under another one.
_TORRENT_NAMES = frozenset(
    {
        "1337x", "bt4g", "btdig", "eztv", "kickasstorrents", "limetorrents", "magnetdl", "rarbg",
        "rutracker", "thepiratebay", "tokyotosho", "torlock", "torrentgalaxy", "torrentz2", "zooqle",
    }
)  # fmt: skip
_TORRENT_HOSTS = frozenset(
    {"acg.rip", "avistaz.to", "bangumi.moe", "nyaa.land", "nyaa.si", "piratebay.org", "share.dmhy.org",
     "torrentking.io", "yts.am", "yts.lt", "yts.mx"}
)  # fmt: skip

_LABEL_LIMIT = 63  # of the letters between two dots of a host, as DNS counts them
_HOST_LIMIT = 253


def link_fault(url: str) -> LinkFault | None:
    """Why an address is refused. None if it is accepted.

    Accepted are http and https addresses with a dot in the host, without a user name or password, and not to
    a torrent. Refused is what browsers and the bot could read differently (backslashes, control characters,
    invisible letters in a host).
    """
    if len(url) > URL_LIMIT:
        return LinkFault.TOO_LONG
    if "magnet:?" in unquote(url).casefold():
        return LinkFault.TORRENT
    if "\\" in url or any(_unseen(sign) for sign in url):
        return LinkFault.NOT_WEB
    if len(address(url)) > SENT_LIMIT:
        return LinkFault.TOO_LONG
    try:
        return _parts_fault(urlsplit(url))
    except ValueError:  # half an IPv6 address, a port of letters, letters that turn into a slash
        return LinkFault.NOT_WEB


def _parts_fault(parts: SplitResult) -> LinkFault | None:
    """The same for an address in parts. Raises ValueError for a wrong port."""
    if parts.scheme not in {"http", "https"}:
        return LinkFault.NOT_WEB
    if parts.username is not None or parts.password is not None:
        return LinkFault.CREDENTIALS
    host = _ascii_host(parts.hostname or "")
    if parts.port == 0 or host is None:
        return LinkFault.NO_HOST
    if _is_torrent_site(host) or unquote(parts.path).casefold().rstrip("/ ").endswith(".torrent"):
        return LinkFault.TORRENT
    return None


def address(url: str) -> str:
    """A web address that cannot end the markdown around it; other scripts as UTF-8 in percents."""
    return quote(url, safe="-._~:/?#@!$&'*+,;=%")


def host_of(url: str) -> str:
    """The host of an accepted address, as DNS has it. Empty for any other address.

    Hosts in other scripts are always shown as `xn--…`, so that similar letters look different.
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return _ascii_host(host or "") or ""


def _unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] == "C"


def _ascii_host(host: str) -> str | None:
    """`例え.JP` as `xn--r8jz45g.jp`. None if it is not a web host.

    Letters are folded as browsers fold them (UTS 46), except that `ß` and `ς` stay.
    """
    folded = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower()
    labels = unicodedata.normalize("NFC", folded).removesuffix(".").split(".")
    if len(labels) < 2 or not all(_is_label(label) for label in labels):
        return None
    encoded = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels]
    whole = ".".join(encoded)
    if len(whole) > _HOST_LIMIT or any(len(label) > _LABEL_LIMIT for label in encoded):
        return None
    return whole


def _is_label(label: str) -> bool:
    return bool(label) and all(
        sign.isalnum() or sign in "-_" or unicodedata.category(sign)[0] == "M" for sign in label
    )


def _is_torrent_site(host: str) -> bool:
    labels = host.split(".")
    if labels[-2] in _TORRENT_NAMES:
        return True
    return any(".".join(labels[at:]) in _TORRENT_HOSTS for at in range(len(labels) - 1))
