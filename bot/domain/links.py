"""Which web addresses the catalogue takes, and how an address's host is shown."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

URL_LIMIT = 500


class LinkFault(StrEnum):
    """Why an address is not taken."""

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
    """Why an address cannot be taken, None where it can.

    Taken are http and https addresses of a host with a dot, without a name or password in them,
    that lead to no torrent. What browsers and we could read differently (backslashes, controls,
    invisible letters in a host) is refused.
    """
    if len(url) > URL_LIMIT:
        return LinkFault.TOO_LONG
    if "magnet:?" in unquote(url).casefold():
        return LinkFault.TORRENT
    if "\\" in url or any(_unseen(sign) for sign in url):
        return LinkFault.NOT_WEB
    try:
        return _parts_fault(urlsplit(url))
    except ValueError:  # half an IPv6 address, a port of letters, letters that turn into a slash
        return LinkFault.NOT_WEB


def _parts_fault(parts: SplitResult) -> LinkFault | None:
    """The same of an address in its parts; ValueError for a port that is none."""
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


def host_of(url: str) -> str:
    """The host of an address that `link_fault` takes, as DNS has it; empty for any other address.

    Hosts in other scripts are always shown as `xn--…`: letters that look alike then do not.
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return _ascii_host(host or "") or ""


def _unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] == "C"


def _ascii_host(host: str) -> str | None:
    """`例え.JP` as `xn--r8jz45g.jp`, None for what is no host of the web.

    Letters are folded as browsers fold them (UTS 46), except that `ß` and `ς` stay what they are.
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
